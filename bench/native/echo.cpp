// The neutral client of the echo benchmark: N connections to 127.0.0.1:PORT, each of which sends 64
// bytes, waits until they came back, and sends again. Prints round trips per second.
//
//     bench_echo PORT [CONNECTIONS [SECONDS]]
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace {

constexpr size_t kMessageBytes = 64;
using Clock = std::chrono::steady_clock;

struct Connection {
  int fd = -1;
  size_t came = 0;  // bytes of the answer so far
};

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

int connect_to(uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    fail("connect");
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void send_message(int fd) {
  static const std::array<char, kMessageBytes> message{};
  if (send(fd, message.data(), message.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(message.size()))
    fail("send");
}

/// One readiness. Whether it ended a round trip.
bool receive(Connection& connection) {
  std::array<char, kMessageBytes> bytes;
  const ssize_t count =
      recv(connection.fd, bytes.data(), kMessageBytes - connection.came, MSG_DONTWAIT);
  if (count <= 0) fail("recv");
  connection.came += static_cast<size_t>(count);
  if (connection.came < kMessageBytes) return false;
  connection.came = 0;
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: bench_echo PORT [CONNECTIONS [SECONDS]]\n");
    return 2;
  }
  const auto port = static_cast<uint16_t>(std::atoi(argv[1]));
  const size_t count = argc > 2 ? static_cast<size_t>(std::atoi(argv[2])) : 1000;
  const double seconds = argc > 3 ? std::atof(argv[3]) : 3;
  std::vector<Connection> connections(count);
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  for (Connection& connection : connections) {
    connection.fd = connect_to(port);
    epoll_event event{EPOLLIN, {&connection}};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, connection.fd, &event) != 0) fail("epoll_ctl");
  }
  const auto start = Clock::now();
  for (const Connection& connection : connections) send_message(connection.fd);
  uint64_t trips = 0;
  std::chrono::duration<double> passed{};
  std::array<epoll_event, 256> events;
  // What is under way at the end is waited for, so that no connection is reset.
  for (size_t under_way = count; under_way != 0;) {
    const int ready = epoll_wait(poll, events.data(), events.size(), 1000);
    if (ready <= 0) fail("epoll_wait");
    const bool is_over = passed.count() >= seconds;
    for (int i = 0; i < ready; ++i) {
      auto& connection = *static_cast<Connection*>(events[static_cast<size_t>(i)].data.ptr);
      if (!receive(connection)) continue;
      if (is_over) {
        --under_way;
        continue;
      }
      ++trips;
      send_message(connection.fd);
    }
    if (!is_over) passed = Clock::now() - start;
  }
  fmt::print("{:.0f}\n", static_cast<double>(trips) / passed.count());
  return 0;
}
