// Pages and mappings: where the heap's memory comes from and goes back to. Private to vm/heap.
//
// Not synchronised: every call is made under Heap::Impl's mutex. Address space is cheap and is
// taken in whole arenas; memory is what gets touched, so a large object costs its size rounded up
// to 4 KiB. Cells and page runs have arenas of their own: those for cells get filled, so they
// ask for huge pages, which saves most of what fresh memory costs; in those for runs that would
// make the untouched ends resident. Memory that is free stays mapped for reuse up to a limit and
// goes back to the system beyond it.
#pragma once

#include <cstddef>
#include <vector>

#include "vm/heap/page.hpp"

namespace gilua {

class PagePool {
 public:
  PagePool() = default;
  ~PagePool();
  PagePool(const PagePool&) = delete;
  PagePool& operator=(const PagePool&) = delete;

  /// Memory for one large object. [bytes]: what it takes; [is_zero]: fresh from the system.
  struct Large {
    void* object = nullptr;
    size_t bytes = 0;
    bool is_zero = false;
  };

  /// A page of the class, with clear mark bits; nullptr if the system has no more memory.
  char* take_page(unsigned size_class);
  Large take_large(size_t bytes);
  /// What pages of cells take.
  size_t cell_page_bytes() const { return cell_pages_ * kPageBytes; }
  /// Returns the bytes that [object] took. Its mark bit is cleared.
  size_t free_large(void* object);
  /// What a large object of [bytes] will take.
  static size_t large_bytes(size_t bytes);

  void clear_marks();
  /// Calls [visit] with every marked object. [visit] may mark more; whether those are visited too
  /// is not said. @thread stopped
  template <typename Visit>
  void for_each_marked(Visit&& visit) const {
    const auto in_bits = [&visit](Arena* arena, size_t first_word, size_t words) {
      for (size_t w = first_word; w < first_word + words; ++w) {
        for (uint64_t bits = arena->mark_bits[w]; bits != 0; bits &= bits - 1) {
          const size_t granule = w * 64 + static_cast<size_t>(__builtin_ctzll(bits));
          visit(
              reinterpret_cast<const Object*>(reinterpret_cast<char*>(arena) + granule * kGranule));
        }
      }
    };
    for (const auto* kind : {&cells_, &runs_})
      for (Arena* arena : kind->arenas) in_bits(arena, kPageWords, (kArenaPages - 1) * kPageWords);
    for (Arena* mapping : huge_) in_bits(mapping, 0, 1);
  }
  /// Frees unmarked large objects and empty pages. Calls [found] with each page that has free cells
  /// and some live ones; returns live bytes.
  template <typename Found>
  size_t sweep(Found&& found);
  /// Gives free memory back to the system until at most [keep] bytes of it are left.
  void trim(size_t keep);

 private:
  struct Space {
    std::vector<Arena*> arenas;
    size_t hint = 0;  // arenas before it have no free page
  };

  Arena* add_arena(Space& space);
  /// [count] free pages in a row, marked as in use; nullptr if there is no memory.
  Arena* take_pages(Space& space, unsigned count, unsigned& first);
  static void free_pages(Arena* arena, unsigned first, unsigned count);
  size_t sweep_runs();
  size_t sweep_huge();
  void drop_huge(Arena* mapping);
  static void fill_dead_cells(Arena* arena, unsigned index);
  static void trim_arena(Arena* arena, uint64_t idle);

  Space cells_;
  Space runs_;
  std::vector<Arena*> huge_;
  std::vector<Arena*> cached_;  // free mappings, kept for reuse
  size_t cached_bytes_ = 0;
  size_t cell_pages_ = 0;  // in use
};

/// Live cells of a page.
inline unsigned count_marks(const uint64_t* bits) {
  unsigned count = 0;
  for (unsigned i = 0; i < kPageWords; ++i) count += __builtin_popcountll(bits[i]);
  return count;
}

template <typename Found>
size_t PagePool::sweep(Found&& found) {
  size_t live = sweep_huge() + sweep_runs();
  // From the back, so that lists filled by [found] are popped in the order of addresses.
  for (size_t a = cells_.arenas.size(); a-- > 0;) {
    Arena* arena = cells_.arenas[a];
    for (unsigned i = kArenaPages; i-- > 1;) {
      const PageInfo& info = arena->pages[i];
      if (info.use != PageUse::kCells) continue;
      const unsigned marked = count_marks(arena->page_bits(i));
      live += size_t{marked} * info.cell_bytes;
      if (GILUA_STRESS) fill_dead_cells(arena, i);
      if (marked == 0) {
        free_pages(arena, i, 1);
        --cell_pages_;
      } else if (info.cells - marked > info.cells / 32) {
        // Nearly full pages are left alone: searching one costs more than it gives.
        found(info.size_class, arena->page_at(i));
      }
    }
  }
  cells_.hint = 0;
  return live;
}

}  // namespace gilua
