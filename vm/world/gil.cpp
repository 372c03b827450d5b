// Taking and letting go of the GIL, as far as it is the same under every policy.
//
// After CPython's ceval_gil.h: take_gil and drop_gil, with its two mutexes joined in one. What
// differs: the forced switch happens only to a thread that was asked to let go at a safepoint, not
// to one that lets go by itself while a request is pending.
#include "vm/world/gil.hpp"

#include "vm/world/policy.hpp"

namespace gilua {

bool Gil::take(Thread& thread) {
  GilPolicy* now = policy.load(std::memory_order_relaxed);
  waiters.fetch_add(1, std::memory_order_relaxed);
  const bool my_turn = now->wait_for_turn(*this, thread);
  waiters.fetch_sub(1, std::memory_order_relaxed);
  if (!my_turn) return false;
  holder = &thread;
  if (last_holder != &thread) {
    last_holder = &thread;
    ++switches;
    switched.notify_all();
  }
  return true;
}

void Gil::release(Thread& thread, Release how) {
  holder = nullptr;
  drop_requested = false;
  thread.policy->forced_out = how != Release::kVoluntary;
  // The request was made under the mutex, so none can come between these lines; relaxed, because
  // the word is a hint that only its owner acts on.
  thread.poll.fetch_and(~uint32_t{kPollDropGil}, std::memory_order_relaxed);
  policy.load(std::memory_order_relaxed)->after_release(*this, thread, how);
}

void Gil::request_drop() {
  if (holder == nullptr || drop_requested) return;
  drop_requested = true;
  ++drop_requests;
  holder->poll.fetch_or(kPollDropGil, std::memory_order_relaxed);
}

void Gil::await_switch(const Thread& thread) {
  const uint64_t at = epoch;
  while (last_holder == &thread && epoch == at && waiters.load(std::memory_order_relaxed) > 0)
    switched.wait(mutex);
}

void Gil::change_epoch() {
  ++epoch;
  policy.load(std::memory_order_relaxed)->wake_all();
  switched.notify_all();
}

}  // namespace gilua
