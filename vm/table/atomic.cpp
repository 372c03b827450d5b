// Module `atomic`'s steps: under the lock, so that the block stays live, and on the slot with a
// 16-byte compare-and-swap, because other threads' ordinary stores take no lock.
#include "vm/table/grow.hpp"

namespace gilua {
namespace {

/// Lua's raw equality.
bool equal(Value a, Value b) {
  if (a.tag == b.tag) {
    if (a.is_string()) return string_equal(a.as_string(), b.as_string());
    if (a.is_float()) return a.as_float() == b.as_float();
    return a.tag <= kTrue || a.bits == b.bits;
  }
  if (a.is_integer() && b.is_float()) return equal(b, a);
  int64_t i;
  return a.is_float() && b.is_integer() && float_is_integer(a.as_float(), i) && i == b.as_integer();
}

double to_float(Value v) {
  return v.is_integer() ? static_cast<double>(v.as_integer()) : v.as_float();
}

/// [compute](current, next) says what is to be stored, or why nothing is.
template <typename F>
AtomicResult update(Mutator& m, Table* t, Value raw_key, F&& compute) {
  Key key;
  const Write status = insertion_key(m, raw_key, key);
  if (status == Write::kOutOfMemory) return AtomicResult::kOutOfMemory;
  if (status != Write::kDone) return AtomicResult::kBadKey;
  Fresh fresh;
  TableLock lock(m, t);
  bool done = false;
  AtomicResult result = AtomicResult::kDone;
  while (!done && result == AtomicResult::kDone) {
    const Place place = find_place(t, key);
    Value next = Value::nil();
    if (place.slot == nullptr) {
      result = compute(Value::nil(), next);
      if (result != AtomicResult::kDone || next.is_nil()) break;
      if (insert_step(m, t, lock, fresh, key, next, done) != Write::kDone)
        result = AtomicResult::kOutOfMemory;
      continue;
    }
    const Value current = place.slot->load();
    result = compute(current, next);
    if (result != AtomicResult::kDone) break;
    done = place.slot->compare_exchange(current, next);
    if (done && !m.exclusive) adopt(m, const_cast<std::atomic<WriterId>&>(*place.writer));
  }
  if (fresh.old_array != nullptr) discard(m, fresh);
  return result;
}

}  // namespace

AtomicResult table_atomic_add(Mutator& m, Table* t, Value key, Value delta, Value& result) {
  return update(m, t, key, [&](Value current, Value& next) {
    if (!current.is_number() || !delta.is_number()) return AtomicResult::kNotANumber;
    if (current.is_integer() && delta.is_integer()) {
      next = Value{current.bits + delta.bits, kInteger};  // wraps around, as Lua's does
    } else {
      next = Value::number(to_float(current) + to_float(delta));
    }
    result = next;
    return AtomicResult::kDone;
  });
}

AtomicResult table_atomic_cas(Mutator& m, Table* t, Value key, Value expected, Value desired) {
  return update(m, t, key, [&](Value current, Value& next) {
    if (!equal(current, expected)) return AtomicResult::kDiffers;
    next = desired;
    return AtomicResult::kDone;
  });
}

AtomicResult table_atomic_swap(Mutator& m, Table* t, Value key, Value value, Value& previous) {
  return update(m, t, key, [&](Value current, Value& next) {
    previous = current;
    next = value;
    return AtomicResult::kDone;
  });
}

}  // namespace gilua
