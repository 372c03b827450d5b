// How large the blocks become: Lua's own rule. The array part gets the largest power of two of
// which more than half is in use; what remains goes to the hash part.
//
// Plans are made under the lock from what the blocks hold now. They may be out of date when they
// are carried out (other threads store meanwhile), so filling checks its bounds (grow.cpp).
#include <algorithm>

#include "vm/table/grow.hpp"

namespace gilua {
namespace {

constexpr uint32_t kSmallTable = 1024;  // below, a shared table grows by four: barriers are dear
constexpr uint32_t kSlackFrom = 16;     // nodes

struct Census {
  uint64_t slices[33] = {};  // [i]: integer keys k with 2^(i-1) < k <= 2^i
  uint64_t integers = 0;     // sum of slices
  uint64_t in_array = 0;     // of these, in the array block
  uint64_t total = 0;        // entries with a value, of all keys

  void add_integer(uint64_t key) {
    ++slices[key == 1 ? 0 : 64 - __builtin_clzll(key - 1)];
    ++integers;
  }
};

void count_array(ArrayBlock* array, Census& census) {
  uint64_t first = 1;
  for (unsigned i = 0; first <= array->size; ++i) {
    const uint64_t last = std::min<uint64_t>(uint64_t{1} << i, array->size);
    uint64_t used = 0;
    for (uint64_t k = first; k <= last; ++k) used += !array->slots[k - 1].load().is_nil();
    census.slices[i] += used;
    census.in_array += used;
    first = last + 1;
  }
  census.integers += census.in_array;
  census.total += census.in_array;
}

void count_key(Value key, Census& census) {
  ++census.total;
  if (key.tag == kInteger && key.bits - 1 < kMaxArraySlots) census.add_integer(key.bits);
}

void count_nodes(HashBlock* hash, Census& census) {
  const uint32_t nodes = node_count(hash);
  for (uint32_t i = 0; i < nodes; ++i) {
    const Node& node = hash->nodes[i];
    if (node.value.load().is_nil()) continue;
    // Relaxed: keys are written under the lock that we hold.
    count_key({node.key_bits.load(std::memory_order_relaxed),
               Node::tag_of(node.key_tag.load(std::memory_order_relaxed))},
              census);
  }
}

/// PUC's computesizes. [inside]: how many of the counted keys then live in the array.
uint32_t best_array_size(const Census& census, uint64_t& inside) {
  uint64_t below = 0;
  uint32_t best = 0;
  inside = 0;
  for (unsigned i = 0; i < 32 && census.integers > (uint64_t{1} << i) / 2; ++i) {
    below += census.slices[i];
    if (below > (uint64_t{1} << i) / 2) {
      best = uint32_t{1} << i;
      inside = below;
    }
  }
  return best;
}

uint64_t nodes_for(uint64_t entries) {
  if (entries == 0) return 0;
  const uint64_t nodes = round_up_to_power(entries < 2 ? 2 : entries);
  // A nearly full block would be cleaned again after a few insertions and deletions.
  return nodes >= kSlackFrom && entries > nodes - nodes / 8 ? nodes * 2 : nodes;
}

bool is_mine(const Mutator& m, const std::atomic<WriterId>& writer) {
  const WriterId w = writer.load(std::memory_order_relaxed);
  return m.exclusive || w == m.writer || w == kUnowned;
}

void set_nodes(Plan& plan, uint64_t nodes) {
  plan.new_hash = true;
  plan.too_large |= nodes > kMaxNodes;
  plan.nodes = static_cast<uint32_t>(nodes);
}

}  // namespace

bool has_integer_nodes(HashBlock* block, uint64_t first, uint64_t last) {
  const uint32_t nodes = node_count(block);
  if (nodes == 0 || first > last) return false;
  if (last - first < nodes) {
    for (uint64_t k = first; k <= last; ++k)
      if (find_bits_node(block, integer_key(static_cast<int64_t>(k)))) return true;
    return false;
  }
  for (uint32_t i = 0; i < nodes; ++i) {
    const Node& node = block->nodes[i];
    if (Node::tag_of(node.key_tag.load(std::memory_order_relaxed)) != kInteger) continue;
    const uint64_t k = node.key_bits.load(std::memory_order_relaxed);  // under the lock
    if (k - first <= last - first) return true;
  }
  return false;
}

bool extends_full_array(const Table* t, const Key& key) {
  ArrayBlock* array = t->array.load(std::memory_order_relaxed);  // ours: the lock
  const uint32_t size = array->size;
  if (key.value.tag != kInteger || key.value.bits != uint64_t{size} + 1) return false;
  for (uint32_t i = size; i > 0; --i)
    if (array->slots[i - 1].load().is_nil()) return false;
  return true;
}

Plan plan_growth(const Mutator& m, const Table* t, const Key& key, bool append) {
  ArrayBlock* array = t->array.load(std::memory_order_relaxed);  // both ours: the lock
  HashBlock* hash = t->hash_part.load(std::memory_order_relaxed);
  const uint32_t size = array->size;
  Plan plan;
  plan.array_size = size;
  plan.nodes = node_count(hash);
  if (append && size <= kMaxArraySlots / 2) {
    const uint32_t factor = size < kSmallTable && !is_mine(m, array->writer) ? 4 : 2;
    const uint32_t wanted = std::max<uint32_t>(4, size * (size == 0 ? 1 : factor));
    if (!has_integer_nodes(hash, uint64_t{size} + 1, wanted)) {
      plan.array_size = wanted;
      plan.new_array = true;
      return plan;
    }
  }
  Census census;
  count_array(array, census);
  count_nodes(hash, census);
  count_key(key.value, census);
  uint64_t inside = 0;
  const uint32_t best = best_array_size(census, inside);
  const bool grows = best > size && inside > census.in_array;
  const bool shrinks = best <= size / 2;
  if (grows || shrinks) {
    plan.array_size = best;
    plan.new_array = best != size;
  } else {
    inside = census.in_array;
  }
  uint64_t nodes = nodes_for(census.total - inside);
  if (nodes > plan.nodes && nodes < kSmallTable && !is_mine(m, hash->writer)) nodes *= 2;
  set_nodes(plan, nodes);
  return plan;
}

Plan plan_reserve(const Table* t, uint32_t array_size, uint32_t nodes) {
  ArrayBlock* array = t->array.load(std::memory_order_relaxed);  // both ours: the lock
  HashBlock* hash = t->hash_part.load(std::memory_order_relaxed);
  Plan plan;
  plan.array_size = std::max(array->size, array_size);
  plan.new_array = plan.array_size > array->size;
  plan.too_large = plan.array_size > kMaxArraySlots;
  plan.nodes = node_count(hash);
  const uint64_t wanted = round_up_to_power(nodes);
  if (wanted > plan.nodes) {
    set_nodes(plan, wanted);
  } else if (plan.new_array && has_integer_nodes(hash, uint64_t{array->size} + 1, array_size)) {
    plan.new_hash = true;  // keys move to the array
  }
  return plan;
}

}  // namespace gilua
