// Raising errors: positions, variable names, argument errors. Texts are Lua's.
#include <fmt/format.h>

#include "vm/exec/call_info.hpp"
#include "vm/exec/lookup.hpp"
#include "vm/exec/numbers.hpp"
#include "vm/exec/operate.hpp"

namespace gilua {

namespace {

/// As luaL_where: "script.lua:12: " if the frame is a Lua function's with known lines.
std::string position_of(const Frame& fr) {
  const int32_t line = current_line(fr);
  return line > 0 ? fmt::format("{}:{}: ", short_source(proto_of(fr)), line) : "";
}

/// The native that runs now: with a frame of its own, or a leaf called by the current instruction.
struct RunningNative {
  Value function = Value::nil();
  const Value* arguments = nullptr;
  uint32_t argc = 0;
  VariableName name;  // as its caller calls it
};

RunningNative running_native(const Exec& ex) {
  const Frame* fr = ex.frame;
  if (is_bottom(ex, fr)) return {};
  if (fr->body != FrameBody::kLua)
    return {function_of(*fr), fr->base, fr->state, name_in_caller(ex, *fr)};
  const uint32_t w = fr->pc[-1].word.load(std::memory_order_relaxed);
  const Value* at = fr->base + Instruction::a_of(w);
  const VariableName name = name_of_called(proto_of(*fr), current_pc(*fr));
  if (Instruction::op_of(w) == Op::kTFORCALL) return {at[4], at + 5, 2, name};
  const uint32_t b = Instruction::b_of(w);
  const uint32_t argc = b != 0 ? b - 1 : static_cast<uint32_t>(ex.top - at) - 1;
  return {at[0], at + 1, argc, name};
}

}  // namespace

std::string Exec::where(int level) const {
  const Frame* fr = frame;
  // A leaf native has no frame: the current one is already its caller's, level 1.
  int at = !is_bottom(*this, fr) && fr->body == FrameBody::kLua ? 1 : 0;
  for (; !is_bottom(*this, fr); ++fr) {
    if (fr->body == FrameBody::kBoundary) continue;
    if (at == level) return position_of(*fr);
    ++at;
  }
  return "";
}

Outcome Exec::raise_value(Value v) {
  error = v;
  error_handled = false;
  return kError;
}

Outcome Exec::raise_out_of_memory() { return raise_value(runtime->out_of_memory_message()); }

Outcome Exec::raise(std::string_view message) {
  std::string position = is_bottom(*this, frame) ? "" : where(1);
  String* s = new_string(mutator(), position.append(message));
  return s == nullptr ? raise_out_of_memory() : raise_value(Value::of(s));
}

bool Exec::make_string(std::string_view bytes, Value& out) {
  String* s = new_string(mutator(), bytes);
  if (s == nullptr) {
    raise_out_of_memory();
    return false;
  }
  out = Value::of(s);
  return true;
}

Outcome Exec::bad_argument(uint32_t i, std::string_view detail) {
  const RunningNative native = running_native(*this);
  std::string name = native.name.name;
  uint32_t number = i + 1;
  if (native.name.kind == "method") {
    if (number == 1) return raise(fmt::format("calling '{}' on bad self ({})", name, detail));
    --number;
  }
  if (name.empty() && !native.function.is_nil())
    name = global_names(*runtime, {&native.function, 1})[0];
  if (name.empty()) name = "?";
  return raise(fmt::format("bad argument #{} to '{}' ({})", number, name, detail));
}

Outcome Exec::bad_type(uint32_t i, std::string_view expected) {
  const RunningNative native = running_native(*this);
  const bool is_given = i < native.argc;
  const Value v = is_given ? native.arguments[i] : Value::nil();
  const Table* mt = metatable_of(*this, v);
  const Value name = mt != nullptr ? table_get_interned(mt, runtime->names().name) : Value::nil();
  std::string given = is_given ? std::string(type_name(v)) : "no value";
  if (name.is_string())
    given = name.as_string()->view();
  else if (v.tag == kLightUserdata)
    given = "light userdata";
  return bad_argument(i, fmt::format("{} expected, got {}", expected, given));
}

Outcome Exec::raise_class(std::string_view class_name, std::string_view message) {
  top = free_slots(*this);
  if (!reserve(4)) return kError;
  Value raiser;
  if (!runtime->class_raiser(*this, raiser)) return kError;
  if (raiser.is_nil()) return raise(fmt::format("{}: {}", class_name, message));
  Value name;
  Value text;
  if (!make_string(class_name, name)) return kError;
  push(raiser);
  push(name);
  if (!make_string(message, text)) return kError;
  push(text);
  if (call(2, 1) < 0) return kError;
  return raise_value(pop());
}

Outcome Exec::raise_interrupt() {
  const std::string deadlock = world().take_deadlock(*thread);
  if (!deadlock.empty()) return raise_class("RuntimeError", deadlock);
  return raise_class("KeyboardInterrupt", "");
}

// ---- checked arguments

namespace {

Outcome not_an_integer(Exec& ex, Args args, uint32_t i) {
  if (args[i].is_number()) return ex.bad_argument(i, "number has no integer representation");
  return ex.bad_type(i, "number");
}

}  // namespace

bool Exec::check_integer(Args args, uint32_t i, int64_t& out) {
  const Value v = args[i];
  if (v.is_integer()) {
    out = v.as_integer();
    return true;
  }
  if (to_integer(v, out)) return true;
  double d = 0;
  if (to_number(v, d))
    bad_argument(i, "number has no integer representation");
  else
    not_an_integer(*this, args, i);
  return false;
}

bool Exec::check_number(Args args, uint32_t i, double& out) {
  if (to_number(args[i], out)) return true;
  bad_type(i, "number");
  return false;
}

bool Exec::check_string(Args args, uint32_t i, String*& out) {
  const Value v = args[i];
  if (GILUA_LIKELY(v.is_string())) {
    out = v.as_string();
    return true;
  }
  if (!v.is_number()) {
    bad_type(i, "string");
    return false;
  }
  char buffer[64];
  Value s;
  if (!make_string({buffer, number_to_chars(v, buffer)}, s)) return false;
  args.base[i] = s;
  out = s.as_string();
  return true;
}

bool Exec::check_table(Args args, uint32_t i, Table*& out) {
  const Value v = args[i];
  if (GILUA_LIKELY(v.is_table())) {
    out = v.as_table();
    return true;
  }
  bad_type(i, "table");
  return false;
}

bool Exec::check_any(Args args, uint32_t i) {
  if (args.has(i)) return true;
  bad_argument(i, "value expected");
  return false;
}

bool Exec::opt_integer(Args args, uint32_t i, int64_t fallback, int64_t& out) {
  if (!args[i].is_nil()) return check_integer(args, i, out);
  out = fallback;
  return true;
}

bool Exec::opt_number(Args args, uint32_t i, double fallback, double& out) {
  if (!args[i].is_nil()) return check_number(args, i, out);
  out = fallback;
  return true;
}

// ---- errors of instructions

void raise_in_frame(Exec& ex, std::string_view message) {
  std::string position;
  if (!is_bottom(ex, ex.frame) && ex.frame->body == FrameBody::kLua)
    position = fmt::format("{}:{}: ", short_source(proto_of(*ex.frame)), current_line(*ex.frame));
  Value text;
  if (ex.make_string(position.append(message), text)) ex.raise_value(text);
}

namespace {

std::string describe(const VariableName& name) {
  return name.kind.empty() ? "" : fmt::format(" ({} '{}')", name.kind, name.name);
}

}  // namespace

std::string describe_register(const Exec& ex, int reg) {
  const Frame& fr = *ex.frame;
  if (reg < 0 || fr.body != FrameBody::kLua) return "";
  return describe(name_of_register(proto_of(fr), current_pc(fr), static_cast<uint32_t>(reg)));
}

void raise_type_error(Exec& ex, Value v, const char* verb, int reg) {
  raise_in_frame(ex, fmt::format("attempt to {} a {} value{}", verb, message_type_name(ex, v),
                                 describe_register(ex, reg)));
}

void raise_call_error(Exec& ex, Value v) {
  const Frame& fr = *ex.frame;
  std::string extra;
  if (!is_bottom(ex, &fr) && fr.body == FrameBody::kLua)
    extra = describe(name_of_called(proto_of(fr), current_pc(fr)));
  else if (fr.body == FrameBody::kBoundary && (fr.flags & kBoundaryFinalizer) != 0)
    extra = describe({"metamethod", "__gc"});
  raise_in_frame(ex, fmt::format("attempt to call a {} value{}", message_type_name(ex, v), extra));
}

void raise_index_error(Exec& ex, Value v, bool is_operand) {
  std::string extra;
  const Frame& fr = *ex.frame;
  if (is_operand && fr.body == FrameBody::kLua) {
    const uint32_t w = fr.pc[-1].word.load(std::memory_order_relaxed);
    switch (Instruction::op_of(w)) {
      case Op::kGETTABUP:
        extra = describe(name_of_upvalue(proto_of(fr), Instruction::b_of(w)));
        break;
      case Op::kSETTABUP:
      case Op::kSETTABUPK:
        extra = describe(name_of_upvalue(proto_of(fr), Instruction::a_of(w)));
        break;
      case Op::kSETTABLE:
      case Op::kSETTABLEK:
      case Op::kSETI:
      case Op::kSETIK:
      case Op::kSETFIELD:
      case Op::kSETFIELDK:
        extra = describe_register(ex, static_cast<int>(Instruction::a_of(w)));
        break;
      default:
        extra = describe_register(ex, static_cast<int>(Instruction::b_of(w)));
        break;
    }
  }
  raise_in_frame(ex, fmt::format("attempt to index a {} value{}", message_type_name(ex, v), extra));
}

void raise_compare_error(Exec& ex, Value a, Value b) {
  const std::string left = message_type_name(ex, a);
  const std::string right = message_type_name(ex, b);
  if (left == right)
    raise_in_frame(ex, fmt::format("attempt to compare two {} values", left));
  else
    raise_in_frame(ex, fmt::format("attempt to compare {} with {}", left, right));
}

void raise_write_error(Exec& ex, Write problem) {
  switch (problem) {
    case Write::kNilKey:
      raise_in_frame(ex, "table index is nil");
      break;
    case Write::kNanKey:
      raise_in_frame(ex, "table index is NaN");
      break;
    case Write::kTooLarge:
      raise_in_frame(ex, "table overflow");
      break;
    case Write::kOutOfMemory:
      ex.raise_out_of_memory();
      break;
    case Write::kDone:
      break;
  }
}

}  // namespace gilua
