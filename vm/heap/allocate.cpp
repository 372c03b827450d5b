// Allocation beyond the bump of a pointer, and giving memory back.
//
// Free cells, and why none is handed out twice:
//  1. A page, or a piece of one, is searched by one mutator at a time, from its start to its end,
//     once between two collections. The search hands out the stretches of cells whose mark bits are
//     clear. What is cut off a page's front leaves the rest listed.
//  2. New objects keep clear mark bits. They are behind their page's cursor, and nothing searches
//     there again until a collection has decided by marking which of them live.
//  3. When a mutator is done with a page it forgets it; the page is listed again by the next
//     sweep if it has free cells then. A mutator that detaches lists its pages with their cursors,
//     so what it handed out stays behind them.
//  4. free_now puts a cell on a list of the mutator's own (or back under the run's cursor),
//  whatever
//     the cell's mark bit says: if set, the page's search will skip the cell; if clear, it already
//     has. A collection forgets these lists: cells in reuse are then marked, and the others free.
#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "vm/heap/impl.hpp"

namespace gilua {
namespace {

/// Whom this thread allocated for last: whose runs used_bytes() may look into.
thread_local Mutator* latest_mutator = nullptr;

/// The first marked granule in [from, to), or [to].
uint32_t next_marked(const uint64_t* bits, uint32_t from, uint32_t to) {
  if (from >= to) return to;
  uint32_t word = from / 64;
  uint64_t rest = bits[word] >> (from % 64) << (from % 64);
  while (rest == 0) {
    if (++word * 64 >= to) return to;
    rest = bits[word];
  }
  return std::min(to, word * 64 + static_cast<uint32_t>(std::countr_zero(rest)));
}

/// The next stretch of free cells at or after the cursor, at most kLongestStretch long (but one
/// cell at least); empty at the page's end. The cursor does not move past the stretch.
Mutator::Run find_stretch(PageCursor& cursor) {
  const uint64_t* bits = arena_of(cursor.page)->page_bits(page_index_of(cursor.page));
  const uint32_t cell = page_info_of(cursor.page).cell_bytes;
  const uint32_t end = cursor.end;
  uint32_t at = cursor.next;
  while (at < end && ((bits[at / kGranule / 64] >> (at / kGranule % 64)) & 1)) at += cell;
  cursor.next = at;
  if (at >= end) return {};
  const uint32_t longest = std::max(cell, kLongestStretch / cell * cell);
  const uint32_t limit = std::min(end, at + longest);
  const uint32_t stop = next_marked(bits, at / kGranule, limit / kGranule) * kGranule;
  return {cursor.page + at, cursor.page + stop};
}

}  // namespace

Mutator* latest_mutator_of_thread() { return latest_mutator; }

void forget_latest_mutator(const Mutator& m) {
  if (latest_mutator == &m) latest_mutator = nullptr;
}

bool Heap::Impl::is_over_limit(const Mutator& m, size_t bytes) const {
  const size_t limit = max_bytes.load(std::memory_order_relaxed);
  if (limit == 0) return false;
  const int64_t used = counted_bytes() + m.pages->uncounted.load(std::memory_order_relaxed);
  return static_cast<size_t>(std::max<int64_t>(used, 0)) + bytes > limit;
}

void Heap::Impl::count(Mutator& m, int64_t bytes) {
  std::atomic<int64_t>& uncounted = m.pages->uncounted;
  const int64_t sum = uncounted.load(std::memory_order_relaxed) + bytes;
  const int64_t step = count_step.load(std::memory_order_relaxed);
  if (sum < step && sum > -step) {
    uncounted.store(sum, std::memory_order_relaxed);
  } else {
    uncounted.store(0, std::memory_order_relaxed);
    const int64_t total = allocated.fetch_add(sum, std::memory_order_relaxed) + sum;
    const int64_t outside = external.load(std::memory_order_relaxed) -
                            external_at_sweep.load(std::memory_order_relaxed);
    if (total + outside >= threshold.load(std::memory_order_relaxed) &&
        automatic.load(std::memory_order_relaxed)) {
      m.poll.fetch_or(kPollCollect, std::memory_order_relaxed);
    }
  }
}

bool Heap::Impl::take_page(Mutator& m, unsigned size_class, PageCursor& cursor) {
  MutexLock lock(mutex);
  std::vector<PageCursor>& list = lists[size_class];
  if (list.empty() && !list_fresh_page(size_class)) return false;
  PageCursor& listed = list.back();
  cursor = listed;
  uint8_t& pieces = m.pages->pieces[size_class];
  if (pieces < kPiecesTaken) {
    const uint32_t cell = cell_bytes_of(size_class);
    const uint32_t piece = std::max(cell, (kFirstPiece << pieces) / cell * cell);
    ++pieces;
    if (piece < listed.end - listed.next) {
      listed.next += piece;
      cursor.end = listed.next;
      return true;
    }
  }
  list.pop_back();
  return true;
}

bool Heap::Impl::list_fresh_page(unsigned size_class) {
  // Cells that are free serve their own class only: pages are limited too, or a script could fill
  // one class after the other and leave each page one live cell.
  const size_t limit = max_bytes.load(std::memory_order_relaxed);
  if (limit != 0 && pool.cell_page_bytes() + kPageBytes > limit + kPageSlack) return false;
  char* const page = pool.take_page(size_class);
  if (page == nullptr) return false;
  lists[size_class].push_back({page, 0, cells_end(page)});
  return true;
}

bool Heap::Impl::refill(Mutator& m, unsigned size_class, Mutator::Run& run) {
  PageCursor& cursor = m.pages->cursors[size_class];
  for (;;) {
    if (cursor.page != nullptr) {
      const Mutator::Run found = find_stretch(cursor);
      if (found.cursor != nullptr) {
        const size_t bytes = static_cast<size_t>(found.end - found.cursor);
        if (is_over_limit(m, bytes)) return false;
        cursor.next = static_cast<uint32_t>(found.end - cursor.page);
        run = found;
        count(m, static_cast<int64_t>(bytes));
        return true;
      }
      cursor = {};
    }
    if (!take_page(m, size_class, cursor)) return false;
  }
}

void* Heap::Impl::take_large(Mutator& m, size_t bytes, bool* is_zero) {
  if (bytes > PTRDIFF_MAX / 2) return nullptr;
  if (is_over_limit(m, PagePool::large_bytes(bytes))) return nullptr;
  PagePool::Large large;
  {
    MutexLock lock(mutex);
    large = pool.take_large(bytes);
  }
  if (large.object == nullptr) return nullptr;
  count(m, static_cast<int64_t>(large.bytes));
  if (is_zero != nullptr) *is_zero = large.is_zero;
  return large.object;
}

void* Heap::allocate_slow(Mutator& m, size_t bytes) {
  latest_mutator = &m;
  if (GILUA_STRESS) impl_->stress(m);
  if (bytes > kLargestCell) return impl_->take_large(m, bytes, nullptr);
  const unsigned size_class = std::max(class_of(bytes), 1u);
  const uint32_t cell = cell_bytes_of(size_class);
  FreeCell*& freed = m.pages->freed[size_class];
  Mutator::Run& run = run_of(m, size_class);
  if (run.cursor == run.end) {
    if (freed != nullptr) {
      if (impl_->is_over_limit(m, cell)) return nullptr;
      FreeCell* const found = freed;
      freed = found->next;
      impl_->count(m, cell);
      return found;
    }
    if (!impl_->refill(m, size_class, run)) return nullptr;
  }
  char* const p = run.cursor;
  run.cursor += cell;
  return p;
}

void* Heap::allocate_zeroed(Mutator& m, size_t bytes) {
  if (bytes <= kLargestCell) {
    void* p = allocate(m, bytes);
    if (p != nullptr) std::memset(p, 0, bytes);
    return p;
  }
  latest_mutator = &m;
  if (GILUA_STRESS) m.heap->impl_->stress(m);
  bool is_zero = false;
  void* p = m.heap->impl_->take_large(m, bytes, &is_zero);
  if (p != nullptr && !is_zero) std::memset(p, 0, bytes);
  return p;
}

void Heap::free_now(Mutator& m, Object* object, size_t bytes) {
  if (bytes > kLargestCell) {
    size_t taken = 0;
    {
      MutexLock lock(impl_->mutex);
      taken = impl_->pool.free_large(object);
    }
    impl_->count(m, -static_cast<int64_t>(taken));
    return;
  }
  const unsigned size_class = std::max(class_of(bytes), 1u);
#if GILUA_STRESS
  if (page_info_of(object).size_class != size_class) {
    std::fprintf(stderr, "gilua: free_now of %zu bytes that were not allocated as such\n", bytes);
    std::abort();
  }
  std::memset(static_cast<void*>(object), kDeadByte, cell_bytes_of(size_class));
  init_object(object, Kind::kFree);
#endif
  const uint32_t cell = cell_bytes_of(size_class);
  Mutator::Run& run = run_of(m, size_class);
  char* const p = reinterpret_cast<char*>(object);
  // The cell just before the run's rest: what a growing table gives back often is.
  const uintptr_t differing =
      reinterpret_cast<uintptr_t>(p) ^ reinterpret_cast<uintptr_t>(run.cursor);
  if (p + cell == run.cursor && differing < kPageBytes) {
    run.cursor = p;
    return;
  }
  FreeCell* const free_cell = reinterpret_cast<FreeCell*>(p);
  init_object(free_cell, Kind::kFree);
  free_cell->next = m.pages->freed[size_class];
  m.pages->freed[size_class] = free_cell;
  impl_->count(m, -static_cast<int64_t>(cell));
}

}  // namespace gilua
