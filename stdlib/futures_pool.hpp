// The core of ThreadPoolExecutor: the futures that wait to be run, and the threads that run them.
//
// A worker is IDLE from the moment when it has nothing to run any more until it takes a future; one
// that was told to start but has not come yet counts as idle too. A future that is put in while
// there are as many others as idle workers asks for one worker more, up to the limit: so idle ones
// are used before new ones are started, and never more futures wait than need be.
// The workers hold this core and not the executor, which closes it when it is collected.
#pragma once

#include "stdlib/queue_core.hpp"

namespace gilua {

class PoolCore {
 public:
  PoolCore(Heap& heap, int64_t most_workers) : most_(most_workers), items_(heap) {}

  enum class Put : uint8_t { kDone, kStart, kClosed, kOutOfMemory };
  /// kStart: it is in, and the caller starts the worker whose number is [worker].
  Put put(Exec& ex, Value future, int64_t& worker);
  /// That worker could not be started.
  void not_started(Exec& ex);

  enum class Next : uint8_t { kFuture, kClosed, kInterrupted };
  /// The next future for a worker; [is_idle]: it is counted as idle already. @blocks parks
  Next next(Exec& ex, bool is_idle, Value& future);
  /// The calling worker has nothing to run any more.
  void count_idle(Exec& ex);
  /// A worker ends: the last thing that it does.
  void worker_ends(Exec& ex);

  /// No future is taken in any more; workers end when all have been run.
  void close(Exec& ex);
  /// Takes one out that nobody has begun to run; false if there is none.
  bool take(Exec& ex, Value& future);
  /// Until no worker is left. kUnparked or kInterrupted. @blocks parks
  World::Woken join(Exec& ex);

  int64_t waiting(Exec& ex);  // futures in it

  void trace(Marker& marker) const NO_THREAD_SAFETY_ANALYSIS { items_.trace(marker); }

 private:
  void spin_for_item(const Thread& thread);

  Mutex mutex_;
  const int64_t most_;
  ValueRing items_ GUARDED_BY(mutex_);
  WaitList getters_ GUARDED_BY(mutex_);
  WaitList joiners_ GUARDED_BY(mutex_);
  int64_t idle_ GUARDED_BY(mutex_) = 0;
  int64_t alive_ GUARDED_BY(mutex_) = 0;
  int64_t started_ GUARDED_BY(mutex_) = 0;  // the number of the next one
  bool is_closed_ GUARDED_BY(mutex_) = false;
  /// Relaxed: a hint, for those who look before they take the mutex.
  std::atomic<bool> has_items_{false};
};

}  // namespace gilua
