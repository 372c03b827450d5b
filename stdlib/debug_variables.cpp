// debug's access to local variables and upvalues. The upvalues of natives can be read only: natives
// trust what they keep there.
#include "stdlib/debug_natives.hpp"

namespace gilua {
namespace {

bool check_function(Exec& ex, Args args, uint32_t i) {
  if (args[i].is_function()) return true;
  ex.bad_type(i, "function");
  return false;
}

Outcome return_name(Exec& ex, Args args, const std::string& name) {
  Value text = Value::nil();
  if (!name.empty() && !ex.make_string(name, text)) return kError;
  return args.ret(text);
}

/// An upvalue as two arguments, a function and a number; [exists] says whether there is one.
bool check_upvalue(Exec& ex, Args args, uint32_t i, int32_t& number, bool& exists) {
  if (!check_int(ex, args, i + 1, number) || !check_function(ex, args, i)) return false;
  exists = upvalue_name(args[i], number).has_value();
  return true;
}

}  // namespace

Outcome debug_getlocal(Exec& ex, Args args) {
  const auto [target, first] = DebugTarget::of(ex, args);
  int32_t number = 0;
  int32_t level = 0;
  if (!check_int(ex, args, first + 1, number)) return kError;
  if (args[first].is_function()) return return_name(ex, args, parameter_name(args[first], number));
  if (!check_int(ex, args, first, level)) return kError;
  const Inspection inspection(ex, target);
  if (!inspection) return refuse_inspection(ex);
  const Frame* frame = find_level(target, level);
  if (frame == nullptr) return ex.bad_argument(first, "level out of range");
  Value value = Value::nil();
  const std::string name = get_local(target, *frame, number, value);
  if (name.empty()) return args.ret(Value::nil());
  Value text;
  if (!ex.make_string(name, text)) return kError;
  return args.ret(text, value);
}

Outcome debug_setlocal(Exec& ex, Args args) {
  const auto [target, first] = DebugTarget::of(ex, args);
  int32_t level = 0;
  int32_t number = 0;
  if (!check_int(ex, args, first, level) || !check_int(ex, args, first + 1, number)) return kError;
  const Inspection inspection(ex, target);
  if (!inspection) return refuse_inspection(ex);
  Frame* frame = find_level(target, level);
  if (frame == nullptr) return ex.bad_argument(first, "level out of range");
  if (!ex.check_any(args, first + 2)) return kError;
  return return_name(ex, args, set_local(target, *frame, number, args[first + 2]));
}

Outcome debug_getupvalue(Exec& ex, Args args) {
  int32_t number = 0;
  bool exists = false;
  if (!check_upvalue(ex, args, 0, number, exists)) return kError;
  if (!exists) return args.ret();
  const Value value = get_upvalue(args[0], number);
  Value name;
  if (!ex.make_string(*upvalue_name(args[0], number), name)) return kError;
  return args.ret(name, value);
}

Outcome debug_setupvalue(Exec& ex, Args args) {
  int32_t number = 0;
  bool exists = false;
  if (!ex.check_any(args, 2) || !check_upvalue(ex, args, 0, number, exists)) return kError;
  if (!exists || args[0].is_native()) return args.ret();
  Value name;
  if (!ex.make_string(*upvalue_name(args[0], number), name)) return kError;
  set_upvalue(ex, *args[0].as_closure(), number, args[2]);
  return args.ret(name);
}

Outcome debug_upvalueid(Exec& ex, Args args) {
  int32_t number = 0;
  bool exists = false;
  if (!check_upvalue(ex, args, 0, number, exists)) return kError;
  return args.ret(exists ? Value::light(upvalue_id(args[0], number)) : Value::nil());
}

Outcome debug_upvaluejoin(Exec& ex, Args args) {
  int32_t numbers[2] = {0, 0};
  for (const uint32_t i : {0u, 1u}) {
    bool exists = false;
    if (!check_upvalue(ex, args, 2 * i, numbers[i], exists)) return kError;
    if (!exists) return ex.bad_argument(2 * i + 1, "invalid upvalue index");
  }
  for (const uint32_t i : {0u, 2u})
    if (args[i].is_native()) return ex.bad_argument(i, "Lua function expected");
  join_upvalues(*args[0].as_closure(), numbers[0], *args[2].as_closure(), numbers[1]);
  return args.ret();
}

}  // namespace gilua
