// Module "_json": json.dumps.
//
// The writer is ours and not RapidJSON's, whose layouts and escapes are not Python's. It goes
// through the value without recursion: for each array or object that is open, two stack slots hold
// the table and, for an object, a list of its keys, sorted. So it may poll between any two
// elements, and other threads may change the tables meanwhile: what is written is what was found
// when its turn came.
//
// What a table is:
//   made by json.object, or only string keys                 an object
//   keys 1 to n, or those and an integer field n >= them     an array, nil being null
//   no keys                                                  an empty array
//   anything else                                            a TypeError
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory_resource>
#include <string>
#include <vector>

#include "stdlib/json_natives.hpp"
#include "stdlib/table_access.hpp"
#include "stdlib/threading_arguments.hpp"
#include "vm/exec/call.hpp"

namespace gilua::json {
namespace {

struct Layout {
  bool ascii = true;
  bool pretty = false;
  std::string indent;
  std::string item = ", ";
  std::string colon = ": ";
};

/// What the keys of a table say.
struct Shape {
  bool is_object = false;
  int64_t length = 0;  // of an array
};

// A key as it is written: numbers as texts. Strings stay where they are.
std::string_view text_of(Value key, char (&buffer)[40]) {
  if (key.is_string()) return key.as_string()->view();
  return {buffer, number_to_chars(key, buffer)};
}

bool key_less(Value a, Value b) {
  char first[40];
  char second[40];
  return text_of(a, first) < text_of(b, second);
}

class Writer {
 public:
  Writer(Exec& ex, const Layout& layout, Value fallback)
      : ex_(ex),
        layout_(layout),
        base_(static_cast<size_t>(ex.top - ex.stack)),
        has_fallback_(!fallback.is_nil()),
        object_metatable_(object_metatable(ex)),
        levels_(&ex.heap().buffers()),
        scratch_(&ex.heap().buffers()),
        out_(ex, Buffer::AtLimit::kCollect) {
    ex.push(fallback);
  }

  /// False after an error.
  bool run(Value v) {
    for (;;) {
      if (!write(v)) return false;
      do {
        if (levels_.empty()) return true;
        if (out_.failed()) return true;  // to_value says so
        if (!poll_now_and_then()) return false;
      } while (!advance(v));
    }
  }
  bool to_value(Value& out) { return out_.to_value(ex_, out); }

 private:
  static constexpr uint32_t kTurnsPerPoll = 64;
  static constexpr int64_t kKeysPerPoll = 4096;

  enum class Kind : uint8_t { kArray, kObject, kFallback };
  struct Level {
    Kind kind;
    bool any;  // something was written
    int64_t next;
    int64_t count;
  };

  size_t slot_of(size_t level) const { return base_ + 1 + 2 * level; }
  Table* table() { return ex_.stack[slot_of(levels_.size() - 1)].as_table(); }
  Table* keys() { return ex_.stack[slot_of(levels_.size() - 1) + 1].as_table(); }
  bool poll_now_and_then() { return (++turns_ % kTurnsPerPoll) != 0 || ex_.poll(); }

  bool write(Value v);
  bool write_float(double d);
  bool write_string(Value v);
  bool write_table(Value v);
  bool write_other(Value v);
  bool enter(Value v, Kind kind);
  bool close();
  bool advance(Value& v);
  void new_line();
  bool find_shape(Shape& shape);
  bool shape_error(std::string_view text);
  bool keep_key(Table*& list, int64_t index, Value key);
  bool list_keys(int64_t& count);
  bool sort_keys(int64_t count);

