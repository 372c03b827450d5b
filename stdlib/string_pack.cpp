// string.pack, packsize and unpack: values in C's binary forms (manual, section 6.4.2).
//
// A Format reads a format string option by option and keeps byte order and alignment. All sizes are
// size_t and every option's size is at most INT_MAX, so sums of a few of them cannot overflow.
#include <climits>

#include "stdlib/arguments.hpp"
#include "stdlib/buffer.hpp"
#include "stdlib/string_natives.hpp"

namespace gilua {
namespace {

constexpr size_t kMaxIntegerBytes = 16;
constexpr size_t kLuaIntegerBytes = sizeof(int64_t);
constexpr size_t kNativeAlignment = 8;  // of double, size_t, int64_t and pointers
constexpr size_t kMaxTotal = INT_MAX;   // of packsize, as in PUC

enum class Option : uint8_t {
  kSigned,
  kUnsigned,
  kFloat,
  kDouble,
  kFixed,
  kCounted,
  kZeroEnded,
  kPadding,
  kAlign,
  kNone
};

struct Item {
  Option option = Option::kNone;
  size_t size = 0;     // bytes, without what a length counts
  size_t padding = 0;  // bytes before it
};

class Format {
 public:
  Format(Exec& ex, const String* text) : ex_(ex), at_(text->data()) {}

  bool at_end() const { return *at_ == '\0'; }
  bool is_little() const { return little_; }

  /// The next item, if [position] bytes stand before it. False after raising.
  bool next(size_t position, Item& item) {
    if (!read_option(item.option, item.size)) return false;
    size_t align = item.size;
    if (item.option == Option::kAlign) {  // the alignment of what follows, which is not packed
      Option following = Option::kNone;
      if (at_end()) return bad_format("invalid next option for option 'X'");
      if (!read_option(following, align)) return false;
      if (following == Option::kFixed || align == 0) {
        return bad_format("invalid next option for option 'X'");
      }
    }
    item.padding = 0;
    if (align <= 1 || item.option == Option::kFixed) return true;
    if (align > max_alignment_) align = max_alignment_;
    if ((align & (align - 1)) != 0) return bad_format("format asks for alignment not power of 2");
    item.padding = (align - (position & (align - 1))) & (align - 1);
    return true;
  }

 private:
  bool bad_format(std::string_view detail) {
    ex_.bad_argument(0, detail);
    return false;
  }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  bool read_number(size_t& out) {
    if (!is_digit(*at_)) return false;
    size_t n = 0;
    do {
      n = n * 10 + static_cast<size_t>(*at_++ - '0');
    } while (is_digit(*at_) && n <= (INT_MAX - size_t{9}) / 10);
    out = n;
    return true;
  }

  /// A size behind an integer option; its limits are those of integers.
  bool read_size(size_t fallback, size_t& out) {
    out = fallback;
    read_number(out);
    if (out >= 1 && out <= kMaxIntegerBytes) return true;
    ex_.raise("integral size (" + std::to_string(out) + ") out of limits [1,16]");
    return false;
  }

  bool set(Option option, size_t size, Option& out, size_t& out_size) {
    out = option;
    out_size = size;
    return true;
  }

  bool read_option(Option& option, size_t& size) {
    const char c = *at_++;
    switch (c) {
      case 'b':
        return set(Option::kSigned, 1, option, size);
      case 'B':
        return set(Option::kUnsigned, 1, option, size);
      case 'h':
        return set(Option::kSigned, sizeof(short), option, size);
      case 'H':
        return set(Option::kUnsigned, sizeof(short), option, size);
      case 'l':
        return set(Option::kSigned, sizeof(long), option, size);
      case 'L':
        return set(Option::kUnsigned, sizeof(long), option, size);
      case 'j':
        return set(Option::kSigned, kLuaIntegerBytes, option, size);
      case 'J':
        return set(Option::kUnsigned, kLuaIntegerBytes, option, size);
      case 'T':
        return set(Option::kUnsigned, sizeof(size_t), option, size);
      case 'f':
        return set(Option::kFloat, sizeof(float), option, size);
      case 'n':
      case 'd':
        return set(Option::kDouble, sizeof(double), option, size);
      case 'i':
        return read_size(sizeof(int), size) && set(Option::kSigned, size, option, size);
      case 'I':
        return read_size(sizeof(int), size) && set(Option::kUnsigned, size, option, size);
      case 's':
        return read_size(sizeof(size_t), size) && set(Option::kCounted, size, option, size);
      case 'c':
        if (read_number(size)) return set(Option::kFixed, size, option, size);
        ex_.raise("missing size for format option 'c'");
        return false;
      case 'z':
        return set(Option::kZeroEnded, 0, option, size);
      case 'x':
        return set(Option::kPadding, 1, option, size);
      case 'X':
        return set(Option::kAlign, 0, option, size);
      default:
        size = 0;
        return read_setting(c, option);
    }
  }

