// Names of metamethods, and the absence bits of hash blocks.
//
// A set bit says: this block surely has no node with that name. Bits are set and cleared only under
// the table's lock:
//  1. find_metamethod searches without the lock; on a miss it takes the lock, searches the live
//  block
//     again, and sets the bit if the name is still not there. No key can be linked meanwhile.
//  2. Whoever places a key that begins with "__" clears all bits first, under the same lock, and
//     then makes the key visible with release stores.
//  3. So a bit can be set again after a clearing only by a search that came later under the lock,
//     and that search finds the key. A key's node stays in its block whether it holds a value or
//     nil (stores to existing nodes take no lock), hence a node with nil counts as present.
//  4. A reader that sees the bit set answers as if it had run before the key was placed. One that
//     was ordered after the placing (a lock, a join, the key itself) sees the bit cleared.
//  5. A copy inherits the bits: its keys are among those of the old block. The empty block has all.
#include "vm/table/grow.hpp"

namespace gilua {

bool make_event_names(Mutator& m, EventNames& names) {
  static constexpr const char* kNames[] = {
      "__index", "__newindex", "__gc",  "__mode", "__len",    "__eq",   "__add",  "__sub", "__mul",
      "__mod",   "__pow",      "__div", "__idiv", "__band",   "__bor",  "__bxor", "__shl", "__shr",
      "__unm",   "__bnot",     "__lt",  "__le",   "__concat", "__call", "__close"};
  static_assert(sizeof(kNames) / sizeof(kNames[0]) == static_cast<size_t>(Event::kCount));
  for (size_t i = 0; i < static_cast<size_t>(Event::kCount); ++i) {
    names.names[i] = intern(m, kNames[i]);
    if (names.names[i] == nullptr) return false;
  }
  return true;
}

Value find_metamethod(const Table* mt, Event event, const EventNames& names) {
  const String* name = names.names[static_cast<size_t>(event)];
  HashBlock* seen = mt->hash_part.load(std::memory_order_acquire);  // pairs with its publication
  if (const Node* node = find_interned_node(seen, name)) return node->value.load();
  Table* t = const_cast<Table*>(mt);
  // Taken in exclusive mode too, where it costs one search's worth: once per block and event.
  TableLock::acquire(t);
  HashBlock* live = t->hash_part.load(std::memory_order_relaxed);  // ours: the lock
  const Node* node = find_interned_node(live, name);
  if (node == nullptr && live != empty_hash_block()) {
    // Relaxed: a set bit publishes nothing, and writers of the word hold the lock.
    const uint32_t bits = live->absent.load(std::memory_order_relaxed);
    live->absent.store(bits | 1u << static_cast<unsigned>(event), std::memory_order_relaxed);
  }
  t->lock.store(0, std::memory_order_release);  // pairs with the next owner's acquire
  return node == nullptr ? Value::nil() : node->value.load();
}

}  // namespace gilua
