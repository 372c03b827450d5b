// The marker: an explicit stack, so that no structure is too deep. Private to vm/heap.
//
// mark() sets the bit and remembers the object; drain() traces what was remembered. Objects pass
// through a short queue between stack and tracing, in which they are prefetched. All state is in
// the marker, so several markers with stacks of their own can work side by side once set_mark_bit
// is an atomic operation.
//
// If the stack cannot grow, objects are marked but not remembered, and drain() traces all marked
// objects again until none was forgotten: slow, but it needs no memory when there is none.
#pragma once

#include <cstddef>

#include "vm/heap/impl.hpp"

namespace gilua {

class HeapMarker final : public Marker {
 public:
  HeapMarker(Heap& heap, Heap::TraceTable trace_table, Heap::TraceExec trace_exec)
      : heap_(heap), trace_table_(trace_table), trace_exec_(trace_exec) {}
  ~HeapMarker() override;
  HeapMarker(const HeapMarker&) = delete;
  HeapMarker& operator=(const HeapMarker&) = delete;

  using Marker::mark;
  void mark(const Object* object) override {
    if (object != nullptr && set_mark_bit(object)) push(object);
  }
  void mark_leaf(const Object* object) override { set_mark_bit(object); }

  /// Traces all that was marked. [pool] is asked for the marked objects if some were forgotten.
  void drain(const PagePool& pool);

 private:
  void push(const Object* object) {
    if (GILUA_UNLIKELY(count_ == capacity_) && !grow()) return;
    stack_[count_++] = object;
  }
  bool grow();
  void drain_stack();
  void trace(const Object* object);
  void trace_closure(const Object* object);
  void trace_proto(const Object* object);
  void trace_native(const Object* object);
  void trace_userdata(const Object* object);

  Heap& heap_;
  Heap::TraceTable trace_table_;
  Heap::TraceExec trace_exec_;
  const Object** stack_ = nullptr;
  size_t count_ = 0;
  size_t capacity_ = 0;
  bool forgot_ = false;
};

}  // namespace gilua
