// The protocol of running, parking and stopping.
//
//  1. A thread's state says whether it is running. Only its owner changes it. With the GIL on it
//     changes under the mutex, together with the GIL; with the GIL off, without a lock.
//  2. control_ is zero when whoever wants to be running may be: the GIL is off, no stop is pending,
//     nothing is barred. Every bit of it is set and cleared under the mutex.
//  3. Dekker. Entering stores "running" and then loads control_; stopping sets kStopPending and
//  then
//     loads the states; all four are seq_cst. So either the thread sees the bit, takes its
//     "running" back and goes to wait, or the stopper sees it running and waits for it. A thread
//     that was seen not running may store "running" for a moment, but then it is bound to see the
//     bit. Hence one look at each thread is enough.
//  4. Leaving stores "parked" and then loads control_: either it sees the bit and tells the stopper
//     (arrive), or the stopper sees it parked.
//  5. With the GIL on only its holder is running, so the holder can stop the world without waiting
//     for anybody: all others are parked or wait for the GIL, and they cannot get it.
//  6. The stopper keeps the permit. Of two that want to stop the world the second counts as stopped
//     until the first is done, and then has its turn.
//  7. The GIL is switched within a stop, by the stopper. Switched on, the stopper holds it, and the
//     others take it on their way out of the stop. Switched off, the epoch sends those who wait for
//     the GIL back to enter_locked, where they wait for the end of the stop and find it off.
//  8. Mutator::exclusive of other threads changes only within a stop. A thread that joins while
//     somebody's flag is set and the GIL is off stops the world itself, before it is running, and
//     clears the flags. It makes nobody wait that would not have waited for a collection too.
//  9. halt() is for a thread outside that ends the process: it bars everybody, so that those who
//  are
//     at a safepoint, or come back from a wait, stay where they are. Whoever wants to stop the
//     world from then on waits for ever, too.
// 10. The poll word only makes a thread look. Its bits are cleared before what they stand for is
//     looked up under the mutex, and set after it was set there: no request is lost, at worst a
//     safepoint finds nothing to do.
#include "vm/world/permit.hpp"

#include "vm/world/parker.hpp"

