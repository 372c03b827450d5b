// The math library, with the functions that lua5.4 keeps for compatibility with 5.3 (cosh, pow and
// so on, as Debian and Lua's own makefile build it).
//
// All are kLeaf but max and min, which compare by Lua's <, metamethods included.
#include <cmath>
#include <limits>

#include "stdlib/arguments.hpp"
#include "stdlib/libraries.hpp"
#include "stdlib/math_random.hpp"
#include "stdlib/state.hpp"
#include "vm/exec/numbers.hpp"

namespace gilua {
namespace {

constexpr double kPi = 3.141592653589793238462643383279502884;

template <double (*fn)(double)>
Outcome unary(Exec& ex, Args args) {
  double x;
  if (!number_argument(ex, args, 0, x)) return kError;
  return args.ret(Value::number(fn(x)));
}

/// An integer if it fits one.
Value integer_if_exact(double whole) {
  int64_t i;
  return float_to_integer(whole, i) ? Value::integer(i) : Value::number(whole);
}

Outcome math_abs(Exec& ex, Args args) {
  if (args[0].is_integer()) {
    const int64_t i = args.base[0].as_integer();
    return args.ret(Value::integer(i < 0 ? wrap_sub(0, i) : i));
  }
  double x;
  if (!number_argument(ex, args, 0, x)) return kError;
  return args.ret(Value::number(std::fabs(x)));
}

Outcome math_floor(Exec& ex, Args args) {
  if (args[0].is_integer()) return args.ret(args.base[0]);
  double x;
  if (!number_argument(ex, args, 0, x)) return kError;
  return args.ret(integer_if_exact(std::floor(x)));
}

Outcome math_ceil(Exec& ex, Args args) {
  if (args[0].is_integer()) return args.ret(args.base[0]);
  double x;
  if (!number_argument(ex, args, 0, x)) return kError;
  return args.ret(integer_if_exact(std::ceil(x)));
}

Outcome math_modf(Exec& ex, Args args) {
  if (args[0].is_integer()) return args.ret(args.base[0], Value::number(0));
  double x;
  if (!number_argument(ex, args, 0, x)) return kError;
  const double whole = x < 0 ? std::ceil(x) : std::floor(x);
  // Infinities are whole: inf - inf would be NaN.
  return args.ret(integer_if_exact(whole), Value::number(x == whole ? 0.0 : x - whole));
}

Outcome math_fmod(Exec& ex, Args args) {
  if (args[0].is_integer() && args[1].is_integer()) {
    const int64_t a = args.base[0].as_integer();
    const int64_t b = args.base[1].as_integer();
    if (b == 0) return ex.bad_argument(1, "zero");
    return args.ret(Value::integer(b == -1 ? 0 : a % b));  // INT64_MIN % -1 traps
  }
  double a;
  double b;
  if (!number_argument(ex, args, 0, a) || !number_argument(ex, args, 1, b)) return kError;
  return args.ret(Value::number(std::fmod(a, b)));
}

Outcome math_tointeger(Exec& ex, Args args) {
  int64_t i;
  if (to_integer(args[0], i)) return args.ret(Value::integer(i));
  if (!ex.check_any(args, 0)) return kError;
  return args.ret(Value::nil());
}

Outcome math_type(Exec& ex, Args args) {
  if (!args[0].is_number()) {
    if (!ex.check_any(args, 0)) return kError;
    return args.ret(Value::nil());
  }
  String* name = intern(ex.mutator(), args.base[0].is_integer() ? "integer" : "float");
  if (name == nullptr) return ex.raise_out_of_memory();
  return args.ret(Value::of(name));
}

Outcome math_ult(Exec& ex, Args args) {
  int64_t a;
  int64_t b;
  if (!integer_argument(ex, args, 0, a) || !integer_argument(ex, args, 1, b)) return kError;
  return args.ret(Value::boolean(static_cast<uint64_t>(a) < static_cast<uint64_t>(b)));
}

Outcome math_atan(Exec& ex, Args args) {
  double y;
  double x;
  if (!number_argument(ex, args, 0, y) || !ex.opt_number(args, 1, 1, x)) return kError;
  return args.ret(Value::number(std::atan2(y, x)));
}

Outcome math_log(Exec& ex, Args args) {
  double x;
  double base;
  if (!number_argument(ex, args, 0, x)) return kError;
  if (args[1].is_nil()) return args.ret(Value::number(std::log(x)));
  if (!number_argument(ex, args, 1, base)) return kError;
  const double result = base == 2    ? std::log2(x)
                        : base == 10 ? std::log10(x)
                                     : std::log(x) / std::log(base);
  return args.ret(Value::number(result));
}

double degrees(double x) { return x * (180.0 / kPi); }
double radians(double x) { return x * (kPi / 180.0); }

Outcome math_pow(Exec& ex, Args args) {
  double x;
  double y;
  if (!number_argument(ex, args, 0, x) || !number_argument(ex, args, 1, y)) return kError;
  return args.ret(Value::number(std::pow(x, y)));
}

Outcome math_frexp(Exec& ex, Args args) {
  double x;
  if (!number_argument(ex, args, 0, x)) return kError;
  int exponent;
  const double mantissa = std::frexp(x, &exponent);
  return args.ret(Value::number(mantissa), Value::integer(exponent));
}

Outcome math_ldexp(Exec& ex, Args args) {
  double x;
  int64_t exponent;
  if (!number_argument(ex, args, 0, x) || !integer_argument(ex, args, 1, exponent)) return kError;
  return args.ret(Value::number(std::ldexp(x, static_cast<int>(exponent))));
}

/// The argument that no other is before, in the order of max (largest first) or min.
template <bool kLargest>
Outcome extreme(Exec& ex, Args args) {
  if (args.count == 0) return ex.bad_argument(0, "value expected");
  uint32_t best = 0;
  for (uint32_t i = 1; i < args.count; ++i) {
    const Value a = ex.args().base[kLargest ? best : i];
    const Value b = ex.args().base[kLargest ? i : best];
    bool less;
    if (a.is_number() && b.is_number()) {
      less = a.is_integer() && b.is_integer() ? a.as_integer() < b.as_integer() : number_less(a, b);
    } else if (!less_than(ex, a, b, less)) {
      return kError;
    }
    if (less) best = i;
  }
  args = ex.args();
  return args.ret(args.base[best]);
}

constexpr NativeRow kRows[] = {
    {"abs", 1, 1, Runs::kLeaf, math_abs, "abs(x): without its sign"},
    {"acos", 1, 1, Runs::kLeaf, unary<std::acos>, "acos(x): arc cosine, in radians"},
    {"asin", 1, 1, Runs::kLeaf, unary<std::asin>, "asin(x): arc sine, in radians"},
    {"atan", 1, 2, Runs::kLeaf, math_atan, "atan(y [, x]): arc tangent of y/x, in radians"},
    {"atan2", 1, 2, Runs::kLeaf, math_atan, "atan2(y, x): atan(y, x), as Debian's lua5.4 has it"},
    {"ceil", 1, 1, Runs::kLeaf, math_ceil, "ceil(x): the smallest whole number >= x"},
    {"cos", 1, 1, Runs::kLeaf, unary<std::cos>, "cos(x): cosine of x radians"},
    {"cosh", 1, 1, Runs::kLeaf, unary<std::cosh>, "cosh(x): hyperbolic cosine"},
    {"deg", 1, 1, Runs::kLeaf, unary<degrees>, "deg(x): x radians in degrees"},
    {"exp", 1, 1, Runs::kLeaf, unary<std::exp>, "exp(x): e to the power of x"},
    {"floor", 1, 1, Runs::kLeaf, math_floor, "floor(x): the largest whole number <= x"},
    {"fmod", 2, 2, Runs::kLeaf, math_fmod, "fmod(x, y): the rest of x/y, rounded towards zero"},
    {"frexp", 1, 1, Runs::kLeaf, math_frexp, "frexp(x): m and e with x = m * 2^e"},
    {"ldexp", 2, 2, Runs::kLeaf, math_ldexp, "ldexp(m, e): m * 2^e"},
    {"log", 1, 2, Runs::kLeaf, math_log, "log(x [, base]): the logarithm; base e if left out"},
    {"log10", 1, 1, Runs::kLeaf, unary<std::log10>, "log10(x): the logarithm to base 10"},
    {"max", 1, -1, Runs::kFull, extreme<true>, "max(x, ...): the largest argument"},
    {"min", 1, -1, Runs::kFull, extreme<false>, "min(x, ...): the smallest argument"},
    {"modf", 1, 1, Runs::kLeaf, math_modf, "modf(x): its whole part and its fraction"},
    {"pow", 2, 2, Runs::kLeaf, math_pow, "pow(x, y): x to the power of y"},
    {"rad", 1, 1, Runs::kLeaf, unary<radians>, "rad(x): x degrees in radians"},
    {"sin", 1, 1, Runs::kLeaf, unary<std::sin>, "sin(x): sine of x radians"},
    {"sinh", 1, 1, Runs::kLeaf, unary<std::sinh>, "sinh(x): hyperbolic sine"},
    {"sqrt", 1, 1, Runs::kLeaf, unary<std::sqrt>, "sqrt(x): square root"},
    {"tan", 1, 1, Runs::kLeaf, unary<std::tan>, "tan(x): tangent of x radians"},
    {"tanh", 1, 1, Runs::kLeaf, unary<std::tanh>, "tanh(x): hyperbolic tangent"},
    {"tointeger", 1, 1, Runs::kLeaf, math_tointeger, "tointeger(x): as an integer, or nil"},
    {"type", 1, 1, Runs::kLeaf, math_type, "type(x): \"integer\", \"float\" or nil"},
    {"ult", 2, 2, Runs::kLeaf, math_ult, "ult(m, n): m < n as unsigned integers"},
};

bool open_math(Exec& ex, Table* library) {
  const struct {
    const char* name;
    Value value;
  } constants[] = {
      {"pi", Value::number(kPi)},
      {"huge", Value::number(std::numeric_limits<double>::infinity())},
      {"maxinteger", Value::integer(INT64_MAX)},
      {"mininteger", Value::integer(INT64_MIN)},
  };
  for (const auto& constant : constants) {
    if (!set_field(ex, library, constant.name, constant.value)) return false;
  }
  return open_random(ex, library);
}

}  // namespace

const Library kMathLibrary = {"math", kRows, open_math};

}  // namespace gilua
