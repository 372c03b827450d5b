// What counts towards the limit besides objects, and when a collection is due.
//
// Buffers that natives build, copies that they sort, compiler states, the parts of functions: all
// of it is taken from the C heap and counted in one number, `external`. The sum of live, allocated
// and external bytes is what max_bytes limits, whoever takes the next ones.
//
// Statistics, so relaxed: two threads that charge at once may each see the other's bytes or not,
// and pass the limit by what one of them takes.
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "vm/heap/impl.hpp"

namespace gilua {

void* BufferMemory::do_allocate(size_t bytes, size_t alignment) {
  if (alignment > alignof(std::max_align_t)) throw std::bad_alloc();
  if (bytes > kUncounted && !heap_.charge(bytes)) throw std::bad_alloc();
  void* const p = std::malloc(bytes);
  if (p != nullptr) return p;
  if (bytes > kUncounted) heap_.discharge(bytes);
  throw std::bad_alloc();
}

void BufferMemory::do_deallocate(void* p, size_t bytes, size_t) {
  std::free(p);
  if (bytes > kUncounted) heap_.discharge(bytes);
}

std::pmr::memory_resource& Heap::buffers() { return impl_->buffers; }

int64_t Heap::Impl::counted_bytes() const {
  return live.load(std::memory_order_relaxed) + allocated.load(std::memory_order_relaxed) +
         external.load(std::memory_order_relaxed);
}

bool Heap::charge(size_t bytes) {
  if (bytes > PTRDIFF_MAX / 2) return false;
  impl_->external.fetch_add(static_cast<int64_t>(bytes), std::memory_order_relaxed);
  const size_t limit = impl_->max_bytes.load(std::memory_order_relaxed);
  if (limit == 0 || impl_->counted_bytes() <= static_cast<int64_t>(limit)) return true;
  discharge(bytes);
  return false;
}

void Heap::discharge(size_t bytes) {
  impl_->external.fetch_sub(static_cast<int64_t>(bytes), std::memory_order_relaxed);
}

int64_t Heap::Impl::set_threshold(size_t live_now) {
  const int64_t outside = external.load(std::memory_order_relaxed);
  const int64_t in_use = static_cast<int64_t>(live_now) + outside;
  const unsigned percent = std::max(pause.load(std::memory_order_relaxed), 100u);
  if (GILUA_STRESS)
    stress_countdown.store(std::max<int64_t>(in_use - kStressLive, 0) / kStressStep,
                           std::memory_order_relaxed);
  int64_t growth = std::max(in_use / 100 * (percent - 100), kMinGrowth);
  if (const size_t limit = max_bytes.load(std::memory_order_relaxed)) {
    const int64_t left = static_cast<int64_t>(limit) - in_use;
    growth = std::min(growth, std::max(left / 2, kMinGrowthAtLimit));
  }
  live.store(static_cast<int64_t>(live_now), std::memory_order_relaxed);
  allocated.store(0, std::memory_order_relaxed);
  external_at_sweep.store(outside, std::memory_order_relaxed);
  threshold.store(growth, std::memory_order_relaxed);
  return growth;
}

}  // namespace gilua
