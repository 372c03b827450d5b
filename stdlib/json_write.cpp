// Module "_json": json.dumps.
//
// The writer is ours and not RapidJSON's, whose layouts and escapes are not Python's. It goes
// through the value without recursion: for each array or object that is open, two stack slots hold
// the table and, for an object, a list of its keys, sorted. So it may poll between any two
// elements, and other threads may change the tables meanwhile: what is written is what was found
// when its turn came.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "stdlib/json_writer.hpp"
#include "stdlib/table_access.hpp"
#include "stdlib/threading_arguments.hpp"
#include "vm/exec/call.hpp"

namespace gilua::json {

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
static bool is_named(Exec& ex, const Table* t) {
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

// ---- options

namespace {

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
