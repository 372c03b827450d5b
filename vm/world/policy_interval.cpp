// Policy `interval`: CPython since 3.2 (Antoine Pitrou's new GIL, ceval_gil.h).
//
//  1. Who wants the GIL waits on a condition for the switch interval. If the time passed and no
//     switch happened meanwhile (by anybody), it asks the holder to let go, and waits again.
//  2. The holder lets go at its next safepoint. As it was made to, it then waits until another
//     thread has taken the GIL (forced switch), and only then queues up itself.
//  3. Who lets go by itself, to wait for something else, never waits for the hand-over.
//  4. One waiter is woken. Which one is the operating system's choice.
#include "vm/world/policy.hpp"

namespace gilua {
namespace {

class IntervalPolicy final : public GilPolicy {
 public:
  bool wait_for_turn(Gil& gil, Thread&) REQUIRES(gil.mutex) override {
    const uint64_t epoch = gil.epoch;
    while (gil.holder != nullptr && gil.epoch == epoch) {
      const uint64_t switches = gil.switches;
      const bool woken = released_.wait_until(gil.mutex, Clock::now() + gil.interval());
      if (!woken && gil.switches == switches && gil.epoch == epoch) gil.request_drop();
    }
    return gil.epoch == epoch;
  }

  void after_release(Gil& gil, Thread& thread, Release how) REQUIRES(gil.mutex) override {
    released_.notify_one();
    if (how == Release::kForced || how == Release::kStress) gil.await_switch(thread);
  }

  void wake_all() override { released_.notify_all(); }

 private:
  CondVar released_;
};

}  // namespace

std::unique_ptr<GilPolicy> make_interval_policy() { return std::make_unique<IntervalPolicy>(); }

}  // namespace gilua
