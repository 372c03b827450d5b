// threading.Lock's core: a mutual exclusion for scripts, whose waiters park.
//
// A LockCore is plain memory that lives in a userdata's payload: no destructor, so that a lock
// costs one small allocation and nothing at its end. The protocol stands as prose at the head of
// threading_lock.cpp.
#pragma once

#include <atomic>
#include <type_traits>

#include "vm/exec/runtime.hpp"

namespace gilua {

class LockCore {
 public:
  enum class Taken : uint8_t { kYes, kTimeout, kInterrupted };

  /// Takes a lock that is free. @blocks never
  bool try_acquire(Thread& thread) {
    uint32_t seen = state_.load(std::memory_order_relaxed);
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
  Taken acquire(World& world, Thread& thread, Clock::time_point deadline);

  /// False if nobody holds it. @thread any running   @blocks bounded
  bool release(World& world) {
    // Before the lock is free: the next holder's store must come later. Only a hint for reports.
    holder_.store(nullptr, std::memory_order_relaxed);
    uint32_t seen = kLocked;
    // Release: pairs with the acquires in try_acquire and acquire_or_queue.
    if (GILUA_LIKELY(state_.compare_exchange_strong(seen, 0, std::memory_order_release,
                                                    std::memory_order_relaxed))) {
      return true;
    }
    return release_slow(world);
  }

  // Relaxed: the answer may be old before the caller has it, whatever the order.
  bool is_locked() const { return (state_.load(std::memory_order_relaxed) & kLocked) != 0; }
  /// Who took it last and holds it; may name a thread that ended holding it: compare, never follow.
  Thread* holder() const { return holder_.load(std::memory_order_relaxed); }

  Table* guard_metatable = nullptr;  // of what held() returns; set once, the registry keeps it

 private:
  static constexpr uint32_t kLocked = 1;
  static constexpr uint32_t kWaiters = 2;  // the queue is not empty; written under mutex_ only

  struct Waiter;

  bool acquire_or_queue(Waiter& waiter);
  bool spin(Thread& thread);
  bool release_slow(World& world);
  void append(Waiter& waiter) REQUIRES(mutex_);
  void remove(Waiter& waiter) REQUIRES(mutex_);

  std::atomic<uint32_t> state_{0};
  Mutex mutex_;
  Waiter* first_ GUARDED_BY(mutex_) = nullptr;
  Waiter* last_ GUARDED_BY(mutex_) = nullptr;
  std::atomic<Thread*> holder_{nullptr};  // relaxed everywhere: read by reports only
};
static_assert(std::is_trivially_destructible_v<LockCore>, "userdata payloads are just forgotten");

extern const UserdataType kLockType;   // "Lock": payload LockCore
extern const UserdataType kGuardType;  // "held": what lock:held() returns

/// The rows of class Lock, as methods.
std::span<const NativeRow> lock_methods();
/// Makes a guard's metatable and leaves it in the registry. False after an error.
bool register_guards(Exec& ex);
/// _threading.new_lock(metatable): an instance of Lock or of a class made from it.
Outcome new_lock(Exec& ex, Args args);

}  // namespace gilua
