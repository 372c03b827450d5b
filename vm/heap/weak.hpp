// Weak tables and finalizers at the end of marking: what is dead, and in which order that is found
// out. Private to vm/heap.
#pragma once

#include "vm/heap/finalizers.hpp"
#include "vm/heap/mark.hpp"

namespace gilua {

/// Everything that roots reach is marked; [first] leads the chain of markers that did it. Clears
/// weak tables, and makes the finalizers of dead objects due; returns how many. @thread the only
/// marker
size_t finish_marking(HeapMarker& first, const Heap::TableTracing& tables, Finalizers& finalizers,
                      const PagePool& pool);

}  // namespace gilua
