// string.format. A conversion is read and checked as PUC does (its messages are kept), then the
// frequent ones are written by std::to_chars, whose digits are those of printf by definition, and
// the rest by snprintf.
//
// kFull: %s may call __tostring. The format string stays put: argument 1's slot keeps it alive.
#include <charconv>
#include <cmath>
#include <cstdio>

#include "stdlib/arguments.hpp"
#include "stdlib/buffer.hpp"
#include "stdlib/string_natives.hpp"

namespace gilua {
namespace {

// The flags that each family of conversions takes.
constexpr const char kFloatFlags[] = "-+#0 ";
constexpr const char kHexFlags[] = "-#0";
constexpr const char kIntegerFlags[] = "-+0 ";
constexpr const char kUnsignedFlags[] = "-0";
constexpr const char kPlainFlags[] = "-";

constexpr size_t kMaxSpec = 22;          // bytes behind the '%', conversion included
constexpr size_t kMaxItem = 120;         // longest item but %f: 99 digits, width 99, exponent
constexpr size_t kMaxFixed = 110 + 308;  // longest %f: "%.99f" of the largest double

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// One conversion specification: "%-5.2f" is text "%-5.2f", conversion 'f'.
struct Spec {
  char text[kMaxSpec + 4];  // with room for a length modifier and '\0'
  size_t length;            // without '\0'
  char conversion;

  bool is_bare() const { return length == 2; }
  void add_length_modifier() {
    text[length - 1] = 'l';
    text[length] = 'l';
    text[length + 1] = conversion;
    text[length + 2] = '\0';
  }
};

/// Reads the specification behind a '%'; [at] moves behind it. False after raising.
bool read_spec(Exec& ex, const char*& at, Spec& spec) {
  size_t length = 0;
  while (at[length] != '\0' && (is_digit(at[length]) || std::strchr("-+#0 .", at[length]))) {
    ++length;
  }
  ++length;  // the conversion itself; at the string's end it is the final '\0'
  if (length >= kMaxSpec) {
    ex.raise("invalid format (too long)");
    return false;
  }
  spec.text[0] = '%';
  std::memcpy(spec.text + 1, at, length);
  spec.text[length + 1] = '\0';
  spec.length = length + 1;
  spec.conversion = at[length - 1];
  at += length;
  return true;
}

const char* skip_two_digits(const char* p) {
  for (int i = 0; i < 2 && is_digit(*p); ++i) ++p;
  return p;
}

/// Only [flags], a width of two digits and, if [precision], a precision of two digits.
bool check_spec(Exec& ex, const Spec& spec, const char* flags, bool precision) {
  const char* p = spec.text + 1;
  p += std::strspn(p, flags);
  if (*p != '0') {
    p = skip_two_digits(p);
    if (*p == '.' && precision) p = skip_two_digits(p + 1);
  }
  if (is_letter(*p)) return true;
  std::string message = "invalid conversion specification: '";
  ex.raise(message.append(spec.text).append("'"));
  return false;
}

/// A specification taken apart, for the fast ways.
struct Layout {
  bool left = false, plus = false, space = false, zero = false, alternative = false;
  int width = 0;
  int precision = -1;

