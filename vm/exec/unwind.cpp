// Calls from C++ into Lua, and what an error does.
//
// 1. Exec::call pushes a kBoundary frame and runs the interpreter until the function returns to it
//    (FrameKind::kEntry) or an error reaches it. Frames below the boundary are left alone: the
//    native returns kError, and the interpreter that called it goes on unwinding.
// 2. The message handler (xpcall's, or a traceback that Exec::pcall asked for) runs where the error
//    was raised, with the stack as it is; [error_handled] says that it did, so that outer levels do
//    not run it again. A new error clears it.
// 3. unwind() looks for the frame of a pcall. To-be-closed variables above it are closed one by one
//    as calls of kind kCloseUnwind, so handlers may yield; an error in one replaces the error being
//    handled. Then pcall's frame delivers `false, error`.
#include "vm/exec/call.hpp"
#include "vm/exec/operate.hpp"

namespace gilua {

namespace {

/// Runs on from [step] until the entry frame has returned (true) or an error has passed it.
bool run_to_end(Thread& th, Step step) {
  for (;;) {
    switch (step) {
      case Step::kGo:
        return execute(th);
      case Step::kLeave:
        return true;
      case Step::kStage:
        step = run_stage(th);
        break;
      case Step::kRaised:
        step = unwind(th);
        if (step == Step::kRaised) return false;
        break;
    }
  }
}

}  // namespace

bool call_nested(Exec& ex, Value* func, uint32_t argc, int32_t wanted, uint16_t flags) {
  Thread& th = *ex.thread;
  if (th.c_depth >= kMaxNesting) {
    raise_in_frame(ex, "C stack overflow");
    return false;
  }
  if (!has_room(ex, func + 1 + argc, 2 * kFrameSlack)) {
    const ptrdiff_t offset = func - ex.stack;
    if (!grow_stack(ex, func + 1 + argc, 2 * kFrameSlack)) return false;
    func = ex.stack + offset;
  }
  push_frame(ex, func + 1, FrameKind::kCall, FrameBody::kBoundary, wanted, argc)->flags = flags;
  ++th.c_depth;
  ++ex.native_nesting;
  const Step step = call_value(ex, func, argc, wanted, FrameKind::kEntry);
  const bool ok = run_to_end(th, step);
  --ex.native_nesting;
  --th.c_depth;
  return ok;
}

/// Calls what lies below the arguments on top; after an error closes, pops and returns kError.
Outcome call_protected(Exec& ex, uint32_t argument_count, int32_t wanted, uint16_t flags) {
  Value* func = ex.top - argument_count - 1;
  const ptrdiff_t offset = func - ex.stack;
  if (call_nested(ex, func, argument_count, wanted, flags))
    return static_cast<Outcome>(ex.top - (ex.stack + offset));
  const Value raised = ex.error;
  ex.error_handled = false;  // caught: what comes next is a new error
  if (has_pending_close(ex, ex.stack + offset)) {
    ex.top = ex.stack + ex.tbc[ex.tbc_count - 1] + 1;
    close_all(ex, ex.stack + offset, raised, true);
    ex.error_handled = false;
  }
  ex.top = ex.stack + offset;
  shrink_stack(ex);
  return kError;
}

Outcome Exec::call(uint32_t argument_count, int32_t wanted) {
  Value* func = top - argument_count - 1;
  const ptrdiff_t offset = func - stack;
  if (!call_nested(*this, func, argument_count, wanted, 0)) return kError;
  return static_cast<Outcome>(top - (stack + offset));
}

Outcome Exec::pcall(uint32_t argument_count, int32_t wanted, std::string* traceback) {
  std::string* outer = thread->traceback_wanted;
  thread->traceback_wanted = traceback;
  const uint16_t boundary =
      static_cast<uint16_t>(kBoundaryProtected | (traceback != nullptr ? kBoundaryTraceback : 0));
  const Outcome outcome = call_protected(*this, argument_count, wanted, boundary);
  thread->traceback_wanted = outer;
  return outcome;
}

Outcome Exec::xpcall(uint32_t argument_count, int32_t wanted) {
  return call_protected(*this, argument_count, wanted, kBoundaryProtected | kBoundaryHandler);
}

namespace {

/// The pcall or xpcall that catches an error in [fr] or in what it was about to call; else nullptr.
Frame* catcher_of(Frame* fr) {
  switch (fr->body) {
    case FrameBody::kPcall:
    case FrameBody::kXpcall:
    case FrameBody::kDying:
      return fr;
    case FrameBody::kStaged:
      if ((fr->flags & kStageCalls) != 0) return fr;
      break;
    default:
      break;
  }
  const bool is_callee = fr->kind == FrameKind::kProtected || fr->kind == FrameKind::kCloseUnwind;
  return is_callee ? fr + 1 : nullptr;
}

/// Calls [handler] with the error; what it returns, or raises, is the error from now on.
void call_handler(Exec& ex, Value handler) {
  if (ex.thread->c_depth >= kMaxNesting) {  // handlers that fail, one inside the other
    ex.error = ex.runtime->error_in_error_handling();
    return;
  }
  const Value raised = ex.error;
  Value* at = free_slots(ex);
  if (!has_room(ex, at, 2 * sizeof(Value) + kFrameSlack)) {
    const ptrdiff_t offset = at - ex.stack;
    if (!grow_stack(ex, at, 2 * sizeof(Value) + kFrameSlack)) return;
    at = ex.stack + offset;
  }
  at[0] = handler;
  at[1] = raised;
  ex.top = at + 2;
  if (call_nested(ex, at, 1, 1, 0)) ex.error = ex.pop();
  ex.error_handled = true;
}

/// Runs the message handler that is in force where the error was raised, with the stack as it is.
void run_message_handler(Exec& ex) {
  if (ex.error_handled) return;
  ex.error_handled = true;
  for (Frame* fr = ex.frame; reinterpret_cast<char*>(fr) < ex.limit; ++fr) {
    if (fr->body == FrameBody::kBoundary) {
      if ((fr->flags & kBoundaryTraceback) != 0 && ex.thread->traceback_wanted != nullptr)
        *ex.thread->traceback_wanted = ex.runtime->traceback(ex, "", 0);
      if ((fr->flags & kBoundaryHandler) != 0) call_handler(ex, fr->base[-2]);
      if ((fr->flags & kBoundaryProtected) != 0) return;
      continue;
    }
    const Frame* catcher = catcher_of(fr);
    if (catcher == nullptr) {
      if (fr->kind == FrameKind::kBase) return;
      continue;
    }
    if (catcher->body != FrameBody::kXpcall) return;
    call_handler(ex, catcher->base[0]);
    return;
  }
}

}  // namespace

Step continue_unwinding(Exec& ex) {
  for (;;) {
    Frame* pcall = ex.frame;
    if (!has_pending_close(ex, pcall->base)) {
      if (pcall->body == FrameBody::kStaged) {
        copy(ex.error, pcall->base[-1]);
        ex.error_handled = false;
        drop_values(ex);
        return arrive(ex, Came::kRaised);
      }
      if (pcall->body == FrameBody::kDying) {
        copy(ex.error, pcall->base[-1]);
        return fail_coroutine(ex);
      }
      copy(pcall->base[0], pcall->base[-1]);
      pcall->base[-1] = Value::boolean(false);
      ex.error = Value::nil();
      ex.error_handled = false;
      return deliver(ex, pcall->base - 1, 2);
    }
    const ptrdiff_t depth = ex.limit - reinterpret_cast<char*>(pcall);
    Value* top = ex.stack + ex.tbc[ex.tbc_count - 1] + 1;
    const Step step = close_last(ex, top, pcall->base[-1], FrameKind::kCloseUnwind);
    if (step != Step::kRaised || ex.limit - reinterpret_cast<char*>(ex.frame) != depth) return step;
    // The handler could not be called at all: that error replaces the one being handled.
    run_message_handler(ex);
    copy(ex.frame->base[-1], ex.error);
  }
}

namespace {

/// An error has reached the bottom of a coroutine. Ours close their variables first, by calls that
/// may yield; the others when they are closed.
Step fail_at_base(Exec& ex, Frame* bottom) {
  if (ex.role == ExecRole::kPlain || !has_pending_close(ex, ex.stack)) return fail_coroutine(ex);
  ex.frame = bottom;
  bottom->native = nullptr;
  bottom->base = ex.stack + 1;
  bottom->state = 0;
  bottom->extra = 0;
  bottom->flags = 0;
  bottom->body = FrameBody::kDying;
  copy(ex.stack[0], ex.error);
  return continue_unwinding(ex);
}

}  // namespace

Step unwind(Thread& th) {
  for (;;) {
    Exec& ex = *th.exec;
    run_message_handler(ex);
    Step step = Step::kRaised;
    for (Frame* fr = ex.frame;; ++fr) {
      if (reinterpret_cast<char*>(fr) == ex.limit) {  // a coroutine that could not even start
        step = fail_coroutine(ex);
        break;
      }
      if (fr->body == FrameBody::kBoundary) {
        ex.frame = fr + 1;
        return Step::kRaised;
      }
      if (Frame* catcher = catcher_of(fr)) {
        ex.frame = catcher;
        copy(ex.frame->base[-1], ex.error);
        // What lies above is dead, unless it is still to be closed; the marker looks up to top.
        if (!has_pending_close(ex, catcher->base)) {
          ex.top = catcher->base + (catcher->body == FrameBody::kStaged ? catcher->state : 0);
          shrink_stack(ex);
        }
        // What filled the memory is garbage now; whoever handles the error needs some.
        if (ex.error.same(ex.runtime->out_of_memory_message())) collect_for_memory(ex);
        step = continue_unwinding(ex);
        break;
      }
      if (fr->kind == FrameKind::kBase) {
        step = fail_at_base(ex, fr);
        break;
      }
    }
    if (step != Step::kRaised) return step;
  }
}

}  // namespace gilua
