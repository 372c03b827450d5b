// The utf8 library. "lax" sequences go up to 2^31, as in Lua; strict ones are Unicode's.
//
// Everything is kLeaf. A decoder may look at the '\0' behind a string, never further: it is no
// continuation byte.
#include "stdlib/arguments.hpp"
#include "stdlib/buffer.hpp"
#include "stdlib/libraries.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

constexpr uint32_t kMaxUnicode = 0x10ffff;
constexpr uint32_t kMaxCode = 0x7fffffff;
constexpr size_t kMaxSequence = 6;

bool is_continuation(const char* p) { return (*p & 0xc0) == 0x80; }

/// Positive positions stay as they are; negative ones count from the end, 0 if they are before it.
int64_t relative_position(int64_t position, size_t length) {
  if (position >= 0) return position;
  if (position < -static_cast<int64_t>(length)) return 0;
  return static_cast<int64_t>(length) + position + 1;
}

/// The end of the sequence at [s], nullptr if it is malformed.
const char* decode_long(const char* s, bool strict, uint32_t& out) {
  // The smallest code that needs so many continuation bytes: shorter forms are "overlong".
  constexpr uint32_t kSmallest[] = {~uint32_t{0}, 0x80, 0x800, 0x10000, 0x200000, 0x4000000};
  uint32_t lead = static_cast<unsigned char>(*s);
  uint32_t code = 0;
  unsigned count = 0;
  for (; lead & 0x40; lead <<= 1) {
    ++count;
    if (!is_continuation(s + count)) return nullptr;
    code = code << 6 | (static_cast<unsigned char>(s[count]) & 0x3f);
  }
  // More than 5 must not reach the shift: it would be undefined.
  if (count > 5) return nullptr;
  code |= (lead & 0x7f) << (count * 5);
  if (code > kMaxCode || code < kSmallest[count]) return nullptr;
  if (strict && (code > kMaxUnicode || (code >= 0xd800 && code <= 0xdfff))) return nullptr;
  out = code;
  return s + count + 1;
}

GILUA_ALWAYS_INLINE const char* decode(const char* s, bool strict, uint32_t& out) {
  if (GILUA_LIKELY(static_cast<unsigned char>(*s) < 0x80)) {
    out = static_cast<unsigned char>(*s);
    return s + 1;
  }
  return decode_long(s, strict, out);
}

/// Writes at most kMaxSequence bytes; returns how many.
size_t encode(uint32_t code, char* to) {
  if (code < 0x80) {
    *to = static_cast<char>(code);
    return 1;
  }
  char reversed[kMaxSequence];
  size_t count = 0;
  uint32_t lead_room = 0x3f;  // what fits into the first byte
  do {
    reversed[count++] = static_cast<char>(0x80 | (code & 0x3f));
    code >>= 6;
    lead_room >>= 1;
  } while (code > lead_room);
  reversed[count++] = static_cast<char>((~lead_room << 1) | code);
  for (size_t i = 0; i < count; ++i) to[i] = reversed[count - 1 - i];
  return count;
}

Outcome utf8_char(Exec& ex, Args args) {
  Buffer buffer(ex);
  for (uint32_t i = 0; i < args.count; ++i) {
    int64_t code;
    if (!integer_argument(ex, args, i, code)) return kError;
    if (static_cast<uint64_t>(code) > kMaxCode) return ex.bad_argument(i, "value out of range");
    char bytes[kMaxSequence];
    buffer.append(bytes, encode(static_cast<uint32_t>(code), bytes));
  }
  Value result;
  if (!buffer.to_value(ex, result)) return kError;
  return args.ret(result);
}

Outcome utf8_codepoint(Exec& ex, Args args) {
  String* s;
  int64_t from;
  int64_t to;
  if (!string_argument(ex, args, 0, s) || !optional_integer(ex, args, 1, 1, from)) return kError;
  from = relative_position(from, s->length);
  if (!optional_integer(ex, args, 2, from, to)) return kError;
  to = relative_position(to, s->length);
  const bool strict = args[3].is_falsy();
  if (from < 1) return ex.bad_argument(1, "out of bounds");
  if (to > static_cast<int64_t>(s->length)) return ex.bad_argument(2, "out of bounds");
  if (from > to) return args.ret();
  if (to - from >= INT32_MAX) return ex.raise("string slice too long");
  if (!room_for_results(ex, args, static_cast<size_t>(to - from) + 1, "string slice too long"))
    return kError;
  const char* at = s->data() + from - 1;
  const char* end = s->data() + to;
  // Gathered above the arguments: an error on the way still needs the function's slot for its name.
  Value* results = args.base + args.count;
  uint32_t count = 0;
  while (at < end) {
    uint32_t code;
    at = decode(at, strict, code);
    if (at == nullptr) return ex.raise("invalid UTF-8 code");
    results[count++] = Value::integer(code);
  }
  return return_values(args, results, count);
}

