// Addresses of sockets: from text, as scripts see them, and whether the sandbox lets one be used.
#pragma once

#include <sys/socket.h>

#include <string>

#include "vm/exec/exec.hpp"

namespace gilua {

struct Address {
  sockaddr_storage storage{};

  const sockaddr* any() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* any() { return reinterpret_cast<sockaddr*>(&storage); }
  /// A numeric address: false if [host] is none.
  bool parse(const std::string& host, int port);
  bool is_loopback() const;
};

/// A port from 0 to 65535 in argument [i]; false after an error.
bool check_port(Exec& ex, Args args, uint32_t i, int& port);

/// Pushes what Python's tuple holds: host, port; host, port, flow, scope; or a path. Returns how
/// many values, or kError.
Outcome push_address(Exec& ex, const Address& address);

}  // namespace gilua
