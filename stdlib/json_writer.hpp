// Module "_json": the writer behind json.dumps. See json_write.cpp; what tables are:
// json_shape.cpp.
#pragma once

#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "stdlib/json_natives.hpp"

namespace gilua::json {

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

/// A key as it is written: numbers as texts, in [buffer]. Strings stay where they are.
std::string_view text_of(Value key, char (&buffer)[40]);

/// Writes one value; lives as long as the native that made it, whose stack slots it uses.
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

}  // namespace gilua::json
