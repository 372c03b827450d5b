// Number operations that are not on the interpreter's fast path; see numbers.hpp.
#include "vm/exec/numbers.hpp"

#include "vm/exec/exec.hpp"

namespace gilua {

namespace {

/// Compares an integer with a float exactly: floats beyond the integers' range decide by sign.
bool integer_less_float(int64_t i, double f) {
  if (f >= 9223372036854775808.0) return true;
  if (f > -9223372036854775808.0) {
    // i < f  <=>  i < ceil(f)
    return i < static_cast<int64_t>(std::ceil(f));
  }
  return false;  // f <= minimum (or NaN)
}
bool integer_less_equal_float(int64_t i, double f) {
  if (f >= 9223372036854775808.0) return true;
  if (f >= -9223372036854775808.0) return i <= static_cast<int64_t>(std::floor(f));
  return false;
}
bool float_less_integer(double f, int64_t i) {
  if (f >= 9223372036854775808.0) return false;
  if (f >= -9223372036854775808.0) return static_cast<int64_t>(std::floor(f)) < i;
  return f < 0;  // below the range; NaN: false
}
bool float_less_equal_integer(double f, int64_t i) {
  if (f >= 9223372036854775808.0) return false;
  if (f > -9223372036854775808.0) return static_cast<int64_t>(std::ceil(f)) <= i;
  return f < 0;
}

bool bit_operand(Value v, int64_t& out, Arith& problem) {
  if (v.is_integer()) {
    out = v.as_integer();
    return true;
  }
  if (!v.is_float()) {
    problem = Arith::kNotNumbers;
    return false;
  }
  if (float_to_integer(v.as_float(), out)) return true;
  problem = Arith::kNotIntegers;
  return false;
}

Arith bitwise(Event event, Value a, Value b, Value& out) {
  int64_t x = 0;
  int64_t y = 0;
  Arith problem = Arith::kDone;
  const bool first = bit_operand(a, x, problem);
  Arith second_problem = Arith::kDone;
  const bool second = bit_operand(b, y, second_problem);
  if (!first || !second)
    return problem == Arith::kNotNumbers || second_problem == Arith::kNotNumbers
               ? Arith::kNotNumbers
               : Arith::kNotIntegers;
  switch (event) {
    case Event::kBand:
      out = Value::integer(x & y);
      break;
    case Event::kBor:
      out = Value::integer(x | y);
      break;
    case Event::kBxor:
      out = Value::integer(x ^ y);
      break;
    case Event::kShl:
      out = Value::integer(shift_left(x, y));
      break;
    case Event::kShr:
      out = Value::integer(shift_left(x, wrap_sub(0, y)));
      break;
    default:
      out = Value::integer(~x);
      break;  // kBnot
  }
  return Arith::kDone;
}

Arith on_integers(Event event, int64_t x, int64_t y, Value& out) {
  switch (event) {
    case Event::kAdd:
      out = Value::integer(wrap_add(x, y));
      return Arith::kDone;
    case Event::kSub:
      out = Value::integer(wrap_sub(x, y));
      return Arith::kDone;
    case Event::kMul:
      out = Value::integer(wrap_mul(x, y));
      return Arith::kDone;
    case Event::kUnm:
      out = Value::integer(wrap_sub(0, x));
      return Arith::kDone;
    case Event::kIdiv:
      if (y == 0) return Arith::kDivideByZero;
      out = Value::integer(floor_div(x, y));
      return Arith::kDone;
    case Event::kMod:
      if (y == 0) return Arith::kModuloByZero;
      out = Value::integer(floor_mod(x, y));
      return Arith::kDone;
    default:
      return Arith::kNotNumbers;
  }
}

}  // namespace

bool number_less(Value a, Value b) {
  if (a.is_integer())
    return b.is_integer() ? a.as_integer() < b.as_integer()
                          : integer_less_float(a.as_integer(), b.as_float());
  return b.is_float() ? a.as_float() < b.as_float()
                      : float_less_integer(a.as_float(), b.as_integer());
}

bool number_less_equal(Value a, Value b) {
  if (a.is_integer())
    return b.is_integer() ? a.as_integer() <= b.as_integer()
                          : integer_less_equal_float(a.as_integer(), b.as_float());
  return b.is_float() ? a.as_float() <= b.as_float()
                      : float_less_equal_integer(a.as_float(), b.as_integer());
}

Arith arith_numbers(Event event, Value a, Value b, Value& out) {
  switch (event) {
    case Event::kBand:
    case Event::kBor:
    case Event::kBxor:
    case Event::kShl:
    case Event::kShr:
    case Event::kBnot:
      return bitwise(event, a, b, out);
    default:
      break;
  }
  if (!a.is_number() || !b.is_number()) return Arith::kNotNumbers;
  if (a.is_integer() && b.is_integer() && event != Event::kDiv && event != Event::kPow)
    return on_integers(event, a.as_integer(), b.as_integer(), out);
  const double x = to_double(a);
  const double y = to_double(b);
  switch (event) {
    case Event::kAdd:
      out = Value::number(x + y);
      break;
    case Event::kSub:
      out = Value::number(x - y);
      break;
    case Event::kMul:
      out = Value::number(x * y);
      break;
    case Event::kDiv:
      out = Value::number(x / y);
      break;
    case Event::kPow:
      out = Value::number(float_pow(x, y));
      break;
    case Event::kMod:
      out = Value::number(float_mod(x, y));
      break;
    case Event::kIdiv:
      out = Value::number(std::floor(x / y));
      break;
    case Event::kUnm:
      out = Value::number(-x);
      break;
    default:
      return Arith::kNotNumbers;
  }
  return Arith::kDone;
}

}  // namespace gilua
