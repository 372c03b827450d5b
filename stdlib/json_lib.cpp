// Module "_json": its rows, json.null and json.object. See json_natives.hpp.
#include "stdlib/json_natives.hpp"
#include "stdlib/state.hpp"
#include "stdlib/thread_libraries.hpp"

namespace gilua {
namespace json {
namespace {

constexpr std::string_view kNull = "_json.null";
constexpr std::string_view kObject = "_json.object";

// object([t]): t, which is then an object, even when it is empty.
Outcome object(Exec& ex, Args args) {
  Table* t = nullptr;
  if (args[0].is_nil()) {
    t = new_table(ex.mutator(), 0, 0);
    if (t == nullptr) return ex.raise_out_of_memory();
  } else if (!ex.check_table(args, 0, t)) {
    return kError;
  }
  Table* mine = object_metatable(ex);
  const Table* metatable = t->metatable.load(std::memory_order_acquire);
  if (metatable != nullptr && metatable != mine)
    return ex.bad_argument(0, "a table without a metatable expected");
  t->metatable.store(mine, std::memory_order_release);
  return args.ret(Value::of(t));
}

Outcome null_text(Exec& ex, Args args) {
  Value text = Value::nil();
  return ex.make_string("null", text) ? args.ret(text) : kError;
}

constexpr NativeRow kRows[] = {
    {"parse", 1, 1, Runs::kFull, parse, "parse(text): the value; or nil, what is wrong, where"},
    {"dumps", 1, 2, Runs::kFull, dumps, "dumps(value, {indent=, separators=, ...}): its text"},
    {"object", 0, 1, Runs::kLeaf, object, "object(t): t, an object even when it is empty"},
};

constexpr NativeRow kNullRow = {"tostring", 1, 1, Runs::kLeaf, null_text, "tostring(json.null)"};

bool open_null(Exec& ex, Table* library) {
  Userdata* null = new_userdata(ex.mutator(), kNullType, 0);
  Table* metatable = new_table(ex.mutator(), 0, 2);
  const Native* text = make_native(ex, kNullRow, {});
  if (null == nullptr || metatable == nullptr || text == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  Value name = Value::nil();
  if (!ex.make_string("json.null", name) || !set_field(ex, metatable, "__name", name) ||
      !set_field(ex, metatable, "__tostring", Value::of(text)))
    return false;
  null->metatable.store(metatable, std::memory_order_release);
  return set_field(ex, ex.runtime->registry(), kNull, Value::of(null)) &&
         set_field(ex, library, "null", Value::of(null));
}

bool open_json(Exec& ex, Table* library) {
  const Table* mine = new_table(ex.mutator(), 0, 0);
  if (mine == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  return set_field(ex, ex.runtime->registry(), kObject, Value::of(mine)) && open_null(ex, library);
}

}  // namespace

extern const UserdataType kNullType{"json.null", nullptr};

Value null_value(Exec& ex) { return raw_field(ex, ex.runtime->registry(), kNull); }
Table* object_metatable(Exec& ex) {
  return raw_field(ex, ex.runtime->registry(), kObject).as_table();
}

}  // namespace json

extern const Library kJsonNative{"_json", json::kRows, json::open_json};

}  // namespace gilua
