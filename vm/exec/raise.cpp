// Raising errors: positions, variable names, argument errors. Texts are Lua's.
#include <fmt/format.h>

#include "vm/exec/call.hpp"
#include "vm/exec/lookup.hpp"
#include "vm/exec/numbers.hpp"
#include "vm/exec/operate.hpp"
#include "vm/front/front.hpp"

namespace gilua {

namespace {

bool is_bottom(const Exec& ex, const Frame* fr) {
  return reinterpret_cast<const char*>(fr) >= ex.limit;
}

const Proto& proto_of(const Frame& fr) { return *fr.base[-1].as_closure()->proto; }

uint32_t current_pc(const Frame& fr) {
  return static_cast<uint32_t>(fr.pc - proto_of(fr).code) - 1;
}

/// "script.lua:12: " if the frame is a Lua function's.
std::string position_of(const Frame& fr) {
  if (fr.body != FrameBody::kLua) return "";
  const Proto& p = proto_of(fr);
  const int32_t line = line_of(p, current_pc(fr));
  const std::string source = short_source(p.debug->source);
  if (line < 0) return source + ":?: ";
  return fmt::format("{}:{}: ", source, line);
}

/// The native that runs now: with a frame of its own, or a leaf called by the current instruction.
struct RunningNative {
  const Value* function = nullptr;
  uint32_t argc = 0;
  const Frame* caller = nullptr;  // the Lua frame that called it, or nullptr
};

RunningNative running_native(const Exec& ex) {
  const Frame* fr = ex.frame;
  if (is_bottom(ex, fr)) return {};
  if (fr->body == FrameBody::kLua) {
    const uint32_t w = fr->pc[-1].word.load(std::memory_order_relaxed);
    const Value* at = fr->base + Instruction::a_of(w);
    if (Instruction::op_of(w) == Op::kTFORCALL) return {at + 4, 2, fr};
    const uint32_t b = Instruction::b_of(w);
    return {at, b != 0 ? b - 1 : static_cast<uint32_t>(ex.top - at) - 1, fr};
  }
  const Frame* caller = fr + 1;
  const bool called_by_lua =
      fr->kind == FrameKind::kCall && !is_bottom(ex, caller) && caller->body == FrameBody::kLua;
  return {fr->base - 1, fr->state, called_by_lua ? caller : nullptr};
}

/// "string.rep" if the function is found in package.loaded, "?" otherwise.
std::string global_function_name(const Exec& ex, Value function) {
  Table* loaded = ex.runtime->loaded();
  Value module_name = Value::nil();
  Value module;
  while (table_next(loaded, module_name, module) == Next::kFound) {
    if (!module.is_table() || !module_name.is_string()) continue;
    Value key = Value::nil();
    Value value;
    while (table_next(module.as_table(), key, value) == Next::kFound) {
      if (!key.is_string() || !value.same(function)) continue;
      const std::string_view prefix = module_name.as_string()->view();
      const std::string name(key.as_string()->view());
      return prefix == "_G" ? name : fmt::format("{}.{}", prefix, name);
    }
  }
  return "?";
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
  std::string name;
  uint32_t number = i + 1;
  if (native.caller != nullptr) {
    const VariableName called =
        name_of_called(proto_of(*native.caller), current_pc(*native.caller));
    name = called.name;
    if (called.kind == "method") {
      if (number == 1) return raise(fmt::format("calling '{}' on bad self ({})", name, detail));
      --number;
    }
  }
  if (name.empty() && native.function != nullptr)
    name = global_function_name(*this, *native.function);
  return raise(fmt::format("bad argument #{} to '{}' ({})", number, name, detail));
}

Outcome Exec::bad_type(uint32_t i, std::string_view expected) {
  const RunningNative native = running_native(*this);
  std::string given = "no value";
  if (native.function != nullptr && i < native.argc) {
    const Value v = native.function[1 + i];
    given = v.tag == kLightUserdata ? "light userdata" : message_type_name(*this, v);
  }
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
  const bool in_lua = !is_bottom(ex, ex.frame) && ex.frame->body == FrameBody::kLua;
  Value text;
  if (in_lua)
    ex.raise(message);
  else if (ex.make_string(message, text))
    ex.raise_value(text);
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
