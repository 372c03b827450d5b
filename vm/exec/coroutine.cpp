// Coroutine switches. No C++ call nests: the interpreter goes on with thread.exec, whichever that
// is.
//
// 1. resume: compare-and-swap the status kSuspended -> kRunning (acquire). Of two threads that
//    resume one coroutine one wins, the other gets Lua's "cannot resume non-suspended coroutine".
// 2. The resumer's frame for resume (body kResume, or kWrap) stays; the results will be delivered
//    from it. Likewise the frame for yield (kYield) stays on the coroutine's side.
// 3. yield: move the values, then store kSuspended (release). After that store another thread may
//    run the coroutine, so nothing of it is touched any more.
// 4. Coroutines of ours (Exec::role) are resumed by staged natives only (stage.hpp), which claim
//    them first and hear of their end in the next stage.
#include "vm/exec/call.hpp"
#include "vm/exec/lookup.hpp"

namespace gilua {

// While no other thread can run there is no need for a locked instruction (5 of 50 ns of a resume
// and yield).
bool claim_coroutine(const Exec& ex, Exec& co, ExecStatus& was) {
  was = ExecStatus::kSuspended;
  if (!ex.thread->exclusive)
    return co.status.compare_exchange_strong(was, ExecStatus::kRunning, std::memory_order_acquire,
                                             std::memory_order_relaxed);
  was = co.status.load(std::memory_order_relaxed);
  if (was != ExecStatus::kSuspended) return false;
  co.status.store(ExecStatus::kRunning, std::memory_order_relaxed);
  return true;
}

void unclaim_coroutine(Exec& co, bool dead) {
  if (dead) {
    co.frame = reinterpret_cast<Frame*>(co.limit);
    co.top = co.stack;
    co.tbc_count = 0;
  }
  co.status.store(dead ? ExecStatus::kDead : ExecStatus::kSuspended, std::memory_order_release);
}

namespace {

/// Makes room for [count] values from [from] on in [ex]. [from] is updated.
bool make_room(Exec& ex, Value*& from, uint32_t count) {
  const size_t bytes = count * sizeof(Value) + kFrameSlack;
  if (has_room(ex, from, bytes)) return true;
  const ptrdiff_t offset = from - ex.stack;
  if (!grow_stack(ex, from, bytes)) return false;
  from = ex.stack + offset;
  return true;
}

/// Resume failed with [message] (or died with that error): `false, message`, or an error for wrap.
Step deliver_failure(Exec& ex, bool wrap, Value message) {
  Frame& fr = *ex.frame;
  if (fr.body == FrameBody::kStaged) {
    ex.error = message;
    drop_values(ex);
    return arrive(ex, Came::kRaised);
  }
  if (!wrap) {
    fr.base[-1] = Value::boolean(false);
    fr.base[0] = message;
    return deliver(ex, fr.base - 1, 2);
  }
  if (message.is_string()) {
    const std::string text = ex.where(1) + std::string(message.as_string()->view());
    if (!ex.make_string(text, message)) return Step::kRaised;
  }
  ex.raise_value(message);
  return Step::kRaised;
}

Step refuse(Exec& ex, bool wrap, std::string_view text) {
  Value message;
  if (!ex.make_string(text, message)) return Step::kRaised;
  return deliver_failure(ex, wrap, message);
}

/// Back to the resumer; [co] is not touched afterwards.
Exec& leave(Exec& co, ExecStatus status) {
  Exec& back = *co.resumer;
  Thread& th = *co.thread;
  co.resumer = nullptr;
  co.thread = nullptr;
  back.status.store(ExecStatus::kRunning, std::memory_order_relaxed);
  switch_exec(th, back);
  // Pairs with the acquire of whoever resumes next, on any thread.
  co.status.store(status, std::memory_order_release);
  return back;
}

/// Copies [count] values to the resumer, behind `true` for resume. False: no memory there.
bool send_to_resumer(Exec& co, const Value* first, uint32_t count, uint32_t& total) {
  Exec& back = *co.resumer;
  Frame* fr = back.frame;
  Value* to = fr->body == FrameBody::kStaged ? fr->base + fr->state : fr->base - 1;
  if (!make_room(back, to, count + 1)) {
    copy(co.error, back.error);
    return false;
  }
  total = count;
  if (fr->body == FrameBody::kResume) {
    *to++ = Value::boolean(true);
    ++total;
  }
  for (uint32_t i = 0; i < count; ++i) copy(to[i], first[i]);
  back.top = to + count;
  return true;
}

/// The resumer goes on with the [count] values that send_to_resumer brought.
Step go_on(Exec& back, uint32_t count, Came came) {
  if (back.frame->body == FrameBody::kStaged) return arrive(back, came);
  return deliver(back, back.frame->base - 1, count);
}

/// [co], which is claimed, runs for [ex] from now on. False: nested too deeply.
bool enter(Exec& ex, Exec& co) {
  Thread& th = *ex.thread;
  if (ex.depth + th.c_depth >= kMaxNesting) {
    unclaim_coroutine(co);
    return false;
  }
  co.depth = static_cast<uint8_t>(ex.depth + 1);
  co.thread = &th;
  co.resumer = &ex;
  ex.status.store(ExecStatus::kNormal, std::memory_order_relaxed);
  switch_exec(th, co);
  return true;
}

/// [co] has been entered: gives it the [count] values at [from], which lie in its resumer.
Step feed(Exec& co, const Value* from, uint32_t count) {
  const bool fresh = is_fresh(co);
  const bool staged = !fresh && co.frame->body == FrameBody::kStaged;
  Value* to = fresh ? co.top : staged ? co.frame->base + co.frame->state : co.frame->base - 1;
  if (!make_room(co, to, count)) return Step::kRaised;
  for (uint32_t i = 0; i < count; ++i) copy(to[i], from[i]);
  if (!fresh && !staged) return deliver(co, to, count);
  co.top = to + count;
  if (staged) return arrive(co, Came::kSent);
  return call_value(co, co.stack, static_cast<uint32_t>(co.top - co.stack) - 1, -1,
                    FrameKind::kBase);
}

}  // namespace

Step resume_coroutine(Exec& ex, bool wrap) {
  Frame& fr = *ex.frame;
  Exec* co =
      wrap ? fr.base[-1].as_native()->upvalues[0].load().as_coroutine() : fr.base[0].as_coroutine();
  const uint32_t first = wrap ? 0 : 1;
  const uint32_t count = fr.state - first;
  ExecStatus was = ExecStatus::kRunning;
  if (co->role != ExecRole::kPlain || !claim_coroutine(ex, *co, was))
    return refuse(ex, wrap,
                  was == ExecStatus::kDead ? "cannot resume dead coroutine"
                                           : "cannot resume non-suspended coroutine");
  if (!enter(ex, *co)) return refuse(ex, wrap, "C stack overflow");
  return feed(*co, fr.base + first, count);
}

Step resume_claimed(Exec& ex, Exec& co, Value* first) {
  const uint32_t count = static_cast<uint32_t>(ex.top - first);
  if (!enter(ex, co)) return refuse(ex, false, "C stack overflow");
  return feed(co, first, count);
}

Step throw_into_claimed(Exec& ex, Exec& co, Value error) {
  if (!enter(ex, co)) return refuse(ex, false, "C stack overflow");
  co.error = error;
  co.error_handled = false;
  if (is_fresh(co)) return fail_coroutine(co);
  if (co.frame->body != FrameBody::kStaged) return Step::kRaised;
  drop_values(co);
  return arrive(co, Came::kRaised);
}

Step yield_coroutine(Exec& ex) {
  Frame& fr = *ex.frame;
  const char* problem = nullptr;
  if (ex.resumer == nullptr)
    problem = "attempt to yield from outside a coroutine";
  else if (ex.native_nesting != 0)
    problem = "attempt to yield across a C-call boundary";
  if (problem != nullptr) {
    Value message;
    if (ex.make_string(problem, message)) ex.raise_value(message);
    return Step::kRaised;
  }
  uint32_t total = 0;
  Value* first = fr.body == FrameBody::kStaged ? fr.base + fr.state : fr.base;
  const uint32_t count = static_cast<uint32_t>(ex.top - first);
  if (!send_to_resumer(ex, first, count, total)) return Step::kRaised;
  ex.top = first;  // the values are gone
  return go_on(leave(ex, ExecStatus::kSuspended), total, Came::kYielded);
}

Step end_coroutine(Exec& ex, Value* first, uint32_t count) {
  uint32_t total = 0;
  if (!send_to_resumer(ex, first, count, total)) return fail_coroutine(ex);
  ex.frame = reinterpret_cast<Frame*>(ex.limit);
  ex.top = ex.stack;
  return go_on(leave(ex, ExecStatus::kDead), total, Came::kReturned);
}

Step fail_coroutine(Exec& ex) {
  const bool wrap = ex.resumer->frame->body == FrameBody::kWrap;
  if (wrap) {
    ex.frame = reinterpret_cast<Frame*>(ex.limit);
    ex.top = ex.tbc_count != 0 ? ex.stack + ex.tbc[ex.tbc_count - 1] + 1 : ex.stack;
    if (ex.tbc_count != 0) close_all(ex, ex.stack, ex.error, true);
    ex.top = ex.stack;
  }
  if (ex.role != ExecRole::kPlain) {
    ex.frame = reinterpret_cast<Frame*>(ex.limit);
    ex.top = ex.stack;
    ex.tbc_count = 0;  // of one that never began to run
  }
  const Value error = ex.error;
  ex.died_of_error = true;
  Exec& back = leave(ex, ExecStatus::kDead);
  return deliver_failure(back, wrap, error);
}

Outcome close_coroutine(Exec& ex, Args args) {
  if (!args[0].is_coroutine()) return ex.bad_type(0, "thread");
  Exec* co = args[0].as_coroutine();
  if (co->role != ExecRole::kPlain) return ex.raise("cannot close a running coroutine");
  ExecStatus status = ExecStatus::kSuspended;
  while (!co->status.compare_exchange_strong(status, ExecStatus::kRunning,
                                             std::memory_order_acquire)) {
    if (status == ExecStatus::kDead) {
      if (co->status.compare_exchange_strong(status, ExecStatus::kRunning,
                                             std::memory_order_acquire))
        break;
      continue;
    }
    return ex.raise(std::string("cannot close a ") +
                    (status == ExecStatus::kNormal ? "normal" : "running") + " coroutine");
  }
  Thread& th = *ex.thread;
  const bool had_error = co->died_of_error;
  co->died_of_error = false;
  co->thread = &th;
  co->depth = static_cast<uint8_t>(ex.depth + 1);
  co->frame = reinterpret_cast<Frame*>(co->limit);
  co->resumer = &ex;  // keeps [ex] traced while a handler runs
  switch_exec(th, *co);
  const bool ok = close_all(*co, co->stack, had_error ? co->error : Value::nil(), had_error);
  switch_exec(th, ex);
  co->top = co->stack;
  const Value error = co->error;
  co->resumer = nullptr;
  co->thread = nullptr;
  co->status.store(ExecStatus::kDead, std::memory_order_release);
  args = ex.args();
  if (ok) return args.ret(Value::boolean(true));
  return args.ret(Value::boolean(false), error);
}

}  // namespace gilua
