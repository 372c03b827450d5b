// The order in which a collection ends (as the manual has it, 2.5.3 and 2.5.4):
//
//  1. Ephemerons: a marked key keeps its value alive, which may mark further keys. Until nothing
//     changes.
//  2. Weak values that are dead go now: before finalizers bring their objects back, so that nobody
//     finds an object that is being finalized through a weak value.
//  3. Dead objects with a finalizer become due; they and all they reach are marked, ephemerons once
//     more.
//  4. Weak keys that are dead go now: afterwards, so that a finalizer still finds what belongs to
//     its object.
//  5. Weak tables that only came back in step 3 lose their dead values too.
#include "vm/heap/weak.hpp"

#include <algorithm>

namespace gilua {
namespace {

/// Calls [visit] with each weak table of the kind; also with those that are found meanwhile.
template <typename Visit>
void for_each_weak(HeapMarker& first, Weak weak, Visit&& visit) {
  for (HeapMarker* m = &first; m != nullptr; m = m->next())
    for (size_t i = 0; i < m->weak(weak).size(); ++i) visit(*m->weak(weak)[i]);
}

/// Marks the values of marked keys, table by table. Whether any was marked.
bool pass(HeapMarker& first, const Heap::TableTracing& tables, const PagePool& pool) {
  bool changed = false;
  for_each_weak(first, Weak::kKeys, [&](Table& t) {
    bool undecided = false;
    if (!tables.trace_ephemerons(t, first, undecided)) return;
    changed = true;
    first.drain();
    first.drain_forgotten(pool);
  });
  return changed;
}

/// The entries whose keys are not marked yet, by key: when the marker traces a key, its values are
/// marked. So a chain of ephemerons takes no pass over its tables for each of its links.
class PendingEntries final : public Ephemerons {
 public:
  /// False: no memory.
  bool collect(HeapMarker& first, const Heap::TableTracing& tables) {
    const auto add = [](void* self, Value key, Value value) {
      auto* pending = static_cast<PendingEntries*>(self);
      pending->complete_ &= pending->entries_.push({key.as_object(), value});
    };
    for_each_weak(first, Weak::kKeys,
                  [&](Table& t) { tables.each_undecided(t, first, add, this); });
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return a.key < b.key; });
    return complete_;
  }
  void reached(const Object* key, Marker& marker) override {
    const Entry* e =
        std::lower_bound(entries_.begin(), entries_.end(), key,
                         [](const Entry& entry, const Object* k) { return entry.key < k; });
    for (; e != entries_.end() && e->key == key; ++e) marker.mark(e->value);
  }

 private:
  struct Entry {
    const Object* key;
    Value value;
  };

  List<Entry> entries_;
  bool complete_ = true;
};

void converge(HeapMarker& first, const Heap::TableTracing& tables, const PagePool& pool) {
  while (pass(first, tables, pool)) {
    PendingEntries pending;
    if (!pending.collect(first, tables)) continue;  // no memory: pass after pass
    first.tell(&pending);
    pass(first, tables, pool);
    first.tell(nullptr);
  }
}

void clear_values(HeapMarker& first, const Heap::TableTracing& tables) {
  for (const Weak weak : {Weak::kValues, Weak::kBoth})
    for_each_weak(first, weak, [&](Table& t) { tables.clear_values(t, first); });
}

}  // namespace

size_t finish_marking(HeapMarker& first, const Heap::TableTracing& tables, Finalizers& finalizers,
                      const PagePool& pool) {
  converge(first, tables, pool);
  clear_values(first, tables);
  const size_t due = finalizers.separate([](const Object* o) { return !is_marked_bit(o); });
  if (due != 0) {
    finalizers.mark_due(first);
    first.drain();
    first.drain_forgotten(pool);
    converge(first, tables, pool);
  }
  for (const Weak weak : {Weak::kKeys, Weak::kBoth})
    for_each_weak(first, weak, [&](Table& t) { tables.clear_keys(t, first); });
  if (due != 0) clear_values(first, tables);
  return due;
}

}  // namespace gilua
