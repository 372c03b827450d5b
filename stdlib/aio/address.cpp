// See address.hpp.
#include "stdlib/aio/address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/un.h>
#include <uv.h>

#include <cstddef>
#include <cstring>

#include "stdlib/loopback.hpp"

namespace gilua {

bool Address::parse(const std::string& host, int port) {
  return uv_ip4_addr(host.c_str(), port, reinterpret_cast<sockaddr_in*>(&storage)) == 0 ||
         uv_ip6_addr(host.c_str(), port, reinterpret_cast<sockaddr_in6*>(&storage)) == 0;
}

bool Address::is_loopback() const { return gilua::is_loopback(any()); }

bool check_port(Exec& ex, Args args, uint32_t i, int& port) {
  constexpr int64_t kLast = 65535;
  int64_t number = 0;
  if (!ex.check_integer(args, i, number)) return false;
  if (number < 0 || number > kLast) {
    ex.raise_class("OverflowError", fmt::format("port must be 0-65535, not {}", number));
    return false;
  }
  port = static_cast<int>(number);
  return true;
}

Outcome push_address(Exec& ex, const Address& address) {
  char text[INET6_ADDRSTRLEN] = "";
  Value host = Value::nil();
  if (address.storage.ss_family == AF_INET) {
    const auto& in = reinterpret_cast<const sockaddr_in&>(address.storage);
    inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
    if (!ex.make_string(text, host)) return kError;
    ex.push(host);
    ex.push(Value::integer(ntohs(in.sin_port)));
    return 2;
  }
  if (address.storage.ss_family == AF_INET6) {
    const auto& in6 = reinterpret_cast<const sockaddr_in6&>(address.storage);
    inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof text);
    if (!ex.make_string(text, host)) return kError;
    ex.push(host);
    ex.push(Value::integer(ntohs(in6.sin6_port)));
    ex.push(Value::integer(ntohl(in6.sin6_flowinfo)));
    ex.push(Value::integer(in6.sin6_scope_id));
    return 4;
  }
  if (address.storage.ss_family != AF_UNIX) return 0;
  const auto& local = reinterpret_cast<const sockaddr_un&>(address.storage);
  const size_t length = strnlen(local.sun_path, sizeof local.sun_path);
  if (!ex.make_string({local.sun_path, length}, host)) return kError;
  ex.push(host);
  return 1;
}

}  // namespace gilua
