// See io_read.hpp. As liolib.c's g_read, with one difference: an attempt that must not wait
// remembers how much it consumed and puts all of it back when the buffer ends too early.
#include "stdlib/io_read.hpp"

#include <cctype>

namespace gilua {
namespace {

constexpr size_t kMaxNumeral = 200;  // as liolib.c's L_MAXLENNUM

class Reader {
 public:
  Reader(ByteStream& stream, bool may_wait, std::pmr::memory_resource* memory)
      : stream_(stream), may_wait_(may_wait), memory_(memory) {}

  bool would_wait() const { return state_ == Io::kWouldWait; }
  bool failed() const { return state_ == Io::kFailed; }
  size_t used() const { return used_; }

  ReadItem read(const ReadFormat& format) {
    switch (format.kind) {
      case 'n':
        return read_number();
      case 'a':
        return read_all();
      case 'c':
        return format.count == 0 ? test_end() : read_bytes(format.count);
      default:
        return read_line(format.kind == 'L');
    }
  }

 private:
  /// The bytes not yet used; more are read if there are none. Empty: the end, an error or waiting.
  std::string_view view() {
    std::string_view rest = rest_of_buffer();
    while (rest.empty() && state_ == Io::kDone) {
      if (may_wait_) commit();
      state_ = stream_.fill(may_wait_);
      if (state_ == Io::kDone) rest = rest_of_buffer();
    }
    return rest;
  }
  std::string_view rest_of_buffer() const {
    std::string_view rest = stream_.buffered();
    rest.remove_prefix(used_);
    return rest;
  }

 public:
  /// Consumes what was used.
  void commit() {
    stream_.consume(used_);
    used_ = 0;
  }

 private:
  static ReadItem text(std::pmr::string bytes) {
    return {ReadItem::Kind::kText, std::move(bytes), Value::nil()};
  }

  ReadItem test_end() { return view().empty() ? ReadItem{} : text({}); }

  ReadItem read_line(bool keep_end) {
    std::pmr::string line(memory_);
    for (;;) {
      const std::string_view bytes = view();
      if (bytes.empty()) break;
      const size_t end = bytes.find('\n');
      if (end != std::string_view::npos) {
        line.append(bytes, 0, end + (keep_end ? 1 : 0));
        used_ += end + 1;
        return text(std::move(line));
      }
      line += bytes;
      used_ += bytes.size();
    }
    return line.empty() ? ReadItem{} : text(std::move(line));
  }

  ReadItem read_bytes(size_t count) {
    std::pmr::string bytes(memory_);
    while (bytes.size() < count) {
      const std::string_view more = view().substr(0, count - bytes.size());
      if (more.empty()) break;
      bytes += more;
      used_ += more.size();
    }
    return bytes.empty() ? ReadItem{} : text(std::move(bytes));
  }

  ReadItem read_all() {
    std::pmr::string bytes(memory_);
    for (std::string_view more = view(); !more.empty(); more = view()) {
      bytes += more;
      used_ += more.size();
    }
    return text(std::move(bytes));
  }

  int peek() {
    const std::string_view rest = view();
    return rest.empty() ? -1 : static_cast<unsigned char>(rest.front());
  }
  /// Takes the next byte into the numeral if it is one of [set].
  bool take_one_of(std::string& numeral, std::string_view set) {
    const int c = peek();
    if (c < 0 || set.find(static_cast<char>(c)) == std::string_view::npos) return false;
    return take(numeral);
  }
  bool take(std::string& numeral) {
    if (numeral.size() >= kMaxNumeral) {
      numeral.clear();  // invalidates the result
      return false;
    }
    numeral += static_cast<char>(peek());
    ++used_;
    return true;
  }
  int take_digits(std::string& numeral, bool hexadecimal) {
    int count = 0;
    for (int c = peek(); c >= 0 && (hexadecimal ? std::isxdigit(c) : std::isdigit(c)) != 0;
         c = peek()) {
      if (!take(numeral)) break;
      ++count;
    }
    return count;
  }

  ReadItem read_number() {
    std::string numeral;
    for (int c = peek(); c >= 0 && std::isspace(c) != 0; c = peek()) ++used_;
    take_one_of(numeral, "+-");
    int count = 0;
    bool hexadecimal = false;
    if (take_one_of(numeral, "0")) {
      if (take_one_of(numeral, "xX"))
        hexadecimal = true;
      else
        count = 1;
    }
    count += take_digits(numeral, hexadecimal);
    if (take_one_of(numeral, ".")) count += take_digits(numeral, hexadecimal);
    if (count > 0 && take_one_of(numeral, hexadecimal ? "pP" : "eE")) {
      take_one_of(numeral, "+-");
      take_digits(numeral, false);
    }
    const Value number = string_to_number(numeral);
    if (number.is_nil()) return {};
    return {ReadItem::Kind::kNumber, {}, number};
  }

  ByteStream& stream_;
  bool may_wait_;
  std::pmr::memory_resource* memory_;
  Io state_ = Io::kDone;
  size_t used_ = 0;  // bytes at the buffer's front that are used but not consumed
};

}  // namespace

bool read_formats(ByteStream& stream, const std::vector<ReadFormat>& formats, bool may_wait,
                  ReadResult& result) {
  result.items.clear();
  result.error = 0;
  Reader reader(stream, may_wait, result.items.get_allocator().resource());
  for (const ReadFormat& format : formats) {
    ReadItem item = reader.read(format);
    if (reader.would_wait()) return false;
    if (reader.failed()) {
      result.error = stream.error();
      break;
    }
    const bool nothing = item.kind == ReadItem::Kind::kNothing;
    result.items.push_back(std::move(item));
    if (nothing) break;
  }
  reader.commit();
  return true;
}

}  // namespace gilua
