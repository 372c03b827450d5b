// Staged natives: what happens between their stages. stage.hpp has what they may ask for.
//
// Nothing here recurses: whoever delivers to a staged native's frame only notes in its flags what
// came and returns Step::kStage, which travels up to the interpreter (or to whoever started it),
// and that calls run_stage.
#include "vm/exec/stage.hpp"

#include "vm/exec/call.hpp"

namespace gilua {

namespace {

Step suspend(Exec& ex) {
  Frame& fr = *ex.frame;
  if (!can_suspend(ex)) {
    ex.raise("attempt to yield across a C-call boundary");
    return Step::kRaised;
  }
  fr.flags = 0;
  return yield_coroutine(ex);
}

}  // namespace

Step begin_stage(Exec& ex, Outcome request) {
  Frame& fr = *ex.frame;
  fr.body = FrameBody::kStaged;
  Value* asked = fr.base + fr.state;
  switch (request) {
    case kCallStage:
      fr.flags = kStageCalls;
      return call_value(ex, asked, static_cast<uint32_t>(ex.top - asked) - 1, -1,
                        FrameKind::kProtected);
    case kResumeStage:
      return resume_claimed(ex, *asked->as_coroutine(), asked + 1);
    case kThrowStage:
      return throw_into_claimed(ex, *asked->as_coroutine(), Value{asked[1].bits, asked[1].tag});
    default:
      return suspend(ex);
  }
}

Step run_stage(Thread& th) {
  for (;;) {
    Exec& ex = *th.exec;
    Frame& fr = *ex.frame;
    const Arrival arrival{static_cast<Came>(fr.flags & kStageCame), fr.base + fr.state,
                          static_cast<uint32_t>(ex.top - (fr.base + fr.state))};
    fr.flags = 0;
    // What comes back lies where it will; the next stage may need as much room as the first.
    if (GILUA_UNLIKELY(!ex.reserve(kStageFreeSlots))) return Step::kRaised;
    const Outcome outcome = guarded(ex, [&] {
      return ex.frame->native->row->next(
          ex, ex.args(), Arrival{arrival.came, ex.frame->base + ex.frame->state, arrival.count});
    });
    Step step = Step::kRaised;
    if (outcome >= 0)
      step = deliver(ex, ex.frame->base - 1, static_cast<uint32_t>(outcome));
    else if (outcome <= kLastStage)
      step = begin_stage(ex, outcome);
    else if (outcome != kError)
      step = call_forward(ex, outcome);
    if (step != Step::kStage) return step;
  }
}

Exec* new_driven_coroutine(Exec& ex, ExecRole role, Value fn, const Value* arguments,
                           uint32_t count) {
  // Arguments become registers, but for those that are too many. A stage that waits (await) in the
  // function needs a few values more, so that most stacks need not grow before they are suspended.
  constexpr uint32_t kWaiting = kStageFreeSlots + 1;
  const Proto* p = fn.is_closure() ? fn.as_closure()->proto : nullptr;
  const uint32_t registers = p != nullptr && !p->is_vararg ? p->stack_size : 0;
  const uint32_t more =
      (count > registers ? count - registers : 0) + (role == ExecRole::kGenerator ? 0 : kWaiting);
  Exec* co = ex.runtime->new_coroutine(ex, fn, more);
  if (co == nullptr) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  co->role = role;
  for (uint32_t i = 0; i < count; ++i) copy(co->stack[1 + i], arguments[i]);
  co->top = co->stack + 1 + count;
  return co;
}

}  // namespace gilua
