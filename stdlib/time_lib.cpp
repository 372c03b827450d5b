// Module "_time": the clocks and sleep of module "time"; dates are in time_calendar.cpp, and
// stdlib/lua/time.lua puts Python's names over all of it.
//
// Sleeping is a wait like any other: it goes through World::park, so other threads run meanwhile,
// and sleep(0) gives the GIL up once.
#include <sys/time.h>
#include <time.h>

#include "stdlib/state.hpp"
#include "stdlib/thread_libraries.hpp"
#include "stdlib/threading_arguments.hpp"
#include "stdlib/time_calendar.hpp"

namespace gilua {
namespace {

constexpr int64_t kNsPerSecond = 1'000'000'000;

int64_t nanoseconds(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<int64_t>(t.tv_sec) * kNsPerSecond + t.tv_nsec;
}

template <clockid_t kClock>
Outcome clock_s(Exec&, Args args) {
  return args.ret(Value::number(1e-9 * static_cast<double>(nanoseconds(kClock))));
}

template <clockid_t kClock>
Outcome clock_ns(Exec&, Args args) {
  return args.ret(Value::integer(nanoseconds(kClock)));
}

// The World's clock, which is the one that waits are measured with.
Outcome monotonic(Exec&, Args args) {
  return args.ret(Value::number(1e-9 * static_cast<double>(World::now_ns())));
}

Outcome monotonic_ns(Exec&, Args args) {
  return args.ret(Value::integer(static_cast<int64_t>(World::now_ns())));
}

// resolution(name): seconds of a tick.
Outcome resolution(Exec& ex, Args args) {
  String* name = nullptr;
  if (!ex.check_string(args, 0, name)) return kError;
  const std::string_view wanted = name->view();
  const clockid_t clock = wanted == "time"           ? CLOCK_REALTIME
                          : wanted == "process_time" ? CLOCK_PROCESS_CPUTIME_ID
                          : wanted == "thread_time"  ? CLOCK_THREAD_CPUTIME_ID
                                                     : CLOCK_MONOTONIC;
  timespec t{};
  clock_getres(clock, &t);
  return args.ret(
      Value::number(static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec)));
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
    {"time", 0, 0, Runs::kLeaf, clock_s<CLOCK_REALTIME>, "time(): seconds since 1970"},
    {"time_ns", 0, 0, Runs::kLeaf, clock_ns<CLOCK_REALTIME>, "time_ns(): nanoseconds since 1970"},
    {"perf_counter", 0, 0, Runs::kLeaf, monotonic,
     "perf_counter(): seconds of a clock that never goes back, to measure spans with"},
    {"perf_counter_ns", 0, 0, Runs::kLeaf, monotonic_ns, "perf_counter_ns(): in nanoseconds"},
    {"monotonic", 0, 0, Runs::kLeaf, monotonic,
     "monotonic(): seconds of a clock that never goes back"},
    {"monotonic_ns", 0, 0, Runs::kLeaf, monotonic_ns, "monotonic_ns(): in nanoseconds"},
    {"process_time", 0, 0, Runs::kLeaf, clock_s<CLOCK_PROCESS_CPUTIME_ID>,
     "process_time(): processor seconds of all threads"},
    {"process_time_ns", 0, 0, Runs::kLeaf, clock_ns<CLOCK_PROCESS_CPUTIME_ID>,
     "process_time_ns(): in nanoseconds"},
    {"thread_time", 0, 0, Runs::kLeaf, clock_s<CLOCK_THREAD_CPUTIME_ID>,
     "thread_time(): processor seconds of the calling thread"},
    {"thread_time_ns", 0, 0, Runs::kLeaf, clock_ns<CLOCK_THREAD_CPUTIME_ID>,
     "thread_time_ns(): in nanoseconds"},
    {"resolution", 1, 1, Runs::kLeaf, resolution, "resolution(name): seconds of a clock's tick"},
    {"split", 2, 2, Runs::kLeaf, time_split, "split(seconds, utc): a time in parts"},
    {"join", 9, 9, Runs::kLeaf, time_join, "join(parts ...): seconds of a local time, or nil"},
    {"format", 10, 12, Runs::kLeaf, time_format, "format(text, parts ..., zone, gmtoff)"},
};

}  // namespace

extern const Library kTimeNative{"_time", kRows, nullptr};

}  // namespace gilua
