// Linux' futex: sleeps while a word keeps a value, wakes who sleeps on it. Waking is one system
// call without locks, so a signal handler may do it. Deadlines are of the monotonic clock, which is
// what FUTEX_WAIT_BITSET takes as an absolute time.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

#include "vm/world/thread.hpp"

namespace gilua {

/// Sleeps while [word] is [seen], until woken or [deadline] (time_point::max(): for ever). May
/// return early for no reason: callers look at the word again.
inline void futex_wait(std::atomic<uint32_t>& word, uint32_t seen, Clock::time_point deadline) {
  timespec at{};
  timespec* limit = nullptr;
  if (deadline != Clock::time_point::max()) {
    const auto ns = std::chrono::nanoseconds(deadline.time_since_epoch()).count();
    at.tv_sec = ns / 1'000'000'000;
    at.tv_nsec = ns % 1'000'000'000;
    limit = &at;
  }
  // Any error (the word changed, the time is over, a signal) is answered by looking again.
  syscall(SYS_futex, &word, FUTEX_WAIT_BITSET_PRIVATE, seen, limit, nullptr,
          FUTEX_BITSET_MATCH_ANY);
}

/// Wakes one sleeper. @thread any, signal
inline void futex_wake(std::atomic<uint32_t>& word) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace gilua