namespace gilua {
namespace {

constexpr WaitEdge kNoWait{};
constexpr WaitEdge kGilWait{WaitKind::kGil, nullptr, "GIL", nullptr};
constexpr WaitEdge kStopWait{WaitKind::kStopped, nullptr, "stop", nullptr};

}  // namespace

void Permit::start_with_gil(bool on) {
  if (on) control_.fetch_or(kGilOn, std::memory_order_seq_cst);
}

// --- joining

void Permit::join(Thread& thread) {
  MutexLock lock(gil.mutex);
  thread.parker->handshake_seen = handshakes_;
  registry_.add(thread);
  while (!has(kGilOn) && exclusive_granted_ && !has(kBarred)) {
    if (stopper_ != nullptr) {
      resumed_.wait(gil.mutex);
      continue;
    }
    StopStats unused;
    halt_others(thread, unused);
    registry_.set_exclusive(false);
    exclusive_granted_ = false;
    let_go_on();
  }
  enter_locked(thread);
}

void Permit::resign(Thread& thread) {
  MutexLock lock(gil.mutex);
  leave_locked(thread, ThreadState::kParked, kNoWait, Release::kVoluntary);
  if (gil.last_holder == &thread) gil.last_holder = nullptr;
  if (late_ == &thread) late_ = nullptr;
  registry_.keep_ended(thread);
  registry_.remove(thread);
  // The last one that is left may be exclusive again; it sets its flag itself.
  if (!has(kGilOn) && registry_.size() == 1) registry_.raise(kPollMode, nullptr);
}

// --- running and back

void Permit::leave(Thread& thread, const WaitEdge& edge) {
  if (gil_on()) {
    MutexLock lock(gil.mutex);
    leave_locked(thread, ThreadState::kParked, edge, Release::kVoluntary);
    return;
  }
  begin_span(thread, Span::kReleased, edge);
  thread.state.store(ThreadState::kParked, std::memory_order_seq_cst);  // prose, 4
  if (control_.load(std::memory_order_seq_cst) & (kStopPending | kHandshake | kBarred)) {
    MutexLock lock(gil.mutex);
    arrive(thread);
  }
}

void Permit::leave_locked(Thread& thread, ThreadState to, const WaitEdge& edge, Release how) {
  const bool on = has(kGilOn);
  const Span span = on && how != Release::kVoluntary ? Span::kWaiting : Span::kReleased;
  uint64_t GilCounters::*counter = nullptr;
  if (on && (how == Release::kForced || how == Release::kStress)) counter = &GilCounters::forced;
  if (on && how == Release::kVoluntary && edge.kind != WaitKind::kNone)
    counter = &GilCounters::voluntary;
  begin_span(thread, span, edge, counter);
  thread.state.store(to, std::memory_order_seq_cst);
  arrive(thread);
  // Last, because it may give the mutex up: to wait for the hand-over, or to let others in.
  if (on) gil.release(thread, how);
}

void Permit::arrive(Thread& thread) {
  if (stopper_ != nullptr && stopper_ != &thread) late_ = &thread;
  if (awaited_ == &thread || has(kHandshake) || halted_) arrived_.notify_all();
}

void Permit::enter(Thread& thread) {
  if (control_.load(std::memory_order_relaxed) == 0) {
    thread.state.store(ThreadState::kRunning, std::memory_order_seq_cst);  // prose, 3
    if (GILUA_LIKELY(control_.load(std::memory_order_seq_cst) == 0)) {
      begin_span(thread, Span::kHolding, kNoWait);
      return;
    }
  }
  MutexLock lock(gil.mutex);
  // Takes a "running" back that the stopper may have seen and may be waiting for.
  thread.state.store(ThreadState::kParked, std::memory_order_seq_cst);
  if (awaited_ == &thread || has(kHandshake) || halted_) arrived_.notify_all();
  enter_locked(thread);
}

void Permit::enter_locked(Thread& thread) {
  for (;;) {
    const bool on = has(kGilOn);
    if (is_barred(thread) || (!on && stopper_ != nullptr && stopper_ != &thread)) {
      begin_span(thread, Span::kReleased, kStopWait);
      resumed_.wait(gil.mutex);
      continue;
    }
    if (!on) break;
    begin_span(thread, Span::kWaiting, kGilWait);
    if (gil.take(thread)) break;
  }
  thread.state.store(ThreadState::kRunning, std::memory_order_seq_cst);
  begin_span(thread, Span::kHolding, kNoWait, has(kGilOn) ? &GilCounters::acquires : nullptr);
  refresh_exclusive(thread);
}

void Permit::refresh_exclusive(Thread& thread) {
  const bool on = has(kGilOn);
  thread.exclusive = on || registry_.size() == 1;
  if (!on && thread.exclusive) exclusive_granted_ = true;
}

void Permit::hand_over(Thread& thread, Release how) {
  MutexLock lock(gil.mutex);
  if (!has(kGilOn) || (how == Release::kForced && !gil.drop_requested)) return;
  leave_locked(thread, ThreadState::kStopped, kGilWait, how);
  enter_locked(thread);
}

void Permit::answer(Thread& thread) {
  MutexLock lock(gil.mutex);
  thread.poll.fetch_and(~uint32_t{kPollStop | kPollMode}, std::memory_order_relaxed);
  thread.parker->handshake_seen = handshakes_;
  if (has(kHandshake)) arrived_.notify_all();
  if (is_barred(thread) || (!has(kGilOn) && stopper_ != nullptr)) {
    leave_locked(thread, ThreadState::kStopped, kStopWait, Release::kVoluntary);
    enter_locked(thread);
  }
  refresh_exclusive(thread);
}

// --- stopping

bool Permit::begin_stop(Thread& thread, const std::function<bool()>& served, StopStats& stats) {
  MutexLock lock(gil.mutex);
  if (stopper_ == &thread) fatal("a stop of the world within a stop");
  // Another stopper: only with the GIL off, since with it on the other one has it.
  while (stopper_ != nullptr || halted_) {
    leave_locked(thread, ThreadState::kStopped, kStopWait, Release::kVoluntary);
    enter_locked(thread);
    if (served && served()) return false;
  }
  halt_others(thread, stats);
  return true;
}

void Permit::halt_others(Thread& thread, StopStats& stats) {
  const uint64_t from = World::now_ns();
  stopper_ = &thread;
  late_ = nullptr;
  control_.fetch_or(kStopPending, std::memory_order_seq_cst);
  if (!has(kGilOn)) {
    registry_.raise(kPollStop, &thread);
    if (has(kHandshake)) arrived_.notify_all();  // this thread is answered for
    while ((awaited_ = registry_.first_running(&thread)) != nullptr) arrived_.wait(gil.mutex);
  }
  stats.to_safepoint_ns = World::now_ns() - from;
  const Thread* late = late_;
  if (late != nullptr) {
    registry_.for_each([&](Thread& other) {
      if (&other == late) stats.late_thread = other.name;
    });
  }
  last_stop_ = stats;
}

StopStats Permit::last_stop() const {
  MutexLock lock(gil.mutex);
  return last_stop_;
}

void Permit::end_stop() {
  MutexLock lock(gil.mutex);
  let_go_on();
}

void Permit::let_go_on() {
  // Release: what the stopper did is seen by threads that enter without the mutex (prose, 3).
  control_.fetch_and(~kStopPending, std::memory_order_seq_cst);
  stopper_ = nullptr;
  resumed_.notify_all();
}

bool Permit::switch_gil(Thread& thread, bool on) {
  MutexLock lock(gil.mutex);
  const bool before = has(kGilOn);
  if (before == on) return before;
  if (on) {
    control_.fetch_or(kGilOn, std::memory_order_seq_cst);
    gil.holder = &thread;
    gil.drop_requested = false;
    if (gil.last_holder != &thread) {
      gil.last_holder = &thread;
      ++gil.switches;
    }
    begin_span(thread, Span::kHolding, kNoWait, &GilCounters::acquires);
    exclusive_granted_ = false;
  } else {
    control_.fetch_and(~kGilOn, std::memory_order_seq_cst);
    gil.holder = nullptr;
    gil.drop_requested = false;
    exclusive_granted_ = registry_.size() == 1;
  }
  registry_.set_exclusive(on || exclusive_granted_);
  gil.change_epoch();
  return before;
}

void Permit::bar_all_but(Thread& survivor) {
  MutexLock lock(gil.mutex);
  survivor_ = &survivor;
  control_.fetch_or(kBarred, std::memory_order_seq_cst);
  gil.change_epoch();
}

bool Permit::halt(Clock::time_point deadline) {
  MutexLock lock(gil.mutex);
  halted_ = true;
  control_.fetch_or(kBarred, std::memory_order_seq_cst);
  registry_.raise(kPollEnd, nullptr);
  gil.change_epoch();
  arrived_.notify_all();  // a stopper may wait for somebody who is barred now; it looks again
  while (registry_.first_running(nullptr) != nullptr) {
    if (!arrived_.wait_until(gil.mutex, deadline) && registry_.first_running(nullptr) != nullptr)
      return false;
  }
  return true;
}

}  // namespace gilua
