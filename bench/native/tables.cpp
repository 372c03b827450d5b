// The control for bench/figures/parallel_tables.lua: what this machine gives to two C++ threads
// that write memory of their own, or read a shared array of a million entries of 16 bytes.
//
// Usage: bench_tables own|read [SECONDS]   (1: about how long one thread's work takes)
// Prints the time of the work done twice in one thread, by two threads at once, and their ratio.
#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
struct Entry {
  std::uint64_t tag, value;
};
constexpr std::uint64_t kShared = 1'000'000;

std::uint64_t write_own(std::uint64_t turns) {
  std::vector<Entry> list(1000);
  std::vector<Entry> record(2);
  // Volatile: every write is done, as a table's is.
  volatile Entry* slots = list.data();
  volatile Entry* fields = record.data();
  for (std::uint64_t i = 1; i <= turns; ++i) {
    const std::uint64_t k = i % 1000;
    slots[k].value = slots[k].value + i;
    fields[0].value = fields[0].value + k;
    fields[1].value = i;
  }
  return fields[0].value;
}

std::uint64_t read_shared(const std::vector<Entry>& shared, std::uint64_t turns) {
  std::uint64_t sum = 0;
  std::uint64_t k = 1;
  for (std::uint64_t i = 0; i < turns; ++i) {
    k = (k * 16807 + 12345) % kShared;
    sum += shared[k].value;
  }
  return sum;
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view kind = argc > 1 ? argv[1] : "";
  const double seconds = argc > 2 ? std::strtod(argv[2], nullptr) : 1.0;
  if ((kind != "own" && kind != "read") || seconds <= 0) {
    fmt::print(stderr, "usage: bench_tables own|read [SECONDS]\n");
    return 2;
  }
  const std::vector<Entry> shared(kind == "read" ? kShared : 0, Entry{1, 1});
  std::uint64_t sum = 0;
  const auto work = [&](std::uint64_t turns) {
    return kind == "own" ? write_own(turns) : read_shared(shared, turns);
  };
  constexpr std::uint64_t kProbe = 20'000'000;
  auto start = Clock::now();
  sum += work(kProbe);
  const auto turns =
      static_cast<std::uint64_t>(static_cast<double>(kProbe) * seconds / seconds_since(start));

  start = Clock::now();
  sum += work(turns);
  sum += work(turns);
  const double alone = seconds_since(start);

  std::uint64_t sums[2] = {0, 0};
  start = Clock::now();
  std::thread first([&] { sums[0] = work(turns); });
  std::thread second([&] { sums[1] = work(turns); });
  first.join();
  second.join();
  const double together = seconds_since(start);
  sum += sums[0] + sums[1];
  fmt::print("alone_s {:.3f}\ntogether_s {:.3f}\nspeed_up {:.3f}\nsum {}\n", alone, together,
             alone / together, sum);
  return 0;
}
