// threading.Lock's and RLock's cores: mutual exclusion for scripts, whose waiters park.
//
// A core is plain memory in a userdata's payload: no destructor, so that a lock costs one small
// allocation and nothing at its end. The protocol stands as prose at the head of sync_lock.cpp.
#pragma once

#include <atomic>
#include <type_traits>

#include "stdlib/sync_wait.hpp"

namespace gilua {

class LockCore {
 public:
  enum class Taken : uint8_t { kYes, kTimeout, kInterrupted };

  /// Takes a lock that is free. @blocks never
  bool try_acquire(Thread& thread) {
    uint32_t seen = state_.load(std::memory_order_relaxed);
    if (thread.exclusive) {  // nobody is between a load and a store: the GIL orders the rest
      if ((seen & kLocked) != 0) return false;
      state_.store(seen | kLocked, std::memory_order_relaxed);
      holder_.store(&thread, std::memory_order_relaxed);
      return true;
    }
    while ((seen & kLocked) == 0) {
      // Acquire: pairs with the release in release(), so that what the last holder wrote is seen.
      if (state_.compare_exchange_weak(seen, seen | kLocked, std::memory_order_acquire,
                                       std::memory_order_relaxed)) {
        holder_.store(&thread, std::memory_order_relaxed);
        return true;
      }
    }
    return false;
  }

  /// Waits for the lock until [deadline]. kInterrupted: not taken. @blocks parks
  Taken acquire(Thread& thread, const WaitEdge& edge, Clock::time_point deadline);
  /// What a thread waits for that waits here.
  WaitEdge edge() const { return {WaitKind::kLock, this, "Lock", holder_of}; }

  /// False if nobody holds it. @thread any running   @blocks bounded
  bool release(Thread& thread) {
    // Before the lock is free: the next holder's store must come later. Only a hint for reports.
    holder_.store(nullptr, std::memory_order_relaxed);
    uint32_t seen = state_.load(std::memory_order_relaxed);
    if (thread.exclusive && seen == kLocked) {
      state_.store(0, std::memory_order_relaxed);
      return true;
    }
    seen = kLocked;
    // Release: pairs with the acquires in try_acquire and acquire_or_queue.
    if (GILUA_LIKELY(state_.compare_exchange_strong(seen, 0, std::memory_order_release,
                                                    std::memory_order_relaxed))) {
      return true;
    }
    return release_slow(thread);
  }

  // Relaxed: the answer may be old before the caller has it, whatever the order.
  bool is_locked() const { return (state_.load(std::memory_order_relaxed) & kLocked) != 0; }
  /// Who took it last and holds it; may name a thread that ended holding it: compare, never follow.
  Thread* holder() const { return holder_.load(std::memory_order_relaxed); }
  /// For WaitEdge: [what] is a LockCore.
  static Thread* holder_of(const void* what) {
    return static_cast<const LockCore*>(what)->holder();
  }

 private:
  static constexpr uint32_t kLocked = 1;
  static constexpr uint32_t kWaiters = 2;  // the queue is not empty; written under mutex_ only

  struct Claim;

  bool acquire_or_queue(Claim& claim);
  bool spin(Thread& thread);
  bool release_slow(Thread& thread);

  std::atomic<uint32_t> state_{0};
  Mutex mutex_;
  WaitList waiters_ GUARDED_BY(mutex_);   // of Claims
  std::atomic<Thread*> holder_{nullptr};  // relaxed everywhere: read by reports only
};
static_assert(std::is_trivially_destructible_v<LockCore>, "userdata payloads are just forgotten");

/// A lock that its owner may take again. Everything but the lock itself is the owner's.
class RLockCore {
 public:
  /// Takes a lock that is free or the thread's own. @blocks never
  bool try_acquire(Thread& thread) {
    if (!is_owned_by(thread)) {
      if (!lock_.try_acquire(thread)) return false;
      owner_.store(thread.writer, std::memory_order_relaxed);
    }
    ++count_;
    return true;
  }
  /// Takes it [count] times. @blocks parks
  LockCore::Taken acquire(Thread& thread, Clock::time_point deadline, uint64_t count = 1);
  /// False if the thread does not own it.
  bool release(Thread& thread);
  /// Releases it altogether, and returns how often the owner had taken it. The owner only.
  uint64_t release_all(Thread& thread);

  /// Relaxed: a thread only finds its own id here if it stored it itself.
  bool is_owned_by(const Thread& thread) const {
    return owner_.load(std::memory_order_relaxed) == thread.writer;
  }
  bool is_locked() const { return lock_.is_locked(); }
  Thread* holder() const { return lock_.holder(); }
  /// For texts: may be another thread's, and old.
  uint64_t count() const { return is_locked() ? count_.load() : 0; }

 private:
  /// A number that one thread at a time changes and any may look at; hence relaxed.
  class Count {
   public:
    uint64_t load() const { return n_.load(std::memory_order_relaxed); }
    void store(uint64_t n) { n_.store(n, std::memory_order_relaxed); }
    void operator++() { store(load() + 1); }

   private:
    std::atomic<uint64_t> n_{0};
  };

  LockCore lock_;
  std::atomic<WriterId> owner_{0};
  Count count_;
};

extern const UserdataType kLockType;   // "Lock": payload LockCore
extern const UserdataType kRLockType;  // "RLock": payload RLockCore

}  // namespace gilua
