// Waiting in line: what locks, conditions, semaphores, events and queues are made of.
//
// A core is plain memory in a userdata's payload: a mutex, what it guards, and lists of those who
// wait. The mutex is held for a few instructions only: nobody polls, parks, runs Lua or raises an
// error under it, so with the GIL on it is always free and is not even taken.
//
// Whoever makes a wait pointless takes the waiter off the list, marks it chosen and unparks it, all
// under the mutex; the waiter reads "chosen" under the mutex too. So no wake-up is lost, and the
// waiter's memory and thread are still there when it is unparked.
#pragma once

#include "vm/base/mutex.hpp"
#include "vm/exec/runtime.hpp"

namespace gilua {

/// A core's mutex, for the calling thread. @thread running
class GILUA_SCOPED_CAPABILITY CoreLock {
 public:
  CoreLock(Mutex& mutex, const Thread& thread) ACQUIRE(mutex) NO_THREAD_SAFETY_ANALYSIS
      : mutex_(mutex),
        thread_(thread) {
    lock();
  }
  ~CoreLock() RELEASE() NO_THREAD_SAFETY_ANALYSIS {
    if (taken_) mutex_.unlock();
  }
  CoreLock(const CoreLock&) = delete;
  CoreLock& operator=(const CoreLock&) = delete;

  void unlock() RELEASE() NO_THREAD_SAFETY_ANALYSIS {
    if (taken_) mutex_.unlock();
    taken_ = false;
  }
  void lock() ACQUIRE() NO_THREAD_SAFETY_ANALYSIS {
    // Alone with the heap: nobody is inside, and nobody can come before the next safepoint.
    taken_ = !thread_.exclusive;
    if (taken_) mutex_.lock();
  }

 private:
  Mutex& mutex_;
  const Thread& thread_;
  bool taken_ = false;
};

/// A thread's place in a WaitList; lies on its C++ stack while it waits. Under the core's mutex.
struct Waiter {
  explicit Waiter(Thread& waiting) : thread(waiting) {}

  Thread& thread;
  Waiter* before = nullptr;
  Waiter* after = nullptr;
  bool chosen = false;
};

/// Those who wait, in the order in which they came. Under its core's mutex.
class WaitList {
 public:
  bool empty() const { return first_ == nullptr; }
  Waiter* first() const { return first_; }

  void append(Waiter& waiter);
  /// For one that was chosen in vain and comes back.
  void prepend(Waiter& waiter);
  void remove(Waiter& waiter);
  /// Takes the first off the list and wakes it; nothing if there is none.
  void choose(World& world);
  void choose_all(World& world);

 private:
  Waiter* first_ = nullptr;
  Waiter* last_ = nullptr;
};

/// How a wait ended. A chosen thread may have run out of time, or have been interrupted, at the
/// same moment: then the wake-up is its own to use or to pass on.
struct WaitEnd {
  bool chosen;
  World::Woken woken;

  bool interrupted() const { return woken == World::Woken::kInterrupted; }
  bool timed_out() const { return !chosen && woken == World::Woken::kTimeout; }
};

/// Parks until [waiter], which is in [list], was chosen, until [deadline] or an interrupt. Gives
/// the core's mutex up meanwhile; afterwards the waiter is in no list. @blocks parks
WaitEnd wait_in_line(CoreLock& held, WaitList& list, Waiter& waiter, const WaitEdge& edge,
                     Clock::time_point deadline);

/// When to stop waiting, as scripts say it.
struct Patience {
  bool blocking = true;
  Clock::time_point deadline = World::kForever;

  bool is_up() const {
    return deadline != World::kForever &&
           std::chrono::nanoseconds(deadline.time_since_epoch()).count() <=
               static_cast<int64_t>(World::now_ns());
  }
};

/// A timeout: nil is for ever, one that is not positive is over at once. False after an error: no
/// number, NaN, too large.
bool check_timeout(Exec& ex, Value timeout, Patience& patience);

}  // namespace gilua
