// Module "_json": json.loads. RapidJSON reads a copy of the document in place and tells what it
// finds; this file makes tables of it.
//
// The array or object that is being filled, its key, and the document itself are in stack slots,
// two for each level, so that a collection may come between any two values: the reader polls now
// and then, and collects when memory is at its limit.
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <memory_resource>
#include <string>
#include <vector>

#include "stdlib/json_stack.hpp"
// Behind the stack that it is to use:
#include <rapidjson/reader.h>

#include "stdlib/json_natives.hpp"
#include "stdlib/table_access.hpp"
#include "vm/exec/call.hpp"

namespace gilua::json {
namespace {

/// Receives RapidJSON's events; each returns false to end the parsing after an error.
class Builder {
 public:
  explicit Builder(Exec& ex)
      : ex_(ex),
        base_(static_cast<size_t>(ex.top - ex.stack)),
        null_(null_value(ex)),
        object_metatable_(object_metatable(ex)),
        levels_(&ex.heap().buffers()) {}

  bool Null() { return add(null_); }
  bool Bool(bool b) { return add(Value::boolean(b)); }
  // Never called: numbers come as texts.
  bool Int(int i) { return add(Value::integer(i)); }
  bool Uint(unsigned i) { return add(Value::integer(i)); }
  bool Int64(int64_t i) { return add(Value::integer(i)); }
  bool Uint64(uint64_t i) { return add(Value::number(static_cast<double>(i))); }
  bool Double(double d) { return add(Value::number(d)); }
  bool RawNumber(const char* text, size_t length, bool);
  bool String(const char* text, size_t length, bool);
  bool StartObject() { return open(true); }
  bool Key(const char* text, size_t length, bool);
  bool EndObject(size_t) { return close(); }
  bool StartArray() { return open(false); }
  bool EndArray(size_t) { return close(); }

  bool is_at_root() const { return levels_.empty(); }
  /// Whether ex.error says why an event returned false.
  bool has_raised() const { return raised_; }
  bool is_number_too_big() const { return too_big_; }
  Value root() const { return ex_.top[-1]; }

 private:
  static constexpr uint32_t kEventsPerPoll = 64;

  struct Level {
    bool is_object;
    int64_t count;  // elements so far
  };

  bool failed() {
    raised_ = true;
    return false;
  }
  Value& table_slot() { return ex_.stack[base_ + 2 * (levels_.size() - 1)]; }
  Value& key_slot() { return ex_.stack[base_ + 2 * (levels_.size() - 1) + 1]; }

  bool add(Value v);
  bool store(Value v);
  bool open(bool is_object);
  bool close();
  bool poll_now_and_then() { return (++events_ % kEventsPerPoll) != 0 || ex_.poll() || failed(); }
  /// What [make] gives; after a collection if there was no memory. nullptr after raising.
  template <typename Make>
  auto* made(Make make) {
    auto* object = make();
    if (GILUA_LIKELY(object != nullptr)) return object;
    collect_for_memory(ex_);
    object = make();
    if (object == nullptr) {
      ex_.raise_out_of_memory();
      raised_ = true;
    }
    return object;
  }

