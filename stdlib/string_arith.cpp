// Arithmetic on strings. Lua 5.4 knows nothing of it in the interpreter: strings have metamethods
// that convert numerals and calculate, or hand over to the other operand's metamethod.
//
// The rows are kFull, as they may call that metamethod.
#include "stdlib/string_natives.hpp"
#include "vm/exec/numbers.hpp"

namespace gilua {
namespace {

bool to_operand(Value v, Value& out) {
  out = v.is_string() ? string_to_number(v.as_string()->view()) : v;
  return out.is_number();
}

/// Lua's own message for a division by zero has no position when a C function runs.
Outcome raise_division(Exec& ex, std::string_view message) {
  Value text;
  if (!ex.make_string(message, text)) return kError;
  return ex.raise_value(text);
}

/// The second operand may have the metamethod that the first, a string, only pretends to have.
Outcome try_other(Exec& ex, Event event, const char* name) {
  const Value a = ex.args()[0];
  const Value b = ex.args()[1];
  const Value fn = b.is_string() ? Value::nil() : metamethod_of(ex, b, event);
  if (fn.is_nil()) {
    std::string message = "attempt to ";
    message.append(name).append(" a '").append(type_name(a)).append("' with a '");
    message.append(type_name(b)).append("'");
    return ex.raise(message);
  }
  ex.push(fn);
  ex.push(a);
  ex.push(b);
  if (ex.call(2, 1) == kError) return kError;
  return ex.args().ret(ex.pop());
}

template <Event event>
Outcome arith(Exec& ex, Args args) {
  constexpr const char* kNames[] = {"add", "sub", "mul", "mod", "pow", "div", "idiv"};
  constexpr auto kIndexOfName = static_cast<size_t>(event) - static_cast<size_t>(Event::kAdd);
  constexpr const char* kName = event == Event::kUnm ? "unm" : kNames[kIndexOfName % 7];
  Value a;
  Value b;
  if (!to_operand(args[0], a) || !to_operand(args[1], b)) return try_other(ex, event, kName);
  Value result;
  switch (arith_numbers(event, a, b, result)) {
    case Arith::kDivideByZero:
      return raise_division(ex, "attempt to divide by zero");
    case Arith::kModuloByZero:
      return raise_division(ex, "attempt to perform 'n%0'");
    default:
      return args.ret(result);
  }
}

// The names in kNames follow Event.
static_assert(static_cast<int>(Event::kIdiv) - static_cast<int>(Event::kAdd) == 6);

constexpr NativeRow kRows[] = {
    {"__add", 2, 2, Runs::kFull, arith<Event::kAdd>, "a + b"},
    {"__sub", 2, 2, Runs::kFull, arith<Event::kSub>, "a - b"},
    {"__mul", 2, 2, Runs::kFull, arith<Event::kMul>, "a * b"},
    {"__mod", 2, 2, Runs::kFull, arith<Event::kMod>, "a % b"},
    {"__pow", 2, 2, Runs::kFull, arith<Event::kPow>, "a ^ b"},
    {"__div", 2, 2, Runs::kFull, arith<Event::kDiv>, "a / b"},
    {"__idiv", 2, 2, Runs::kFull, arith<Event::kIdiv>, "a // b"},
    {"__unm", 2, 2, Runs::kFull, arith<Event::kUnm>, "-a"},
};

}  // namespace

std::span<const NativeRow> string_metamethods() { return kRows; }

}  // namespace gilua
