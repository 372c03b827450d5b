// Private to vm/table: storage blocks as raw memory, and placing keys in them.
//
// A block is filled before it is published and its shape never changes afterwards. Keys are placed
// under the table's lock, each once; no node ever moves.
#pragma once

#include "vm/table/keys.hpp"

namespace gilua {

constexpr uint32_t kMaxArraySlots = uint32_t{1} << 31;
constexpr uint32_t kMaxNodes = uint32_t{1} << 30;

inline size_t array_bytes(uint32_t slots) { return sizeof(ArrayBlock) + size_t{slots} * 16; }
inline size_t hash_bytes_of(uint32_t nodes) {
  return sizeof(HashBlock) + size_t{nodes} * sizeof(Node);
}
/// 0 for the shared empty block: it has a node for lookups to miss in, but no room.
inline uint32_t node_count(HashBlock* block) {
  return block == empty_hash_block() ? 0 : block->mask + 1;
}

/// Blocks with their maker's tag. The array's slots from [cleared_from] on are nil; those below are
/// for the caller to fill. nullptr: out of memory. Size 0 gives the shared empty block.
ArrayBlock* new_array_block(Mutator& m, uint32_t slots, uint32_t cleared_from);
HashBlock* new_hash_block(Mutator& m, uint32_t nodes);  // a power of two, or 0
/// For a block that nobody can reach: frees it at once while no other thread can be inside a table
/// operation. Otherwise it is left to the collector, which never finds it marked.
void discard_block(Mutator& m, ArrayBlock* block);
void discard_block(Mutator& m, HashBlock* block);

/// Smallest power of two >= [n]; 0 for 0.
inline uint64_t round_up_to_power(uint64_t n) {
  return n <= 1 ? n : uint64_t{1} << (64 - __builtin_clzll(n - 1));
}

/// Places a key that the block does not hold. False: no free node. @thread holds the table's lock,
/// or the block is not published yet
bool place_key(HashBlock* block, const Key& key, Value value);

/// The same for keys that another block held: copying brings no new name of a metamethod.
bool place_node(HashBlock* block, const Key& key, Value value);

/// Whether [key] could be the name of a metamethod: such keys reset the block's absence bits.
inline bool looks_like_event(const Key& key) {
  if (key.value.tag != kString) return false;
  const String* s = key.value.as_string();
  return s->length >= 4 && s->data()[0] == '_' && s->data()[1] == '_';
}

}  // namespace gilua
