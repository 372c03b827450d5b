// Hooks. The rules are those of luaG_traceexec, luaD_hook and their callers in 5.4.4.
//
// Line and count events speak of Lua's own instructions. One of them may be several of ours, which
// lie together; it is looked at when the first of those that run is reached: ours follow each other
// without a jump within it. What Lua's loop runs together with the instruction before is no event
// of its own: VARARGPREP, TFORLOOP, and TFORCALL right behind TFORPREP.
#include "vm/exec/hook.hpp"

#include "vm/exec/call_info.hpp"
#include "vm/front/lua_code.hpp"

namespace gilua {

namespace {

constexpr uint32_t kNoInstruction = UINT32_MAX;

bool make_hook(Mutator& m, Exec& target) {
  if (target.hook != nullptr) return true;
  void* memory = Heap::allocate(m, kHookHeader + sizeof(Hook));
  if (memory == nullptr) return false;
  Object* header = new (memory) Object{};
  header->kind = Kind::kRaw;
  target.hook = new (static_cast<char*>(memory) + kHookHeader) Hook{};
  target.hook->last_index = kNoInstruction;
  return true;
}

/// Calls the hook with its arguments from [at] on, which lies above all that the frame uses.
bool run_hook(Exec& ex, Value* at, std::string_view event, int32_t line) {
  if (ex.hook->running || ex.hook_mask == 0 || !ex.hook->function.is_function()) return true;
  const ptrdiff_t top = ex.top - ex.stack;
  constexpr size_t kBytes = 3 * sizeof(Value) + kFrameSlack;
  if (!has_room(ex, at, kBytes)) {
    const ptrdiff_t offset = at - ex.stack;
    if (!grow_stack(ex, at, kBytes)) return false;
    at = ex.stack + offset;
  }
  const String* name = intern(ex.mutator(), event);
  if (name == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  at[0] = ex.hook->function;
  at[1] = Value::of(name);
  at[2] = line >= 0 ? Value::integer(line) : Value::nil();
  ex.top = at + 3;
  ex.hook->running = true;
  const bool ok = call_nested(ex, at, 2, 0, kBoundaryHook);
  ex.hook->running = false;
  ex.top = ex.stack + top;
  return ok;
}

/// The same for a Lua frame whose pc is at the instruction to come: hooks see it as the current
/// one, [ahead] instructions further on.
bool run_hook_at_next(Exec& ex, Value* at, std::string_view event, int32_t line, int ahead) {
  ex.frame->pc += ahead;
  const bool ok = run_hook(ex, at, event, line);
  if (ok) ex.frame->pc -= ahead;  // after an error the frame stays where the hook was called
  return ok;
}

Value* above_registers(const Frame& fr) { return fr.base + proto_of(fr).stack_size; }

/// Whether the instruction is an event of its own; [before]: ours that ran last, or kNoInstruction.
bool is_event(const ProtoDebug& debug, uint32_t index, uint32_t before) {
  const uint32_t original = debug.original_pc[index];
  const front::LuaOp op = front::lua_op(debug.original[original]);
  if (op == front::LuaOp::kVARARGPREP || op == front::LuaOp::kTFORLOOP) return false;
  if (before >= debug.original_pc.size()) return true;
  const uint32_t last = debug.original_pc[before];
  if (index == before + 1 && last == original) return false;
  return op != front::LuaOp::kTFORCALL ||
         front::lua_op(debug.original[last]) != front::LuaOp::kTFORPREP;
}

/// Lua's rule: a jump back, a new function, or another line than that of the instruction before.
bool is_new_line(const ProtoDebug& debug, int32_t old_pc, int32_t pc) {
  if (old_pc >= static_cast<int32_t>(debug.original.size())) old_pc = 0;
  if (pc <= old_pc) return true;
  return !debug.lines.empty() &&
         debug.lines[static_cast<size_t>(old_pc)] != debug.lines[static_cast<size_t>(pc)];
}

}  // namespace

void follow_hook(Thread& thread) {
  thread.hook_mask = thread.exec->hook_mask;
  thread.world->refresh_mode(thread);
}

bool set_hook(Exec& ex, Exec& target, Value function, uint8_t mask, int32_t count) {
  if (mask == 0 && target.hook == nullptr) return true;
  if (!make_hook(ex.mutator(), target)) {
    ex.raise_out_of_memory();
    return false;
  }
  Hook& hook = *target.hook;
  hook.function = mask != 0 ? function : Value::nil();
  hook.count = count;
  hook.left = count;
  target.hook_mask = mask;
  if (&target == &ex) follow_hook(*ex.thread);
  return true;
}

bool inherit_hook(Exec& maker, Exec& made) {
  if (maker.hook_mask == 0) return true;
  if (!make_hook(maker.mutator(), made)) return false;
  made.hook->count = maker.hook->count;
  made.hook->left = maker.hook->count;
  made.hook_mask = maker.hook_mask;
  return true;
}

bool hook_instruction(Exec& ex) {
  Hook& hook = *ex.hook;
  const Proto& p = proto_of(*ex.frame);
  const ProtoDebug& debug = *p.debug;
  const uint32_t index = static_cast<uint32_t>(ex.frame->pc - p.code);
  const uint32_t before = hook.last_index;
  hook.last_index = index;
  if (hook.rerun) {
    hook.rerun = false;
    return true;
  }
  if (!is_event(debug, index, before)) return true;
  const uint8_t mask = ex.hook_mask;
  const bool count = (mask & kHookCount) != 0 && --hook.left == 0;
  if (count) hook.left = hook.count;
  if (!count && (mask & kHookLine) == 0) return true;
  const int32_t pc = static_cast<int32_t>(debug.original_pc[index]);
  const auto above = [&] {
    Value* at = above_registers(*ex.frame);
    const bool open = front::uses_top(debug.original[static_cast<size_t>(pc)]);
    return open && ex.top > at ? ex.top : at;
  };
  bool ok = !count || run_hook_at_next(ex, above(), "count", -1, 1);
  if (ok && (mask & kHookLine) != 0) {
    if (is_new_line(debug, hook.line_pc, pc)) {
      const int32_t line = debug.lines.empty() ? -1 : debug.lines[static_cast<size_t>(pc)];
      ok = run_hook_at_next(ex, above(), "line", line, 1);
    }
    hook.line_pc = pc;
  }
  hook.last_index = index;  // the hook's own instructions were looked at too
  return ok;
}

bool hook_call(Exec& ex) {
  Hook& hook = *ex.hook;
  const Frame& fr = *ex.frame;
  bool ok = true;
  const bool wanted = (ex.hook_mask & kHookCall) != 0 && !hook.running;
  if (fr.body != FrameBody::kLua) {
    if (!wanted) return true;
    hook.transfer_first = 1;
    hook.transfer_count = static_cast<int32_t>(fr.state);
    return run_hook(ex, ex.top, "call", -1);
  }
  const Proto& p = proto_of(fr);
  if (wanted) {
    hook.transfer_first = 1;
    hook.transfer_count = p.parameter_count;
    const bool tail = (fr.flags & kFrameTailCalled) != 0;
    ok = run_hook_at_next(ex, above_registers(fr), tail ? "tail call" : "call", -1,
                          p.is_vararg ? 2 : 1);
  }
  hook.line_pc = p.is_vararg ? 1 : 0;  // the first instruction that counts is a new line
  hook.last_index = kNoInstruction;
  return ok;
}

namespace {

/// A native's results stand where its function stood. Moves them above its arguments, so that the
/// hook finds both. False: raised.
bool lift_results(Exec& ex, const Value*& first, uint32_t count) {
  Frame* fr = ex.frame;
  Value* to = fr->base + fr->state;
  const size_t bytes = count * sizeof(Value) + kFrameSlack;
  const Value* end = first + count > to ? first + count : to;
  if (!has_room(ex, end, bytes)) {
    const ptrdiff_t offset = first - ex.stack;
    if (!grow_stack(ex, end, bytes)) return false;
    first = ex.stack + offset;
    fr = ex.frame;
    to = fr->base + fr->state;
  }
  for (uint32_t i = count; i > 0; --i) copy(to[i - 1], first[i - 1]);
  fr->base[-1] = Value::of(fr->native);
  fr->body = FrameBody::kNative;  // pcall is done: it catches no error of the hook
  first = to;
  return true;
}

}  // namespace

bool hook_return(Exec& ex, const Value*& first, uint32_t& count) {
  Hook& hook = *ex.hook;
  if ((ex.hook_mask & kHookReturn) != 0 && !hook.running) {
    const bool is_lua = ex.frame->body == FrameBody::kLua;
    if (!is_lua && !lift_results(ex, first, count)) return false;
    const Frame& fr = *ex.frame;
    const uint32_t place = static_cast<uint32_t>(first - fr.base);
    hook.transfer_first =
        static_cast<int32_t>(is_lua ? local_of_register(proto_of(fr), place) : place) + 1;
    hook.transfer_count = static_cast<int32_t>(count);
    Value* at = const_cast<Value*>(first) + count;
    if (is_lua && at < above_registers(fr)) at = above_registers(fr);
    const ptrdiff_t offset = first - ex.stack;
    if (!run_hook(ex, at, "return", -1)) return false;
    first = ex.stack + offset;
  }
  const Frame* caller = ex.frame + 1;
  if (!is_bottom(ex, caller) && caller->body == FrameBody::kLua) {
    hook.last_index = current_pc(*caller);
    hook.line_pc = static_cast<int32_t>(proto_of(*caller).debug->original_pc[hook.last_index]);
  }
  return true;
}

void hook_rerun(Exec& ex) {
  if ((ex.hook_mask & kHookEachInstruction) != 0) ex.hook->rerun = true;
}

}  // namespace gilua
