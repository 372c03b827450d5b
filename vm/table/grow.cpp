// Inserting keys and replacing blocks: steps 5 to 9 of the protocol in table.cpp.
//
// Invariants under the lock: no node of the hash block has an integer key that the array block
// covers; a block that was ever set FROZEN is not written without the lock again.
#include "vm/table/grow.hpp"

namespace gilua {
namespace {

/// A key's hash from what a node holds: strings and objects have theirs in the header.
Key stored_key(const Node& node) {
  // Relaxed: keys are written under the lock that we hold; headers were complete before that.
  const Value key{node.key_bits.load(std::memory_order_relaxed),
                  Node::tag_of(node.key_tag.load(std::memory_order_relaxed))};
  if (key.tag == kString) return {key, interned_hash(key.as_string())};
  if (key.is_object()) return {key, mix(key.as_object()->hash.load(std::memory_order_relaxed))};
  if (key.is_boolean()) return {key, static_cast<uint32_t>(key.tag)};
  return {key, mix(key.bits)};
}

bool goes_to_array(const Key& key, uint32_t array_size) {
  return key.value.tag == kInteger && key.value.bits - 1 < array_size;
}

/// The entries of the old array that the new blocks hold elsewhere or not at all. False: no room.
bool fill_array(const Mutator& m, const Fresh& fresh) {
  const uint32_t common = std::min(fresh.old_array->size, fresh.array->size);
  Slot* to = fresh.array->slots;
  const Slot* from = fresh.old_array->slots;
  if (m.exclusive) {
    // Nobody stores meanwhile, so two halves are as good as a whole.
    for (uint32_t i = 0; i < common; ++i) to[i].exclusive() = from[i].exclusive();
  } else {
    for (uint32_t i = 0; i < common; ++i) to[i].init(from[i].load());
  }
  for (uint32_t i = common; i < fresh.old_array->size; ++i) {
    const Value value = from[i].load();
    if (!value.is_nil() && !place_node(fresh.hash, integer_key(int64_t{i} + 1), value))
      return false;
  }
  return true;
}

/// Two passes, so that every key whose main position no other key shares stands there. A node that
/// a stranger's unfinished store fills between the passes may be taken or not: that stranger will
/// store again, under the lock.
bool fill_hash(const Fresh& fresh, uint32_t array_size) {
  HashBlock* to = fresh.hash;
  const uint32_t nodes = node_count(fresh.old_hash);
  if (to != empty_hash_block())  // what the old block surely lacked, the new one lacks
    to->absent.store(fresh.old_hash->absent.load(std::memory_order_relaxed),
                     std::memory_order_relaxed);
  uint32_t left = 0;
  for (uint32_t i = 0; i < nodes; ++i) {
    const Node& node = fresh.old_hash->nodes[i];
    const Value value = node.value.load();
    if (value.is_nil()) continue;
    const Key key = stored_key(node);
    if (goes_to_array(key, array_size)) {
      fresh.array->slots[key.value.bits - 1].init(value);
    } else if (to->nodes[key.hash & to->mask].key_tag.load(std::memory_order_relaxed) == 0) {
      if (!place_node(to, key, value)) return false;
    } else {
      ++left;
    }
  }
  for (uint32_t i = 0; left > 0 && i < nodes; ++i) {
    const Node& node = fresh.old_hash->nodes[i];
    const Value value = node.value.load();
    if (value.is_nil()) continue;
    const Key key = stored_key(node);
    const Node& main = to->nodes[key.hash & to->mask];
    const bool placed = main.key_bits.load(std::memory_order_relaxed) == key.value.bits &&
                        Node::tag_of(main.key_tag.load(std::memory_order_relaxed)) == key.value.tag;
    if (placed || goes_to_array(key, array_size)) continue;
    if (!place_node(to, key, value)) return false;
  }
  return true;
}

/// No other thread stores into the block without the lock and believes that its store stands.
bool is_private(const Mutator& m, const std::atomic<WriterId>& writer, bool is_empty_block) {
  if (is_empty_block) return true;
  const WriterId w = writer.load(std::memory_order_relaxed);  // changes under the lock only
  return w == m.writer || w == kUnowned;
}

bool pair_is_private(const Mutator& m, const Fresh& fresh) {
  if (m.exclusive) return true;
  return (fresh.array == nullptr ||
          is_private(m, fresh.old_array->writer, fresh.old_array == empty_array_block())) &&
         (fresh.hash == nullptr ||
          is_private(m, fresh.old_hash->writer, fresh.old_hash == empty_hash_block()));
}

/// Relaxed: the barrier that follows orders these stores before the copying, for every thread.
void freeze(const Fresh& fresh) {
  if (fresh.array != nullptr && fresh.old_array != empty_array_block())
    fresh.old_array->writer.store(kFrozen, std::memory_order_relaxed);
  if (fresh.hash != nullptr && fresh.old_hash != empty_hash_block())
    fresh.old_hash->writer.store(kFrozen, std::memory_order_relaxed);
}

/// Step 9. Release pairs with the acquire of every reader that loads the pointers.
void publish(Mutator& m, Table* t, Fresh& fresh, WriterId tag) {
  const bool shrinks = fresh.array != nullptr && fresh.array->size < fresh.old_array->size;
  if (fresh.array != nullptr && fresh.array != empty_array_block()) {
    fresh.array->writer.store(tag, std::memory_order_relaxed);
    fresh.array->border_hint.store(std::min(fresh.array->size, fresh.old_array->size),
                                   std::memory_order_relaxed);
  }
  if (fresh.hash != nullptr && fresh.hash != empty_hash_block())
    fresh.hash->writer.store(tag, std::memory_order_relaxed);
  if (fresh.array != nullptr && !shrinks) t->array.store(fresh.array, std::memory_order_release);
  if (fresh.hash != nullptr) t->hash_part.store(fresh.hash, std::memory_order_release);
  if (shrinks) t->array.store(fresh.array, std::memory_order_release);
  if (fresh.array != nullptr) discard_block(m, fresh.old_array);
  if (fresh.hash != nullptr) discard_block(m, fresh.old_hash);
  fresh = Fresh{};
}

}  // namespace

void discard(Mutator& m, Fresh& fresh) {
  discard_block(m, fresh.array);
  discard_block(m, fresh.hash);
  fresh = Fresh{};
}

Write prepare(Mutator& m, const Table* t, TableLock& lock, Fresh& fresh, const Plan& plan) {
  discard(m, fresh);
  if (plan.too_large) return Write::kTooLarge;
  fresh.old_array = t->array.load(std::memory_order_relaxed);  // both ours: the lock
  fresh.old_hash = t->hash_part.load(std::memory_order_relaxed);
  const uint32_t copied = std::min(fresh.old_array->size, plan.array_size);
  lock.unlock();
  if (plan.new_array) fresh.array = new_array_block(m, plan.array_size, copied);
  if (plan.new_hash) fresh.hash = new_hash_block(m, plan.nodes);
  lock.lock();
  if ((plan.new_array && fresh.array == nullptr) || (plan.new_hash && fresh.hash == nullptr)) {
    discard(m, fresh);
    return Write::kOutOfMemory;
  }
  return Write::kDone;
}

bool replace(Mutator& m, Table* t, TableLock& lock, Fresh& fresh) {
  if (fresh.array != nullptr && fresh.hash == nullptr &&
      has_integer_nodes(fresh.old_hash, uint64_t{fresh.old_array->size} + 1, fresh.array->size)) {
    discard(m, fresh);  // somebody inserted such a key while we allocated: it must move as well
    return false;
  }
  const bool is_ours = pair_is_private(m, fresh);
  if (!is_ours) {
    freeze(fresh);
    if (!run_barrier() && !fresh.waited) {
      lock.unlock();
      wait_in_barrier_fallback();
      lock.lock();
      fresh.waited = true;
      return false;  // the blocks stay FROZEN: whoever stores into them does so under the lock
    }
  }
  const uint32_t array_size = fresh.array != nullptr ? fresh.array->size : fresh.old_array->size;
  if ((fresh.array != nullptr && !fill_array(m, fresh)) ||
      (fresh.hash != nullptr && !fill_hash(fresh, array_size))) {
    discard(m, fresh);  // more entries than when they were counted
    return false;
  }
  publish(m, t, fresh, is_ours ? m.writer : kShared);
  return true;
}

Write insert_step(Mutator& m, Table* t, TableLock& lock, Fresh& fresh, const Key& key, Value value,
                  bool& done) {
  const bool append = extends_full_array(t, key);
  if (!append) {
    HashBlock* hash = t->hash_part.load(std::memory_order_relaxed);  // ours: the lock
    done = place_key(hash, key, value);
    if (done) {
      if (!m.exclusive) adopt(m, hash->writer);
      return Write::kDone;
    }
  }
  if (!is_for(fresh, t)) {
    const Write made = prepare(m, t, lock, fresh, plan_growth(m, t, key, append));
    // Without the lock others may have inserted or replaced: look again.
    if (made != Write::kDone || !m.exclusive) return made;
  }
  replace(m, t, lock, fresh);
  return Write::kDone;
}

Write store_step(Mutator& m, Table* t, TableLock& lock, Fresh& fresh, const Key& key, Value value,
                 bool& done) {
  const Place place = find_place(t, key);
  if (place.slot != nullptr) {
    place.slot->store(value);
    // No need to look at the tag: whoever copies the block holds the lock while copying.
    if (!m.exclusive) adopt(m, const_cast<std::atomic<WriterId>&>(*place.writer));
    done = true;
    return Write::kDone;
  }
  done = value.is_nil();  // an absent key stays absent
  return done ? Write::kDone : insert_step(m, t, lock, fresh, key, value, done);
}

Write store_or_insert(Mutator& m, Table* t, const Key& key, Value value, bool absent) {
  Fresh fresh;
  TableLock lock(m, t);
  bool done = false;
  Write result = Write::kDone;
  if (absent) result = insert_step(m, t, lock, fresh, key, value, done);
  while (!done && result == Write::kDone) result = store_step(m, t, lock, fresh, key, value, done);
  if (fresh.old_array != nullptr) discard(m, fresh);
  return result;
}

}  // namespace gilua
