// threading.Local: an object whose fields each thread has for itself.
//
// A thread's record holds a table, weak in its keys, from Local object to the table of fields that
// this thread gave it. So fields go with the thread or with the object, whichever goes first, also
// when they refer to the object itself (an ephemeron). Only its own thread ever touches the table,
// so nothing is locked.
//
// Instances are userdata: the metatable is that of the instance's Lua class, the user value is the
// packed arguments that each thread's first use passes on to init.
#include <new>

#include "stdlib/state.hpp"
#include "stdlib/threading_record.hpp"

namespace gilua {
namespace {

const UserdataType kLocalType{"_local", nullptr};
constexpr std::string_view kWeakMetatable = "_threading.weak_keys";

Userdata* check_local(Exec& ex, Args args) {
  if (args[0].is_userdata() && args[0].as_userdata()->type == &kLocalType)
    return args[0].as_userdata();
  ex.bad_type(0, "Local");
  return nullptr;
}

// new(metatable, arguments): a bare instance.
Outcome new_local(Exec& ex, Args args) {
  Table* metatable = nullptr;
  if (!ex.check_table(args, 0, metatable)) return kError;
  Userdata* object = new_userdata(ex.mutator(), kLocalType, 0);
  if (object == nullptr) return ex.raise_out_of_memory();
  object->user_value.init(args[1]);
  object->metatable.store(metatable, std::memory_order_release);
  return args.ret(Value::of(object));
}

// arguments(object): what it was made with.
Outcome arguments(Exec& ex, Args args) {
  const Userdata* object = check_local(ex, args);
  if (object == nullptr) return kError;
  return args.ret(object->user_value.load());
}

// The metatable that makes a table weak in its keys; nullptr after raising.
Table* weak_keys(Exec& ex) {
  Table* registry = ex.runtime->registry();
  const Value known = raw_field(ex, registry, kWeakMetatable);
  if (known.is_table()) return known.as_table();
  Table* metatable = new_table(ex.mutator(), 0, 1);
  Value mode;
  if (metatable == nullptr) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  const bool made = ex.make_string("k", mode) && set_field(ex, metatable, "__mode", mode) &&
                    set_field(ex, registry, kWeakMetatable, Value::of(metatable));
  return made ? metatable : nullptr;
}

// set_fields(object, table or nil): the calling thread's fields of it. The thread is known.
Outcome set_fields(Exec& ex, Args args) {
  if (check_local(ex, args) == nullptr) return kError;
  ThreadRecord* record = ThreadList::of(ex).current(ex);
  if (record == nullptr) return ex.raise("the thread is not known to threading");
  if (record->locals.is_nil()) {
    Table* metatable = weak_keys(ex);
    if (metatable == nullptr) return kError;
    Table* made = new_table(ex.mutator(), 0, 1);
    if (made == nullptr) return ex.raise_out_of_memory();
    if (!set_metatable_of(ex, Value::of(made), metatable)) return kError;
    record->locals = Value::of(made);
  }
  if (table_set(ex.mutator(), record->locals.as_table(), args[0], args[1]) != Write::kDone)
    return ex.raise_out_of_memory();
  return args.ret();
}

// The calling thread's fields of args[0], which stands at args.base; runs begin_local at first use.
// False after an error.
bool find_fields(Exec& ex, Args args, Value& out) {
  if (check_local(ex, args) == nullptr) return false;
  const ThreadList& list = ThreadList::of(ex);
  const auto look = [&] {
    const ThreadRecord* record = list.current(ex);
    out = record == nullptr || record->locals.is_nil()
              ? Value::nil()
              : table_get(record->locals.as_table(), ex.args()[0]);
    return out.is_table();
  };
  if (look()) return true;
  ex.push(list.begin_local);
  ex.push(args[0]);
  if (ex.call(1, 0) == kError) return false;
  if (look()) return true;
  ex.raise("the fields of a Local are gone");  // it was used from its own init, which failed
  return false;
}

// __index(object, key): the thread's field, else what the class has.
Outcome index(Exec& ex, Args args) {
  Value fields;
  if (!find_fields(ex, args, fields)) return kError;
  args = ex.args();
  const Value own = table_get(fields.as_table(), args[1]);
  if (!own.is_nil()) return args.ret(own);
  // Acquire pairs with new_local's release.
  const Table* metatable = args.base[0].as_userdata()->metatable.load(std::memory_order_acquire);
  const Value owner = raw_field(ex, metatable, "class");
  Value found;
  if (!get_index(ex, owner, args[1], found)) return kError;
  return ex.args().ret(found);
}

// __newindex(object, key, value)
Outcome newindex(Exec& ex, Args args) {
  Value fields;
  if (!find_fields(ex, args, fields)) return kError;
  args = ex.args();
  switch (table_set(ex.mutator(), fields.as_table(), args[1], args[2])) {
    case Write::kDone:
      return args.ret();
    case Write::kNilKey:
      return ex.raise("index is nil");
    case Write::kNanKey:
      return ex.raise("index is NaN");
    default:
      return ex.raise_out_of_memory();
  }
}

constexpr NativeRow kRows[] = {
    {"new", 2, 2, Runs::kLeaf, new_local, "new(metatable, arguments): a bare instance"},
    {"arguments", 1, 1, Runs::kLeaf, arguments, "arguments(object): what it was made with"},
    {"set_fields", 2, 2, Runs::kLeaf, set_fields, "set_fields(object, table): this thread's"},
    {"index", 2, 2, Runs::kFull, index, "local_object[key]"},
    {"newindex", 3, 3, Runs::kFull, newindex, "local_object[key] = value"},
};

}  // namespace

std::span<const NativeRow> local_rows() { return kRows; }

}  // namespace gilua
