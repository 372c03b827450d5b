// Storage blocks: the shared empty ones, making them, and coalesced chaining.
//
// A key goes to its main position if that node has no key. Otherwise it takes a free node, found
// downwards from last_free, which is linked right behind the main position: so a chain is entered
// at every key's main position and is followed by links only, and no key ever has to move.
// Order of the stores: value, key payload, key tag with link (release), predecessor's link
// (release). A reader that follows a link or sees a tag therefore sees all that stands behind it.
#include "vm/table/blocks.hpp"

#include <cstring>

namespace gilua {
namespace {

// The empty blocks exist before any World and belong to no heap. They mirror the layouts of
// ArrayBlock and HashBlock, whose flexible arrays cannot be initialised statically. FROZEN: a write
// never stops at their tag. The hash block has one node, with a dead key and no value: lookups miss
// there without asking whether the block is empty, and it is never taken for a free one.
struct alignas(16) EmptyArray : Object {
  std::atomic<WriterId> writer;
  uint32_t size;
  std::atomic<uint32_t> border_hint;
  uint32_t spare2;
  uint64_t spare3;
};
static_assert(sizeof(EmptyArray) == sizeof(ArrayBlock));
struct alignas(16) EmptyHash : Object {
  std::atomic<WriterId> writer;
  uint32_t mask;
  std::atomic<uint32_t> absent;
  uint32_t last_free;
  uint64_t spare2;
  Node node;
};
static_assert(sizeof(EmptyHash) == sizeof(HashBlock) + sizeof(Node));

constinit EmptyArray empty_array{{Kind::kArrayBlock, 0, 0, 0, 0}, kFrozen, 0, 0, 0, 0};
constinit EmptyHash empty_hash{{Kind::kHashBlock, 0, 0, 0, 0}, kFrozen, 0, ~0u, 0, 0,
                               {Slot{}, 0, uint64_t{kDeadKey}}};

void set_header(Object* object, Kind kind) {
  object->kind = kind;
  object->lock.store(0, std::memory_order_relaxed);  // fresh: published later, with release
  object->flags.store(0, std::memory_order_relaxed);
  object->spare = 0;
  object->hash.store(0, std::memory_order_relaxed);
}

Node* take_free_node(HashBlock* block) {
  while (block->last_free > 0) {
    Node* node = &block->nodes[--block->last_free];
    // Relaxed: keys are written under the lock that we hold.
    if (node->key_tag.load(std::memory_order_relaxed) == 0) return node;
  }
  return nullptr;
}

void write_node(Node* node, const Key& key, Value value, uint32_t next) {
  node->value.store(value);
  node->key_bits.store(key.value.bits, std::memory_order_relaxed);  // ordered by the tag below
  node->key_tag.store(key.value.tag | uint64_t{next} << 32, std::memory_order_release);
}

}  // namespace

ArrayBlock* empty_array_block() { return reinterpret_cast<ArrayBlock*>(&empty_array); }
HashBlock* empty_hash_block() { return reinterpret_cast<HashBlock*>(&empty_hash); }

ArrayBlock* new_array_block(Mutator& m, uint32_t slots, uint32_t cleared_from) {
  if (slots == 0) return empty_array_block();
  auto* block = static_cast<ArrayBlock*>(Heap::allocate(m, array_bytes(slots)));
  if (GILUA_UNLIKELY(block == nullptr)) return nullptr;
  set_header(block, Kind::kArrayBlock);
  block->writer.store(m.writer, std::memory_order_relaxed);  // published with the block
  block->size = slots;
  block->border_hint.store(slots, std::memory_order_relaxed);
  // Nil is all zero bits; nobody else sees this memory yet.
  if (cleared_from < slots)
    std::memset(static_cast<void*>(block->slots + cleared_from), 0,
                size_t{slots - cleared_from} * sizeof(Slot));
  return block;
}

HashBlock* new_hash_block(Mutator& m, uint32_t nodes) {
  if (nodes == 0) return empty_hash_block();
  auto* block = static_cast<HashBlock*>(Heap::allocate(m, hash_bytes_of(nodes)));
  if (GILUA_UNLIKELY(block == nullptr)) return nullptr;
  set_header(block, Kind::kHashBlock);
  block->writer.store(m.writer, std::memory_order_relaxed);
  block->mask = nodes - 1;
  block->absent.store(0, std::memory_order_relaxed);
  block->last_free = nodes;
  std::memset(static_cast<void*>(block->nodes), 0, size_t{nodes} * sizeof(Node));
  return block;
}

void discard_block(Mutator& m, ArrayBlock* block) {
  if (block == nullptr || block == empty_array_block() || !m.exclusive) return;
  m.heap->free_now(m, block, array_bytes(block->size));
}

void discard_block(Mutator& m, HashBlock* block) {
  if (block == nullptr || block == empty_hash_block() || !m.exclusive) return;
  m.heap->free_now(m, block, hash_bytes_of(block->mask + 1));
}

bool place_node(HashBlock* block, const Key& key, Value value) {
  Node* main = &block->nodes[key.hash & block->mask];
  const uint64_t main_word = main->key_tag.load(std::memory_order_relaxed);  // ours: the lock
  if (main_word == 0) {
    write_node(main, key, value, 0);
    return true;
  }
  Node* node = take_free_node(block);
  if (node == nullptr) return false;
  write_node(node, key, value, Node::next_of(main_word));
  const uint64_t link = static_cast<uint64_t>(node - block->nodes) + 1;
  main->key_tag.store(Node::tag_of(main_word) | link << 32, std::memory_order_release);
  return true;
}

bool place_key(HashBlock* block, const Key& key, Value value) {
  // Before the key can be found, see table_meta.cpp. If there is no room nothing is lost but a
  // search. The empty block is never written: nothing is ever placed there.
  if (GILUA_UNLIKELY(looks_like_event(key)) && block != empty_hash_block())
    block->absent.store(0, std::memory_order_relaxed);  // ordered by the release of the key's tag
  return place_node(block, key, value);
}

}  // namespace gilua
