// The control for "two computing threads against one after the other": what this machine gives to
// a C++ program with the same shape.
//
// Usage: bench_spin [SECONDS]   (2: about how long one thread's work takes)
// Prints the time of the work done twice in one thread, done by two threads at once, and their
// ratio: 2 on two idle cores.
#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <thread>

namespace {

using Clock = std::chrono::steady_clock;

std::uint64_t spin(std::uint64_t turns, std::uint64_t seed) {
  std::uint64_t x = seed;
  for (std::uint64_t i = 0; i < turns; ++i) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
  }
  return x;
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// How many turns take about [seconds] here.
std::uint64_t calibrate(double seconds, std::uint64_t& sum) {
  constexpr std::uint64_t kProbe = 50'000'000;
  const auto start = Clock::now();
  sum += spin(kProbe, 1);
  return static_cast<std::uint64_t>(static_cast<double>(kProbe) * seconds / seconds_since(start));
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::strtod(argv[1], nullptr) : 2.0;
  if (seconds <= 0) {
    fmt::print(stderr, "usage: bench_spin [SECONDS]\n");
    return 2;
  }
  std::uint64_t sum = 0;
  const std::uint64_t turns = calibrate(seconds, sum);

  auto start = Clock::now();
  sum += spin(turns, 2);
  sum += spin(turns, 3);
  const double one_s = seconds_since(start);

  std::uint64_t sums[2] = {0, 0};
  start = Clock::now();
  std::thread first{[&] { sums[0] = spin(turns, 2); }};
  std::thread second{[&] { sums[1] = spin(turns, 3); }};
  first.join();
  second.join();
  const double two_s = seconds_since(start);

  fmt::print("one_thread_s {:.3f}\ntwo_threads_s {:.3f}\nspeed_up {:.3f}\n", one_s, two_s,
             one_s / two_s);
  // The sum keeps the compiler from dropping the work.
  return sum + sums[0] + sums[1] == 42 ? 1 : 0;
}
