// Private to vm/table: the table's lock, insertion of new keys, and replacing blocks.
//
// Whoever holds a TableLock may place keys, store without looking at tags, and publish blocks.
// Under it nothing polls, parks, allocates, calls Lua or raises an error: owners hold it for
// bounded time.
#pragma once

#include "vm/table/blocks.hpp"

namespace gilua {

/// The lock byte. While the mutator is exclusive no other thread is inside a table operation and
/// none can enter one before our next poll, so nothing is locked at all.
class TableLock {
 public:
  TableLock(const Mutator& m, Table* t) : table_(m.exclusive ? nullptr : t) { lock(); }
  ~TableLock() { unlock(); }
  TableLock(const TableLock&) = delete;
  TableLock& operator=(const TableLock&) = delete;

  void lock() {
    if (table_ != nullptr) acquire(table_);
  }
  void unlock() {
    // Release: pairs with the acquire of the next owner.
    if (table_ != nullptr) table_->lock.store(0, std::memory_order_release);
  }
  static void acquire(Table* t) {
    if (GILUA_UNLIKELY(t->lock.exchange(1, std::memory_order_acquire) != 0)) acquire_slow(t);
  }

 private:
  static void acquire_slow(Table* t);
  Table* table_;
};

/// After a store under the lock: takes an UNOWNED block, marks another thread's block SHARED, so
/// that the next store needs no lock. FROZEN stays: somebody is about to replace the block.
inline void adopt(const Mutator& m, std::atomic<WriterId>& writer) {
  // Relaxed: tags other than FROZEN only say who may skip the lock; they change under the lock, and
  // a stale one costs a slow path.
  const WriterId w = writer.load(std::memory_order_relaxed);
  if (w == m.writer || w == kShared || w == kFrozen) return;
  writer.store(w == kUnowned ? m.writer : kShared, std::memory_order_relaxed);
}

/// What a growth will make. Sizes of a block that stays are those it has.
struct Plan {
  uint32_t array_size = 0;
  uint32_t nodes = 0;
  bool new_array = false;
  bool new_hash = false;
  bool too_large = false;
};

/// Blocks made beforehand for one pair of live blocks.
struct Fresh {
  ArrayBlock* old_array = nullptr;  // the pair they are to replace; null: nothing made yet
  HashBlock* old_hash = nullptr;
  ArrayBlock* array = nullptr;  // null: the live one stays
  HashBlock* hash = nullptr;
  bool waited = false;  // the old blocks are FROZEN and every thread has passed a poll since
};

/// t[key] would extend an array part without holes by one.
bool extends_full_array(const Table* t, const Key& key);
/// Whether the hash block holds integer keys (with or without a value) in [first, last].
bool has_integer_nodes(HashBlock* block, uint64_t first, uint64_t last);
/// Room for [key], which is in neither block. [append]: extends_full_array. @thread holds the lock
Plan plan_growth(const Mutator& m, const Table* t, const Key& key, bool append);
/// At least these sizes.
Plan plan_reserve(const Table* t, uint32_t array_size, uint32_t nodes);

/// Makes the blocks of [plan] for the live pair, without the lock (it is let go and taken again).
Write prepare(Mutator& m, const Table* t, TableLock& lock, Fresh& fresh, const Plan& plan);
inline bool is_for(const Fresh& fresh, const Table* t) {
  // Relaxed: block pointers change under the lock, which we hold.
  return fresh.old_array != nullptr &&
         fresh.old_array == t->array.load(std::memory_order_relaxed) &&
         fresh.old_hash == t->hash_part.load(std::memory_order_relaxed);
}
/// Steps 6 to 9 of the protocol. False: they do not fit what the table holds by now, or the lock
/// was let go for the barrier's sake; look again.
bool replace(Mutator& m, Table* t, TableLock& lock, Fresh& fresh);
void discard(Mutator& m, Fresh& fresh);

/// Stores t[key] = value, wherever the key lives now, or inserts it. @thread holds [lock], which is
/// let go while blocks are allocated: [done] false means: look at the table again.
Write store_step(Mutator& m, Table* t, TableLock& lock, Fresh& fresh, const Key& key, Value value,
                 bool& done);
/// The part of store_step for a key that is in neither block.
Write insert_step(Mutator& m, Table* t, TableLock& lock, Fresh& fresh, const Key& key, Value value,
                  bool& done);
/// The same with its own lock, to the end. [absent]: the caller has just looked, and is exclusive.
Write store_or_insert(Mutator& m, Table* t, const Key& key, Value value, bool absent);

/// Orders every thread's earlier stores before our later loads, and our earlier stores before their
/// later loads. False: the kernel cannot; wait_in_barrier_fallback must be used, without a lock.
bool run_barrier();
void wait_in_barrier_fallback();
/// For tests of the fallback and of the tests themselves.
void use_membarrier(bool on);

}  // namespace gilua
