// The GIL itself: who has it, who had it last, who asks for it. What happens between "wanted" and
// "taken" is the policy's business (policy.hpp); what a thread may do with it the permit's.
//
// Everything is under one mutex, which is also the permit's: taking the GIL and asking whether the
// world is stopped are then one step.
#pragma once

#include <atomic>
#include <cstdint>

#include "vm/base/mutex.hpp"
#include "vm/world/thread.hpp"

namespace gilua {

class GilPolicy;

/// Why the GIL is let go.
enum class Release : uint8_t {
  kVoluntary,  // to wait for something else
  kForced,     // another thread asked for it
  kTick,       // policy `ticks` counted to its end: let go and take again at once
  kStress,     // as forced, though nobody asked: stress builds only
};

struct Gil {
  mutable Mutex mutex;

  Thread* holder GUARDED_BY(mutex) = nullptr;
  /// Compared only. Cleared when that thread detaches.
  const Thread* last_holder GUARDED_BY(mutex) = nullptr;
  /// The holder was asked to let go. Belongs to one tenure: letting go clears it.
  bool drop_requested GUARDED_BY(mutex) = false;
  /// Rises when policy, interval or mode change: whoever waits in a policy starts over.
  uint64_t epoch GUARDED_BY(mutex) = 0;
  uint64_t switches GUARDED_BY(mutex) = 0;
  uint64_t drop_requests GUARDED_BY(mutex) = 0;
  /// Forced-out threads wait here until somebody else has taken the GIL.
  CondVar switched;

  // Written under the mutex. Read without it as hints (a stale read costs one more tick or one
  // wait of the old length), hence relaxed everywhere.
  std::atomic<uint32_t> waiters{0};
  std::atomic<GilPolicy*> policy{nullptr};
  std::atomic<double> interval_s{0.005};
  std::atomic<uint32_t> check_interval{100};
  std::atomic<double> patience_s{0.05};

  std::chrono::nanoseconds interval() const {
    const double seconds = interval_s.load(std::memory_order_relaxed);
    return std::chrono::nanoseconds(static_cast<int64_t>(seconds * 1e9));
  }

  /// Waits for the GIL and takes it. False: the epoch changed, look again whether it is needed.
  bool take(Thread& thread) REQUIRES(mutex);
  /// Lets it go. Forced, policy `interval`: returns when another thread has it.
  void release(Thread& thread, Release how) REQUIRES(mutex);
  /// Asks the holder to let go.
  void request_drop() REQUIRES(mutex);
  /// Waits until another thread has taken the GIL, no waiter is left, or the epoch changes.
  void await_switch(const Thread& thread) REQUIRES(mutex);
  /// Sends everybody who waits for the GIL back to look whether and how to wait for it.
  void change_epoch() REQUIRES(mutex);
};

}  // namespace gilua