  Exec& ex_;
  const size_t base_;  // the first slot of level 0
  const Value null_;   // in the registry, as the metatable is
  Table* const object_metatable_;
  std::pmr::vector<Level> levels_;
  uint32_t events_ = 0;
  bool raised_ = false;
  bool too_big_ = false;
};

// Into the container on top. [v] may be fresh: where this collects, it is on the stack.
bool Builder::store(Value v) {
  Level& level = levels_.back();
  Table* table = table_slot().as_table();
  const auto write = [&] {
    return level.is_object ? table_set(ex_.mutator(), table, key_slot(), v)
                           : raw_set(ex_.mutator(), table, level.count + 1, v);
  };
  Write done = write();
  if (GILUA_UNLIKELY(done == Write::kOutOfMemory)) {
    ex_.push(v);
    collect_for_memory(ex_);
    ex_.pop();
    done = write();
  }
  if (GILUA_UNLIKELY(done != Write::kDone)) {
    raise_write(ex_, done);
    return failed();
  }
  ++level.count;
  return true;
}

bool Builder::add(Value v) {
  if (levels_.empty()) {
    ex_.push(v);
    return true;
  }
  return store(v) && poll_now_and_then();
}

bool Builder::open(bool is_object) {
  if (levels_.size() == kMaxDepth) {
    ex_.raise_class("RecursionError",
                    is_object ? "maximum recursion depth exceeded while decoding a JSON object"
                              : "maximum recursion depth exceeded while decoding a JSON array");
    return failed();
  }
  if (!ex_.reserve(4)) return failed();
  Table* table = made([&] { return new_table(ex_.mutator(), 0, 0); });
  if (table == nullptr) return false;
  // Nobody else can see it before loads returns.
  if (is_object) table->metatable.store(object_metatable_, std::memory_order_release);
  if (!levels_.empty() && !store(Value::of(table))) return false;
  ex_.push(Value::of(table));
  ex_.push(Value::nil());
  levels_.push_back({is_object, 0});
  return poll_now_and_then();
}

bool Builder::close() {
  const bool is_root = levels_.size() == 1;
  levels_.pop_back();
  ex_.top -= is_root ? 1 : 2;  // the root stays
  return true;
}

bool Builder::Key(const char* text, size_t length, bool) {
  struct String* key = made([&] { return intern(ex_.mutator(), std::string_view(text, length)); });
  if (key == nullptr) return false;
  copy(key_slot(), Value::of(key));
  return true;
}

bool Builder::String(const char* text, size_t length, bool) {
  struct String* s =
      made([&] { return new_string(ex_.mutator(), std::string_view(text, length)); });
  return s != nullptr && add(Value::of(s));
}

// An integer if it is one of 64 bits, as Lua reads it.
bool Builder::RawNumber(const char* text, size_t length, bool) {
  const char* end = text + length;
  int64_t i = 0;
  const auto whole = std::from_chars(text, end, i);
  if (whole.ptr == end && whole.ec == std::errc()) return add(Value::integer(i));
  double d = 0;
  if (std::from_chars(text, end, d).ec != std::errc()) {  // too large, or too close to 0
    d = std::strtod(std::string(text, length).c_str(), nullptr);
    if (std::isinf(d)) {
      too_big_ = true;
      return false;
    }
  }
  return add(Value::number(d));
}

// nil, message, offset: what json.lua makes a JSONDecodeError of.
Outcome return_problem(Exec& ex, const Problem& problem) {
  Value message = Value::nil();
  if (!ex.make_string(problem.message, message)) return kError;
  return ex.args().ret(Value::nil(), message, Value::integer(static_cast<int64_t>(problem.offset)));
}

constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                            rapidjson::kParseNumbersAsStringsFlag;
using Reader =
    rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, std::pmr::memory_resource>;

}  // namespace

// parse(text): the value; or nil, what is wrong with the text, and where.
Outcome parse(Exec& ex, Args args) {
  if (!args[0].is_string()) {
    return ex.raise_class("TypeError", "the JSON object must be str, bytes or bytearray, not " +
                                           message_type_name(ex, args[0]));
  }
  const std::string_view text = args[0].as_string()->view();  // it stays in its slot
  if (text.substr(0, 3) == "\xef\xbb\xbf")
    return return_problem(ex, {"Unexpected UTF-8 BOM (decode using utf-8-sig)", 0});
  const BadText bad = check_utf8(text);
  if (bad.reason != nullptr) return raise_bad_text(ex, text, bad);
  std::pmr::string document(text, &ex.heap().buffers());  // its strings are decoded in place
  rapidjson::InsituStringStream stream(document.data());
  Builder builder(ex);
  Reader reader(&ex.heap().buffers());
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (builder.has_raised()) return kError;
  size_t end = result.IsError() ? result.Offset() : stream.Tell();
  const size_t lone = find_lone_surrogate(text);
  if (lone < end) return return_problem(ex, {"Unpaired surrogate in \\uXXXX escape", lone});
  if (builder.is_number_too_big())
    return return_problem(ex, {"Number out of range", result.Offset()});
  if (result.IsError())
    return return_problem(ex, explain(text, result.Code(), end, builder.is_at_root()));
  if (end < text.size()) return return_problem(ex, {"Extra data", end});  // behind a zero byte
  return ex.args().ret(builder.root());
}

}  // namespace gilua::json
