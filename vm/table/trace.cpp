// What the collector asks of tables, with the world stopped.
//
// An entry without a value does not keep its key alive: the key is marked dead and keeps its
// payload, so that a traversal standing on it finds its place (next.cpp) and no lookup ever matches
// it. Nodes stay where they are.
//
// Weak tables (manual, 2.5.4). Tracing one marks what it keeps alive whatever is found later, and
// remembers the table if entries are left to decide:
//   weak values: keys are marked; values wait for clear_values().
//   weak keys (ephemerons): an entry's value is marked once its key is; trace_ephemerons() is
//     called until nothing changes, then clear_keys().
//   both: nothing is marked; both functions are called.
// Strings count as values here: they are marked, and never removed.
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

Value key_of(const Node& node) {
  return {node.key_bits.load(std::memory_order_relaxed),
          Node::tag_of(node.key_tag.load(std::memory_order_relaxed))};
}

/// The entry has no value: its key dies if it is an object.
void forget_key(Node& node) {
  const uint64_t word = node.key_tag.load(std::memory_order_relaxed);
  if (Value{0, Node::tag_of(word)}.is_object())
    node.key_tag.store((word & ~uint64_t{0xffffffff}) | kDeadKey, std::memory_order_relaxed);
}

void remove_entry(Node& node) {
  node.value.exclusive() = Value::nil();
  forget_key(node);
}

/// Whether marking has not reached the value. Strings are reached by being asked about.
bool is_dead(Value v, Marker& marker) {
  if (!v.is_object()) return false;
  if (!v.is_string()) return !marker.is_marked(v.as_object());
  marker.mark(v);
  return false;
}

template <typename Visit>
void for_each_entry(Table& t, Visit&& visit) {
  HashBlock* hash = t.hash_part.load(std::memory_order_relaxed);
  if (hash == empty_hash_block()) return;  // read-only
  for (uint32_t i = 0; i <= hash->mask; ++i) {
    Node& node = hash->nodes[i];
    if (node.value.exclusive().is_nil())
      forget_key(node);
    else
      visit(node);
  }
}

template <typename Visit>
void for_each_slot(Table& t, Visit&& visit) {
  ArrayBlock* array = t.array.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < array->size; ++i) visit(array->slots[i].exclusive());
}

void mark_slots(Table& t, Marker& marker) {
  for_each_slot(t, [&](Value& v) { marker.mark(v); });
}

void trace_strong(Table& t, Marker& marker) {
  mark_slots(t, marker);
  for_each_entry(t, [&](Node& node) {
    marker.mark(key_of(node));
    marker.mark(node.value.exclusive());
  });
}

void trace_weak_values(Table& t, Marker& marker) {
  bool undecided = false;
  for_each_slot(t, [&](Value& v) { undecided |= is_dead(v, marker); });
  for_each_entry(t, [&](Node& node) {
    marker.mark(key_of(node));
    undecided |= is_dead(node.value.exclusive(), marker);
  });
  if (undecided && !marker.remember(t, Weak::kValues)) trace_strong(t, marker);
}

void trace_weak_keys(Table& t, Marker& marker) {
  bool undecided = false;
  mark_slots(t, marker);
  trace_ephemerons(t, marker, undecided);
  if (undecided && !marker.remember(t, Weak::kKeys)) trace_strong(t, marker);
}

Weak weakness_of(const Table* metatable, const EventNames& names) {
  const Value mode = metamethod(metatable, Event::kMode, names);
  if (!mode.is_string()) return Weak::kNothing;
  const std::string_view text = mode.as_string()->view();
  const bool keys = text.find('k') != text.npos;
  const bool values = text.find('v') != text.npos;
  return keys && values ? Weak::kBoth
         : keys         ? Weak::kKeys
         : values       ? Weak::kValues
                        : Weak::kNothing;
}

}  // namespace

void trace_table(Heap& heap, Table& t, Marker& marker, const EventNames& names) {
  const Table* metatable = t.metatable.load(std::memory_order_relaxed);
  if (metatable != nullptr) marker.mark(metatable);
  ArrayBlock* array = t.array.load(std::memory_order_relaxed);
  if (array != empty_array_block()) {  // the empty blocks belong to no heap
    marker.mark_leaf(array);
    reset_tag(heap, array->writer);
  }
  HashBlock* hash = t.hash_part.load(std::memory_order_relaxed);
  if (hash != empty_hash_block()) {
    marker.mark_leaf(hash);
    reset_tag(heap, hash->writer);
  }
  switch (weakness_of(metatable, names)) {
    case Weak::kNothing:
      return trace_strong(t, marker);
    case Weak::kValues:
      return trace_weak_values(t, marker);
    case Weak::kKeys:
      return trace_weak_keys(t, marker);
    case Weak::kBoth:
      if (!marker.remember(t, Weak::kBoth)) trace_strong(t, marker);
  }
}

bool trace_ephemerons(Table& t, Marker& marker, bool& again) {
  bool marked_any = false;
  for_each_entry(t, [&](Node& node) {
    if (is_dead(key_of(node), marker)) {
      again = true;
    } else if (is_dead(node.value.exclusive(), marker)) {
      marker.mark(node.value.exclusive());
      marked_any = true;
    }
  });
  return marked_any;
}

void each_undecided(Table& t, Marker& marker, void (*visit)(void*, Value key, Value value),
                    void* to) {
  for_each_entry(t, [&](Node& node) {
    const Value key = key_of(node);
    const Value value = node.value.exclusive();
    if (is_dead(key, marker) && is_dead(value, marker)) visit(to, key, value);
  });
}

void clear_dead_keys(Table& t, Marker& marker) {
  for_each_entry(t, [&](Node& node) {
    if (is_dead(key_of(node), marker)) remove_entry(node);
  });
}

void clear_dead_values(Table& t, Marker& marker) {
  for_each_slot(t, [&](Value& v) {
    if (is_dead(v, marker)) v = Value::nil();
  });
  for_each_entry(t, [&](Node& node) {
    if (is_dead(node.value.exclusive(), marker)) remove_entry(node);
  });
}

Heap::TableTracing table_tracing(const EventNames& names) {
  return {&names,         trace_table,     trace_ephemerons,
          each_undecided, clear_dead_keys, clear_dead_values};
}

}  // namespace gilua
