// Module "time": the clocks, and sleep.
//
// Sleeping is a wait like any other: it goes through World::park, so other threads run meanwhile,
// and sleep(0) gives the GIL up once.
#include <sys/time.h>
#include <time.h>

#include "stdlib/thread_libraries.hpp"
#include "stdlib/threading_arguments.hpp"

namespace gilua {
namespace {

double seconds(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

Outcome time_time(Exec&, Args args) { return args.ret(Value::number(seconds(CLOCK_REALTIME))); }

Outcome time_monotonic(Exec&, Args args) {
  return args.ret(Value::number(1e-9 * static_cast<double>(World::now_ns())));
}

Outcome time_sleep(Exec& ex, Args args) {
  double length = 0;
  int64_t ns = 0;
  if (args.count == 0) return ex.raise_class("TypeError", "sleep() takes exactly one argument");
  if (!check_seconds(ex, args[0], "sleep length", length)) return kError;
  if (!seconds_to_ns(ex, length, ns)) return kError;
  if (ns < 0) return ex.raise_class("ValueError", "sleep length must be non-negative");
  const Clock::time_point deadline = deadline_after(ns);
  const WaitEdge edge{WaitKind::kSleep, nullptr, "sleep", nullptr};
  // A token that an earlier wait left behind ends park early, so the clock decides.
  for (;;) {
    switch (ex.world().park(*ex.thread, edge, deadline)) {
      case World::Woken::kTimeout:
        return ex.args().ret();
      case World::Woken::kInterrupted:
        return ex.raise_interrupt();
      case World::Woken::kUnparked:
        break;
    }
  }
}

constexpr NativeRow kRows[] = {
    {"sleep", 1, 1, Runs::kFull, time_sleep, "sleep(seconds): waits; other threads run meanwhile"},
    {"time", 0, 0, Runs::kLeaf, time_time, "time(): seconds since 1970"},
    {"perf_counter", 0, 0, Runs::kLeaf, time_monotonic,
     "perf_counter(): seconds of a clock that never goes back, to measure spans with"},
    {"monotonic", 0, 0, Runs::kLeaf, time_monotonic,
     "monotonic(): seconds of a clock that never goes back"},
};

}  // namespace

extern const Library kTimeLibrary{"time", kRows, nullptr};

}  // namespace gilua
