// The string library: its rows, its metatable, and the functions that look at bytes only.
//
// All rows but two are leaves, so String pointers stay good to the end; most are kPure. Letters are
// those of the C locale. Patterns, format and pack have files of their own (string_natives.hpp).
#include "stdlib/arguments.hpp"
#include "stdlib/buffer.hpp"
#include "stdlib/libraries.hpp"
#include "stdlib/state.hpp"
#include "stdlib/string_natives.hpp"
#include "vm/front/front.hpp"

namespace gilua {
namespace {

Outcome string_byte(Exec& ex, Args args) {
  String* s;
  int64_t from;
  int64_t to;
  if (!string_argument(ex, args, 0, s) || !optional_integer(ex, args, 1, 1, from)) return kError;
  const size_t first = start_position(from, s->length);
  // The default end is the start as given, before clipping: byte("abc", -9) has no result.
  if (!optional_integer(ex, args, 2, from, to)) return kError;
  const size_t last = end_position(to, s->length);
  if (first > last) return args.ret();
  if (GILUA_LIKELY(first == last)) {
    return args.ret(Value::integer(static_cast<unsigned char>(s->data()[first - 1])));
  }
  const size_t count = last - first + 1;
  if (count >= INT32_MAX) return ex.raise("string slice too long");
  if (!room_for_results(ex, args, count, "string slice too long")) return kError;
  for (size_t i = 0; i < count; ++i) {
    const Value byte = Value::integer(static_cast<unsigned char>(s->data()[first - 1 + i]));
    copy(args.base[static_cast<ptrdiff_t>(i) - 1], byte);
  }
  return static_cast<Outcome>(count);
}

Outcome string_char(Exec& ex, Args args) {
  String* s = nullptr;
  char one = 0;
  char* to = &one;
  if (args.count != 1) {
    s = new_string_buffer(ex.mutator(), args.count);
    if (s == nullptr) return ex.raise_out_of_memory();
    to = s->mutable_data();
  }
  for (uint32_t i = 0; i < args.count; ++i) {
    int64_t code;
    if (!integer_argument(ex, args, i, code)) return kError;
    if (static_cast<uint64_t>(code) > 255) return ex.bad_argument(i, "value out of range");
    to[i] = static_cast<char>(code);
  }
  if (s != nullptr) return args.ret(Value::of(s));
  return return_string(ex, args, {&one, 1});
}

Outcome string_len(Exec& ex, Args args) {
  String* s;
  if (!string_argument(ex, args, 0, s)) return kError;
  return args.ret(Value::integer(static_cast<int64_t>(s->length)));
}

Outcome string_sub(Exec& ex, Args args) {
  String* s;
  int64_t from;
  int64_t to;
  if (!string_argument(ex, args, 0, s) || !integer_argument(ex, args, 1, from) ||
      !optional_integer(ex, args, 2, -1, to)) {
    return kError;
  }
  const size_t first = start_position(from, s->length);
  const size_t last = end_position(to, s->length);
  if (first > last) return return_string(ex, args, {});
  if (first == 1 && last == s->length) return args.ret(Value::of(s));
  return return_string(ex, args, {s->data() + first - 1, last - first + 1});
}

/// A new string whose bytes are those of argument 1 mapped by [map], which gets the byte's index.
template <typename Map>
GILUA_ALWAYS_INLINE Outcome map_bytes(Exec& ex, Args args, Map map) {
  String* s;
  if (!string_argument(ex, args, 0, s)) return kError;
  if (s->length == 0) return args.ret(Value::of(s));
  String* result = new_string_buffer(ex.mutator(), s->length);
  if (result == nullptr) return ex.raise_out_of_memory();
  const char* from = s->data();
  char* to = result->mutable_data();
  const size_t length = s->length;
  for (size_t i = 0; i < length; ++i) to[i] = map(from, i, length);
  return args.ret(Value::of(result));
}

/// Flips the case bit of bytes from [first] on, 26 of them; written so that it becomes vector code.
GILUA_ALWAYS_INLINE char flip_case(char byte, char first) {
  const auto offset = static_cast<unsigned char>(byte - first);
  return static_cast<char>(byte ^ (offset < 26 ? 0x20 : 0));
}

Outcome string_lower(Exec& ex, Args args) {
  return map_bytes(ex, args,
                   [](const char* from, size_t i, size_t) { return flip_case(from[i], 'A'); });
}

Outcome string_upper(Exec& ex, Args args) {
  return map_bytes(ex, args,
                   [](const char* from, size_t i, size_t) { return flip_case(from[i], 'a'); });
}

Outcome string_reverse(Exec& ex, Args args) {
  return map_bytes(ex, args,
                   [](const char* from, size_t i, size_t length) { return from[length - 1 - i]; });
}

constexpr size_t kMaxRepeated = INT32_MAX;  // bytes, as lstrlib.c's MAX_SIZE

Outcome string_rep(Exec& ex, Args args) {
  String* s;
  int64_t times;
  if (!string_argument(ex, args, 0, s) || !integer_argument(ex, args, 1, times)) return kError;
  String* separator = nullptr;
  if (!args[2].is_nil() && !string_argument(ex, args, 2, separator)) return kError;
  const size_t between = separator == nullptr ? 0 : separator->length;
  if (times <= 0) return return_string(ex, args, {});
  const size_t unit = s->length + between;
  const size_t count = static_cast<size_t>(times);
  if (unit > kMaxRepeated / count) {
    return ex.raise("resulting string too large");
  }
  const size_t total = count * s->length + (count - 1) * between;
  if (total == 0) return return_string(ex, args, {});
  if (total == 1) return return_string(ex, args, (s->length == 1 ? s : separator)->view());
  String* result = new_string_buffer(ex.mutator(), total);
  if (result == nullptr) return ex.raise_out_of_memory();
  char* to = result->mutable_data();
  std::memcpy(to, s->data(), s->length);
  if (between != 0 && count > 1) {
    std::memcpy(to + s->length, separator->data(), between);
  }
  // What is there is copied behind itself: the number of copies doubles each time.
  for (size_t done = unit < total ? unit : total; done < total;) {
    const size_t step = done < total - done ? done : total - done;
    std::memcpy(to + done, to, step);
    done += step;
  }
  return args.ret(Value::of(result));
}

Outcome string_dump(Exec& ex, Args args) {
  const Value fn = args[0];
  if (!fn.is_function()) return ex.bad_type(0, "function");
  if (fn.is_native()) return ex.raise("unable to dump given function");
  return return_string(ex, args, dump(*fn.as_closure()->proto, !args[1].is_falsy()));
}

constexpr NativeRow kRows[] = {
    {"byte", 1, 3, Runs::kPure, string_byte, "byte(s [, i [, j]]): the bytes s[i] to s[j]"},
    {"char", 0, -1, Runs::kPure, string_char, "char(...): a string of bytes with these codes"},
    {"dump", 1, 2, Runs::kPure, string_dump, "dump(function [, strip]): a binary chunk"},
    {"find", 2, 4, Runs::kPure, string_find,
     "find(s, pattern [, init [, plain]]): where it begins and ends, and its captures"},
    {"format", 1, -1, Runs::kFull, string_format, "format(formatstring, ...): as C's sprintf"},
    {"gmatch", 2, 3, Runs::kPure, string_gmatch,
     "gmatch(s, pattern [, init]): an iterator over the captures of each match"},
    {"gsub", 3, 4, Runs::kFull, string_gsub,
     "gsub(s, pattern, repl [, n]): s with its matches replaced, and how many there were"},
    {"len", 1, 1, Runs::kPure, string_len, "len(s): its length in bytes"},
    {"lower", 1, 1, Runs::kPure, string_lower, "lower(s): a copy in small letters"},
    {"match", 2, 3, Runs::kPure, string_match, "match(s, pattern [, init]): the captures"},
    {"pack", 1, -1, Runs::kPure, string_pack, "pack(fmt, ...): the values in binary form"},
    {"packsize", 1, 1, Runs::kPure, string_packsize, "packsize(fmt): the size of what pack makes"},
    {"rep", 2, 3, Runs::kPure, string_rep, "rep(s, n [, sep]): n copies of s"},
    {"reverse", 1, 1, Runs::kPure, string_reverse, "reverse(s): its bytes backwards"},
    {"sub", 2, 3, Runs::kPure, string_sub, "sub(s, i [, j]): the bytes from i to j"},
    {"unpack", 2, 3, Runs::kLeaf, string_unpack,
     "unpack(fmt, s [, pos]): the values packed in s, and where the next would be"},
    {"upper", 1, 1, Runs::kPure, string_upper, "upper(s): a copy in capital letters"},
};

/// Strings' metatable: __index is the library, and arithmetic converts numerals.
bool open_string(Exec& ex, Table* library) {
  Mutator& m = ex.mutator();
  const auto rows = string_metamethods();
  Table* metatable = new_table(m, 0, static_cast<uint32_t>(rows.size()) + 1);
  if (metatable == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  for (const NativeRow& row : rows) {
    const Native* native = make_native(ex, row, {});
    if (native == nullptr || !set_field(ex, metatable, row.name, Value::of(native))) return false;
  }
  if (!set_field(ex, metatable, "__index", Value::of(library))) return false;
  ex.runtime->set_basic_metatable(kString, metatable);
  return true;
}

}  // namespace

const Library kStringLibrary = {"string", kRows, open_string};

}  // namespace gilua
