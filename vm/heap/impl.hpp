// The heap's inner state. Private to vm/heap.
//
// [mutex] guards pages, page lists and the list of mutators. It is held for short steps only, and
// never while roots, after_mark or a destroy function run: those may ask the heap things.
#pragma once

#include <atomic>
#include <vector>

#include "vm/base/mutex.hpp"
#include "vm/heap/finalizers.hpp"
#include "vm/heap/heap.hpp"
#include "vm/heap/mark_crew.hpp"
#include "vm/heap/page.hpp"
#include "vm/heap/page_pool.hpp"

namespace gilua {

/// Counters of mutators are added to the heap's in steps of this many bytes; of fewer when there
/// are so many mutators that what is not counted yet would pass kMostUncounted.
constexpr int64_t kCountStep = int64_t{32} * 1024;
constexpr int64_t kMostUncounted = int64_t{1} << 20;

/// A collection is asked for after live * (pause - 100) / 100 bytes, but not before this many: with
/// little live data a collection takes microseconds, so more would only touch more memory. 1, 2, 4
/// and 8 MiB differed by less than a loaded machine's noise in an allocation loop.
constexpr int64_t kMinGrowth = int64_t{4} << 20;
constexpr unsigned kDefaultPause = 200;

/// Under a limit a collection is due when half of what is left was allocated, so that a native,
/// which cannot collect, finds the other half free; but not sooner than this.
constexpr int64_t kMinGrowthAtLimit = int64_t{256} << 10;
/// Pages of cells may take max_bytes and this much: each size class holds some page.
constexpr size_t kPageSlack = size_t{8} << 20;

/// Stress builds collect at every allocation; where more than this lives only at every
/// so-and-so-many, one more for each step, or a test that fills a heap would take hours.
constexpr int64_t kStressLive = int64_t{256} << 10;
constexpr int64_t kStressStep = int64_t{16} << 10;

/// The C heap, counted; small blocks are not worth it, and their number is bounded.
class BufferMemory final : public std::pmr::memory_resource {
 public:
  explicit BufferMemory(Heap& heap) : heap_(heap) {}

 private:
  static constexpr size_t kUncounted = 128;
  void* do_allocate(size_t bytes, size_t alignment) override;
  void do_deallocate(void* p, size_t bytes, size_t alignment) override;
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

  Heap& heap_;
};

struct Heap::Impl {
  explicit Impl(Heap& heap) : buffers(heap) {}

  mutable Mutex mutex;
  PagePool pool GUARDED_BY(mutex);
  std::vector<PageCursor> lists[kClassCount] GUARDED_BY(mutex);  // pages with free cells
  std::vector<Mutator*> mutators GUARDED_BY(mutex);
  std::vector<Object*> finalizable GUARDED_BY(mutex);
  Finalizers finalizers GUARDED_BY(mutex);

  // Statistics and settings: relaxed, since they publish nothing.
  std::atomic<int64_t> count_step{kCountStep};
  std::atomic<int64_t> allocated{0};           // since the last collection, as far as counted
  std::atomic<int64_t> live{0};                // after the last collection
  std::atomic<int64_t> threshold{kMinGrowth};  // of [allocated]
  std::atomic<unsigned> pause{kDefaultPause};
  std::atomic<bool> automatic{true};
  std::atomic<size_t> max_bytes{0};
  std::atomic<uint32_t> identity{0};
  std::atomic<int64_t> external{0};           // charged and not discharged
  std::atomic<int64_t> external_at_sweep{0};  // the same at the last collection
  std::atomic<int64_t> stress_countdown{0};   // allocations until the next stress collection
  BufferMemory buffers;

  // Written in a stop only, by the thread that collects.
  uint64_t collections = 0;
  bool collecting = false;
  std::vector<WriterId> writers;  // sorted; those attached when the collection began

  TableTracing tables;  // set before the first collection
  TraceExec trace_exec = nullptr;
  MarkCrew crew;
  size_t parallel_from = 0;
  unsigned most_markers = 1;

  /// Whether [bytes] more would pass max_bytes.
  bool is_over_limit(const Mutator& m, size_t bytes) const;
  /// live, allocated and external, as far as counted.
  int64_t counted_bytes() const;
  /// After a sweep: when the next collection is due. Returns the growth until then.
  int64_t set_threshold(size_t live_now);
  /// Counts [bytes] (negative: given back) and asks for a collection when it is time.
  void count(Mutator& m, int64_t bytes);
  /// In stress builds, at each allocation: asks for a collection.
  void stress(Mutator& m) {
    if (!automatic.load(std::memory_order_relaxed)) return;
    if (stress_countdown.fetch_sub(1, std::memory_order_relaxed) > 0) return;
    m.poll.fetch_or(kPollCollect, std::memory_order_relaxed);
  }
  /// Finds more free cells of the class; false when memory is exhausted.
  bool refill(Mutator& m, unsigned size_class, Mutator::Run& run);
  bool take_page(Mutator& m, unsigned size_class, PageCursor& cursor) EXCLUDES(mutex);
  bool list_fresh_page(unsigned size_class) REQUIRES(mutex);
  /// The number of mutators has changed.
  void set_count_step() REQUIRES(mutex);
  void* take_large(Mutator& m, size_t bytes, bool* is_zero) EXCLUDES(mutex);

  void retire_mutators() EXCLUDES(mutex);
  /// Marks all that lives, clears weak tables, makes finalizers due.
  void mark_all(Heap& heap, const RootFunction& roots, CollectionStats& stats);
  void destroy_dead(Heap& heap, bool all) EXCLUDES(mutex);
  void sweep() EXCLUDES(mutex);
};

/// Where the last cell of a page of cells ends.
inline uint32_t cells_end(const char* page) {
  const PageInfo& info = page_info_of(page);
  return info.cells * info.cell_bytes;
}

inline Mutator::Run& run_of(Mutator& m, unsigned size_class) {
  return size_class <= kSmallClasses ? m.runs[size_class]
                                     : m.pages->medium[size_class - kSmallClasses - 1];
}

}  // namespace gilua
