// A collection. The world is stopped: no mutator runs, and the stop's mutexes synchronise what they
// did with what is done here and the reverse, so plain accesses are enough.
//
//  1. Retire: mutators forget their runs, pages and freed cells; what they counted is dropped,
//  since
//     step 6 counts anew.
//  2. Clear all mark bits.
//  3. Mark from the roots, decide about weak tables and finalizers (weak.cpp); then [after_mark]
//  may
//     ask what is dead.
//  4. The string table drops dead strings.
//  5. Dead objects with C++ parts have those destroyed.
//  6. Sweep: dead large objects and pages without a live cell become free pages, pages with some
//     free cells are listed for allocation. No dead cell is touched: it is free because its bit is
//     clear. (Stress builds overwrite dead cells, so that a pointer the marker missed shows.)
#include <algorithm>
#include <chrono>
#include <cstring>

#include "vm/heap/impl.hpp"
#include "vm/heap/mark.hpp"
#include "vm/heap/weak.hpp"

namespace gilua {
namespace {

uint64_t now_ns() {  // the World's clock lies above this folder
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                   std::chrono::steady_clock::now().time_since_epoch())
                                   .count());
}

/// Release on set, acquire on use: whoever collects may be another thread than the one that made
/// the string table, though Worlds are ordinarily made by the thread that runs them first.
std::atomic<Heap::SweepStrings> sweep_strings{nullptr};

void destroy_parts(Heap& heap, Object* object) {
  if (object->kind == Kind::kProto) {
    Proto& proto = *static_cast<Proto*>(object);
    heap.discharge(proto.charged_bytes);
    destroy_proto_parts(proto);
  } else if (object->kind == Kind::kUserdata) {
    Userdata* userdata = static_cast<Userdata*>(object);
    if (userdata->type->destroy != nullptr) userdata->type->destroy(userdata->payload());
  }
}

}  // namespace

void Heap::Impl::retire_mutators() {
  MutexLock lock(mutex);
  writers.clear();
  for (Mutator* m : mutators) {
    writers.push_back(m->writer);
    std::fill(std::begin(m->runs), std::end(m->runs), Mutator::Run{});
    Mutator::PageState& state = *m->pages;
    std::fill(std::begin(state.medium), std::end(state.medium), Mutator::Run{});
    std::fill(std::begin(state.cursors), std::end(state.cursors), PageCursor{});
    std::fill(std::begin(state.freed), std::end(state.freed), nullptr);
    state.uncounted.store(0, std::memory_order_relaxed);
    finalizable.insert(finalizable.end(), state.finalizable.begin(), state.finalizable.end());
    state.finalizable.clear();
    // Requests older than this collection are served by it.
    m->poll.fetch_and(~uint32_t{kPollCollect}, std::memory_order_relaxed);
  }
  std::sort(writers.begin(), writers.end());
  for (std::vector<PageCursor>& list : lists) list.clear();
  pool.clear_marks();
}

void Heap::Impl::mark_all(Heap& heap, const RootFunction& roots,
                          CollectionStats& stats) NO_THREAD_SAFETY_ANALYSIS {
  // The pool and the lists without their mutex: the world is stopped, and roots may ask the heap
  // things.
  HeapMarker marker(heap, tables, trace_exec);
  roots(marker);
  finalizers.mark_due(marker);
  // What lived last time, and a quarter of what is in use, is what there may be to mark.
  const size_t expected = std::max<size_t>(
      static_cast<size_t>(live.load(std::memory_order_relaxed)), stats.bytes_before / 4);
  if (expected >= parallel_from)
    stats.markers = crew.drain(marker, most_markers);
  else
    marker.drain();
  marker.drain_forgotten(pool);
  stats.finalizers = finish_marking(marker, tables, finalizers, pool);
  crew.forget();
}

void Heap::Impl::destroy_dead(Heap& heap, bool all) {
  std::vector<Object*> dead;
  {
    MutexLock lock(mutex);
    size_t kept = 0;
    for (Object* o : finalizable) {
      if (all || !is_marked_bit(o)) {
        dead.push_back(o);
      } else {
        finalizable[kept++] = o;
      }
    }
    finalizable.resize(kept);
  }
  // The youngest first, as the manual orders finalizers.
  for (auto it = dead.rbegin(); it != dead.rend(); ++it) destroy_parts(heap, *it);
}

void Heap::Impl::sweep() {
  MutexLock lock(mutex);
  const size_t live_now =
      pool.sweep([this](unsigned size_class, char* page) NO_THREAD_SAFETY_ANALYSIS {
        lists[size_class].push_back({page, 0, cells_end(page)});
      });
  const int64_t growth = set_threshold(live_now);
  // What will be allocated before the next collection is not worth giving back: too little kept
  // means page faults over and over (measured: 4 times slower), so keep twice as much and some.
  pool.trim(static_cast<size_t>(2 * growth + kMinGrowth));
}

CollectionStats Heap::collect(const RootFunction& roots, const std::function<void()>& after_mark) {
  CollectionStats stats;
  const uint64_t start = now_ns();
  stats.bytes_before = used_bytes();
  impl_->retire_mutators();
  impl_->collecting = true;
  impl_->mark_all(*this, roots, stats);
  const uint64_t marked = now_ns();
  if (after_mark) after_mark();
  // Set whenever there is a table, since the table's constructor sets it.
  if (strings != nullptr) sweep_strings.load(std::memory_order_acquire)(*strings, *this);
  impl_->destroy_dead(*this, false);
  impl_->sweep();
  impl_->collecting = false;
  stats.number = ++impl_->collections;
  stats.mark_ns = marked - start;
  stats.sweep_ns = now_ns() - marked;
  stats.live_bytes = static_cast<uint64_t>(impl_->live.load(std::memory_order_relaxed));
  return stats;
}

void Heap::set_sweep_strings(SweepStrings sweep) {
  sweep_strings.store(sweep, std::memory_order_release);
}

bool Heap::is_marked(const Object* object) const { return is_marked_bit(object); }

}  // namespace gilua
