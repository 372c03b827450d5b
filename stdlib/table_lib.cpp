// The table library. Each function has two ways: tables without __index, __newindex and __len are
// worked on raw, slot by slot and without a poll; anything else goes through metamethods, with
// every value that must survive a call in a stack slot.
//
// insert(t, v) and remove(t) on plain tables are one step each under the table's lock, so that
// threads may push and pop at one table (contract, section 2).
#include "stdlib/buffer.hpp"
#include "stdlib/libraries.hpp"
#include "stdlib/table_access.hpp"

namespace gilua {

bool check_table_like(Exec& ex, Args args, uint32_t i, TableUse use) {
  const Value v = args[i];
  if (GILUA_LIKELY(v.is_table())) return true;
  const auto has = [&](Event event) { return !metamethod_of(ex, v, event).is_nil(); };
  if (metatable_of(ex, v) != nullptr && (!use.read || has(Event::kIndex)) &&
      (!use.write || has(Event::kNewindex)) && (!use.length || has(Event::kLen))) {
    return true;
  }
  ex.bad_type(i, "table");
  return false;
}

bool length_at(Exec& ex, Value v, int64_t& out) {
  if (is_plain(ex, v)) {
    out = table_length(v.as_table());
    return true;
  }
  Value length;
  if (!length_of(ex, v, length)) return false;
  if (to_integer(length, out)) return true;
  ex.raise("object length is not an integer");
  return false;
}

namespace {

int64_t wrap_increment(int64_t i) { return static_cast<int64_t>(static_cast<uint64_t>(i) + 1); }

Outcome position_out_of_bounds(Exec& ex, uint32_t i) {
  return ex.bad_argument(i, "position out of bounds");
}

// --- insert

Outcome insert_plain(Exec& ex, Args args, Table* t) {
  Mutator& m = ex.mutator();
  const int64_t end = wrap_increment(table_length(t));
  int64_t at;
  if (!integer_argument(ex, args, 1, at)) return kError;
  if (static_cast<uint64_t>(at) - 1 >= static_cast<uint64_t>(end)) {
    return position_out_of_bounds(ex, 1);
  }
  for (int64_t i = end; i > at; --i) {
    const Write done = raw_set(m, t, i, raw_get(t, i - 1));
    if (GILUA_UNLIKELY(done != Write::kDone)) return raise_write(ex, done);
  }
  const Write done = raw_set(m, t, at, args.base[2]);
  return done == Write::kDone ? args.ret() : raise_write(ex, done);
}

Outcome insert_any(Exec& ex, Args args) {
  int64_t end;
  if (!check_table_like(ex, args, 0, {.read = true, .write = true, .length = true}) ||
      !length_at(ex, args[0], end)) {
    return kError;
  }
  end = wrap_increment(end);
  args = ex.args();
  if (args.count != 2 && args.count != 3) {
    return ex.raise("wrong number of arguments to 'insert'");
  }
  int64_t at = end;
  if (args.count == 3) {
    if (!integer_argument(ex, args, 1, at)) return kError;
    if (static_cast<uint64_t>(at) - 1 >= static_cast<uint64_t>(end)) {
      return position_out_of_bounds(ex, 1);
    }
    for (int64_t i = end; i > at; --i) {
      Value v;
      if (!poll_now_and_then(ex, i)) return kError;
      if (!get_at(ex, ex.args().base[0], i - 1, v)) return kError;
      if (!set_at(ex, ex.args().base[0], i, v)) return kError;
    }
  }
  args = ex.args();
  if (!set_at(ex, args.base[0], at, args.base[args.count - 1])) return kError;
  return ex.args().ret();
}

Outcome table_insert(Exec& ex, Args args) {
  if (GILUA_LIKELY(is_plain(ex, args[0]))) {
    Table* t = args.base[0].as_table();
    if (GILUA_LIKELY(args.count == 2)) {
      const Write done = table_append(ex.mutator(), t, args.base[1]);
      return GILUA_LIKELY(done == Write::kDone) ? args.ret() : raise_write(ex, done);
    }
    if (args.count == 3) return insert_plain(ex, args, t);
  }
  return insert_any(ex, args);
}

// --- remove

/// Moves the elements above [at] down and clears the last; the element at [at] is the result.
Outcome remove_plain(Exec& ex, Args args, Table* t, int64_t size, int64_t at) {
  Mutator& m = ex.mutator();
  const Value removed = raw_get(t, at);
  int64_t i = at;
  for (; i < size; ++i) {
    const Write done = raw_set(m, t, i, raw_get(t, i + 1));
    if (GILUA_UNLIKELY(done != Write::kDone)) return raise_write(ex, done);
  }
  if (i != at || !removed.is_nil()) {
    const Write done = raw_set(m, t, i, Value::nil());
    if (GILUA_UNLIKELY(done != Write::kDone)) return raise_write(ex, done);
  }
  return args.ret(removed);
}

Outcome remove_any(Exec& ex, Args args, int64_t size, int64_t at) {
  if (!ex.reserve(4)) return kError;
  args = ex.args();
  Value removed;
  if (!get_at(ex, args.base[0], at, removed)) return kError;
  ex.push(removed);  // on top of the stack it stays alive
  for (; at < size; ++at) {
    Value v;
    if (!poll_now_and_then(ex, at)) return kError;
    if (!get_at(ex, ex.args().base[0], at + 1, v)) return kError;
    if (!set_at(ex, ex.args().base[0], at, v)) return kError;
  }
  if (!set_at(ex, ex.args().base[0], at, Value::nil())) return kError;
  return ex.args().ret(ex.pop());
}

Outcome table_remove(Exec& ex, Args args) {
  const bool plain = is_plain(ex, args[0]);
  if (GILUA_LIKELY(plain && args.count == 1)) {
    Table* t = args.base[0].as_table();
    // An empty table may still hold t[0], which remove takes, too.
    if (table_length(t) == 0) return remove_plain(ex, args, t, 0, 0);
    return args.ret(table_pop(ex.mutator(), t));
  }
  if (!plain && !check_table_like(ex, args, 0, {.read = true, .write = true, .length = true})) {
    return kError;
  }
  int64_t size;
  int64_t at;
  if (!length_at(ex, args[0], size)) return kError;
  args = ex.args();
  if (!optional_integer(ex, args, 1, size, at)) return kError;
  // Allowed are 1 to size + 1, and whatever size is.
  if (at != size && static_cast<uint64_t>(at) - 1 > static_cast<uint64_t>(size)) {
    return position_out_of_bounds(ex, 0);
  }
  if (plain) return remove_plain(ex, args, args.base[0].as_table(), size, at);
  return remove_any(ex, args, size, at);
}

// --- move

struct MovePlan {
  int64_t from, count, to;
  bool upwards;     // copy the first element first
  uint32_t target;  // argument index of the destination
};

Outcome move_plain(Exec& ex, Args args, const MovePlan& plan) {
  Mutator& m = ex.mutator();
  const Table* source = args.base[0].as_table();
  Table* target = args.base[plan.target].as_table();
  for (int64_t k = 0; k < plan.count; ++k) {
    const int64_t i = plan.upwards ? k : plan.count - 1 - k;
    if (!poll_now_and_then(ex, k)) return kError;  // both tables lie in argument slots
    const Value v = raw_get(source, plan.from + i);
    // An absent key that gets nil needs no node.
    if (v.is_nil() && raw_get(target, plan.to + i).is_nil()) continue;
    const Write done = raw_set(m, target, plan.to + i, v);
    if (GILUA_UNLIKELY(done != Write::kDone)) return raise_write(ex, done);
  }
  args = ex.args();
  return args.ret(args.base[plan.target]);
}

Outcome move_any(Exec& ex, const MovePlan& plan) {
  for (int64_t k = 0; k < plan.count; ++k) {
    if (!poll_now_and_then(ex, k)) return kError;
    const int64_t i = plan.upwards ? k : plan.count - 1 - k;
    Value v;
    if (!get_at(ex, ex.args().base[0], plan.from + i, v)) return kError;
    if (!set_at(ex, ex.args().base[plan.target], plan.to + i, v)) return kError;
  }
  const Args args = ex.args();
  return args.ret(args.base[plan.target]);
}

Outcome table_move(Exec& ex, Args args) {
  int64_t from;
  int64_t last;
  int64_t to;
  if (!integer_argument(ex, args, 1, from) || !integer_argument(ex, args, 2, last) ||
      !integer_argument(ex, args, 3, to)) {
    return kError;
  }
  const uint32_t target = args[4].is_nil() ? 0 : 4;
  if (!check_table_like(ex, args, 0, {.read = true}) ||
      !check_table_like(ex, args, target, {.write = true})) {
    return kError;
  }
  if (last < from) return args.ret(args.base[target]);
  if (from <= 0 && last >= INT64_MAX + from) {
    return ex.bad_argument(2, "too many elements to move");
  }
  const int64_t count = last - from + 1;
  if (to > INT64_MAX - count + 1) return ex.bad_argument(3, "destination wrap around");
  bool upwards = to > last || to <= from;
  if (!upwards && target != 0) {
    bool same;
    if (!equals(ex, args.base[0], args.base[4], same)) return kError;
    upwards = !same;
    args = ex.args();
  }
  const MovePlan plan{from, count, to, upwards, target};
  if (is_plain(ex, args.base[0]) && is_plain(ex, args.base[target])) {
    return move_plain(ex, args, plan);
  }
  return move_any(ex, plan);
}

// --- concat

/// There may be no end of elements: a buffer that failed ends the reading.
bool keep_going(Exec& ex, const Buffer& buffer) {
  if (GILUA_UNLIKELY(buffer.failed())) ex.raise_out_of_memory();
  return !buffer.failed();
}

/// The slot on top keeps the element alive.
bool append_element(Exec& ex, Value v, int64_t i, Buffer& buffer) {
  if (GILUA_LIKELY(v.is_string())) {
    copy(ex.top[-1], v);
    buffer.append(v.as_string()->view());
    return keep_going(ex, buffer);
  }
  if (v.is_number()) {
    char digits[40];
    buffer.append(digits, number_to_chars(v, digits));
    return keep_going(ex, buffer);
  }
  std::string message = "invalid value (";
  message.append(type_name(v)).append(") at index ").append(std::to_string(i));
  ex.raise(message.append(" in table for 'concat'"));
  return false;
}

Outcome table_concat(Exec& ex, Args args) {
  int64_t last;
  int64_t first;
  if (!check_table_like(ex, args, 0, {.read = true, .length = true}) ||
      !length_at(ex, args[0], last)) {
    return kError;
  }
  args = ex.args();
  String* separator = nullptr;
  if (!args[1].is_nil() && !string_argument(ex, args, 1, separator)) return kError;
  if (!optional_integer(ex, args, 2, 1, first) || !optional_integer(ex, args, 3, last, last)) {
    return kError;
  }
  // Argument 2's slot keeps the separator alive, which is never moved.
  const std::string_view between = separator == nullptr ? std::string_view{} : separator->view();
  Buffer buffer(ex, Buffer::AtLimit::kCollect);
  // Another thread may take an element out of the table while the buffer collects.
  ex.push(Value::nil());
  if (is_plain(ex, args.base[0])) {
    const Table* t = args.base[0].as_table();
    for (int64_t i = first; i <= last; ++i) {
      if (!poll_now_and_then(ex, i)) return kError;
      if (!append_element(ex, raw_get(t, i), i, buffer)) return kError;
      if (i == last) break;  // also keeps i from passing the largest integer
      if (!between.empty()) buffer.append(between);
    }
  } else {
    for (int64_t i = first; i <= last; ++i) {
      Value v;
      if (!get_at(ex, ex.args().base[0], i, v) || !append_element(ex, v, i, buffer)) return kError;
      if (i == last) break;
      buffer.append(between);
    }
  }
  Value result;
  if (!buffer.to_value(ex, result)) return kError;
  return ex.args().ret(result);
}

// --- pack and unpack

Outcome table_pack(Exec& ex, Args args) {
  Mutator& m = ex.mutator();
  Table* t = new_table(m, args.count, 1);
  String* n = t == nullptr ? nullptr : intern(m, "n");
  if (n == nullptr) return ex.raise_out_of_memory();
  for (uint32_t i = 0; i < args.count; ++i) {
    const Write done = raw_set(m, t, static_cast<int64_t>(i) + 1, args.base[i]);
    if (done != Write::kDone) return raise_write(ex, done);
  }
  const Write done = table_set_interned(m, t, n, Value::integer(args.count));
  if (done != Write::kDone) return raise_write(ex, done);
  return args.ret(Value::of(t));
}

/// [count] elements from [first] on, through metamethods.
Outcome unpack_any(Exec& ex, int64_t first, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    Value v;
    if (!get_at(ex, ex.args().base[0], first + i, v)) return kError;
    ex.push(v);
  }
  return return_values(ex.args(), ex.top - count, count);
}

Outcome table_unpack(Exec& ex, Args args) {
  constexpr uint64_t kMostResults = 1'000'000;  // as PUC's LUAI_MAXSTACK
  int64_t first;
  int64_t last;
  if (!optional_integer(ex, args, 1, 1, first)) return kError;
  if (args[2].is_nil()) {
    if (!length_at(ex, args[0], last)) return kError;
    args = ex.args();
  } else if (!integer_argument(ex, args, 2, last)) {
    return kError;
  }
  if (first > last) return args.ret();
  const uint64_t count = static_cast<uint64_t>(last) - static_cast<uint64_t>(first) + 1;
  if (count == 0 || count >= kMostResults) return ex.raise("too many results to unpack");
  if (!args[0].is_table() ||
      args.base[0].as_table()->metatable.load(std::memory_order_acquire) != nullptr) {
    if (!ex.reserve(static_cast<uint32_t>(count) + kNativeFreeSlots)) {
      return ex.raise("too many results to unpack");
    }
    return unpack_any(ex, first, static_cast<uint32_t>(count));
  }
  const Table* t = args.base[0].as_table();
  if (!room_for_results(ex, args, count, "too many results")) {
    return ex.raise("too many results to unpack");
  }
  for (uint64_t i = 0; i < count; ++i) {
    copy(args.base[static_cast<ptrdiff_t>(i) - 1], raw_get(t, first + static_cast<int64_t>(i)));
  }
  return static_cast<Outcome>(count);
}

constexpr NativeRow kRows[] = {
    {"concat", 1, 4, Runs::kFull, table_concat,
     "concat(list [, sep [, i [, j]]]): its strings and numbers in one string"},
    {"insert", 2, 3, Runs::kFull, table_insert,
     "insert(list, [pos,] value): at the end, or at pos with the rest moved up"},
    {"move", 4, 5, Runs::kFull, table_move,
     "move(a1, f, e, t [, a2]): a1[f] to a1[e] go to a2[t] and on; returns a2"},
    {"pack", 0, -1, Runs::kPure, table_pack, "pack(...): a table of the arguments, n their count"},
    {"remove", 1, 2, Runs::kFull, table_remove,
     "remove(list [, pos]): takes the last element, or that at pos, and returns it"},
    {"sort", 1, 2, Runs::kFull, table_sort, "sort(list [, comp]): in place, by < or comp"},
    {"unpack", 1, 3, Runs::kFull, table_unpack, "unpack(list [, i [, j]]): list[i] to list[j]"},
};

}  // namespace

const Library kTableLibrary = {"table", kRows, nullptr};

}  // namespace gilua
