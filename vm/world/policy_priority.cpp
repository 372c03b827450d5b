// Policy `priority`: who blocked goes before who was forced out.
//
//  1. Two lines. A thread that let the GIL go by itself, to wait for something, comes back to the
//     line of the *returning* ones; one that was forced out stands in the other. A free GIL goes to
//     the head of the returning ones, else to the head of the forced-out ones. A thread keeps its
//     rank until it lets go again.
//  2. A returning thread does not wait for an interval while a forced-out one holds the GIL: it
//     asks for it at once. So a thread that computes keeps others waiting once, for one interval,
//     and from then on for as long as it takes to get to a switch point.
//  3. Between equals, and for forced-out threads that wait, the rule of `interval` holds: asked for
//     when a whole switch interval has passed without a switch.
//  4. Nobody starves. A forced-out thread keeps an account: since when it has not had the GIL for
//     an interval in all. When that is longer than `patience` it is *due*: the head of its line, if
//     due, goes before everybody, and keeps the GIL undisturbed until an interval has passed. Then
//     no due thread gets this right again for another patience, however many there are. So of
//     any time (patience + interval) that returning threads would take all of, forced-out threads
//     get an interval, in turn; and returning threads are kept out for no longer than that.
//  5. When the GIL becomes free, the next one is chosen and woken, once, and `chosen_` says who. So
//     it does not matter that somebody may become due while the chosen one wakes up. A returning
//     thread that arrives meanwhile takes the GIL from under a chosen one that is forced out and
//     not due; that one goes on waiting.
//  6. Whoever leaves a line for another reason (the epoch changed) and was chosen has somebody else
//     chosen: no wake-up is lost.
//  7. Who asks at once need not wait long: a holder that runs lets go within a microsecond or two,
//     and falling asleep and being woken takes ten times as long. So it looks out for its turn,
//     awake, for up to 20 us. If that was in vain, the holder is not running (one processor, or too
//     many other processes), and the next ones fall asleep at once.
#include "vm/world/policy_queue.hpp"
#include "vm/world/world.hpp"

namespace gilua {
namespace {

constexpr std::chrono::microseconds kLookOut{20};
constexpr int kSleepsAtOnce = 16;

void pause_a_moment() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

uint64_t in_ns(double seconds) { return static_cast<uint64_t>(seconds * 1e9); }

class PriorityPolicy final : public GilPolicy {
 public:
  bool wait_for_turn(Gil& gil, Thread& thread) REQUIRES(gil.mutex) override {
    const uint64_t epoch = gil.epoch;
    TurnQueue& line = line_of(thread);
    line.push(thread);
    arrive(gil, thread);
    if (gil.drop_requested && !thread.policy->forced_out) look_out(gil, thread);
    while (gil.epoch == epoch && (gil.holder != nullptr || chosen_ != &thread))
      sleep(gil, thread, line);
    line.remove(thread);
    const bool was_chosen = chosen_ == &thread;
    if (was_chosen) chosen_ = nullptr;
    if (gil.epoch != epoch) {
      if (was_chosen && gil.holder == nullptr) choose(gil);
      return false;
    }
    begin_tenure(gil, thread);
    return true;
  }

  void after_release(Gil& gil, Thread& thread, Release how) REQUIRES(gil.mutex) override {
    end_tenure(gil, thread, how);
    choose(gil);
  }

  void wake_all() override {
    returning_.wake_all();
    forced_out_.wake_all();
  }

 private:
  TurnQueue& line_of(const Thread& thread) {
    return thread.policy->forced_out ? forced_out_ : returning_;
  }

  /// A returning thread asks for the GIL, or takes the turn of a chosen one (prose, 2 and 5).
  void arrive(Gil& gil, Thread& thread) REQUIRES(gil.mutex) {
    if (gil.holder != nullptr) {
      if (!thread.policy->forced_out && may_ask_at_once(gil)) gil.request_drop();
    } else if (chosen_ == nullptr ||
               (chosen_->policy->forced_out && !thread.policy->forced_out && !chosen_due_)) {
      choose(gil);
    }
  }

