// Module "_json": UTF-8, quoted strings and floats. See json_natives.hpp.
#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "stdlib/json_natives.hpp"

namespace gilua::json {
namespace {

using Byte = unsigned char;

bool is_continuation(Byte b) { return (b & 0xc0) == 0x80; }

// The bytes of the sequence that begins with [first], and the bounds of its second byte, which keep
// overlong forms, surrogates and what lies behind U+10FFFF out. 0: no sequence begins so.
struct Lead {
  int length;
  Byte low;
  Byte high;
};
Lead lead_of(Byte first) {
  if (first < 0x80) return {1, 0, 0};
  if (first < 0xc2) return {0, 0, 0};
  if (first < 0xe0) return {2, 0x80, 0xbf};
  if (first < 0xf0) {
    return {3, static_cast<Byte>(first == 0xe0 ? 0xa0 : 0x80),
            static_cast<Byte>(first == 0xed ? 0x9f : 0xbf)};
  }
  if (first > 0xf4) return {0, 0, 0};
  return {4, static_cast<Byte>(first == 0xf0 ? 0x90 : 0x80),
          static_cast<Byte>(first == 0xf4 ? 0x8f : 0xbf)};
}

// The length of the sequence at [at]; 0 if it is none, and then [reason] says why.
int sequence_at(std::string_view text, size_t at, const char*& reason) {
  const auto byte = [&](size_t i) { return static_cast<Byte>(text[at + i]); };
  const Lead lead = lead_of(byte(0));
  reason = "invalid start byte";
  if (lead.length < 2) return lead.length;
  for (size_t i = 1; i < static_cast<size_t>(lead.length); ++i) {
    if (at + i == text.size()) {
      reason = "unexpected end of data";
      return 0;
    }
    const bool fits =
        i == 1 ? byte(i) >= lead.low && byte(i) <= lead.high : is_continuation(byte(i));
    if (!fits) {
      reason = "invalid continuation byte";
      return 0;
    }
  }
  return lead.length;
}

// How many bytes from [at] on are ASCII, eight at a time; those behind it are not looked at.
size_t skip_ascii(std::string_view text, size_t at) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  while (at + 8 <= text.size()) {
    uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    if ((word & kHighBits) != 0) break;
    at += 8;
  }
  while (at < text.size() && static_cast<Byte>(text[at]) < 0x80) ++at;
  return at;
}

void append_unit(Buffer& out, uint32_t unit) {
  constexpr char kDigits[] = "0123456789abcdef";
  const char escape[] = {'\\',
                         'u',
                         kDigits[unit >> 12 & 15],
                         kDigits[unit >> 8 & 15],
                         kDigits[unit >> 4 & 15],
                         kDigits[unit & 15]};
  out.append(escape, sizeof(escape));
}

void append_escaped_code(Buffer& out, std::string_view sequence) {
  constexpr Byte kMasks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  uint32_t code = static_cast<Byte>(sequence[0]) & kMasks[sequence.size()];
  for (const char c : sequence.substr(1)) code = code << 6 | (static_cast<Byte>(c) & 0x3f);
  if (code < 0x10000) return append_unit(out, code);
  append_unit(out, 0xd800 + ((code - 0x10000) >> 10));
  append_unit(out, 0xdc00 + ((code - 0x10000) & 0x3ff));
}

// What a byte of a string is written as: itself (0), \u00XX ('u') or a backslash and that.
char escape_of(Byte b) {
  switch (b) {
    case '"':
    case '\\':
      return static_cast<char>(b);
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    default:
      return b < 0x20 ? 'u' : '\0';
  }
}

int hex4(std::string_view text, size_t at) {
  int value = 0;
  if (at + 4 > text.size()) return -1;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + 4, value, 16);
  return error == std::errc() && end == text.data() + at + 4 && value >= 0 ? value : -1;
}

}  // namespace

BadText check_utf8(std::string_view text) {
  for (size_t at = skip_ascii(text, 0); at < text.size();) {
    const char* reason = nullptr;
    const int length = sequence_at(text, at, reason);
    if (length == 0) return {reason, at};
    at += static_cast<size_t>(length);
    if (at < text.size() && static_cast<Byte>(text[at]) < 0x80) at = skip_ascii(text, at);
  }
  return {};
}

Outcome raise_bad_text(Exec& ex, std::string_view text, const BadText& bad) {
  return ex.raise_class("UnicodeDecodeError",
                        fmt::format("'utf-8' codec can't decode byte 0x{:02x} in position {}: {}",
                                    static_cast<Byte>(text[bad.offset]), bad.offset, bad.reason));
}

size_t find_lone_surrogate(std::string_view text) {
  size_t at = text.find('\\');
  while (at != std::string_view::npos && at + 1 < text.size()) {
    size_t next = at + 2;
    const int unit = text[at + 1] == 'u' ? hex4(text, at + 2) : -1;
    if (unit >= 0xdc00 && unit <= 0xdfff) return at;
    if (unit >= 0xd800 && unit <= 0xdbff)
      next = at + 12;  // with its low one, or the parser says so
    at = next < text.size() ? text.find('\\', next) : std::string_view::npos;
  }
  return std::string_view::npos;
}

void append_quoted(Buffer& out, std::string_view text, bool ascii) {
  out.append('"');
  size_t begin = 0;  // of what is written as it stands
  for (size_t at = 0; at < text.size();) {
    const auto byte = static_cast<Byte>(text[at]);
    const bool is_ascii = byte < 0x80;
    const char escape = is_ascii ? escape_of(byte) : '\0';
    if (escape == '\0' && (is_ascii || !ascii)) {
      ++at;
      continue;
    }
    out.append(text.substr(begin, at - begin));
    const size_t length = is_ascii ? 1 : static_cast<size_t>(lead_of(byte).length);
    if (!is_ascii) {
      append_escaped_code(out, text.substr(at, length));
    } else if (escape == 'u') {
      append_unit(out, byte);
    } else {
      const char pair[] = {'\\', escape};
      out.append(pair, 2);
    }
    at += length;
    begin = at;
  }
  out.append(text.substr(begin));
  out.append('"');
}

void append_float(Buffer& out, double d) {
  constexpr size_t kMost = 32;  // 17 digits, sign, point and exponent, or zeros up to 1e16
  char* to = out.room(kMost);
  if (to == nullptr) return;
  const double size = d < 0 ? -d : d;
  const bool fixed = size == 0 || (size >= 1e-4 && size < 1e16);
  const auto format = fixed ? std::chars_format::fixed : std::chars_format::scientific;
  char* end = std::to_chars(to, to + kMost, d, format).ptr;
  if (fixed && std::memchr(to, '.', static_cast<size_t>(end - to)) == nullptr) {
    *end++ = '.';
    *end++ = '0';
  }
  out.advance(static_cast<size_t>(end - to));
}

}  // namespace gilua::json