  explicit Layout(const Spec& spec) {
    const char* p = spec.text + 1;
    for (;; ++p) {
      if (*p == '-')
        left = true;
      else if (*p == '+')
        plus = true;
      else if (*p == ' ')
        space = true;
      else if (*p == '0')
        zero = true;
      else if (*p == '#')
        alternative = true;
      else
        break;
    }
    while (is_digit(*p)) width = width * 10 + (*p++ - '0');
    if (*p != '.') return;
    precision = 0;
    while (is_digit(*++p)) precision = precision * 10 + (*p - '0');
  }
};

/// Appends a number's text ([digits] may begin with '-') with sign, width and zeros as [layout].
void append_padded(Buffer& buffer, const Layout& layout, std::string_view digits) {
  char sign = layout.plus ? '+' : layout.space ? ' ' : '\0';
  if (digits[0] == '-') {
    sign = '-';
    digits.remove_prefix(1);
  }
  const size_t length = digits.size() + (sign == '\0' ? 0 : 1);
  const size_t width = static_cast<size_t>(layout.width);
  const size_t fill = width > length ? width - length : 0;
  if (!layout.left && !layout.zero) buffer.append(fill, ' ');
  if (sign != '\0') buffer.append(sign);
  if (!layout.left && layout.zero) buffer.append(fill, '0');
  buffer.append(digits);
  if (layout.left) buffer.append(fill, ' ');
}

void append_printf(Buffer& buffer, const Spec& spec, size_t longest, auto value) {
  char* to = buffer.room(longest);
  if (to == nullptr) return;
    // The specification was checked above, and its length modifier fits the value's type.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  const int length = std::snprintf(to, longest, spec.text, value);
#pragma GCC diagnostic pop
  if (length > 0) buffer.advance(static_cast<size_t>(length));
}

bool format_integer(Exec& ex, uint32_t i, Spec& spec, const char* flags, Buffer& buffer) {
  int64_t n;
  if (!integer_argument(ex, ex.args(), i, n) || !check_spec(ex, spec, flags, true)) return false;
  const char c = spec.conversion;
  const bool is_hex = c == 'x';
  if (c == 'd' || c == 'i' || (is_hex && std::strpbrk(spec.text, "#.") == nullptr)) {
    char digits[24];
    const auto end =
        is_hex ? std::to_chars(digits, digits + sizeof digits, static_cast<uint64_t>(n), 16)
               : std::to_chars(digits, digits + sizeof digits, n);
    const std::string_view text{digits, static_cast<size_t>(end.ptr - digits)};
    if (spec.is_bare()) {
      buffer.append(text);
      return true;
    }
    const Layout layout(spec);
    if (layout.precision < 0) {
      append_padded(buffer, layout, text);
      return true;
    }
  }
  spec.add_length_modifier();
  append_printf(buffer, spec, kMaxItem, static_cast<long long>(n));
  return true;
}

bool format_float(Exec& ex, uint32_t i, Spec& spec, Buffer& buffer) {
  double n;
  if (!number_argument(ex, ex.args(), i, n) || !check_spec(ex, spec, kFloatFlags, true)) {
    return false;
  }
  const char c = spec.conversion;
  const Layout layout(spec);
  if (std::isfinite(n) && !layout.alternative && (c == 'f' || c == 'g' || c == 'e')) {
    char digits[kMaxFixed];
    const auto form = c == 'f'   ? std::chars_format::fixed
                      : c == 'g' ? std::chars_format::general
                                 : std::chars_format::scientific;
    const int precision = layout.precision < 0 ? 6 : layout.precision;
    const auto end = std::to_chars(digits, digits + sizeof digits, n, form, precision);
    if (end.ec == std::errc{}) {
      append_padded(buffer, layout, {digits, static_cast<size_t>(end.ptr - digits)});
      return true;
    }
  }
  append_printf(buffer, spec, c == 'f' ? kMaxFixed : kMaxItem, n);
  return true;
}

bool format_hex_float(Exec& ex, uint32_t i, const Spec& spec, Buffer& buffer) {
  if (!check_spec(ex, spec, kFloatFlags, true)) return false;
  double n;
  if (!number_argument(ex, ex.args(), i, n)) return false;
  append_printf(buffer, spec, kMaxItem, n);
  return true;
}

/// An address that tells objects apart; nullptr for other values. Equal short strings have one.
const void* identity_of(Exec& ex, Value v) {
  if (v.is_string()) return interned(ex.mutator(), v.as_string());
  if (v.is_object()) return v.as_object();
  return v.tag == kLightUserdata ? v.as_light() : nullptr;
}

bool format_pointer(Exec& ex, uint32_t i, Spec& spec, Buffer& buffer) {
  if (!check_spec(ex, spec, kPlainFlags, false)) return false;
  const void* p = identity_of(ex, ex.args()[i]);
  if (p == nullptr) {
    spec.text[spec.length - 1] = 's';
    append_printf(buffer, spec, kMaxItem, "(null)");
  } else {
    append_printf(buffer, spec, kMaxItem, p);
  }
  return true;
}

/// tostring of argument [i] goes to its own slot, where it stays alive. @runs lua
bool stringify_argument(Exec& ex, uint32_t i) {
  const Value v = ex.args().base[i];
  Value text;
  if (!to_display_string(ex, v, text)) return false;
  copy(ex.args().base[i], text);
  return true;
}

bool format_string(Exec& ex, uint32_t i, const Spec& spec, Buffer& buffer) {
  Value v = ex.args().base[i];
  if (v.is_number() && spec.is_bare()) {
    char digits[40];
    buffer.append(digits, number_to_chars(v, digits));
    return true;
  }
  if (!v.is_string() && !stringify_argument(ex, i)) return false;
  const std::string_view text = ex.args().base[i].as_string()->view();
  if (spec.is_bare()) {
    buffer.append(text);
    return true;
  }
  if (text.find('\0') != std::string_view::npos) {
    ex.bad_argument(i, "string contains zeros");
    return false;
  }
  if (!check_spec(ex, spec, kPlainFlags, true)) return false;
  const Layout layout(spec);
  const size_t width = static_cast<size_t>(layout.width);
  // Without a precision and from 100 bytes on the width cannot matter.
  const std::string_view shown =
      layout.precision < 0 ? text : text.substr(0, static_cast<size_t>(layout.precision));
  const size_t fill = width > shown.size() ? width - shown.size() : 0;
  if (!layout.left) buffer.append(fill, ' ');
  buffer.append(shown);
  if (layout.left) buffer.append(fill, ' ');
  return true;
}

void append_quoted(Buffer& buffer, std::string_view text) {
  buffer.append('"');
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || c == '\n') {
      buffer.append('\\');
      buffer.append(c);
    } else if (code < 32 || code == 127) {
      // A digit behind it must not be read as part of the escape.
      const bool wide = i + 1 < text.size() && is_digit(text[i + 1]);
      char escape[8];
      const int length = std::snprintf(escape, sizeof escape, wide ? "\\%03d" : "\\%d", code);
      buffer.append(escape, static_cast<size_t>(length));
    } else {
      buffer.append(c);
    }
  }
  buffer.append('"');
}

