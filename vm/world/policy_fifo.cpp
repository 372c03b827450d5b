// Policy `fifo`: a fair queue, as Ruby's GVL before 3.3.
//
//  1. Who wants the GIL stands in line, whether it blocked before or was forced out. The GIL goes
//     to the head of the line and to nobody else: a free GIL with somebody in line is as good as
//     taken, so nobody slips in while the head is waking up.
//  2. Fair also means that who lets go and wants it back at once has to wait for all others: every
//     wait, however short, costs a switch while others want the GIL.
//  3. The line asks the holder to let go as under `interval`: when a whole switch interval has
//     passed without a switch. Who is forced out need not wait for the hand-over; the line sees to
//     it.
//  4. Who leaves the line for another reason (the epoch changed) wakes the new head if the GIL is
//     free, because the wake-up that it got itself was for the head.
#include "vm/world/policy_queue.hpp"

namespace gilua {
namespace {

class FifoPolicy final : public GilPolicy {
 public:
  bool wait_for_turn(Gil& gil, Thread& thread) REQUIRES(gil.mutex) override {
    const uint64_t epoch = gil.epoch;
    line_.push(thread);
    while (gil.epoch == epoch && (gil.holder != nullptr || line_.front() != &thread)) {
      const uint64_t switches = gil.switches;
      const bool woken = line_.sleep(gil, thread, Clock::now() + gil.interval());
      if (!woken && gil.switches == switches && gil.epoch == epoch) gil.request_drop();
    }
    line_.remove(thread);
    if (gil.epoch == epoch) return true;
    if (gil.holder == nullptr) wake_head();
    return false;
  }

  void after_release(Gil&, Thread&, Release) override { wake_head(); }

  void wake_all() override { line_.wake_all(); }

 private:
  void wake_head() {
    if (!line_.empty()) line_.front()->policy->turn.notify_one();
  }

  TurnQueue line_;
};

}  // namespace

std::unique_ptr<GilPolicy> make_fifo_policy() { return std::make_unique<FifoPolicy>(); }

}  // namespace gilua
