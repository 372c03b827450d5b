// Tables that many threads read and write without a global lock.
//
// The protocol in short; table.cpp has it as numbered prose.
//  - A table points to two storage blocks. A block's shape never changes once published; its slots
//    do. A read loads the block (acquire) and looks: no lock, no check.
//  - Each block carries the id of the writer that may store without a lock: a thread's id, UNOWNED,
//    SHARED or FROZEN. A write stores, THEN loads that tag; anything but "mine" or SHARED goes to
//    finish_store_slow, which takes the table's lock and decides whether the store stands.
//  - Inserting, growing and cleaning happen under the lock byte in the table's header. Under it
//    there is no poll, park, Lua call, error, and no allocation (new blocks are made beforehand).
//  - No pointer to a block is held across a poll. Replaced blocks live until the next stop, or are
//    freed at once while the mutator is exclusive.
//
// All functions here are raw (no metamethods), may allocate from the Mutator, never poll and never
// collect. @thread: the mutator's owner, running, in both GIL modes, unless said otherwise.
#pragma once

#include "vm/heap/heap.hpp"
#include "vm/strings/strings.hpp"

namespace gilua {

/// The metamethods, in the order of their bits in HashBlock::absent.
enum class Event : uint8_t {
  kIndex,
  kNewindex,
  kGc,
  kMode,
  kLen,
  kEq,  // the ones that are asked for often come first
  kAdd,
  kSub,
  kMul,
  kMod,
  kPow,
  kDiv,
  kIdiv,
  kBand,
  kBor,
  kBxor,
  kShl,
  kShr,
  kUnm,
  kBnot,
  kLt,
  kLe,
  kConcat,
  kCall,
  kClose,
  kCount
};
static_assert(static_cast<int>(Event::kCount) <= 32);

/// "__index" and so on, interned, made once per World. Roots.
struct EventNames {
  String* names[static_cast<int>(Event::kCount)] = {};
};
/// Kept by the heap's StringTable user: set once per World before the first table is made.
/// False: out of memory.
bool make_event_names(Mutator& m, EventNames& names);

enum class Write : uint8_t { kDone, kOutOfMemory, kNilKey, kNanKey, kTooLarge };

/// A table with room for [array_size] and [hash_size] entries (Lua's hints are honoured). nullptr
/// when memory is exhausted.
Table* new_table(Mutator& m, uint32_t array_size, uint32_t hash_size);

// --- reading. @thread any running
Value table_get(const Table* t, Value key);  // any key; float keys are normalised
inline Value table_get_integer(const Table* t, int64_t key);
Value table_get_interned(const Table* t, const String* key);  // [key] interned and short
Value table_get_string(const Table* t, const String* key);    // any string

/// Where a key's value lives, in the blocks as loaded. slot is nullptr if the key has no node.
struct Place {
  Slot* slot = nullptr;
  const std::atomic<WriterId>* writer = nullptr;
  uint32_t node = 0;  // index in the hash block; for inline caches
};
Place table_find(const Table* t, Value key);  // any key, normalised
Place table_find_interned(const Table* t, const String* key);

// --- writing
/// Sets t[key] = value; inserts the key if need be; nil values keep or skip nodes as Lua does.
Write table_set(Mutator& m, Table* t, Value key, Value value);
Write table_set_integer(Mutator& m, Table* t, int64_t key, Value value);
Write table_set_interned(Mutator& m, Table* t, String* key, Value value);

/// Steps 2 and 3 of the protocol, after a store into [slot] of the block whose tag is [writer].
GILUA_ALWAYS_INLINE bool store_stands(const Mutator& m, const std::atomic<WriterId>& writer) {
  // The tag must be loaded after the store in program order; against other threads' growth the
  // barrier system call orders the two (step 5), so a compiler fence is enough here.
  asm volatile("" ::: "memory");
  const WriterId w = writer.load(std::memory_order_relaxed);
  return w == m.writer || w == kShared;
}
/// Step 3. [slot] is where the value was stored, [key] and [value] what was stored.
GILUA_NOINLINE Write finish_store_slow(Mutator& m, Table* t, const Slot* slot, Value key,
                                       Value value);

// --- inline paths for the interpreter loops
/// The slot of array index [key], or nullptr if it is outside the array part.
GILUA_ALWAYS_INLINE Slot* array_slot(ArrayBlock* block, int64_t key) {
  const uint64_t i = static_cast<uint64_t>(key) - 1;
  return GILUA_LIKELY(i < block->size) ? &block->slots[i] : nullptr;
}
/// The node that [index] names, if it holds the interned string [key]; else nullptr. Any index is
/// safe: a stale one is only a miss.
GILUA_ALWAYS_INLINE Node* cached_node(HashBlock* block, uint32_t index, const String* key) {
  if (GILUA_UNLIKELY(index > block->mask)) return nullptr;
  Node* node = &block->nodes[index];
  if (GILUA_UNLIKELY(node->key_bits.load(std::memory_order_relaxed) !=
                     reinterpret_cast<uint64_t>(key)))
    return nullptr;
  // An integer key may have the pointer's bits.
  return GILUA_LIKELY(Node::tag_of(node->key_tag.load(std::memory_order_acquire)) == kString)
             ? node
             : nullptr;
}

/// table_get_integer for a key outside the array block that was loaded.
GILUA_NOINLINE Value table_get_integer_in_hash(const Table* t, int64_t key);
inline Value table_get_integer(const Table* t, int64_t key) {
  ArrayBlock* array = t->array.load(std::memory_order_acquire);  // pairs with its publication
  if (const Slot* slot = array_slot(array, key)) return slot->load();
  return table_get_integer_in_hash(t, key);
}

// --- whole-table operations
/// Lua's border (`#t` without metamethods), bounded by the loaded block.
int64_t table_length(const Table* t);

enum class Next : uint8_t { kFound, kEnd, kInvalidKey };
/// Lua's next: [key] nil starts. On kFound, [key] and [value] are the next pair.
Next table_next(const Table* t, Value& key, Value& value);
/// For `pairs` loops without a call: [index] is a position in array then hash (start at 0), valid
/// only as a hint; the same result as table_next.
Next table_next_at(const Table* t, uint32_t& index, Value& key, Value& value);

/// t[#t + 1] = value and "take t[#t] away", each as one step under the lock (table.insert and
/// table.remove at the end, where no metamethod is in play).
Write table_append(Mutator& m, Table* t, Value value);
Value table_pop(Mutator& m, Table* t);
/// Grows the array part to at least [size] slots (NEWTABLE/SETLIST/table.move hints).
Write table_reserve(Mutator& m, Table* t, uint32_t array_size, uint32_t hash_size);

/// Module `atomic`: one step under the lock, on the live slot.
/// add: both numbers, Lua's addition; returns the new value in [result]. kNilKey/kNanKey as set.
enum class AtomicResult : uint8_t { kDone, kNotANumber, kDiffers, kOutOfMemory, kBadKey };
AtomicResult table_atomic_add(Mutator& m, Table* t, Value key, Value delta, Value& result);
AtomicResult table_atomic_cas(Mutator& m, Table* t, Value key, Value expected, Value desired);
AtomicResult table_atomic_swap(Mutator& m, Table* t, Value key, Value value, Value& previous);

// --- metamethods
/// The metamethod of metatable [mt] for [event], or nil. A set absence bit answers without a
/// search.
Value find_metamethod(const Table* mt, Event event, const EventNames& names);
GILUA_ALWAYS_INLINE Value metamethod(const Table* mt, Event event, const EventNames& names) {
  if (GILUA_LIKELY(mt == nullptr)) return Value::nil();
  const uint32_t absent =
      mt->hash_part.load(std::memory_order_acquire)->absent.load(std::memory_order_acquire);
  if (absent & (1u << static_cast<unsigned>(event))) return Value::nil();
  return find_metamethod(mt, event, names);
}

// --- for the collector and the World. @thread stopped
/// Heap::TableTracing's functions: what the marker asks of tables (trace.cpp).
void trace_table(Heap& heap, Table& t, Marker& marker, const EventNames& names);
bool trace_ephemerons(Table& t, Marker& marker, bool& again);
void each_undecided(Table& t, Marker& marker, void (*visit)(void*, Value key, Value value),
                    void* to);
void clear_dead_keys(Table& t, Marker& marker);
void clear_dead_values(Table& t, Marker& marker);
Heap::TableTracing table_tracing(const EventNames& names);
/// Step 6 is done while a table is traced: SHARED tags and those of writers that are no longer
/// attached to the heap (Heap::is_attached) become UNOWNED.

/// Registers the process for the expedited private membarrier. False: not available; growth of
/// shared blocks then uses [wait_for_all_mutators] instead (set by the World): it returns when
/// every other attached mutator has passed a poll, is parked, or waits in such a call or for a
/// stop. It must not run a collection: the caller's new blocks and values are not rooted.
bool register_membarrier();
void set_barrier_fallback(void (*wait_for_all_mutators)());

/// The shared empty blocks (size 0, FROZEN: every write goes to the slow path).
ArrayBlock* empty_array_block();
HashBlock* empty_hash_block();

}  // namespace gilua