/// A float as the compiler reads it back, to the last bit.
void append_float_literal(Buffer& buffer, double n) {
  if (std::isnan(n)) return buffer.append("(0/0)");
  if (std::isinf(n)) return buffer.append(n > 0 ? "1e9999" : "-1e9999");
  char text[kMaxItem];
  buffer.append(text, static_cast<size_t>(std::snprintf(text, sizeof text, "%a", n)));
}

bool format_literal(Exec& ex, uint32_t i, const Spec& spec, Buffer& buffer) {
  if (!spec.is_bare()) {
    ex.raise("specifier '%q' cannot have modifiers");
    return false;
  }
  const Value v = ex.args()[i];
  if (v.is_string()) {
    append_quoted(buffer, v.as_string()->view());
  } else if (v.is_float()) {
    append_float_literal(buffer, v.as_float());
  } else if (v.is_integer() && v.as_integer() == INT64_MIN) {
    buffer.append("0x8000000000000000");  // its decimal form would be read as a float
  } else if (v.is_integer()) {
    char digits[40];
    buffer.append(digits, number_to_chars(v, digits));
  } else if (v.is_nil()) {
    buffer.append("nil");
  } else if (v.is_boolean()) {
    buffer.append(v.is_falsy() ? "false" : "true");
  } else {
    ex.bad_argument(i, "value has no literal form");
    return false;
  }
  return true;
}

bool format_character(Exec& ex, uint32_t i, const Spec& spec, Buffer& buffer) {
  if (!check_spec(ex, spec, kPlainFlags, false)) return false;
  int64_t code;
  if (!integer_argument(ex, ex.args(), i, code)) return false;
  append_printf(buffer, spec, kMaxItem, static_cast<int>(code));
  return true;
}

/// Formats argument [i] by [spec]. @runs lua, false after an error
bool format_item(Exec& ex, uint32_t i, Spec& spec, Buffer& buffer) {
  switch (spec.conversion) {
    case 'c':
      return format_character(ex, i, spec, buffer);
    case 'd':
    case 'i':
      return format_integer(ex, i, spec, kIntegerFlags, buffer);
    case 'u':
      return format_integer(ex, i, spec, kUnsignedFlags, buffer);
    case 'o':
    case 'x':
    case 'X':
      return format_integer(ex, i, spec, kHexFlags, buffer);
    case 'a':
    case 'A':
      return format_hex_float(ex, i, spec, buffer);
    case 'f':
    case 'e':
    case 'E':
    case 'g':
    case 'G':
      return format_float(ex, i, spec, buffer);
    case 'p':
      return format_pointer(ex, i, spec, buffer);
    case 'q':
      return format_literal(ex, i, spec, buffer);
    case 's':
      return format_string(ex, i, spec, buffer);
    default:
      break;
  }
  std::string message = "invalid conversion '";
  ex.raise(message.append(spec.text).append("' to 'format'"));
  return false;
}

}  // namespace

Outcome string_format(Exec& ex, Args args) {
  String* format;
  if (!string_argument(ex, args, 0, format)) return kError;
  Buffer buffer(ex, Buffer::AtLimit::kCollect);
  uint32_t next = 0;
  const char* at = format->data();
  const char* end = at + format->length;
  while (at < end) {
    const auto* escape =
        static_cast<const char*>(std::memchr(at, '%', static_cast<size_t>(end - at)));
    if (escape == nullptr) escape = end;
    buffer.append(at, static_cast<size_t>(escape - at));
    if (escape == end) break;
    at = escape + 1;
    if (*at == '%') {
      buffer.append('%');
      ++at;
      continue;
    }
    if (++next >= args.count) return ex.bad_argument(next, "no value");
    Spec spec;
    if (!read_spec(ex, at, spec) || !format_item(ex, next, spec, buffer)) return kError;
  }
  Value result;
  if (!buffer.to_value(ex, result)) return kError;
  return ex.args().ret(result);
}

}  // namespace gilua
