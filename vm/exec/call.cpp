// Calls: making frames, delivering results, calling natives.
//
// 1. A frame records HOW it was called (FrameKind: where its results go) and WHAT it runs
//    (FrameBody). Lua-to-Lua calls, metamethods, pcall, iterators, __close and resumes push frames
//    and return Step::kGo; nothing of that nests a C++ call.
// 2. deliver() takes a finished frame's results to where its kind says. pcall's frame gets `true`
//    put in front and is then itself delivered; a metamethod's result finishes the instruction that
//    asked for it; and so on, in a loop.
// 3. A C++ function that calls Lua (Exec::call) pushes a kBoundary frame and runs the interpreter
//    until a frame of kind kEntry returns to it, or an error reaches it.
// 4. Registers above a frame's live extent hold stale values. They are harmless: the collector
// marks
//    what is below the extent, dead or alive, and sets what is above to nil, so that every slot
//    holds nil, an object that survived the last collection, or what is left of a frame that lay
//    there when the stack was fuller, which the collector can tell (see Frame).
#include "vm/exec/call.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "vm/exec/operate.hpp"

namespace gilua {

namespace {

constexpr size_t kShrunkStackBytes = size_t{64} << 10;
constexpr size_t kStackHeader = 16;  // the kRaw object's header, padded

/// Moves [count] results to [to] and makes them [wanted] many.
void move_results(Exec& ex, Value* to, const Value* first, uint32_t count, int32_t wanted) {
  if (wanted < 0) {
    for (uint32_t i = 0; i < count; ++i) copy(to[i], first[i]);
    ex.top = to + count;
    return;
  }
  const uint32_t n = static_cast<uint32_t>(wanted);
  const uint32_t kept = count < n ? count : n;
  for (uint32_t i = 0; i < kept; ++i) copy(to[i], first[i]);
  for (uint32_t i = kept; i < n; ++i) to[i] = Value::nil();
  ex.top = to + n;
}

/// The caller's instruction runs again once its __close handler is done.
void rerun_instruction(Exec& ex) {
  Frame& caller = *ex.frame;
  --caller.pc;
  if (GILUA_UNLIKELY(ex.hook_mask != 0)) hook_rerun(ex);
  const uint32_t w = caller.pc->word.load(std::memory_order_relaxed);
  if (Instruction::op_of(w) == Op::kRETURN && Instruction::b_of(w) == 0)
    ex.top = caller.base + Instruction::a_of(w) + caller.state;
}

/// With the results of the function that pcall called: `true` and then they are pcall's results.
void prefix_true(Exec& ex, const Value*& first, uint32_t& count) {
  Frame& pcall = *ex.frame;
  for (uint32_t i = 0; i < count; ++i) copy(pcall.base[i], first[i]);
  pcall.base[-1] = Value::boolean(true);
  first = pcall.base - 1;
  ++count;
}

}  // namespace

Frame* push_frame(Exec& ex, Value* base, FrameKind kind, FrameBody body, int32_t wanted,
                  uint32_t state) {
  Frame* fr = ex.frame - 1;
  fr->native = nullptr;
  fr->base = base;
  fr->kind = kind;
  fr->body = body;
  fr->flags = 0;
  fr->extra = 0;
  fr->wanted = wanted;
  fr->state = state;
  ex.frame = fr;
  return fr;
}

namespace {

/// Moves everything to memory of [size] bytes. False: there is none.
bool move_stack(Exec& ex, size_t size) {
  size = (size + 15) & ~size_t{15};
  void* memory = Heap::allocate(ex.mutator(), kStackHeader + size);
  if (memory == nullptr) return false;
  Object* chunk = new (memory) Object{};
  chunk->kind = Kind::kRaw;
  char* old_low = reinterpret_cast<char*>(ex.stack);
  char* low = static_cast<char*>(memory) + kStackHeader;
  const size_t frame_bytes = static_cast<size_t>(ex.limit - reinterpret_cast<char*>(ex.frame));
  const size_t old_kept = static_cast<size_t>(reinterpret_cast<char*>(ex.frame) - old_low);
  const size_t kept = std::min(old_kept, size - frame_bytes);
  std::memcpy(low, old_low, kept);
  std::memset(low + kept, 0, size - kept - frame_bytes);
  std::memcpy(low + size - frame_bytes, ex.frame, frame_bytes);
  const ptrdiff_t shift = low - old_low;
  const auto moved = [shift](Value* p) {
    return reinterpret_cast<Value*>(reinterpret_cast<char*>(p) + shift);
  };
  ex.stack = reinterpret_cast<Value*>(low);
  ex.top = moved(ex.top);
  ex.limit = low + size;
  ex.frame = reinterpret_cast<Frame*>(ex.limit - frame_bytes);
  for (Frame* fr = ex.frame; reinterpret_cast<char*>(fr) < ex.limit; ++fr)
    fr->base = moved(fr->base);
  return true;
}

}  // namespace

bool grow_stack(Exec& ex, const Value* from, size_t bytes) {
  char* old_low = reinterpret_cast<char*>(ex.stack);
  const size_t old_bytes = static_cast<size_t>(ex.limit - old_low);
  const size_t frame_bytes = static_cast<size_t>(ex.limit - reinterpret_cast<char*>(ex.frame));
  const size_t value_bytes = static_cast<size_t>(reinterpret_cast<const char*>(from) - old_low);
  const size_t limit = kMaxStackBytes + (ex.error_handled ? kErrorStackBytes : 0);
  const size_t needed = value_bytes + bytes + frame_bytes;
  if (needed > limit) {
    if (ex.error_handled) {  // the handler of a stack overflow overflows
      ex.raise_value(ex.runtime->error_in_error_handling());
      ex.error_handled = true;
    } else {
      raise_in_frame(ex, "stack overflow");
    }
    return false;
  }
  if (move_stack(ex, std::min(std::max(old_bytes * 2, needed), limit))) return true;
  ex.raise_out_of_memory();
  return false;
}

void shrink_stack(Exec& ex) {
  const char* low = reinterpret_cast<const char*>(ex.stack);
  if (static_cast<size_t>(ex.limit - low) <= kMaxStackBytes) return;
  const char* end = reinterpret_cast<const char*>(std::max(ex.top, free_slots(ex)));
  const size_t frame_bytes = static_cast<size_t>(ex.limit - reinterpret_cast<char*>(ex.frame));
  const size_t used = static_cast<size_t>(end - low) + frame_bytes + kFrameSlack;
  // Without memory it stays as it is, and the next overflow finds no room for its handler.
  if (used * 2 <= kMaxStackBytes) move_stack(ex, std::max(used * 2, kShrunkStackBytes));
}

Value* function_slot(const Frame& frame) {
  if (frame.extra == 0) return frame.base - 1;
  const Proto* p = frame.base[-1].as_closure()->proto;
  return frame.base - 1 - (p->parameter_count + frame.extra + 1);
}

bool push_lua_frame(Exec& ex, Value* func, uint32_t argc, int32_t wanted, FrameKind kind) {
  const Proto* p = func->as_closure()->proto;
  const uint32_t params = p->parameter_count;
  const uint32_t extra = p->is_vararg && argc > params ? argc - params : 0;
  Value* base = func + 1 + (extra != 0 ? argc + 1 : 0);
  const size_t bytes = p->stack_size * sizeof(Value) + kFrameSlack;
  if (GILUA_UNLIKELY(!has_room(ex, base, bytes))) {
    const ptrdiff_t offset = func - ex.stack;
    const ptrdiff_t base_offset = base - ex.stack;
    if (!grow_stack(ex, base, bytes)) return false;
    func = ex.stack + offset;
    base = ex.stack + base_offset;
  }
  for (uint32_t i = argc; i < params; ++i) func[1 + i] = Value::nil();
  if (extra != 0) {
    copy(base[-1], *func);
    for (uint32_t i = 0; i < params; ++i) {
      copy(base[i], func[1 + i]);
      func[1 + i] = Value::nil();
    }
  }
  Frame* fr = push_frame(ex, base, kind, FrameBody::kLua, wanted, 0);
  fr->pc = p->code;
  fr->extra = extra;
  return true;
}

namespace {

Step call_pcall(Exec& ex, Value* func, uint32_t argc, bool with_handler) {
  Frame& fr = *ex.frame;
  if (!with_handler) {
    if (argc == 0) {
      ex.bad_argument(0, "value expected");
      return Step::kRaised;
    }
    fr.body = FrameBody::kPcall;
    return call_value(ex, func + 1, argc - 1, -1, FrameKind::kProtected);
  }
  if (argc < 2 || !func[2].is_function()) {
    ex.bad_type(1, "function");
    return Step::kRaised;
  }
  const Value f = func[1];
  copy(func[1], func[2]);  // the handler stays in the frame's first slot
  copy(func[2], f);
  fr.body = FrameBody::kXpcall;
  return call_value(ex, func + 2, argc - 2, -1, FrameKind::kProtected);
}

/// error(message, level): the position is that of the function at [level].
Step call_error(Exec& ex, Args args) {
  Value v = args[0];
  int64_t level = 1;
  if (!ex.opt_integer(args, 1, 1, level)) return Step::kRaised;
  if (v.is_string() && level > 0) {
    const std::string position = ex.where(static_cast<int>(level));
    if (!position.empty() && !ex.make_string(position + std::string(v.as_string()->view()), v))
      return Step::kRaised;
  }
  ex.raise_value(v);
  return Step::kRaised;
}

Outcome run_guarded(Exec& ex, const NativeRow& row, Args args) {
  return guarded(ex,
                 [&] { return row.runs == Runs::kTry ? row.full(ex, args) : row.fn(ex, args); });
}

Outcome run_native(Exec& ex, const NativeRow& row, Args args) {
  const Outcome count = run_guarded(ex, row, args);
  return GILUA_LIKELY(count >= 0 || row.runs != Runs::kPure) ? count : run_native_again(ex);
}

Step call_native(Exec& ex, Value* func, uint32_t argc, int32_t wanted, FrameKind kind) {
  const Native* native = func->as_native();
  const NativeRow* row = native->row;
  // Intrinsics need no room of their own, which keeps a suspended coroutine small.
  const uint32_t free = row->runs == Runs::kStaged           ? kStageFreeSlots
                        : row->intrinsic == Intrinsic::kNone ? kNativeFreeSlots
                                                             : 0;
  const size_t bytes = kFrameSlack + free * sizeof(Value);
  Value* end = func + 1 + argc;
  if (GILUA_UNLIKELY(!has_room(ex, end, bytes))) {
    const ptrdiff_t offset = func - ex.stack;
    if (!grow_stack(ex, end, bytes)) return Step::kRaised;
    func = ex.stack + offset;
  }
  push_frame(ex, func + 1, kind, FrameBody::kNative, wanted, argc)->native = native;
  ex.top = func + 1 + argc;
  if (GILUA_UNLIKELY(ex.hook_mask != 0)) {
    if (!hook_call(ex)) return Step::kRaised;
    func = ex.frame->base - 1;
  }
  const Args args{func + 1, argc};
  switch (row->intrinsic) {
    case Intrinsic::kPcall:
      return call_pcall(ex, func, argc, false);
    case Intrinsic::kXpcall:
      return call_pcall(ex, func, argc, true);
    case Intrinsic::kResume:
      if (!args[0].is_coroutine()) {
        ex.bad_type(0, "thread");
        return Step::kRaised;
      }
      ex.frame->body = FrameBody::kResume;
      return resume_coroutine(ex, false);
    case Intrinsic::kWrapCall:
      ex.frame->body = FrameBody::kWrap;
      return resume_coroutine(ex, true);
    case Intrinsic::kYield:
      ex.frame->body = FrameBody::kYield;
      return yield_coroutine(ex);
    case Intrinsic::kRaise:
      return call_error(ex, args);
    case Intrinsic::kNone:
    case Intrinsic::kClose:
    case Intrinsic::kNext:
    case Intrinsic::kGeneratorNext:
      break;
  }
  const Outcome count =
      row->intrinsic == Intrinsic::kClose ? close_coroutine(ex, args) : run_native(ex, *row, args);
  if (count == kError) return Step::kRaised;
  if (count <= kLastStage) return begin_stage(ex, count);
  if (count < 0) return call_forward(ex, count);
  return deliver(ex, ex.frame->base - 1, static_cast<uint32_t>(count));
}

}  // namespace

Step call_forward(Exec& ex, Outcome outcome) {
  Value* callee = ex.frame->base + ex.frame->state;
  const uint32_t argc = static_cast<uint32_t>(ex.top - callee) - 1;
  return call_value(ex, callee, argc, call_instead(outcome), FrameKind::kForward);
}

Outcome run_native_again(Exec& ex) {
  const NativeRow& row = *ex.frame->base[-1].as_native()->row;
  if (row.runs != Runs::kPure) return kError;
  if (ex.must_give_up()) {
    if (!poll(ex)) return kError;  // an interrupt: KeyboardInterrupt is the error now
  } else if (ex.error.same(ex.runtime->out_of_memory_message())) {
    collect_for_memory(ex);
  } else {
    return kError;
  }
  ex.error = Value::nil();
  return run_guarded(ex, row, ex.args());
}

bool insert_call_handler(Exec& ex, Value*& func, uint32_t& argc) {
  const Value handler = metamethod_of(ex, *func, Event::kCall);
  if (handler.is_nil()) {
    raise_call_error(ex, *func);
    return false;
  }
  Value* end = func + 1 + argc;
  if (!has_room(ex, end + 1, kFrameSlack)) {
    const ptrdiff_t offset = func - ex.stack;
    if (!grow_stack(ex, end + 1, kFrameSlack)) return false;
    func = ex.stack + offset;
  }
  for (uint32_t i = argc + 1; i > 0; --i) copy(func[i], func[i - 1]);
  copy(func[0], handler);
  ++argc;
  return true;
}

Step enter_function(Exec& ex) {
  if (GILUA_UNLIKELY(ex.hook_mask != 0) && !hook_call(ex)) return Step::kRaised;
  return poll(ex) ? Step::kGo : Step::kRaised;
}

Step call_value(Exec& ex, Value* func, uint32_t argc, int32_t wanted, FrameKind kind) {
  for (;;) {
    if (func->is_closure()) {
      if (!push_lua_frame(ex, func, argc, wanted, kind)) return Step::kRaised;
      return enter_function(ex);
    }
    if (func->is_native()) return call_native(ex, func, argc, wanted, kind);
    if (!insert_call_handler(ex, func, argc)) return Step::kRaised;
  }
}

Step deliver(Exec& ex, Value* first_result, uint32_t count) {
  const Value* first = first_result;
  for (;;) {
    if (GILUA_UNLIKELY(ex.hook_mask != 0) && !hook_return(ex, first, count)) return Step::kRaised;
    Frame* fr = ex.frame;
    switch (fr->kind) {
      case FrameKind::kCall: {
        Value* to = function_slot(*fr);
        ex.frame = fr + 1;
        move_results(ex, to, first, count, fr->wanted);
        return Step::kGo;
      }
      case FrameKind::kEntry: {
        Frame* boundary = fr + 1;
        ex.frame = boundary + 1;
        move_results(ex, boundary->base - 1, first, count, boundary->wanted);
        return Step::kLeave;
      }
      case FrameKind::kMeta: {
        const Value result = count != 0 ? *first : Value::nil();
        ex.frame = fr + 1;
        return finish_instruction(ex, result);
      }
      case FrameKind::kClose:
        ex.frame = fr + 1;
        rerun_instruction(ex);
        return Step::kGo;
      case FrameKind::kProtected:
        ex.frame = fr + 1;
        if (fr[1].body == FrameBody::kStaged) {
          move_results(ex, fr[1].base + fr[1].state, first, count, -1);
          return arrive(ex, Came::kReturned);
        }
        prefix_true(ex, first, count);
        continue;
      case FrameKind::kForward:
        ex.frame = fr + 1;
        move_results(ex, ex.frame->base - 1, first, count, fr->wanted);
        first = ex.frame->base - 1;
        count = static_cast<uint32_t>(ex.top - first);
        continue;
      case FrameKind::kCloseUnwind:
        ex.frame = fr + 1;
        return continue_unwinding(ex);
      case FrameKind::kBase:
        return end_coroutine(ex, const_cast<Value*>(first), count);
    }
  }
}

namespace {

Step call_metamethod_with(Exec& ex, Value fn, const Value* arguments, uint32_t count) {
  Value* at = ex.frame->base + ex.frame->base[-1].as_closure()->proto->stack_size;
  const size_t bytes = (1 + count) * sizeof(Value) + kFrameSlack;
  if (GILUA_UNLIKELY(!has_room(ex, at, bytes))) {
    const ptrdiff_t offset = at - ex.stack;
    if (!grow_stack(ex, at, bytes)) return Step::kRaised;
    at = ex.stack + offset;
  }
  at[0] = fn;
  for (uint32_t i = 0; i < count; ++i) at[1 + i] = arguments[i];
  return call_value(ex, at, count, 1, FrameKind::kMeta);
}

}  // namespace

Step call_metamethod(Exec& ex, Value fn, Value a, Value b) {
  const Value arguments[] = {a, b};
  return call_metamethod_with(ex, fn, arguments, 2);
}

Step call_metamethod(Exec& ex, Value fn, Value a, Value b, Value c) {
  const Value arguments[] = {a, b, c};
  return call_metamethod_with(ex, fn, arguments, 3);
}

Step finish_instruction(Exec& ex, Value result) {
  Frame& fr = *ex.frame;
  const Instruction& i = fr.pc[-1];
  const uint32_t w = i.word.load(std::memory_order_relaxed);
  switch (Instruction::op_of(w)) {
    case Op::kEQ:
    case Op::kLT:
    case Op::kLE:
    case Op::kEQK:
    case Op::kEQI:
    case Op::kLTI:
    case Op::kLEI:
    case Op::kGTI:
    case Op::kGEI: {
      const bool negates = (fr.flags & kFrameNegates) != 0;
      fr.flags &= static_cast<uint16_t>(~kFrameNegates);
      const bool holds = result.is_falsy() == negates;
      if (holds == ((Instruction::c_of(w) & 1) != 0))
        fr.pc += static_cast<int32_t>(i.aux.load(std::memory_order_relaxed));
      return Step::kGo;
    }
    case Op::kCONCAT: {
      const uint32_t left = fr.state - 1;
      copy(fr.base[Instruction::a_of(w) + left - 1], result);
      return concat_registers(ex, Instruction::a_of(w), left);
    }
    case Op::kSETTABUP:
    case Op::kSETTABUPK:
    case Op::kSETTABLE:
    case Op::kSETTABLEK:
    case Op::kSETI:
    case Op::kSETIK:
    case Op::kSETFIELD:
    case Op::kSETFIELDK:
      return Step::kGo;
    default:
      copy(fr.base[Instruction::a_of(w)], result);
      return Step::kGo;
  }
}

Value* free_slots(const Exec& ex) {
  if (reinterpret_cast<char*>(ex.frame) == ex.limit) return ex.top;
  const Frame& fr = *ex.frame;
  if (fr.body == FrameBody::kLua) {
    Value* end = fr.base + fr.base[-1].as_closure()->proto->stack_size;
    return end;
  }
  Value* end = fr.base + fr.state;
  return ex.top > end ? ex.top : end;
}

namespace {

/// A native that wants so many values at once gets no more than PUC's would.
bool is_too_much(Exec& ex, const Value* from, uint32_t count, const char* what) {
  constexpr uint32_t kMany = 1000;
  const size_t wanted = static_cast<size_t>(from - ex.stack) + count + kNativeFreeSlots;
  if (count < kMany || wanted <= kMaxStackSlots) return false;
  std::string message = "stack overflow";
  if (what != nullptr) message.append(" (").append(what).append(")");
  raise_in_frame(ex, message);
  return true;
}

}  // namespace

bool Exec::reserve(uint32_t count) {
  if (is_too_much(*this, top, count, nullptr)) return false;
  const size_t bytes = count * sizeof(Value) + kFrameSlack;
  return has_room(*this, top, bytes) || grow_stack(*this, top, bytes);
}

bool Exec::reserve_results(Args& args, uint32_t count, const char* what) {
  Value* from = args.base + args.count;
  if (is_too_much(*this, from, count, what)) return false;
  const size_t bytes = count * sizeof(Value) + kFrameSlack;
  if (has_room(*this, from, bytes)) return true;
  const ptrdiff_t offset = args.base - stack;
  if (!grow_stack(*this, from, bytes)) return false;
  args.base = stack + offset;
  return true;
}

}  // namespace gilua
