// Threads that wait for the GIL in a row: for the policies that say who is next. Each sleeps on a
// condition of its own, so that a thread is woken only when its turn has come.
//
// One of them keeps the time: the last in the row. It is there longest, so the office changes hands
// only when somebody joins behind it, who is awake anyway; handing it on costs no wake-up. Whoever
// kept the time before lets its timer run out, and acts on it, but starts no other.
#pragma once

#include "vm/world/policy.hpp"

namespace gilua {

/// All functions under gil.mutex.
class TurnQueue {
 public:
  bool empty() const { return first_ == nullptr; }
  Thread* front() const { return first_; }

  void push(Thread& thread) {
    thread.policy->before = last_;
    thread.policy->behind = nullptr;
    (last_ == nullptr ? first_ : last_->policy->behind) = &thread;
    last_ = &thread;
  }

  void remove(Thread& thread) {
    const Thread::PolicyData& links = *thread.policy;
    (links.before == nullptr ? first_ : links.before->policy->behind) = links.behind;
    (links.behind == nullptr ? last_ : links.behind->policy->before) = links.before;
  }

  /// Sleeps until woken, or, if [thread] keeps the time, until [deadline]. False: the time is over.
  bool sleep(Gil& gil, Thread& thread, Clock::time_point deadline) const REQUIRES(gil.mutex) {
    CondVar& turn = thread.policy->turn;
    if (last_ == &thread) return turn.wait_until(gil.mutex, deadline);
    turn.wait(gil.mutex);
    return true;
  }

  void wake_all() const {
    for (Thread* t = first_; t != nullptr; t = t->policy->behind) t->policy->turn.notify_one();
  }

 private:
  Thread* first_ = nullptr;
  Thread* last_ = nullptr;
};

}  // namespace gilua
