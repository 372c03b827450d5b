// Integer-keyed access to tables for the table library: raw and inline where no metamethod is in
// play, through get_index and set_index otherwise.
//
// No block pointer outlives one access, so a comparator or metamethod may change the table between
// two of them.
#pragma once

#include "stdlib/arguments.hpp"

namespace gilua {

/// No __index, __newindex or __len: the table's raw contents are what Lua sees.
inline bool is_plain(const Exec& ex, Value v) {
  if (!v.is_table()) return false;
  const Table* mt = v.as_table()->metatable.load(std::memory_order_acquire);
  if (GILUA_LIKELY(mt == nullptr)) return true;
  const EventNames& names = ex.world().events;
  return metamethod(mt, Event::kIndex, names).is_nil() &&
         metamethod(mt, Event::kNewindex, names).is_nil() &&
         metamethod(mt, Event::kLen, names).is_nil();
}

GILUA_ALWAYS_INLINE Value raw_get(const Table* t, int64_t i) {
  // Acquire: pairs with the release that published the block.
  Slot* slot = array_slot(t->array.load(std::memory_order_acquire), i);
  return GILUA_LIKELY(slot != nullptr) ? slot->load() : table_get_integer(t, i);
}

/// Steps 2 and 3 of the write protocol (vm/table/table.hpp).
GILUA_ALWAYS_INLINE Write raw_set(Mutator& m, Table* t, int64_t i, Value v) {
  ArrayBlock* block = t->array.load(std::memory_order_acquire);
  Slot* slot = array_slot(block, i);
  if (GILUA_UNLIKELY(slot == nullptr)) return table_set_integer(m, t, i, v);
  slot->store(v);
  if (GILUA_LIKELY(store_stands(m, block->writer))) return Write::kDone;
  return finish_store_slow(m, t, slot, Value::integer(i), v);
}

/// Raises what a raw write with an integer key can fail of.
inline Outcome raise_write(Exec& ex, Write problem) {
  return problem == Write::kTooLarge ? ex.raise("table overflow") : ex.raise_out_of_memory();
}

/// object[i], as Lua reads it. @runs lua, false after an error
inline bool get_at(Exec& ex, Value object, int64_t i, Value& out) {
  if (object.is_table()) {
    out = raw_get(object.as_table(), i);
    if (!out.is_nil() || object.as_table()->metatable.load(std::memory_order_acquire) == nullptr) {
      return true;
    }
  }
  return get_index(ex, object, Value::integer(i), out);
}

/// object[i] = v, as Lua writes it. @runs lua, false after an error
inline bool set_at(Exec& ex, Value object, int64_t i, Value v) {
  if (!object.is_table() ||
      object.as_table()->metatable.load(std::memory_order_acquire) != nullptr) {
    return set_index(ex, object, Value::integer(i), v);
  }
  const Write done = raw_set(ex.mutator(), object.as_table(), i, v);
  if (GILUA_LIKELY(done == Write::kDone)) return true;
  raise_write(ex, done);
  return false;
}

/// For loops over many elements in kFull natives: a safepoint each 1024 turns. False after raising.
GILUA_ALWAYS_INLINE bool poll_now_and_then(Exec& ex, int64_t turn) {
  return (turn & 1023) != 1023 || ex.poll();
}

/// What argument [i] must be able to do if it is no table.
struct TableUse {
  bool read = false;
  bool write = false;
  bool length = false;
};
/// A table, or a value with the metamethods that [use] asks for; false after raising.
bool check_table_like(Exec& ex, Args args, uint32_t i, TableUse use);
/// #v as luaL_len: an integer, or an error. @runs lua
bool length_at(Exec& ex, Value v, int64_t& out);

Outcome table_sort(Exec& ex, Args args);  // table_sort.cpp

}  // namespace gilua
