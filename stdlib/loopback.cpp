// See loopback.hpp.
#include "stdlib/loopback.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <strings.h>

#include <cstring>

namespace gilua {
namespace {

bool is_loopback(const in_addr& address) { return (ntohl(address.s_addr) >> 24) == IN_LOOPBACKNET; }

bool is_loopback(const in6_addr& address) {
  if (!IN6_IS_ADDR_V4MAPPED(&address)) return IN6_IS_ADDR_LOOPBACK(&address);
  in_addr inner{};
  std::memcpy(&inner, &address.s6_addr[12], sizeof inner);
  return is_loopback(inner);
}

/// The address in its own family's form: the caller's bytes need not be aligned for it.
template <typename T>
T as(const sockaddr* address) {
  T copy{};
  std::memcpy(&copy, address, sizeof copy);
  return copy;
}

}  // namespace

bool is_loopback(const sockaddr* address) {
  if (address->sa_family == AF_INET) return is_loopback(as<sockaddr_in>(address).sin_addr);
  if (address->sa_family == AF_INET6) return is_loopback(as<sockaddr_in6>(address).sin6_addr);
  return false;
}

bool is_loopback_host(std::string_view host) {
  const std::string text(host);
  if (strcasecmp(text.c_str(), "localhost") == 0) return true;
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return is_loopback(v4);
  return inet_pton(AF_INET6, text.c_str(), &v6) == 1 && is_loopback(v6);
}

std::string describe_address(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = "?";
  if (address->sa_family == AF_INET) {
    const auto v4 = as<sockaddr_in>(address);
    inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
    return fmt::format("{} port {}", text, ntohs(v4.sin_port));
  }
  if (address->sa_family == AF_INET6) {
    const auto v6 = as<sockaddr_in6>(address);
    inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
    return fmt::format("{} port {}", text, ntohs(v6.sin6_port));
  }
  return fmt::format("address family {}", address->sa_family);
}

}  // namespace gilua
