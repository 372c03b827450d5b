// The control for "thread start and join": pthread_create and pthread_join of an empty function.
//
// Usage: bench_pthread [COUNT]   (20,000)
// Prints the microseconds a pair.
#include <fmt/core.h>
#include <pthread.h>

#include <chrono>
#include <cstdlib>

int main(int argc, char** argv) {
  const long count = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 20'000;
  if (count <= 0) {
    fmt::print(stderr, "usage: bench_pthread [COUNT]\n");
    return 2;
  }
  const auto start = std::chrono::steady_clock::now();
  for (long i = 0; i < count; ++i) {
    pthread_t thread{};
    const int error = pthread_create(
        &thread, nullptr, [](void* argument) { return argument; }, nullptr);
    if (error != 0) {
      fmt::print(stderr, "bench_pthread: pthread_create failed with {}\n", error);
      return 1;
    }
    pthread_join(thread, nullptr);
  }
  const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
  fmt::print("pairs {}\nmicroseconds_a_pair {:.3f}\n", count,
             spent.count() / static_cast<double>(count));
  return 0;
}