  Exec& ex_;
  const Layout& layout_;
  const size_t base_;  // the slot of `default`; behind it two for each level
  const bool has_fallback_;
  Table* const object_metatable_;  // in the registry
  std::pmr::vector<Level> levels_;
  std::pmr::vector<Value> scratch_;
  Buffer out_;
  size_t depth_ = 0;  // levels that are arrays or objects
  uint32_t turns_ = 0;
};

bool Writer::write(Value v) {
  if (v.is_string()) return write_string(v);
  if (v.is_table()) return write_table(v);
  if (v.is_float()) return write_float(v.as_float());
  char text[40];
  if (v.is_integer()) {
    out_.append({text, number_to_chars(v, text)});
  } else if (v.is_boolean()) {
    out_.append(v.is_falsy() ? "false" : "true");
  } else if (v.is_nil() || (v.is_userdata() && v.as_userdata()->type == &kNullType)) {
    out_.append("null");
  } else {
    return write_other(v);
  }
  return true;
}

bool Writer::write_float(double d) {
  if (!std::isfinite(d)) {
    ex_.raise_class("ValueError", "Out of range float values are not JSON compliant");
    return false;
  }
  append_float(out_, d);
  return true;
}

bool Writer::write_string(Value v) {
  const std::string_view text = v.as_string()->view();
  const BadText bad = check_utf8(text);
  if (bad.reason != nullptr) {
    raise_bad_text(ex_, text, bad);
    return false;
  }
  append_quoted(out_, text, layout_.ascii);
  return true;
}

// A table of a class that has a name is no data by itself.
bool is_named(Exec& ex, const Table* t) {
  const Table* metatable = t->metatable.load(std::memory_order_acquire);
  return metatable != nullptr &&
         table_get_interned(metatable, ex.runtime->names().name).is_string();
}

bool Writer::write_table(Value v) {
  if (is_named(ex_, v.as_table())) return write_other(v);
  if (!enter(v, Kind::kArray)) return false;
  ++depth_;
  Shape shape;
  if (!find_shape(shape)) return false;
  if (shape.is_object) {
    int64_t count = 0;
    if (!list_keys(count) || !sort_keys(count)) return false;
    levels_.back().kind = Kind::kObject;
    levels_.back().count = count;
    out_.append('{');
  } else {
    levels_.back().count = shape.length;
    out_.append('[');
  }
  return true;
}

// What JSON has no form for: what `default` makes of it stands in its place.
bool Writer::write_other(Value v) {
  if (!has_fallback_) {
    ex_.raise_class("TypeError", fmt::format("Object of type {} is not JSON serializable",
                                             message_type_name(ex_, v)));
    return false;
  }
  if (!enter(v, Kind::kFallback) || !ex_.reserve(2)) return false;
  ex_.push(ex_.stack[base_]);
  ex_.push(v);
  if (ex_.call(1, 1) < 0) return false;
  const Value made = ex_.pop();
  return write(made);  // nests only as deep as `default` returns such values: enter() has the limit
}

bool Writer::enter(Value v, Kind kind) {
  for (size_t i = 0; i < levels_.size(); ++i) {
    if (!ex_.stack[slot_of(i)].same(v)) continue;
    ex_.raise_class("ValueError", "Circular reference detected");
    return false;
  }
  if (levels_.size() == kMaxDepth) {
    ex_.raise_class("RecursionError",
                    "maximum recursion depth exceeded while encoding a JSON object");
    return false;
  }
  if (!ex_.reserve(4)) return false;
  ex_.push(v);
  ex_.push(Value::nil());
  levels_.push_back({kind, false, 0, 0});
  return true;
}

void Writer::new_line() {
  out_.append('\n');
  for (size_t i = 0; i < depth_; ++i) out_.append(layout_.indent);
}

// Ends the level on top.
bool Writer::close() {
  const Level level = levels_.back();
  levels_.pop_back();
  ex_.top -= 2;
  if (level.kind == Kind::kFallback) return false;
  --depth_;
  if (level.any && layout_.pretty) new_line();
  out_.append(level.kind == Kind::kObject ? '}' : ']');
  return false;
}

// The next element of the level on top, with what stands before it. False: there is none, and the
// level is closed.
bool Writer::advance(Value& v) {
  Level& level = levels_.back();
  Value key = Value::nil();
  do {
    if (level.next == level.count) return close();
    ++level.next;
    if (level.kind == Kind::kArray) {
      v = raw_get(table(), level.next);
      break;
    }
    key = raw_get(keys(), level.next);
    v = table_get(table(), key);
  } while (v.is_nil());  // another thread has removed it
  if (level.any) out_.append(layout_.item);
  level.any = true;
  if (layout_.pretty) new_line();
  if (level.kind == Kind::kArray) return true;
  char buffer[40];
  append_quoted(out_, text_of(key, buffer), layout_.ascii);
  out_.append(layout_.colon);
  return true;
}

// ---- what a table is

bool Writer::shape_error(std::string_view text) {
  ex_.raise_class("TypeError", text);
  return false;
}

// Of the table on top.
bool Writer::find_shape(Shape& shape) {
  const Table* t = table();
  if (t->metatable.load(std::memory_order_acquire) == object_metatable_) {
    shape.is_object = true;
    return true;
  }
  int64_t texts = 0;
  int64_t numbers = 0;
  int64_t largest = 0;
  int64_t n = -1;  // the field of that name
  uint32_t index = 0;
  Value key = Value::nil();
  Value value = Value::nil();
  while (table_next_at(t, index, key, value) == Next::kFound) {
    if (key.is_integer() && key.as_integer() > 0) {
      largest = std::max(largest, key.as_integer());
      ++numbers;
    } else if (key.is_string()) {
      if (key.as_string()->view() == "n" && value.is_integer()) n = value.as_integer();
      ++texts;
    } else {
      return shape_error(fmt::format(
          "keys must be strings, or integers from 1 on, not {}",
          key.is_integer() ? fmt::to_string(key.as_integer()) : message_type_name(ex_, key)));
    }
    if ((numbers + texts) % kKeysPerPoll != 0) continue;
    copy(ex_.stack[slot_of(levels_.size() - 1) + 1], key);  // a poll may collect it
    if (!ex_.poll()) return false;
  }
  shape.is_object = numbers == 0 && texts > 0;
  shape.length = largest;
  if (shape.is_object) return true;
  if (texts == 1 && n >= largest) {
    shape.length = n;
  } else if (texts > 0) {
    return shape_error(
        "a table with keys of both kinds, strings and integers, is neither a JSON "
        "array nor an object");
  } else if (numbers != largest) {
    return shape_error(fmt::format(
        "a sequence with holes is no JSON array: {} of {} elements are there (a field n tells the "
        "length, json.object makes an object)",
        numbers, largest));
  }
  return true;
}

// Appends to [list], the slot of keys; after a collection if there was no memory.
bool Writer::keep_key(Table*& list, int64_t index, Value key) {
  Write done = raw_set(ex_.mutator(), list, index, key);
  if (GILUA_UNLIKELY(done == Write::kOutOfMemory)) {
    ex_.push(key);
    collect_for_memory(ex_);
    ex_.pop();
    done = raw_set(ex_.mutator(), list, index, key);
  }
  if (GILUA_LIKELY(done == Write::kDone)) return true;
  raise_write(ex_, done);
  return false;
}

// The keys of the table on top, in its second slot.
bool Writer::list_keys(int64_t& count) {
  const Table* t = table();
  const uint32_t room = t->hash_part.load(std::memory_order_acquire)->mask + 1;
  Table* list = new_table(ex_.mutator(), room, 0);
  if (list == nullptr) {
    collect_for_memory(ex_);
    list = new_table(ex_.mutator(), room, 0);
    if (list == nullptr) {
      ex_.raise_out_of_memory();
      return false;
    }
  }
  copy(ex_.stack[slot_of(levels_.size() - 1) + 1], Value::of(list));
  uint32_t index = 0;
  Value key = Value::nil();
  Value value = Value::nil();
  while (table_next_at(t, index, key, value) == Next::kFound) {
    if (!key.is_string() && !key.is_number())
      return shape_error("keys must be strings or numbers, not " + message_type_name(ex_, key));
    if (key.is_string()) {
      const std::string_view text = key.as_string()->view();
      const BadText bad = check_utf8(text);
      if (bad.reason != nullptr) {
        raise_bad_text(ex_, text, bad);
        return false;
      }
    }
    if (!keep_key(list, ++count, key)) return false;
    if (count % kKeysPerPoll == 0 && !ex_.poll()) return false;
  }
  return true;
}

// Keys are in the list, which nobody else has, so they stay while they are sorted.
bool Writer::sort_keys(int64_t count) {
  if (count < 2) return true;
  scratch_.clear();
  for (int64_t i = 1; i <= count; ++i) scratch_.push_back(raw_get(keys(), i));
  std::sort(scratch_.begin(), scratch_.end(), key_less);
  for (int64_t i = 1; i <= count; ++i) {
    const Write done = raw_set(ex_.mutator(), keys(), i, scratch_[static_cast<size_t>(i) - 1]);
    if (done == Write::kDone) continue;
    raise_write(ex_, done);
    return false;
  }
  return true;
}

// ---- options

constexpr std::string_view kNames[] = {"indent", "separators", "sort_keys", "ensure_ascii",
                                       "default"};

bool type_error(Exec& ex, const char* what, Value v) {
  ex.raise_class("TypeError", fmt::format("{}, not {}", what, message_type_name(ex, v)));
  return false;
}

bool parse_indent(Exec& ex, Value indent, Layout& layout) {
  constexpr int64_t kMostSpaces = 1000;
  if (indent.is_nil()) return true;
  layout.pretty = true;
  layout.item = ",";
  if (indent.is_string()) {
    layout.indent = indent.as_string()->view();
    return true;
  }
  if (!indent.is_integer()) return type_error(ex, "indent must be an integer or a string", indent);
  if (indent.as_integer() > kMostSpaces) {
    ex.raise_class("ValueError", fmt::format("indent is {}; it must be at most {}",
                                             indent.as_integer(), kMostSpaces));
    return false;
  }
  layout.indent.assign(static_cast<size_t>(std::max<int64_t>(indent.as_integer(), 0)), ' ');
  return true;
}

bool parse_separators(Exec& ex, Value separators, Layout& layout) {
  if (separators.is_nil()) return true;
  const char* what = "separators must be two strings, as in {\", \", \": \"}";
  if (!separators.is_table()) return type_error(ex, what, separators);
  const Value item = raw_get(separators.as_table(), 1);
  const Value colon = raw_get(separators.as_table(), 2);
  if (!item.is_string() || !colon.is_string())
    return type_error(ex, what, item.is_string() ? colon : item);
  layout.item = item.as_string()->view();
  layout.colon = colon.as_string()->view();
  return true;
}

}  // namespace

// dumps(value, {indent=nil, separators=nil, sort_keys=false, ensure_ascii=true, default=nil})
Outcome dumps(Exec& ex, Args args) {
  Value given[5];
  Layout layout;
  bool sorted = false;  // they always are: an order of insertion is not kept
  if (!args.has(0)) {
    return ex.raise_class("TypeError", "dumps() missing 1 required positional argument: 'obj'");
  }
  if (!bind_arguments(ex, args, 1, {"dumps", kNames, 0}, given) ||
      !parse_indent(ex, given[0], layout) || !parse_separators(ex, given[1], layout) ||
      !check_bool(ex, given[2], "sort_keys", false, sorted) ||
      !check_bool(ex, given[3], "ensure_ascii", true, layout.ascii))
    return kError;
  if (!given[4].is_nil() && !given[4].is_function() &&
      metamethod_of(ex, given[4], Event::kCall).is_nil())
    return ex.raise_class("TypeError",
                          "default must be a function, not " + message_type_name(ex, given[4]));
  Writer writer(ex, layout, given[4]);
  Value text = Value::nil();
  if (!writer.run(ex.args()[0]) || !writer.to_value(text)) return kError;
  return ex.args().ret(text);
}

}  // namespace gilua::json
