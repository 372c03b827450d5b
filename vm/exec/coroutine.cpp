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
// 5. A Lua function that calls a generator's `next`, or has it in a generic `for`, resumes it
// without
//    a frame: the resumer's current frame is then the Lua function's, and what is yielded goes
//    straight to where its instruction wants it. Only if something else than a yield comes does the
//    native get the frame that it would have had, and goes on with its next stage.
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

bool is_lua_driver(const Exec& back) { return back.frame->body == FrameBody::kLua; }

/// Where the Lua function that resumed a generator wants the values, and how many (-1: all).
Value* driver_results(const Exec& back, int32_t& wanted) {
  const Frame& fr = *back.frame;
  const uint32_t w = fr.pc[-1].word.load(std::memory_order_relaxed);
  Value* a = fr.base + Instruction::a_of(w);
  if (Instruction::op_of(w) == Op::kTFORCALL) {
    wanted = static_cast<int32_t>(Instruction::c_of(w));
    return a + 4;
  }
  wanted = static_cast<int32_t>(Instruction::c_of(w)) - 1;
  return a;
}

/// The frame of the staged native that a Lua function did without until now. False: there is no
/// such native any more; an error was raised.
bool add_driver_frame(Exec& back) {
  int32_t wanted = 0;
  Value* func = driver_results(back, wanted);
  const Frame& fr = *back.frame;
  if (Instruction::op_of(fr.pc[-1].word.load(std::memory_order_relaxed)) == Op::kTFORCALL) {
    const Value object = func[-4];
    func[0] = metamethod_of(back, object, Event::kCall);
    func[1] = object;
  }
  if (!func->is_native() || func->as_native()->row->runs != Runs::kStaged) {
    back.raise("a generator's metatable has changed while it ran");
    return false;
  }
  push_frame(back, func + 1, FrameKind::kCall, FrameBody::kStaged, wanted, 1)->native =
      func->as_native();
  back.top = func + 2;
  return true;
}

/// Resume failed with [message] (or died with that error): `false, message`, or an error for wrap.
Step deliver_failure(Exec& ex, bool wrap, Value message) {
  if (is_lua_driver(ex) && !add_driver_frame(ex)) return Step::kRaised;
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
  if (is_lua_driver(back) && !add_driver_frame(back)) {
    copy(co.error, back.error);
    return false;
  }
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

namespace {

/// As deliver() for a yield that a Lua function waits in: what was sent is nothing.
Step wake_empty(Exec& co) {
  Frame* fr = co.frame;
  Value* to = fr->base - 1;
  co.frame = fr + 1;
  const int32_t wanted = fr->wanted;
  if (wanted < 0) co.top = to;
  for (int32_t i = 0; i < wanted; ++i) to[i] = Value::nil();
  return Step::kGo;
}

/// Resumes the generator [u] for a Lua function. False: it cannot go on, or not so.
bool resume_generator(Exec& ex, Userdata& u, Step& step) {
  const Value exec = static_cast<const Slot*>(u.payload())->load();
  if (!exec.is_coroutine()) return false;
  Exec& co = *exec.as_coroutine();
  ExecStatus was = ExecStatus::kSuspended;
  if (!claim_coroutine(ex, co, was) || !enter(ex, co)) return false;
  const bool waits_in_yield = !is_fresh(co) && co.frame->body == FrameBody::kYield &&
                              co.frame->kind == FrameKind::kCall && co.hook_mask == 0;
  step = GILUA_LIKELY(waits_in_yield) ? wake_empty(co) : feed(co, nullptr, 0);
  return true;
}

}  // namespace

bool resume_iterator(Exec& ex, const Value* a, Step& step) {
  Userdata& u = *a->as_userdata();
  return u.type->is_generator && resume_generator(ex, u, step);
}

Step next_from_lua(Exec& ex, Value* func, uint32_t argc, int32_t wanted) {
  Step step = Step::kGo;
  if (argc == 1 && func[1].is_userdata() && func[1].as_userdata()->type->is_generator &&
      resume_generator(ex, *func[1].as_userdata(), step))
    return step;
  return call_value(ex, func, argc, wanted, FrameKind::kCall);
}

Step yield_from_lua(Exec& ex, Value* func, uint32_t argc, int32_t wanted) {
  if (GILUA_UNLIKELY(ex.resumer == nullptr || !is_lua_driver(*ex.resumer) ||
                     ex.native_nesting != 0 || argc > kLeafFreeSlots ||
                     !has_room(ex, func + 1 + argc, kFrameSlack)))
    return call_value(ex, func, argc, wanted, FrameKind::kCall);
  push_frame(ex, func + 1, FrameKind::kCall, FrameBody::kYield, wanted, argc)->native =
      func->as_native();
  ex.top = func + 1;
  Exec& back = *ex.resumer;
  int32_t expected = 0;
  Value* to = driver_results(back, expected);
  for (uint32_t i = 0; i < argc; ++i) copy(to[i], func[1 + i]);  // there is room: kLeafFreeSlots
  if (expected < 0) back.top = to + argc;
  for (int32_t i = static_cast<int32_t>(argc); i < expected; ++i) to[i] = Value::nil();
  leave(ex, ExecStatus::kSuspended);
  return Step::kGo;
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
