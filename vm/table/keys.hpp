// Private to vm/table: what a key looks like to a table, and how it is found in the two blocks.
//
// A lookup never locks and never fails half-way: it loads a block (acquire) and walks one chain,
// whose nodes never move. A node's key is complete once its tag can be seen: the tag is stored
// with release after the payload, and loaded here with acquire before it.
#pragma once

#include "vm/table/table.hpp"

namespace gilua {

/// A key as blocks hold it: floats with an integer value are integers, booleans carry no payload.
struct Key {
  Value value;
  uint32_t hash;
};

GILUA_ALWAYS_INLINE uint32_t mix(uint64_t bits) {
  // A multiplication spreads the low bits upwards; folding brings the high half back to where the
  // mask looks. Consecutive integers stay free of collisions, multiples of powers of two too.
  const uint64_t h = bits * 0x9E3779B97F4A7C15u;
  return static_cast<uint32_t>(h ^ (h >> 32));
}
GILUA_ALWAYS_INLINE Key integer_key(int64_t i) {
  return {Value::integer(i), mix(static_cast<uint64_t>(i))};
}
/// An interned string's hash was computed before it was interned, so it stands in the header.
GILUA_ALWAYS_INLINE uint32_t interned_hash(const String* s) {
  return s->hash.load(std::memory_order_relaxed);  // written before the string was published
}
/// Exact only: 2^53 is one, 0.5, NaN and 2^63 are none.
GILUA_ALWAYS_INLINE bool float_is_integer(double d, int64_t& out) {
  if (!(d >= -0x1p63 && d < 0x1p63)) return false;
  out = static_cast<int64_t>(d);
  return static_cast<double>(out) == d;
}

/// Makes [key] ready for a lookup. False: no table holds such a key (nil, NaN, an object that never
/// was a key: it has no identity hash yet).
bool lookup_key(Value value, Key& key);
/// Makes [key] ready to be inserted: short strings interned, identity hash made. May allocate.
Write insertion_key(Mutator& m, Value value, Key& key);

GILUA_ALWAYS_INLINE Node* find_interned_node(HashBlock* block, const String* key) {
  const uint64_t bits = reinterpret_cast<uint64_t>(key);
  Node* node = &block->nodes[interned_hash(key) & block->mask];
  for (;;) {
    const uint64_t word = node->key_tag.load(std::memory_order_acquire);
    // Relaxed: the payload was stored before the tag that we have just acquired.
    if (GILUA_LIKELY(node->key_bits.load(std::memory_order_relaxed) == bits &&
                     Node::tag_of(word) == kString))
      return node;
    const uint32_t next = Node::next_of(word);
    if (next == 0) return nullptr;
    node = &block->nodes[next - 1];
  }
}

/// For keys that are equal only if tag and bits are: everything but strings.
GILUA_ALWAYS_INLINE Node* find_bits_node(HashBlock* block, const Key& key) {
  Node* node = &block->nodes[key.hash & block->mask];
  for (;;) {
    const uint64_t word = node->key_tag.load(std::memory_order_acquire);
    if (Node::tag_of(word) == key.value.tag &&
        node->key_bits.load(std::memory_order_relaxed) == key.value.bits)
      return node;
    const uint32_t next = Node::next_of(word);
    if (next == 0) return nullptr;
    node = &block->nodes[next - 1];
  }
}

/// For strings that are long or not interned: hash, then bytes.
Node* find_string_node(HashBlock* block, const Key& key);

GILUA_ALWAYS_INLINE Node* find_node(HashBlock* block, const Key& key) {
  if (key.value.tag != kString) return find_bits_node(block, key);
  const String* s = key.value.as_string();
  return s->is_interned() ? find_interned_node(block, s) : find_string_node(block, key);
}

/// Where [key] lives in the blocks as loaded.
inline Place find_place(const Table* t, const Key& key) {
  if (key.value.tag != kInteger) {
    HashBlock* hash = t->hash_part.load(std::memory_order_acquire);  // pairs with its publication
    Node* node = find_node(hash, key);
    if (node == nullptr) return {};
    return {&node->value, &hash->writer, static_cast<uint32_t>(node - hash->nodes)};
  }
  ArrayBlock* array = t->array.load(std::memory_order_acquire);
  for (;;) {
    if (Slot* slot = array_slot(array, key.value.as_integer())) return {slot, &array->writer, 0};
    HashBlock* hash = t->hash_part.load(std::memory_order_acquire);
    if (Node* node = find_bits_node(hash, key))
      return {&node->value, &hash->writer, static_cast<uint32_t>(node - hash->nodes)};
    // The key may have moved to the array between our two loads. The mover published the array
    // first, so whoever saw its hash block (acquire) sees the array here.
    ArrayBlock* again = t->array.load(std::memory_order_acquire);
    if (GILUA_LIKELY(again == array)) return {};
    array = again;
  }
}

}  // namespace gilua