  /// The holder was asked: stays awake for a moment, in which it lets go if it is running (prose,
  /// 7).
  void look_out(Gil& gil, Thread& thread) REQUIRES(gil.mutex) {
    if (sleep_at_once_ > 0) {
      --sleep_at_once_;
      return;
    }
    std::atomic<bool>& called = thread.policy->called;
    called.store(false, std::memory_order_relaxed);
    gil.mutex.unlock();
    const Clock::time_point until = Clock::now() + kLookOut;
    while (!called.load(std::memory_order_relaxed) && Clock::now() < until) pause_a_moment();
    gil.mutex.lock();
    if (!called.load(std::memory_order_relaxed)) sleep_at_once_ = kSleepsAtOnce;
  }

  bool may_ask_at_once(const Gil& gil) const REQUIRES(gil.mutex) {
    return gil.holder->policy->forced_out && World::now_ns() >= undisturbed_until_ns_;
  }

  void sleep(Gil& gil, Thread& thread, const TurnQueue& line) REQUIRES(gil.mutex) {
    const uint64_t epoch = gil.epoch;
    const uint64_t switches = gil.switches;
    Clock::time_point until = Clock::now() + gil.interval();
    const bool returning = !thread.policy->forced_out;
    if (returning && undisturbed_until_ns_ != 0) {
      const Clock::time_point over{std::chrono::nanoseconds(undisturbed_until_ns_)};
      if (over < until) until = over;
    }
    if (line.sleep(gil, thread, until) || gil.epoch != epoch || gil.holder == nullptr) return;
    if (returning && may_ask_at_once(gil)) {
      gil.request_drop();
    } else if (gil.switches == switches && World::now_ns() >= undisturbed_until_ns_) {
      gil.request_drop();
    }
  }

  bool is_due(const Gil& gil, const Thread& thread, uint64_t now) const {
    const uint64_t since = thread.policy->starving_since_ns;
    const uint64_t patience = in_ns(gil.patience_s.load(std::memory_order_relaxed));
    return since != 0 && now >= since + patience && now >= last_due_ns_ + patience;
  }

  void choose(const Gil& gil) {
    Thread* patient = forced_out_.front();
    chosen_due_ = patient != nullptr && is_due(gil, *patient, World::now_ns());
    chosen_ = chosen_due_ || returning_.empty() ? patient : returning_.front();
    if (chosen_ == nullptr) return;
    chosen_->policy->called.store(true, std::memory_order_relaxed);
    chosen_->policy->turn.notify_one();
  }

  void begin_tenure(const Gil& gil, Thread& thread) {
    const uint64_t now = World::now_ns();
    thread.policy->taken_ns = now;
    undisturbed_until_ns_ = 0;
    if (!chosen_due_) return;
    chosen_due_ = false;
    undisturbed_until_ns_ = now + static_cast<uint64_t>(gil.interval().count());
    last_due_ns_ = undisturbed_until_ns_;
  }

  /// Keeps the account of a thread that is forced out; who blocks has nothing to complain of.
  void end_tenure(const Gil& gil, Thread& thread, Release how) {
    Thread::PolicyData& account = *thread.policy;
    undisturbed_until_ns_ = 0;
    if (how == Release::kVoluntary) {
      account.starving_since_ns = account.served_ns = 0;
      return;
    }
    const uint64_t now = World::now_ns();
    account.served_ns += now - account.taken_ns;
    const auto interval = static_cast<uint64_t>(gil.interval().count());
    if (account.starving_since_ns != 0 && account.served_ns < interval) return;
    account.starving_since_ns = now;
    account.served_ns = 0;
  }

  TurnQueue returning_, forced_out_;
  /// Whom the free GIL is for; nullptr while it is held, or nobody waits.
  Thread* chosen_ = nullptr;
  bool chosen_due_ = false;
  uint64_t undisturbed_until_ns_ = 0;  // the holder was due: until then it is not asked to let go
  uint64_t last_due_ns_ = 0;           // end of the last such time
  int sleep_at_once_ = 0;              // so many times, as looking out was in vain
};

}  // namespace

std::unique_ptr<GilPolicy> make_priority_policy() { return std::make_unique<PriorityPolicy>(); }

}  // namespace gilua
