// Traversal: array 1..n, then nodes by ascending index.
//
// A position counts through both blocks as loaded; it is valid only together with them, so whoever
// brings one from an earlier call also brings the key, and the key decides. Nodes never move, and
// collections do not drop dead keys, so an entry can be deleted while it is visited: its key is
// still found here, dead or alive.
#include "vm/table/keys.hpp"

namespace gilua {
namespace {

constexpr uint64_t kNoPosition = ~uint64_t{0};

struct Blocks {
  ArrayBlock* array;
  HashBlock* hash;

  explicit Blocks(const Table* t)
      : array(t->array.load(std::memory_order_acquire)),  // each pairs with its publication
        hash(t->hash_part.load(std::memory_order_acquire)) {}
  uint64_t end() const { return uint64_t{array->size} + hash->mask + 1; }
};

bool is_node_of(const Node& node, Value key) {
  const uint32_t tag = Node::tag_of(node.key_tag.load(std::memory_order_acquire));
  // Relaxed: the payload was stored before the tag.
  return node.key_bits.load(std::memory_order_relaxed) == key.bits &&
         (tag == key.tag || (tag == kDeadKey && key.is_object()));
}

/// A key that died keeps its place in the chain of its hash.
Node* find_dead_node(HashBlock* block, const Key& key) {
  Node* node = &block->nodes[key.hash & block->mask];
  for (;;) {
    const uint64_t word = node->key_tag.load(std::memory_order_acquire);
    if (Node::tag_of(word) == kDeadKey &&
        node->key_bits.load(std::memory_order_relaxed) == key.value.bits)
      return node;
    const uint32_t next = Node::next_of(word);
    if (next == 0) return nullptr;
    node = &block->nodes[next - 1];
  }
}

/// The position behind [key], kNoPosition if the blocks do not hold it.
uint64_t position_after(const Blocks& blocks, const Key& key) {
  if (key.value.tag == kInteger && key.value.bits - 1 < blocks.array->size) return key.value.bits;
  Node* node = find_node(blocks.hash, key);
  if (node == nullptr && key.value.is_object()) node = find_dead_node(blocks.hash, key);
  if (node == nullptr) return kNoPosition;
  return uint64_t{blocks.array->size} + static_cast<uint64_t>(node - blocks.hash->nodes) + 1;
}

/// Whether the entry before [index] is the one with [key]: then a search is not needed.
bool is_behind(const Blocks& blocks, uint64_t index, Value key) {
  if (index == 0 || index > blocks.end()) return false;
  if (index <= blocks.array->size) return key.tag == kInteger && key.bits == index;
  return is_node_of(blocks.hash->nodes[index - 1 - blocks.array->size], key);
}

/// The first entry with a value from [index] on.
Next advance(const Blocks& blocks, uint64_t& index, Value& key, Value& value) {
  const uint64_t size = blocks.array->size;
  for (; index < size; ++index) {
    const Value v = blocks.array->slots[index].load();
    if (v.is_nil()) continue;
    key = Value::integer(static_cast<int64_t>(++index));
    value = v;
    return Next::kFound;
  }
  for (const uint64_t end = blocks.end(); index < end; ++index) {
    const Node& node = blocks.hash->nodes[index - size];
    const uint64_t tag = Node::tag_of(node.key_tag.load(std::memory_order_acquire));
    if (tag == kNil || tag == kDeadKey) continue;
    const Value v = node.value.load();
    if (v.is_nil()) continue;
    ++index;
    key = {node.key_bits.load(std::memory_order_relaxed), tag};
    value = v;
    return Next::kFound;
  }
  return Next::kEnd;
}

Next next_by_key(const Table* t, uint64_t& index, Value& key, Value& value) {
  Key wanted;
  if (!lookup_key(key, wanted)) return Next::kInvalidKey;
  for (;;) {
    const Blocks blocks(t);
    index = position_after(blocks, wanted);
    if (GILUA_LIKELY(index != kNoPosition)) return advance(blocks, index, key, value);
    // Blocks that another thread has just replaced may lack a key that changed sides.
    const Blocks again(t);
    if (again.array == blocks.array && again.hash == blocks.hash) return Next::kInvalidKey;
  }
}

}  // namespace

Next table_next(const Table* t, Value& key, Value& value) {
  uint64_t index = 0;
  if (key.is_nil()) return advance(Blocks(t), index, key, value);
  return next_by_key(t, index, key, value);
}

Next table_next_at(const Table* t, uint32_t& hint, Value& key, Value& value) {
  uint64_t index = key.is_nil() ? 0 : hint;
  Next result;
  const Blocks blocks(t);
  if (GILUA_LIKELY(key.is_nil() || is_behind(blocks, index, key))) {
    result = advance(blocks, index, key, value);
  } else {
    result = next_by_key(t, index, key, value);
  }
  hint = static_cast<uint32_t>(index);  // too large for 32 bits: a wrong hint, which is only slower
  return result;
}

}  // namespace gilua
