// Conversions between numbers and strings, and values as text (manual, section 3.4.3).
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "vm/exec/numbers.hpp"
#include "vm/exec/runtime.hpp"

namespace gilua {

namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trim(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool has_hex_prefix(std::string_view s) {
  return s.size() >= 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X');
}

/// A decimal integer that fits, or a hexadecimal one (which wraps around); else false.
bool parse_integer(std::string_view s, int64_t& out) {
  bool negative = false;
  if (!s.empty() && (s[0] == '-' || s[0] == '+')) {
    negative = s[0] == '-';
    s.remove_prefix(1);
  }
  uint64_t value = 0;
  if (has_hex_prefix(s)) {
    s.remove_prefix(2);
    if (s.empty()) return false;
    for (const char c : s) {
      const int digit = hex_digit(c);
      if (digit < 0) return false;
      value = value * 16 + static_cast<uint64_t>(digit);
    }
  } else {
    if (s.empty()) return false;
    for (const char c : s) {
      if (c < '0' || c > '9') return false;
      const uint64_t digit = static_cast<uint64_t>(c - '0');
      const uint64_t limit = static_cast<uint64_t>(INT64_MAX) + (negative ? 1 : 0);
      if (value > (limit - digit) / 10) return false;
      value = value * 10 + digit;
    }
  }
  out = static_cast<int64_t>(negative ? 0 - value : value);
  return true;
}

/// Decimal and hexadecimal floats; neither "inf" nor "nan" nor a locale's point.
bool parse_float(std::string_view s, double& out) {
  for (const char c : s)
    if (c == 'n' || c == 'N' || c == '\0') return false;  // "nan", "inf", embedded zeros
  if (s.empty() || is_space(s.front())) return false;
  const std::string copy_of(s);
  char* end = nullptr;
  out = std::strtod(copy_of.c_str(), &end);
  return end == copy_of.c_str() + copy_of.size();
}

}  // namespace

bool number_to_integer(double d, int64_t& out) { return float_to_integer(d, out); }

Value string_to_number(std::string_view text) {
  const std::string_view s = trim(text);
  int64_t i = 0;
  if (parse_integer(s, i)) return Value::integer(i);
  double d = 0;
  if (parse_float(s, d)) return Value::number(d);
  return Value::nil();
}

bool to_integer(Value v, int64_t& out) {
  if (v.is_string()) v = string_to_number(v.as_string()->view());
  if (v.is_integer()) {
    out = v.as_integer();
    return true;
  }
  return v.is_float() && float_to_integer(v.as_float(), out);
}

bool to_number(Value v, double& out) {
  if (v.is_string()) v = string_to_number(v.as_string()->view());
  if (!v.is_number()) return false;
  out = to_double(v);
  return true;
}

size_t number_to_chars(Value number, char* out) {
  if (number.is_integer())
    return static_cast<size_t>(std::to_chars(out, out + 40, number.as_integer()).ptr - out);
  size_t n = static_cast<size_t>(std::snprintf(out, 40, "%.14g", number.as_float()));
  bool looks_like_integer = true;
  for (size_t i = 0; i < n; ++i)
    if (out[i] != '-' && (out[i] < '0' || out[i] > '9')) looks_like_integer = false;
  if (looks_like_integer) {
    out[n++] = '.';
    out[n++] = '0';
  }
  return n;
}

std::string_view type_name(Value v) {
  switch (v.tag) {
    case kNil:
      return "nil";
    case kFalse:
    case kTrue:
      return "boolean";
    case kInteger:
    case kFloat:
      return "number";
    case kString:
      return "string";
    case kTable:
      return "table";
    case kClosure:
    case kNative:
      return "function";
    case kCoroutine:
      return "thread";
    case kLightUserdata:
    case kUserdata:
      return "userdata";
    default:
      return "internal";
  }
}

namespace {

/// The string under "__name" in the value's metatable, or nullptr.
const String* name_field(Exec& ex, Value v) {
  const Table* mt = metatable_of(ex, v);
  if (mt == nullptr) return nullptr;
  const Value name = table_get_interned(mt, ex.runtime->names().name);
  return name.is_string() ? name.as_string() : nullptr;
}

}  // namespace

std::string message_type_name(Exec& ex, Value v) {
  if (v.is_table() || v.is_userdata()) {
    if (const String* name = name_field(ex, v)) return std::string(name->view());
  }
  return std::string(type_name(v));
}

bool to_raw_string(Exec& ex, Value v, Value& out) {
  switch (v.tag) {
    case kString:
      out = v;
      return true;
    case kInteger:
    case kFloat: {
      char buffer[64];
      return ex.make_string({buffer, number_to_chars(v, buffer)}, out);
    }
    case kNil:
      return ex.make_string("nil", out);
    case kFalse:
      return ex.make_string("false", out);
    case kTrue:
      return ex.make_string("true", out);
    default:
      break;
  }
  const std::string kind = message_type_name(ex, v);
  return ex.make_string(fmt::format("{}: {}", kind, v.as_light()), out);
}

bool to_display_string(Exec& ex, Value v, Value& out) {
  if (v.is_string()) {
    out = v;
    return true;
  }
  const Table* mt = metatable_of(ex, v);
  if (mt != nullptr) {
    const Value handler = table_get_interned(mt, ex.runtime->names().tostring);
    if (!handler.is_nil()) {
      if (!ex.reserve(2)) return false;
      ex.push(handler);
      ex.push(v);
      if (ex.call(1, 1) < 0) return false;
      out = ex.pop();
      if (out.is_string()) return true;
      if (!out.is_number()) {
        ex.raise("'__tostring' must return a string");
        return false;
      }
      v = out;
    }
  }
  return to_raw_string(ex, v, out);
}

}  // namespace gilua