Outcome utf8_len(Exec& ex, Args args) {
  String* s;
  int64_t from;
  int64_t to;
  if (!string_argument(ex, args, 0, s) || !optional_integer(ex, args, 1, 1, from)) return kError;
  if (!optional_integer(ex, args, 2, -1, to)) return kError;
  const auto length = static_cast<int64_t>(s->length);
  from = relative_position(from, s->length);
  to = relative_position(to, s->length);
  const bool strict = args[3].is_falsy();
  if (from < 1 || from - 1 > length) {
    return ex.bad_argument(1, "initial position out of bounds");
  }
  if (to > length) return ex.bad_argument(2, "final position out of bounds");
  const char* at = s->data() + from - 1;
  const char* end = s->data() + to;
  int64_t count = 0;
  while (at < end) {
    uint32_t code;
    const char* next = decode(at, strict, code);
    if (next == nullptr) return args.ret(Value::nil(), Value::integer(at - s->data() + 1));
    at = next;
    ++count;
  }
  return args.ret(Value::integer(count));
}

/// Moves [at] by [n] characters; whether there were that many.
bool move_by(const char* s, int64_t length, int64_t n, int64_t& at) {
  if (n < 0) {
    for (; n < 0 && at > 0; ++n) {
      do --at;
      while (at > 0 && is_continuation(s + at));
    }
    return n == 0;
  }
  for (--n; n > 0 && at < length; --n) {  // the first character is where we are
    do ++at;
    while (is_continuation(s + at));
  }
  return n == 0;
}

Outcome utf8_offset(Exec& ex, Args args) {
  String* s;
  int64_t n;
  int64_t at;
  if (!string_argument(ex, args, 0, s) || !integer_argument(ex, args, 1, n)) return kError;
  const auto length = static_cast<int64_t>(s->length);
  if (!optional_integer(ex, args, 2, n >= 0 ? 1 : length + 1, at)) return kError;
  at = relative_position(at, s->length);
  if (at < 1 || at - 1 > length) return ex.bad_argument(2, "position out of bounds");
  --at;
  if (n == 0) {
    while (at > 0 && is_continuation(s->data() + at)) --at;
    return args.ret(Value::integer(at + 1));
  }
  if (is_continuation(s->data() + at)) return ex.raise("initial position is a continuation byte");
  const bool found = move_by(s->data(), length, n, at);
  return args.ret(found ? Value::integer(at + 1) : Value::nil());
}

template <bool kStrict>
Outcome next_code(Exec& ex, Args args) {
  String* s;
  if (!string_argument(ex, args, 0, s)) return kError;
  int64_t control = 0;
  if (!to_integer(args[1], control)) control = 0;
  uint64_t at = static_cast<uint64_t>(control);  // negative ones are beyond the end
  if (at < s->length) {
    while (is_continuation(s->data() + at)) ++at;
  }
  if (at >= s->length) return args.ret();
  uint32_t code;
  if (decode(s->data() + at, kStrict, code) == nullptr) return ex.raise("invalid UTF-8 code");
  return args.ret(Value::integer(static_cast<int64_t>(at) + 1), Value::integer(code));
}

constexpr NativeRow kStrictRow = {
    "for iterator", 2, 2, Runs::kLeaf, next_code<true>, "the next character's position and code"};
constexpr NativeRow kLaxRow = {"for iterator",
                               2,
                               2,
                               Runs::kLeaf,
                               next_code<false>,
                               "the next character's position and code, up to 2^31"};

/// Its upvalues are the two iterators.
Outcome utf8_codes(Exec& ex, Args args) {
  String* s;
  const Native* self = args.base[-1].as_native();
  const bool strict = args[1].is_falsy();
  if (!string_argument(ex, args, 0, s)) return kError;
  return args.ret(self->upvalues[strict ? 0 : 1].load(), Value::of(s), Value::integer(0));
}

constexpr NativeRow kCodesRow = {
    "codes",     1,          2,
    Runs::kLeaf, utf8_codes, "codes(s [, lax]): for position, code in utf8.codes(s)"};

constexpr NativeRow kRows[] = {
    {"char", 0, -1, Runs::kPure, utf8_char, "char(...): the characters with these codes"},
    {"codepoint", 1, 4, Runs::kLeaf, utf8_codepoint,
     "codepoint(s [, i [, j [, lax]]]): the codes of the characters that begin in s[i..j]"},
    {"len", 1, 4, Runs::kLeaf, utf8_len,
     "len(s [, i [, j [, lax]]]): how many characters, or nil and where it is malformed"},
    {"offset", 2, 3, Runs::kLeaf, utf8_offset,
     "offset(s, n [, i]): where the n-th character from i begins"},
};

bool open_utf8(Exec& ex, Table* library) {
  // Nothing polls here, so the natives need no other root until they are in the table.
  const Native* strict = make_native(ex, kStrictRow, {});
  const Native* lax = strict == nullptr ? nullptr : make_native(ex, kLaxRow, {});
  if (lax == nullptr) return false;
  const Native* codes = make_native(ex, kCodesRow, {Value::of(strict), Value::of(lax)});
  Value pattern;
  constexpr char kPattern[] = "[\0-\x7F\xC2-\xFD][\x80-\xBF]*";
  return codes != nullptr && ex.make_string({kPattern, sizeof kPattern - 1}, pattern) &&
         set_field(ex, library, "codes", Value::of(codes)) &&
         set_field(ex, library, "charpattern", pattern);
}

}  // namespace

const Library kUtf8Library = {"utf8", kRows, open_utf8};

}  // namespace gilua
