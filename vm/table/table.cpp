// Tables that many threads read and write at once: the protocol, lookups and stores.
//
//  1. A table points to an array block and a hash block. A block's shape (its size, its keys'
//     places) never changes once it is published; its slots do. Each block carries a write tag: the
//     id of the thread that owns it, UNOWNED, SHARED or FROZEN.
//  2. Read, by anyone: load the block (acquire), find, load the slot. An integer key that misses in
//     the hash part looks at the array pointer again (keys.hpp).
//  3. Write to a slot that exists, by anyone: load the block, find, store, compiler fence, THEN
//  load
//     the tag: "mine" or SHARED means done, anything else goes to 4.
//  4. Slow write: take the lock. If the live block is still the one stored into, the store stands:
//     an UNOWNED block becomes mine, another's becomes SHARED, a FROZEN one stays (whoever froze
//     it copies under the lock, after us). If it was replaced, find or insert in the live one.
//  5. Insert: under the lock, after a search of both live blocks. Value, key, link, in this order
//     (blocks.cpp). Deleting leaves the key, with nil; only replacing a block drops it.
//  6. Grow, shrink, clean: allocate without the lock, take it, go on only if both live blocks are
//     those that the plan was made for. What is replaced: a block whose keys change, and both
//     where a key changes sides. A node that holds nil counts: a writer may be about to fill it.
//  7. If every replaced block is mine or UNOWNED, nobody else's unlocked store into it can stand,
//  so
//     it is copied as it is. Otherwise set the replaced blocks FROZEN and run the barrier:
//     afterwards every store that did not see FROZEN is visible, and every other one ends in step
//     4, where it waits for the lock. Without membarrier: FROZEN, unlock, wait until every thread
//     has passed a poll, lock, look again.
//  8. Copy slot by slot. If the entries do not fit any more (others filled slots that held nil),
//     nothing was published yet: drop the new blocks and plan again. Tags stay FROZEN, which is
//     slow for writers and right.
//  9. Publish, as mine after a private copy, else as SHARED. The destination of keys that change
//     sides goes first, so that no reader misses a key that is there. The replaced block is left
//     to the collector, since others may still be reading it; it stays FROZEN for ever.
// 10. In exclusive mode (the GIL is on, or one thread exists) no other thread is inside any of
// these
//     functions: no lock, no tags, no barrier, and replaced blocks are freed at once.
//
// Why no write is lost: an unlocked write ends only after it saw "mine" or SHARED behind its store.
// A block that is mine is copied without a barrier only by me, and an UNOWNED one has no unlocked
// writers; every other copier ran FROZEN and the barrier first. If the barrier falls after my
// store, the copy has it; if before, my tag load sees FROZEN, and I write again under the lock. A
// stranger's first write is finished under the lock, where the owner's growth is serialised too. No
// value is torn: every slot is read and written whole. Nothing is used after it was freed: blocks
// die only in a stop of the world, and no block pointer is held across a poll. What a racing script
// can see: an unsynchronised write that meets a growth may take effect twice.
#include "vm/table/grow.hpp"

