// The slow paths that the interpreter's loops call: at a poll whose word is not zero (safepoint)
// and when the stepped loop has counted to its end (step). The protocols behind them: permit.cpp
// for stops, the policies for letting go of the GIL.
//
// Switch points `any`: a fast loop that is asked to let go of the GIL does not do so at the poll,
// which is always the same place of a Lua loop. It is sent to the stepped loop for a random number
// of instructions first, so that every boundary between two instructions may be the place. A native
// that polls has no such boundaries: it lets go where it polls.
#include "vm/world/impl.hpp"
#include "vm/world/parker.hpp"

namespace gilua {
namespace {

constexpr uint32_t kMaxCountdown = 128;  // instructions from a drop request to letting go
/// Stress builds let go after one instruction in so many. Every one can be it; all would be too
/// slow, as each costs a system call while another thread waits.
[[maybe_unused]] constexpr uint32_t kStressChance = 128;

/// The GIL is asked for: lets go now, or begins to count down to it.
void serve_drop_request(World::Impl& impl, Thread& thread) {
  // Relaxed: the request itself is looked up under the mutex when it is served.
  thread.poll.fetch_and(~uint32_t{kPollDropGil}, std::memory_order_relaxed);
  if (!impl.permit.gil_on() || impl.counts_instructions()) return;
  if (impl.switch_points.load(std::memory_order_relaxed) == SwitchPoints::kLoops) {
    thread.policy->counting_down = false;
    impl.permit.hand_over(thread, Release::kForced);
  } else if (!thread.policy->counting_down) {
    thread.policy->counting_down = true;
    thread.steps = 1 + static_cast<uint32_t>(next_random(thread) % kMaxCountdown);
  }
}

/// Stress builds: lets go for no reason at a switch point of kind [where]. Forced, or the thread
/// would have the GIL back before the one that waits wakes up.
void stress([[maybe_unused]] World::Impl& impl, [[maybe_unused]] Thread& thread,
            [[maybe_unused]] SwitchPoints where) {
#if GILUA_STRESS
  if (!impl.permit.gil_on() || impl.counts_instructions()) return;
  if (impl.switch_points.load(std::memory_order_relaxed) != where) return;
  if (impl.permit.gil.waiters.load(std::memory_order_relaxed) == 0) return;
  if (next_random(thread) % kStressChance == 0) impl.permit.hand_over(thread, Release::kStress);
#endif
}

}  // namespace

uint64_t next_random(Thread& thread) {  // xorshift64 (Marsaglia 2003); the state is never 0
  uint64_t x = thread.random_state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return thread.random_state = x;
}

bool take_interrupt(Thread& thread) {
  // In the opposite order of interrupt(), which sets the flag and then the bit: what is left at
  // worst is a bit without a flag. Acquire pairs with interrupt's release.
  thread.poll.fetch_and(~uint32_t{kPollInterrupt}, std::memory_order_relaxed);
  return thread.pending_interrupt.exchange(0, std::memory_order_acquire) != 0;
}

void World::Impl::refresh_mode(Thread& thread) const {
  const bool gil_on = permit.gil_on();
  const bool ticks = gil_on && counts_instructions();
  bool& counting_down = thread.policy->counting_down;
  if (!gil_on || ticks) counting_down = false;
#if GILUA_STRESS
  thread.steps = 1;
  thread.mode = Mode::kStepped;
#else
  if (ticks) {
    const uint32_t full = permit.gil.check_interval.load(std::memory_order_relaxed);
    if (thread.mode != Mode::kStepped || thread.steps == 0 || thread.steps > full)
      thread.steps = full;
    thread.mode = Mode::kStepped;
  } else if (counting_down || thread.hook_mask != 0) {
    thread.mode = Mode::kStepped;
  } else {
    thread.mode = gil_on ? Mode::kGil : Mode::kFree;
  }
#endif
}

void World::refresh_mode(Thread& thread) const { impl_->refresh_mode(thread); }

bool World::safepoint(Thread& thread) {
  // Relaxed: see Mutator::poll. A bit that comes after this line is still set at the next poll.
  const uint32_t bits = thread.poll.load(std::memory_order_relaxed);
  if (bits & (kPollStop | kPollMode | kPollEnd)) impl_->permit.answer(thread);
  if (bits & kPollCollect) {
    thread.poll.fetch_and(~uint32_t{kPollCollect}, std::memory_order_relaxed);  // its own bit
    if (heap.is_automatic()) collect(thread, CollectReason::kAllocation);       // not stopped since
  }
  if (bits & kPollDropGil) serve_drop_request(*impl_, thread);
  stress(*impl_, thread, SwitchPoints::kLoops);
  impl_->refresh_mode(thread);
  return (bits & kPollInterrupt) != 0 && take_interrupt(thread);
}

void World::let_go_if_asked(Thread& thread) {
  if (!thread.policy->counting_down || !impl_->permit.gil_on()) return;
  thread.policy->counting_down = false;
  impl_->permit.hand_over(thread, Release::kForced);
  impl_->refresh_mode(thread);
}

bool World::step(Thread& thread) {
  Permit& permit = impl_->permit;
  if (permit.gil_on()) {
    const bool wanted = permit.gil.waiters.load(std::memory_order_relaxed) > 0;
    const bool ticks = impl_->counts_instructions();
    if (thread.policy->counting_down && thread.steps == 0) {
      thread.policy->counting_down = false;
      permit.hand_over(thread, Release::kForced);
    } else if (wanted && ticks) {
      permit.hand_over(thread, Release::kTick);
    }
    stress(*impl_, thread, SwitchPoints::kAny);
  }
  if (thread.steps == 0) thread.steps = permit.gil.check_interval.load(std::memory_order_relaxed);
  impl_->refresh_mode(thread);
  const uint32_t bits = thread.poll.load(std::memory_order_relaxed);
  return (bits & kPollInterrupt) != 0 && take_interrupt(thread);
}

}  // namespace gilua
