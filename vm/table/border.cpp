// The border (`#t`), and append and pop, which are one step each under the lock.
//
// The hint in the array block remembers where `#` looked last. It is only a hint: any value gives a
// right border, since the slots beside it are looked at. So append loops and stacks take a step or
// two, and a stale or racing hint costs a binary search. Everything is bounded by the block that
// was loaded.
#include <algorithm>

#include "vm/table/grow.hpp"

namespace gilua {
namespace {

constexpr unsigned kSteps = 4;  // slots to look at beside the hint before searching

bool is_nil_at(const ArrayBlock* array, uint32_t key) {
  return array->slots[key - 1].load().is_nil();
}

/// A border in [low, high): t[low] is not nil, or low is 0; t[high] is nil.
uint32_t search(const ArrayBlock* array, uint32_t low, uint32_t high) {
  while (high - low > 1) {
    const uint32_t middle = low + (high - low) / 2;
    if (is_nil_at(array, middle)) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return low;
}

/// A border within the array part; its size means: go on in the hash part.
uint32_t array_border(const ArrayBlock* array, uint32_t hint) {
  const uint32_t size = array->size;
  uint32_t at = std::min(hint, size);
  if (at > 0 && is_nil_at(array, at)) {
    for (unsigned i = 0; i < kSteps; ++i) {
      --at;
      if (at == 0 || !is_nil_at(array, at)) return at;
    }
    return search(array, 0, at);
  }
  for (unsigned i = 0; i < kSteps; ++i) {
    if (at == size || is_nil_at(array, at + 1)) return at;
    ++at;
  }
  return is_nil_at(array, size) ? search(array, at, size) : size;
}

/// PUC's hash_search: doubles until a nil, then searches between.
int64_t hash_border(const Table* t, uint64_t size) {
  uint64_t low = size;
  uint64_t high = low + 1;
  constexpr uint64_t kMax = INT64_MAX;
  while (!table_get_integer(t, static_cast<int64_t>(high)).is_nil()) {
    low = high;
    if (high > kMax / 2) {
      if (!table_get_integer(t, INT64_MAX).is_nil()) return INT64_MAX;
      high = kMax;
      break;
    }
    high *= 2;
  }
  while (high - low > 1) {
    const uint64_t middle = low + (high - low) / 2;
    if (table_get_integer(t, static_cast<int64_t>(middle)).is_nil()) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return static_cast<int64_t>(low);
}

void set_hint(ArrayBlock* array, uint32_t border) {
  // Relaxed: a hint. Written only when it changes, so that readers share the cache line; so the
  // empty block, whose border is always its hint 0, is never written.
  if (array->border_hint.load(std::memory_order_relaxed) != border)
    array->border_hint.store(border, std::memory_order_relaxed);
}

}  // namespace

int64_t table_length(const Table* t) {
  ArrayBlock* array = t->array.load(std::memory_order_acquire);  // pairs with its publication
  const uint32_t border = array_border(array, array->border_hint.load(std::memory_order_relaxed));
  set_hint(array, border);
  if (GILUA_LIKELY(border < array->size) ||
      t->hash_part.load(std::memory_order_acquire) == empty_hash_block())
    return border;
  return hash_border(t, border);
}

Write table_append(Mutator& m, Table* t, Value value) {
  if (value.is_nil()) return Write::kDone;
  Fresh fresh;
  TableLock lock(m, t);
  bool done = false;
  Write result = Write::kDone;
  while (!done && result == Write::kDone) {
    // Wraps around at the largest integer, as `#t + 1` does.
    const uint64_t border = static_cast<uint64_t>(table_length(t));
    ArrayBlock* array = t->array.load(std::memory_order_relaxed);  // ours: the lock
    if (GILUA_LIKELY(border < array->size)) {
      array->slots[border].store(value);
      set_hint(array, static_cast<uint32_t>(border) + 1);
      if (!m.exclusive) adopt(m, array->writer);
      break;
    }
    const Key key = integer_key(static_cast<int64_t>(border + 1));
    result = store_step(m, t, lock, fresh, key, value, done);
  }
  if (fresh.old_array != nullptr) discard(m, fresh);
  return result;
}

Value table_pop(Mutator& m, Table* t) {
  TableLock lock(m, t);
  const int64_t border = table_length(t);
  // An empty list gives t[0] and takes it away: Lua's table.remove does.
  const Place place = find_place(t, integer_key(border));
  if (place.slot == nullptr) return Value::nil();
  const Value value = place.slot->load();
  if (value.is_nil()) return value;
  place.slot->store(Value::nil());
  if (!m.exclusive) adopt(m, const_cast<std::atomic<WriterId>&>(*place.writer));
  ArrayBlock* array = t->array.load(std::memory_order_relaxed);  // ours: the lock
  if (border > 0 && border <= array->size) set_hint(array, static_cast<uint32_t>(border) - 1);
  return value;
}

}  // namespace gilua