  /// What packs nothing: spaces, byte order, alignment.
  bool read_setting(char c, Option& option) {
    option = Option::kNone;
    switch (c) {
      case ' ':
        return true;
      case '<':
      case '=':
        little_ = true;
        return true;  // native order: this is for x86 and arm
      case '>':
        little_ = false;
        return true;
      case '!':
        return read_size(kNativeAlignment, max_alignment_);
      default:
        ex_.raise(std::string("invalid format option '") + c + "'");
        return false;
    }
  }

  static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

  Exec& ex_;
  const char* at_;
  bool little_ = true;
  size_t max_alignment_ = 1;
};

/// Bytes beyond the eighth repeat the sign.
void pack_integer(Buffer& buffer, uint64_t n, bool little, size_t size, bool negative) {
  char* to = buffer.room(size);
  if (to == nullptr) return;
  for (size_t i = 0; i < size; ++i) {
    const char byte = i < kLuaIntegerBytes ? static_cast<char>(n >> (8 * i))
                                           : static_cast<char>(negative ? 0xff : 0);
    to[little ? i : size - 1 - i] = byte;
  }
  buffer.advance(size);
}

template <typename T>
void pack_float(Buffer& buffer, T n, bool little) {
  char bytes[sizeof n];
  std::memcpy(bytes, &n, sizeof n);
  char* to = buffer.room(sizeof n);
  if (to == nullptr) return;
  for (size_t i = 0; i < sizeof n; ++i) to[i] = bytes[little ? i : sizeof n - 1 - i];
  buffer.advance(sizeof n);
}

bool pack_number(Exec& ex, Args args, uint32_t i, const Item& item, bool little, Buffer& buffer) {
  if (item.option == Option::kFloat || item.option == Option::kDouble) {
    double d;
    if (!number_argument(ex, args, i, d)) return false;
    if (item.option == Option::kFloat) {
      pack_float(buffer, static_cast<float>(d), little);
    } else {
      pack_float(buffer, d, little);
    }
    return true;
  }
  int64_t n;
  if (!integer_argument(ex, args, i, n)) return false;
  const bool is_signed = item.option == Option::kSigned;
  if (item.size < kLuaIntegerBytes) {
    const int64_t limit = int64_t{1} << (item.size * 8 - (is_signed ? 1 : 0));
    if (is_signed ? n < -limit || n >= limit
                  : static_cast<uint64_t>(n) >= static_cast<uint64_t>(limit)) {
      ex.bad_argument(i, is_signed ? "integer overflow" : "unsigned overflow");
      return false;
    }
  }
  pack_integer(buffer, static_cast<uint64_t>(n), little, item.size, is_signed && n < 0);
  return true;
}

/// Adds to [total] what the string takes beyond item.size.
bool pack_text(Exec& ex, Args args, uint32_t i, const Item& item, bool little, Buffer& buffer,
               size_t& total) {
  String* s;
  if (!string_argument(ex, args, i, s)) return false;
  if (item.option == Option::kFixed) {
    if (s->length > item.size) {
      ex.bad_argument(i, "string longer than given size");
      return false;
    }
    buffer.append(s->view());
    buffer.append(item.size - s->length, '\0');
  } else if (item.option == Option::kCounted) {
    if (item.size < sizeof(size_t) && s->length >= size_t{1} << (item.size * 8)) {
      ex.bad_argument(i, "string length does not fit in given size");
      return false;
    }
    pack_integer(buffer, s->length, little, item.size, false);
    buffer.append(s->view());
    total += s->length;
  } else {
    if (s->view().find('\0') != std::string_view::npos) {
      ex.bad_argument(i, "string contains zeros");
      return false;
    }
    buffer.append(s->view());
    buffer.append('\0');
    total += s->length + 1;
  }
  return true;
}

bool unpack_integer(Exec& ex, const char* from, bool little, const Item& item, bool is_signed,
                    uint64_t& out) {
  const auto byte = [&](size_t i) {
    return static_cast<unsigned char>(from[little ? i : item.size - 1 - i]);
  };
  const size_t size = item.size;
  uint64_t n = 0;
  for (size_t i = size < kLuaIntegerBytes ? size : kLuaIntegerBytes; i-- > 0;) n = n << 8 | byte(i);
  if (size < kLuaIntegerBytes && is_signed) {
    const uint64_t sign = uint64_t{1} << (size * 8 - 1);
    n = (n ^ sign) - sign;
  }
  const unsigned char rest = is_signed && static_cast<int64_t>(n) < 0 ? 0xff : 0;
  for (size_t i = kLuaIntegerBytes; i < size; ++i) {
    if (byte(i) == rest) continue;
    ex.raise(std::to_string(size) + "-byte integer does not fit into Lua Integer");
    return false;
  }
  out = n;
  return true;
}

template <typename T>
Value unpack_float(const char* from, bool little) {
  char bytes[sizeof(T)];
  for (size_t i = 0; i < sizeof(T); ++i) bytes[i] = from[little ? i : sizeof(T) - 1 - i];
  T n;
  std::memcpy(&n, bytes, sizeof n);
  return Value::number(static_cast<double>(n));
}

/// The value of [item] at data[position]; [position] moves behind it.
bool unpack_item(Exec& ex, std::string_view data, bool little, const Item& item, size_t& position,
                 Value& out) {
  const char* from = data.data() + position;
  position += item.size;
  uint64_t n = 0;
  switch (item.option) {
    case Option::kFloat:
      out = unpack_float<float>(from, little);
      return true;
    case Option::kDouble:
      out = unpack_float<double>(from, little);
      return true;
    case Option::kFixed:
      return ex.make_string({from, item.size}, out);
    case Option::kCounted:
      if (!unpack_integer(ex, from, little, item, false, n)) return false;
      if (n > data.size() - position) {
        ex.bad_argument(1, "data string too short");
        return false;
      }
      position += n;
      return ex.make_string({from + item.size, n}, out);
    case Option::kZeroEnded: {
      const size_t length = data.substr(position).find('\0');
      if (length == std::string_view::npos) {
        ex.bad_argument(1, "unfinished string for format 'z'");
        return false;
      }
      position += length + 1;
      return ex.make_string({from, length}, out);
    }
    default:
      if (!unpack_integer(ex, from, little, item, item.option == Option::kSigned, n)) return false;
      out = Value::integer(static_cast<int64_t>(n));
      return true;
  }
}

bool has_value(Option option) {
  return option != Option::kPadding && option != Option::kAlign && option != Option::kNone;
}

}  // namespace

Outcome string_pack(Exec& ex, Args args) {
  String* text;
  if (!string_argument(ex, args, 0, text)) return kError;
  Buffer buffer(ex);
  Format format(ex, text);
  size_t total = 0;
  uint32_t i = 0;
  while (!format.at_end()) {
    Item item;
    if (!format.next(total, item)) return kError;
    total += item.padding + item.size;
    buffer.append(item.padding, '\0');
    if (!has_value(item.option)) {
      if (item.option == Option::kPadding) buffer.append('\0');
      continue;
    }
    ++i;
    const bool is_text = item.option == Option::kFixed || item.option == Option::kCounted ||
                         item.option == Option::kZeroEnded;
    if (i >= args.count) {  // PUC's buffer stands behind the arguments, and a nil is before it
      return ex.bad_argument(i, is_text ? "string expected, got nil" : "number expected, got nil");
    }
    const bool packed = is_text ? pack_text(ex, args, i, item, format.is_little(), buffer, total)
                                : pack_number(ex, args, i, item, format.is_little(), buffer);
    if (!packed) return kError;
  }
  Value result;
  if (!buffer.to_value(ex, result)) return kError;
  return args.ret(result);
}

Outcome string_packsize(Exec& ex, Args args) {
  String* text;
  if (!string_argument(ex, args, 0, text)) return kError;
  Format format(ex, text);
  size_t total = 0;
  while (!format.at_end()) {
    Item item;
    if (!format.next(total, item)) return kError;
    if (item.option == Option::kCounted || item.option == Option::kZeroEnded) {
      return ex.bad_argument(0, "variable-length format");
    }
    const size_t size = item.size + item.padding;
    if (total > kMaxTotal - size) return ex.bad_argument(0, "format result too large");
    total += size;
  }
  return args.ret(Value::integer(static_cast<int64_t>(total)));
}

Outcome string_unpack(Exec& ex, Args args) {
  String* text;
  String* data;
  int64_t from;
  if (!string_argument(ex, args, 0, text) || !string_argument(ex, args, 1, data) ||
      !optional_integer(ex, args, 2, 1, from)) {
    return kError;
  }
  size_t position = start_position(from, data->length) - 1;
  if (position > data->length) return ex.bad_argument(2, "initial position out of string");
  // Results are gathered above the arguments and moved down at the end, since an error on the way
  // still needs the function's slot for its name. Each value takes at least one format byte.
  if (!room_for_results(ex, args, args.count + text->length + 2, "too many results")) return kError;
  Value* results = args.base + args.count;
  Format format(ex, text);
  uint32_t count = 0;
  while (!format.at_end()) {
    Item item;
    if (!format.next(position, item)) return kError;
    if (item.padding + item.size > data->length - position) {
      return ex.bad_argument(1, "data string too short");
    }
    position += item.padding;
    if (!has_value(item.option)) {
      position += item.size;
      continue;
    }
    if (!unpack_item(ex, data->view(), format.is_little(), item, position, results[count])) {
      return kError;
    }
    ++count;
  }
  results[count++] = Value::integer(static_cast<int64_t>(position) + 1);
  return return_values(args, results, count);
}

}  // namespace gilua
