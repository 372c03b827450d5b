// What counts as "this machine", for the sandbox: scripts in it reach nothing else. Private to
// stdlib/.
//
// A name is judged before anybody is asked for its address (a look-up leaves the machine too), and
// the address once more where the socket is made.
#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace gilua {

/// 127.0.0.0/8, ::1, or the first written as the second's family does. No other families.
bool is_loopback(const sockaddr* address);
/// A literal address for which is_loopback holds, without brackets, or "localhost".
bool is_loopback_host(std::string_view host);
/// "127.0.0.1 port 80", for messages.
std::string describe_address(const sockaddr* address);

}  // namespace gilua
