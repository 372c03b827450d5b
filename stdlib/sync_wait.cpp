// See sync_wait.hpp.
#include "stdlib/sync_wait.hpp"

#include "stdlib/threading_arguments.hpp"

namespace gilua {

void WaitList::append(Waiter& waiter) {
  waiter.chosen = false;
  waiter.before = last_;
  waiter.after = nullptr;
  (last_ == nullptr ? first_ : last_->after) = &waiter;
  last_ = &waiter;
}

void WaitList::prepend(Waiter& waiter) {
  waiter.chosen = false;
  waiter.before = nullptr;
  waiter.after = first_;
  (first_ == nullptr ? last_ : first_->before) = &waiter;
  first_ = &waiter;
}

void WaitList::remove(Waiter& waiter) {
  (waiter.before == nullptr ? first_ : waiter.before->after) = waiter.after;
  (waiter.after == nullptr ? last_ : waiter.after->before) = waiter.before;
}

void WaitList::choose(World& world) {
  Waiter* waiter = first_;
  if (waiter == nullptr) return;
  remove(*waiter);
  waiter->chosen = true;
  world.unpark(waiter->thread);
}

void WaitList::choose_all(World& world) {
  while (!empty()) choose(world);
}

WaitEnd wait_in_line(CoreLock& held, WaitList& list, Waiter& waiter, const WaitEdge& edge,
                     Clock::time_point deadline) NO_THREAD_SAFETY_ANALYSIS {
  World::Woken woken;
  do {
    held.unlock();
    woken = waiter.thread.world->park(waiter.thread, edge, deadline);
    held.lock();
  } while (!waiter.chosen && woken == World::Woken::kUnparked);  // a token from elsewhere
  if (!waiter.chosen) list.remove(waiter);
  return {waiter.chosen, woken};
}

bool check_timeout(Exec& ex, Value timeout, Patience& patience) {
  if (timeout.is_nil()) return true;
  double seconds = 0;
  int64_t ns = 0;
  if (!check_seconds(ex, timeout, "timeout", seconds)) return false;
  if (!seconds_to_ns(ex, seconds < 0 ? 0 : seconds, ns)) return false;
  if (ns > kTimeoutMaxNs) {
    ex.raise_class("OverflowError", "timeout value is too large");
    return false;
  }
  patience.deadline = deadline_after(ns);
  return true;
}

}  // namespace gilua
