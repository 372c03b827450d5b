// The locks' slow paths: waiting in line, and being chosen.
//
//  1. The state word has two bits: kLocked, changed by anyone with a compare-and-swap, and
//     kWaiters ("somebody is in the queue"), changed only under the mutex.
//  2. A thread that finds the lock taken goes, under the mutex, into one of two ends: the word was
//     free and it took it, or the word was taken and now carries kWaiters and the thread is in the
//     queue. release() succeeds without the mutex only on a word without kWaiters, so a release
//     either came before (then the word was free) or sees the bit and finds the waiter.
//  3. release() with kWaiters takes the first waiter off the queue, marks it chosen and unparks it
//     (sync_wait.hpp).
//  4. The lock is then FREE, and a running thread may take it before the chosen one has woken up:
//     handing it over at each release would cost a thread switch per acquire. But a waiter that has
//     waited for kFairAfter gets the lock itself (as in CPython 3.13's PyMutex and WebKit's
//     ParkingLot), so nobody starves. A chosen waiter that finds the lock taken goes to the head of
//     the queue, keeping its place and its clock.
//  5. A chosen waiter has used up a wake-up. So even if its time is over or it is interrupted, it
//     tries the lock once; if it has it then, it keeps it (time) or releases it (interrupt), which
//     wakes the next. If it has not, somebody else holds it and will release.
//  6. A thread that is alone with the heap (Mutator::exclusive) does all of this with plain loads
//     and stores: nobody else is running, and who runs next is ordered by the GIL.
#include "stdlib/sync_lock.hpp"

namespace gilua {

namespace {
constexpr std::chrono::nanoseconds kFairAfter{1'000'000};
constexpr int kSpins = 60;

Clock::time_point now() { return Clock::time_point(std::chrono::nanoseconds(World::now_ns())); }
}  // namespace

// A place in the queue, and since when. Under the lock's mutex.
struct LockCore::Claim : Waiter {
  explicit Claim(Thread& waiting) : Waiter(waiting), since(now()) {}

  Clock::time_point since;
  bool owns = false;        // the release handed the lock over
  bool was_chosen = false;  // queued again: goes to the head
};

// Step 2. True: taken. False: in the queue.
bool LockCore::acquire_or_queue(Claim& claim) {
  const CoreLock held(mutex_, claim.thread);
  uint32_t seen = state_.load(std::memory_order_relaxed);
  for (;;) {
    const bool free = (seen & kLocked) == 0;
    const uint32_t wanted = seen | (free ? kLocked : kWaiters);
    // Acquire, in case the lock is taken: pairs with release().
    if (!state_.compare_exchange_weak(seen, wanted, std::memory_order_acquire,
                                      std::memory_order_relaxed))
      continue;
    if (free) return true;
    if (claim.was_chosen)
      waiters_.prepend(claim);
    else
      waiters_.append(claim);
    return false;
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

LockCore::Taken LockCore::acquire(Thread& thread, const WaitEdge& edge,
                                  Clock::time_point deadline) {
  if (try_acquire(thread)) return Taken::kYes;
  if (!thread.world->gil_enabled() && spin(thread)) return Taken::kYes;
  Claim claim(thread);
  while (!acquire_or_queue(claim)) {
    WaitEnd end{};
    {
      CoreLock held(mutex_, thread);
      // Chosen between the two critical sections: there is a token, and the wait ends at once.
      end = wait_in_line(held, waiters_, claim, edge, deadline);
      // Relaxed: whoever acts on the bit takes the mutex.
      if (!end.chosen && waiters_.empty()) state_.fetch_and(~kWaiters, std::memory_order_relaxed);
    }
    const bool taken = end.chosen && (claim.owns || try_acquire(thread));  // step 5
    if (end.interrupted()) {
      if (taken) release(thread);
      return Taken::kInterrupted;
    }
    if (taken) break;
    if (end.woken == World::Woken::kTimeout) return Taken::kTimeout;
    claim.was_chosen = true;
  }
  holder_.store(&thread, std::memory_order_relaxed);
  return Taken::kYes;
}

// Steps 3 and 4.
bool LockCore::release_slow(Thread& thread) {
  const CoreLock held(mutex_, thread);
  uint32_t seen = state_.load(std::memory_order_relaxed);
  if ((seen & kLocked) == 0) return false;
  auto* claim = static_cast<Claim*>(waiters_.first());
  if (claim == nullptr) {
    // The last waiter gave up between the caller's look at the word and this one. Nobody can set
    // kWaiters without the mutex, so the word is exactly kLocked, unless somebody else releases
    // too.
    return state_.compare_exchange_strong(seen, 0, std::memory_order_release,
                                          std::memory_order_relaxed);
  }
  const bool hand_over = now() - claim->since >= kFairAfter;
  const uint32_t after = (hand_over ? kLocked : 0u) | (claim->after != nullptr ? kWaiters : 0u);
  // Fails only if another thread released at the same moment; then the lock was not ours to free.
  // Release: pairs with the next holder's acquire; for a hand-over the mutex does.
  do {
    if ((seen & kLocked) == 0) return false;
  } while (!state_.compare_exchange_weak(seen, after, std::memory_order_release,
                                         std::memory_order_relaxed));
  claim->owns = hand_over;
  waiters_.choose(*thread.world);
  return true;
}

LockCore::Taken RLockCore::acquire(Thread& thread, Clock::time_point deadline, uint64_t count) {
  if (!is_owned_by(thread)) {
    WaitEdge edge = lock_.edge();
    edge.what_name = "RLock";
    edge.only_holder = true;
    const LockCore::Taken taken = lock_.acquire(thread, edge, deadline);
    if (taken != LockCore::Taken::kYes) return taken;
    owner_.store(thread.writer, std::memory_order_relaxed);
  }
  count_.store(count_.load() + count);
  return LockCore::Taken::kYes;
}

bool RLockCore::release(Thread& thread) {
  if (!is_owned_by(thread)) return false;
  count_.store(count_.load() - 1);
  if (count_.load() != 0) return true;
  owner_.store(0, std::memory_order_relaxed);
  lock_.release(thread);
  return true;
}

uint64_t RLockCore::release_all(Thread& thread) {
  const uint64_t count = count_.load();
  count_.store(0);
  owner_.store(0, std::memory_order_relaxed);
  lock_.release(thread);
  return count;
}

}  // namespace gilua