namespace gilua {
namespace {

/// Steps 3 and 4 for a slot that was found.
GILUA_ALWAYS_INLINE Write store_at(Mutator& m, Table* t, Slot* slot,
                                   const std::atomic<WriterId>& writer, Value key, Value value) {
  slot->store(value);
  if (GILUA_LIKELY(m.exclusive || store_stands(m, writer))) return Write::kDone;
  return finish_store_slow(m, t, slot, key, value);
}

/// The tag of the live block that [slot] belongs to; nullptr if its block was replaced.
std::atomic<WriterId>* live_writer(const Table* t, const Slot* slot) {
  // Integers, since pointers into different blocks must not be compared.
  const auto at = reinterpret_cast<uintptr_t>(slot);
  ArrayBlock* array = t->array.load(std::memory_order_relaxed);  // ours: the lock
  const auto slots = reinterpret_cast<uintptr_t>(array->slots);
  if (at - slots < size_t{array->size} * sizeof(Slot)) return &array->writer;
  HashBlock* hash = t->hash_part.load(std::memory_order_relaxed);
  const auto nodes = reinterpret_cast<uintptr_t>(hash->nodes);
  if (at - nodes < size_t{node_count(hash)} * sizeof(Node)) return &hash->writer;
  return nullptr;
}

GILUA_NOINLINE Write set_any(Mutator& m, Table* t, Value raw_key, Value value) {
  Key key;
  if (lookup_key(raw_key, key)) {
    const Place place = find_place(t, key);
    if (place.slot != nullptr) return store_at(m, t, place.slot, *place.writer, key.value, value);
  }
  const Write status = insertion_key(m, raw_key, key);
  if (status != Write::kDone || value.is_nil()) return status;
  return store_or_insert(m, t, key, value, m.exclusive);
}

GILUA_NOINLINE Write set_integer_in_hash(Mutator& m, Table* t, int64_t i, Value value) {
  const Key key = integer_key(i);
  const Place place = find_place(t, key);
  if (place.slot != nullptr) return store_at(m, t, place.slot, *place.writer, key.value, value);
  if (value.is_nil()) return Write::kDone;
  return store_or_insert(m, t, key, value, m.exclusive);
}

}  // namespace

Table* new_table(Mutator& m, uint32_t array_size, uint32_t hash_size) {
  if (array_size > kMaxArraySlots || hash_size > kMaxNodes) return nullptr;
  ArrayBlock* array = new_array_block(m, array_size, 0);
  HashBlock* hash = new_hash_block(m, static_cast<uint32_t>(round_up_to_power(hash_size)));
  auto* t = static_cast<Table*>(Heap::allocate(m, sizeof(Table)));
  if (GILUA_UNLIKELY(t == nullptr || array == nullptr || hash == nullptr)) return nullptr;
  t->kind = Kind::kTable;
  t->flags.store(0, std::memory_order_relaxed);
  t->spare = 0;
  // Relaxed: whoever publishes the table (a slot store, release) publishes these.
  t->lock.store(0, std::memory_order_relaxed);
  t->hash.store(0, std::memory_order_relaxed);
  t->array.store(array, std::memory_order_relaxed);
  t->hash_part.store(hash, std::memory_order_relaxed);
  t->metatable.store(nullptr, std::memory_order_relaxed);
  return t;
}

// --- reading

Value table_get_integer_in_hash(const Table* t, int64_t key) {
  const Place place = find_place(t, integer_key(key));
  return place.slot == nullptr ? Value::nil() : place.slot->load();
}

Value table_get_interned(const Table* t, const String* key) {
  const Node* node = find_interned_node(t->hash_part.load(std::memory_order_acquire), key);
  return node == nullptr ? Value::nil() : node->value.load();
}

Value table_get_string(const Table* t, const String* key) {
  if (key->is_interned()) return table_get_interned(t, key);
  const Node* node = find_string_node(t->hash_part.load(std::memory_order_acquire),
                                      {Value::of(key), string_hash(key)});
  return node == nullptr ? Value::nil() : node->value.load();
}

Value table_get(const Table* t, Value key) {
  if (key.tag == kString) return table_get_string(t, key.as_string());
  if (key.tag == kInteger) return table_get_integer(t, key.as_integer());
  const Place place = table_find(t, key);
  return place.slot == nullptr ? Value::nil() : place.slot->load();
}

Place table_find(const Table* t, Value raw_key) {
  Key key;
  return lookup_key(raw_key, key) ? find_place(t, key) : Place{};
}

Place table_find_interned(const Table* t, const String* key) {
  HashBlock* hash = t->hash_part.load(std::memory_order_acquire);  // pairs with its publication
  Node* node = find_interned_node(hash, key);
  if (node == nullptr) return {};
  return {&node->value, &hash->writer, static_cast<uint32_t>(node - hash->nodes)};
}

// --- writing

Write table_set(Mutator& m, Table* t, Value key, Value value) {
  if (key.tag == kInteger) return table_set_integer(m, t, key.as_integer(), value);
  if (key.tag == kString && key.as_string()->is_interned())
    return table_set_interned(m, t, key.as_string(), value);
  return set_any(m, t, key, value);
}

Write table_set_integer(Mutator& m, Table* t, int64_t key, Value value) {
  ArrayBlock* array = t->array.load(std::memory_order_acquire);  // pairs with its publication
  if (Slot* slot = array_slot(array, key))
    return store_at(m, t, slot, array->writer, Value::integer(key), value);
  return set_integer_in_hash(m, t, key, value);
}

Write table_set_interned(Mutator& m, Table* t, String* key, Value value) {
  HashBlock* hash = t->hash_part.load(std::memory_order_acquire);
  if (Node* node = find_interned_node(hash, key))
    return store_at(m, t, &node->value, hash->writer, Value::of(key), value);
  if (value.is_nil()) return Write::kDone;
  return store_or_insert(m, t, {Value::of(key), interned_hash(key)}, value, m.exclusive);
}

Write finish_store_slow(Mutator& m, Table* t, const Slot* slot, Value raw_key, Value value) {
  {
    TableLock lock(m, t);
    if (std::atomic<WriterId>* writer = live_writer(t, slot)) {
      adopt(m, *writer);
      return Write::kDone;
    }
  }
  Key key;
  const Write status = insertion_key(m, raw_key, key);
  if (status != Write::kDone) return status;
  return store_or_insert(m, t, key, value, false);
}

Write table_reserve(Mutator& m, Table* t, uint32_t array_size, uint32_t hash_size) {
  Fresh fresh;
  TableLock lock(m, t);
  for (;;) {
    if (!is_for(fresh, t)) {
      const Plan plan = plan_reserve(t, array_size, hash_size);
      if (!plan.new_array && !plan.new_hash && !plan.too_large) break;
      const Write made = prepare(m, t, lock, fresh, plan);
      if (made != Write::kDone) return made;
      if (!m.exclusive) continue;
    }
    if (replace(m, t, lock, fresh)) break;
  }
  discard(m, fresh);
  return Write::kDone;
}

}  // namespace gilua
