// Policy `ticks`: CPython before 3.2. A thread lets the GIL go every check_interval instructions
// and takes it again at once; there is no timed wait, no request and no forced switch, so whether
// another thread gets it in between is luck and the scheduler's. That is the policy's point: on
// several cores the holder usually wins, and every tick costs a signal.
#include "vm/world/policy.hpp"

namespace gilua {
namespace {

class TicksPolicy final : public GilPolicy {
 public:
  bool counts_instructions() const override { return true; }

  bool wait_for_turn(Gil& gil, Thread&) REQUIRES(gil.mutex) override {
    const uint64_t epoch = gil.epoch;
    while (gil.holder != nullptr && gil.epoch == epoch) released_.wait(gil.mutex);
    return gil.epoch == epoch;
  }

  void after_release(Gil& gil, Thread&, Release) REQUIRES(gil.mutex) override {
    // As PyThread_release_lock: unlock, then signal. The system call between the two is the window
    // in which a waiter may win.
    gil.mutex.unlock();
    released_.notify_one();
    gil.mutex.lock();
  }

  void wake_all() override { released_.notify_all(); }

 private:
  CondVar released_;
};

}  // namespace

std::unique_ptr<GilPolicy> make_ticks_policy() { return std::make_unique<TicksPolicy>(); }

}  // namespace gilua
