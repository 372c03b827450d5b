// Every wait of a running thread: park and unpark, blocking scopes, interrupts.
//
// A thread sleeps on one word of its own. unpark sets the token bit and wakes it if it sleeps;
// whoever parks takes the token. The bits are set by read-modify-writes and the kernel compares the
// word before it puts the thread to sleep, so no wake-up is lost between looking and sleeping. A
// deadline that passes, or an interrupt, leaves a token that comes later for the next park.
#include "vm/world/futex.hpp"
#include "vm/world/impl.hpp"
#include "vm/world/parker.hpp"

namespace gilua {
namespace {

using Parker = Thread::Parker;

/// Sleeps until a token, an interrupt or the deadline. @thread owner, not running
World::Woken sleep_on(Thread& thread, Clock::time_point deadline) {
  Parker& parker = *thread.parker;
  // Acquire, here and below: pairs with unpark's release, so that what was done before unpark is
  // seen by whoever was woken, also without the GIL.
  uint32_t seen = parker.word.fetch_or(Parker::kSleeping, std::memory_order_acquire);
  seen |= Parker::kSleeping;
  World::Woken result = World::Woken::kTimeout;
  for (;;) {
    if (seen & Parker::kToken) {
      result = World::Woken::kUnparked;
      break;
    }
    if (seen & Parker::kPoke) {
      parker.word.fetch_and(~Parker::kPoke, std::memory_order_relaxed);
      if (thread.pending_interrupt.load(std::memory_order_acquire) != 0) {
        result = World::Woken::kInterrupted;
        break;
      }
    } else if (deadline != World::kForever && Clock::now() >= deadline) {
      break;
    } else {
      futex_wait(parker.word, seen, deadline);
    }
    seen = parker.word.load(std::memory_order_acquire);
  }
  const uint32_t taken = result == World::Woken::kUnparked ? Parker::kToken : 0;
  parker.word.fetch_and(~(Parker::kSleeping | taken), std::memory_order_acquire);
  return result;
}

}  // namespace

World::Woken World::park(Thread& thread, const WaitEdge& edge, Clock::time_point deadline) {
  Parker& parker = *thread.parker;
  if (parker.word.load(std::memory_order_relaxed) & Parker::kToken) {
    parker.word.fetch_and(~Parker::kToken, std::memory_order_acquire);
    return Woken::kUnparked;
  }
  if (thread.pending_interrupt.load(std::memory_order_relaxed) != 0 && take_interrupt(thread))
    return Woken::kInterrupted;
  Impl& impl = *parker.impl;  // see Parker::impl
  impl.permit.leave(thread, edge);
  const Woken result = sleep_on(thread, deadline);
  impl.permit.enter(thread);
  impl.refresh_mode(thread);
  if (result == Woken::kInterrupted) take_interrupt(thread);
  return result;
}

void World::unpark(Thread& thread) {
  Parker& parker = *thread.parker;
  const uint32_t before = parker.word.fetch_or(Parker::kToken, std::memory_order_release);
  if ((before & Parker::kSleeping) && !(before & Parker::kToken)) futex_wake(parker.word);
}

void World::interrupt(Thread& thread) {
  // Atomics and a system call only: signal handlers come here. Release: pairs with take_interrupt.
  thread.pending_interrupt.store(1, std::memory_order_release);
  thread.poll.fetch_or(kPollInterrupt, std::memory_order_relaxed);
  const uint32_t before = thread.parker->word.fetch_or(Parker::kPoke, std::memory_order_release);
  if (before & Parker::kSleeping) futex_wake(thread.parker->word);
}

World::Blocking::Blocking(World&, Thread& thread, WaitEdge edge) : thread_(thread) {
  thread.parker->impl->permit.leave(thread, edge);
}

World::Blocking::~Blocking() {
  Impl& impl = *thread_.parker->impl;
  impl.permit.enter(thread_);
  impl.refresh_mode(thread_);
}

WaitEdge World::waiting_for(const Thread& thread) const {
  MutexLock lock(thread.parker->mutex);
  return thread.parker->edge;
}

}  // namespace gilua
