// Lua's arithmetic on integers and floats (manual, sections 3.4.1 to 3.4.4), without metamethods.
// Used by the interpreter loops and by everybody who computes with Values.
#pragma once

#include <cmath>
#include <cstdint>

#include "vm/table/table.hpp"
#include "vm/value/value.hpp"

namespace gilua {

inline int64_t wrap_add(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
inline int64_t wrap_sub(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}
inline int64_t wrap_mul(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}
/// b != 0. Rounds towards minus infinity; -1 is apart because INT64_MIN / -1 traps.
inline int64_t floor_div(int64_t a, int64_t b) {
  if (b == -1) return wrap_sub(0, a);
  const int64_t q = a / b;
  return (a % b != 0 && (a ^ b) < 0) ? q - 1 : q;
}
inline int64_t floor_mod(int64_t a, int64_t b) {
  if (b == -1) return 0;
  const int64_t r = a % b;
  return (r != 0 && (r ^ b) < 0) ? r + b : r;
}
inline double float_mod(double a, double b) {
  double r = std::fmod(a, b);
  if ((r > 0) ? b < 0 : (r < 0 && b > 0)) r += b;
  return r;
}
inline double float_pow(double a, double b) { return b == 2 ? a * a : std::pow(a, b); }
/// Shifts by 64 or more give 0; negative counts shift the other way.
inline int64_t shift_left(int64_t a, int64_t n) {
  if (n <= -64 || n >= 64) return 0;
  const uint64_t u = static_cast<uint64_t>(a);
  return static_cast<int64_t>(n >= 0 ? u << n : u >> -n);
}

/// The exact integer of a float, if there is one.
inline bool float_to_integer(double d, int64_t& out) {
  if (!(d >= -9223372036854775808.0 && d < 9223372036854775808.0)) return false;
  const int64_t i = static_cast<int64_t>(d);
  out = i;
  return static_cast<double>(i) == d;
}
inline double to_double(Value v) {
  return v.is_integer() ? static_cast<double>(v.as_integer()) : v.as_float();
}

/// Exact comparisons of any two numbers (never through a rounded conversion).
bool number_less(Value a, Value b);
bool number_less_equal(Value a, Value b);
inline bool number_equal(Value a, Value b) {
  if (a.tag == b.tag) return a.is_integer() ? a.bits == b.bits : a.as_float() == b.as_float();
  int64_t i = 0;
  return a.is_integer() ? float_to_integer(b.as_float(), i) && i == a.as_integer()
                        : float_to_integer(a.as_float(), i) && i == b.as_integer();
}

enum class Arith : uint8_t { kDone, kNotNumbers, kNotIntegers, kDivideByZero, kModuloByZero };
/// [a] op [b] for the arithmetic and bitwise events, numbers only (strings have metamethods).
Arith arith_numbers(Event event, Value a, Value b, Value& out);

}  // namespace gilua
