// The marker: an explicit stack, so that no structure is too deep. Private to vm/heap.
//
// mark() sets the bit and remembers the object; drain() traces what was remembered. Objects pass
// through a short queue between stack and tracing, in which they are prefetched. All state is in
// the marker, so several markers work side by side, each with a stack of its own; a MarkShare
// moves work from one that has much to one that has none.
//
// If the stack cannot grow, objects are marked but not remembered, and drain_forgotten() traces all
// marked objects again until none was forgotten: slow, but it needs no memory when there is none.
#pragma once

#include <cstddef>
#include <optional>

#include "vm/heap/heap.hpp"
#include "vm/heap/list.hpp"
#include "vm/heap/page.hpp"
#include "vm/heap/page_pool.hpp"

namespace gilua {

class MarkShare;

/// What is marked once a certain object is: see weak.cpp.
class Ephemerons {
 public:
  /// [key] has been marked and is being traced.
  virtual void reached(const Object* key, Marker& marker) = 0;

 protected:
  ~Ephemerons() = default;
};

class HeapMarker final : public Marker {
 public:
  HeapMarker(Heap& heap, const Heap::TableTracing& tables, Heap::TraceExec trace_exec)
      : heap_(heap), tables_(tables), trace_exec_(trace_exec) {}
  HeapMarker(const HeapMarker&) = delete;
  HeapMarker& operator=(const HeapMarker&) = delete;

  using Marker::mark;
  void mark(const Object* object) override {
    if (object != nullptr && set_mark_bit(object, share_ == nullptr)) push(object);
  }
  void mark_leaf(const Object* object) override { set_mark_bit(object, share_ == nullptr); }
  bool remember(Table& table, Weak weak) override { return weak_[index_of(weak)].push(&table); }
  bool is_marked(const Object* object) const override { return is_marked_bit(object); }

  /// Traces all that was marked.
  void drain();
  /// The same together with other markers, each on a thread of its own.
  void drain_with(MarkShare& share);
  /// Ends what markers could not remember. [pool] is asked for the marked objects. @thread the only
  /// marker
  void drain_forgotten(const PagePool& pool);

  /// Weak tables found so far.
  List<Table*>& weak(Weak weak) { return weak_[index_of(weak)]; }
  /// From now on [ephemerons] hears of every object that is traced; nullptr: nobody.
  void tell(Ephemerons* ephemerons) { ephemerons_ = ephemerons; }
  /// A marker for another thread, in place.
  void make_another(std::optional<HeapMarker>& place) const {
    place.emplace(heap_, tables_, trace_exec_);
  }
  /// The markers that worked with this one: a chain, for their lists of weak tables.
  HeapMarker* next() const { return next_; }
  /// [other] has done its part and joins the chain.
  void adopt(HeapMarker& other) {
    forgot_ |= other.forgot_;
    other.next_ = next_;
    next_ = &other;
  }

 private:
  friend class MarkShare;
  static size_t index_of(Weak weak) { return static_cast<size_t>(weak) - 1; }
  void push(const Object* object) {
    if (GILUA_UNLIKELY(!stack_.push(object))) forgot_ = true;
  }
  void trace(const Object* object);
  void trace_closure(const Object* object);
  void trace_proto(const Object* object);
  void trace_native(const Object* object);
  void trace_userdata(const Object* object);

  Heap& heap_;
  const Heap::TableTracing& tables_;
  Heap::TraceExec trace_exec_;
  MarkShare* share_ = nullptr;  // null: no other marker works
  HeapMarker* next_ = nullptr;
  Ephemerons* ephemerons_ = nullptr;
  List<const Object*> stack_;
  List<Table*> weak_[3];
  bool forgot_ = false;
};

}  // namespace gilua
