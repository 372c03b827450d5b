// What the collector asks of tables, with the world stopped.
//
// An entry without a value does not keep its key alive: the key is marked dead and keeps its
// payload, so that a traversal standing on it finds its place (next.cpp) and no lookup ever matches
// it. Nodes stay where they are. Weak tables are traced as strong ones until they are implemented.
#include "vm/table/blocks.hpp"

namespace gilua {
namespace {

/// What one thread made, or several shared, belongs to whoever writes next. No store is under way
/// in a stop, so no thread can have seen the old tag behind a store that it has not finished.
void reset_tag(const Heap& heap, std::atomic<WriterId>& writer) {
  // Relaxed: stopping and resuming the world orders everything here.
  const WriterId w = writer.load(std::memory_order_relaxed);
  if (w == kUnowned) return;
  if (w < kFirstWriter || !heap.is_attached(w)) writer.store(kUnowned, std::memory_order_relaxed);
}

void trace_node(Node& node, Marker& marker) {
  const uint64_t word = node.key_tag.load(std::memory_order_relaxed);
  const Value key{node.key_bits.load(std::memory_order_relaxed), Node::tag_of(word)};
  const Value value = node.value.exclusive();
  if (!value.is_nil()) {
    marker.mark(key);
    marker.mark(value);
  } else if (key.is_object()) {
    node.key_tag.store((word & ~uint64_t{0xffffffff}) | kDeadKey, std::memory_order_relaxed);
  }
}

}  // namespace

void trace_table(Heap& heap, Table& t, Marker& marker) {
  if (const Table* metatable = t.metatable.load(std::memory_order_relaxed)) marker.mark(metatable);
  ArrayBlock* array = t.array.load(std::memory_order_relaxed);
  if (array != empty_array_block()) {  // the empty blocks belong to no heap
    marker.mark(array);
    reset_tag(heap, array->writer);
    for (uint32_t i = 0; i < array->size; ++i) marker.mark(array->slots[i].exclusive());
  }
  HashBlock* hash = t.hash_part.load(std::memory_order_relaxed);
  if (hash == empty_hash_block()) return;
  marker.mark(hash);
  reset_tag(heap, hash->writer);
  for (uint32_t i = 0; i <= hash->mask; ++i) trace_node(hash->nodes[i], marker);
}

}  // namespace gilua
