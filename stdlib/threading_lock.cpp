// The lock's slow paths: waiting in line, and being chosen.
//
//  1. The state word has two bits: kLocked, changed by anyone with a compare-and-swap, and
//     kWaiters ("somebody is in the queue"), changed only under the mutex.
//  2. A thread that finds the lock taken goes, under the mutex, into one of two ends: the word was
//     free and it took it, or the word was taken and now carries kWaiters and the thread is in the
//     queue. release() succeeds without the mutex only on a word without kWaiters, so a release
//     either came before (then the word was free) or sees the bit and finds the waiter.
//  3. release() with kWaiters takes the first waiter off the queue, marks it chosen and unparks it,
//     all under the mutex: the waiter reads "chosen" under the mutex too, so its memory and its
//     thread are still there when it is unparked.
//  4. The lock is then FREE, and a running thread may take it before the chosen one has woken up:
//     handing it over at each release would cost a thread switch per acquire. But a waiter that has
//     waited for kFairAfter gets the lock itself (as in CPython 3.13's PyMutex and WebKit's
//     ParkingLot), so nobody starves. A chosen waiter that finds the lock taken goes to the head of
//     the queue, keeping its place and its clock.
//  5. A chosen waiter has used up a wake-up. So even if its time is over or it is interrupted, it
//     tries the lock once; if it has it then, it keeps it (time) or releases it (interrupt), which
//     wakes the next. If it has not, somebody else holds it and will release.
#include "stdlib/threading_lock.hpp"

namespace gilua {

namespace {
constexpr std::chrono::nanoseconds kFairAfter{1'000'000};
constexpr int kSpins = 60;

Clock::time_point now() { return Clock::time_point(std::chrono::nanoseconds(World::now_ns())); }

Thread* holder_of(const void* what) { return static_cast<const LockCore*>(what)->holder(); }
}  // namespace

// Lies on the waiting thread's C++ stack while it is in acquire(). Fields under the lock's mutex.
struct LockCore::Waiter {
  Thread& thread;
  Clock::time_point since;
  Waiter* next = nullptr;
  bool chosen = false;      // taken off the queue by a release
  bool owns = false;        // the release handed the lock over
  bool was_chosen = false;  // queued again: goes to the head
};

void LockCore::append(Waiter& waiter) {
  waiter.chosen = false;
  if (waiter.was_chosen) {
    waiter.next = first_;
    first_ = &waiter;
    if (last_ == nullptr) last_ = &waiter;
    return;
  }
  waiter.next = nullptr;
  (last_ == nullptr ? first_ : last_->next) = &waiter;
  last_ = &waiter;
}

void LockCore::remove(Waiter& waiter) {
  Waiter* before = nullptr;
  for (Waiter* w = first_; w != &waiter; w = w->next) before = w;
  (before == nullptr ? first_ : before->next) = waiter.next;
  if (last_ == &waiter) last_ = before;
  // Relaxed: whoever acts on the bit takes the mutex.
  if (first_ == nullptr) state_.fetch_and(~kWaiters, std::memory_order_relaxed);
}

// Step 2. True: taken. False: in the queue.
bool LockCore::acquire_or_queue(Waiter& waiter) {
  MutexLock guard(mutex_);
  uint32_t seen = state_.load(std::memory_order_relaxed);
  for (;;) {
    const bool free = (seen & kLocked) == 0;
    const uint32_t wanted = seen | (free ? kLocked : kWaiters);
    // Acquire, in case the lock is taken: pairs with release().
    if (state_.compare_exchange_weak(seen, wanted, std::memory_order_acquire,
                                     std::memory_order_relaxed)) {
      if (!free) append(waiter);
      return free;
    }
  }
}

// With the GIL off a holder is likely to be running and soon done; parking costs microseconds.
bool LockCore::spin(Thread& thread) {
  for (int i = 0; i < kSpins; ++i) {
    if (!is_locked() && try_acquire(thread)) return true;
    __builtin_ia32_pause();
  }
  return false;
}

LockCore::Taken LockCore::acquire(World& world, Thread& thread, Clock::time_point deadline) {
  if (try_acquire(thread)) return Taken::kYes;
  if (!world.gil_enabled() && spin(thread)) return Taken::kYes;
  Waiter waiter{thread, now()};
  const WaitEdge edge{WaitKind::kLock, this, "Lock", holder_of};
  while (!acquire_or_queue(waiter)) {
    World::Woken woken;
    bool chosen = false;
    do {
      woken = world.park(thread, edge, deadline);
      MutexLock guard(mutex_);
      chosen = waiter.chosen;
      if (!chosen && woken != World::Woken::kUnparked) remove(waiter);
    } while (!chosen && woken == World::Woken::kUnparked);              // a token from elsewhere
    const bool taken = chosen && (waiter.owns || try_acquire(thread));  // step 5
    if (woken == World::Woken::kInterrupted) {
      if (taken) release(world);
      return Taken::kInterrupted;
    }
    if (taken) break;
    if (woken == World::Woken::kTimeout) return Taken::kTimeout;
    waiter.was_chosen = true;
  }
  holder_.store(&thread, std::memory_order_relaxed);
  return Taken::kYes;
}

// Steps 3 and 4.
bool LockCore::release_slow(World& world) {
  MutexLock guard(mutex_);
  uint32_t seen = state_.load(std::memory_order_relaxed);
  if ((seen & kLocked) == 0) return false;
  Waiter* waiter = first_;
  if (waiter == nullptr) {
    // The last waiter gave up between the caller's look at the word and this one. Nobody can set
    // kWaiters without the mutex, so the word is exactly kLocked, unless somebody else releases
    // too.
    return state_.compare_exchange_strong(seen, 0, std::memory_order_release,
                                          std::memory_order_relaxed);
  }
  const bool hand_over = now() - waiter->since >= kFairAfter;
  const uint32_t after = (hand_over ? kLocked : 0u) | (waiter->next != nullptr ? kWaiters : 0u);
  // Fails only if another thread released at the same moment; then the lock was not ours to free.
  // Release: pairs with the next holder's acquire; for a hand-over the mutex does.
  do {
    if ((seen & kLocked) == 0) return false;
  } while (!state_.compare_exchange_weak(seen, after, std::memory_order_release,
                                         std::memory_order_relaxed));
  first_ = waiter->next;
  if (first_ == nullptr) last_ = nullptr;
  waiter->chosen = true;
  waiter->owns = hand_over;
  world.unpark(waiter->thread);
  return true;
}

}  // namespace gilua
