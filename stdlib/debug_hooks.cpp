// debug.sethook and debug.gethook: each coroutine has its own hook (vm/exec/hook.hpp).
//
// The table _HOOKKEY of debug.getregistry() shows which coroutine has which function, as PUC's
// does; hooks do not depend on it.
#include "stdlib/debug_natives.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

constexpr std::string_view kHookTable = "_HOOKKEY";

uint8_t mask_of(std::string_view letters, int32_t count) {
  letters = letters.substr(0, letters.find('\0'));  // a C string there
  const auto has = [&](char letter) { return letters.find(letter) != std::string_view::npos; };
  uint8_t mask = 0;
  if (has('c')) mask |= kHookCall;
  if (has('r')) mask |= kHookReturn;
  if (has('l')) mask |= kHookLine;
  if (count > 0) mask |= kHookCount;
  return mask;
}

std::string letters_of(uint8_t mask) {
  std::string letters;
  if ((mask & kHookCall) != 0) letters += 'c';
  if ((mask & kHookReturn) != 0) letters += 'r';
  if ((mask & kHookLine) != 0) letters += 'l';
  return letters;
}

bool note_in_table(Exec& ex, const Exec& target, Value function) {
  Table* registry = debug_registry(ex);
  Value table = raw_field(ex, registry, kHookTable);
  if (!table.is_table()) {
    Table* made = new_table(ex.mutator(), 0, 2);
    Value mode;
    if (made == nullptr) {
      ex.raise_out_of_memory();
      return false;
    }
    table = Value::of(made);
    if (!ex.make_string("k", mode) || !set_field(ex, made, "__mode", mode) ||
        !set_field(ex, registry, kHookTable, table))
      return false;
    if (!set_metatable_of(ex, table, made)) return false;
  }
  if (table_set(ex.mutator(), table.as_table(), Value::of(&target), function) == Write::kDone)
    return true;
  ex.raise_out_of_memory();
  return false;
}

}  // namespace

Outcome debug_sethook(Exec& ex, Args args) {
  const auto [target, first] = DebugTarget::of(ex, args);
  HookSetting setting;
  if (!args[first].is_nil()) {
    String* letters = nullptr;
    if (!ex.check_string(args, first + 1, letters)) return kError;
    if (!args[first].is_function()) return ex.bad_type(first, "function");
    if (!opt_int(ex, args, first + 2, 0, setting.count)) return kError;
    setting.function = args[first];
    setting.mask = mask_of(letters->view(), setting.count);
  }
  const Inspection inspection(ex, target);
  if (!inspection) return refuse_inspection(ex);
  if (!note_in_table(ex, target, setting.function) || !set_hook(ex, target, setting)) return kError;
  return args.ret();
}

Outcome debug_gethook(Exec& ex, Args args) {
  const auto [target, first] = DebugTarget::of(ex, args);
  const Inspection inspection(ex, target);
  if (!inspection) return refuse_inspection(ex);
  const HookSetting setting = get_hook(target);
  if (setting.mask == 0) return args.ret(Value::nil());
  Value letters;
  if (!ex.make_string(letters_of(setting.mask), letters)) return kError;
  return args.ret(setting.function, letters, Value::integer(setting.count));
}

}  // namespace gilua
