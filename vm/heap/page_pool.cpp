// Arenas, page runs and own mappings; see page_pool.hpp.
//
// A set of pages is one word, so "n free pages in a row" is a few shifts. Arenas are mapped one at
// a time: a map call per 4 MiB is nothing beside the 1,024 page faults that follow, and the system
// merges neighbours.
#include "vm/heap/page_pool.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace gilua {
namespace {

constexpr size_t kLargestCached = size_t{8} << 20;
constexpr size_t kMostCached = size_t{16} << 20;

size_t round_up(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

uint64_t page_set(unsigned first, unsigned count) {
  return (count == kArenaPages ? ~uint64_t{0} : (uint64_t{1} << count) - 1) << first;
}

void* map(void* where, size_t bytes) {
  void* p = mmap(where, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                 -1, 0);
  return p == MAP_FAILED ? nullptr : p;
}

/// A mapping at a multiple of kArenaBytes: maps more than needed and cuts the ends off.
char* map_aligned(size_t bytes) {
  const size_t asked = bytes + kArenaBytes;
  char* p = static_cast<char*>(map(nullptr, asked));
  if (p == nullptr) return nullptr;
  const size_t misfit = reinterpret_cast<uintptr_t>(p) & (kArenaBytes - 1);
  const size_t before = misfit == 0 ? 0 : kArenaBytes - misfit;
  const size_t after = asked - before - bytes;
  if (before != 0) munmap(p, before);
  if (after != 0) munmap(p + before + bytes, after);
  return p + before;
}

/// Bit i is set if the pages i .. i+count-1 are all in [set].
uint64_t rows_of(uint64_t set, unsigned count) {
  unsigned have = 1;
  while (have < count && set != 0) {
    const unsigned step = std::min(have, count - have);
    set &= set >> step;
    have += step;
  }
  return set;
}

}  // namespace

PagePool::~PagePool() {
  for (Arena* arena : cells_.arenas) munmap(arena, kArenaBytes);
  for (Arena* arena : runs_.arenas) munmap(arena, kArenaBytes);
  for (Arena* mapping : huge_) munmap(mapping, mapping->huge_bytes);
  for (Arena* mapping : cached_) munmap(mapping, mapping->huge_bytes);
}

Arena* PagePool::add_arena(Space& space) {
  char* memory = map_aligned(kArenaBytes);
  if (memory == nullptr) return nullptr;
  // Huge pages make fresh memory 3.5 times as fast (measured: 15 ns against 52 for a 32-byte cell).
  // But small programs live in the first half of the first arena, where a huge page would cost
  // 2 MiB and its clearing. Advice that the system does not take changes nothing but speed.
  const size_t small = &space == &runs_ ? kArenaBytes : space.arenas.empty() ? kArenaBytes / 2 : 0;
  if (small != 0) (void)madvise(memory, small, MADV_NOHUGEPAGE);
  if (small != kArenaBytes) (void)madvise(memory + small, kArenaBytes - small, MADV_HUGEPAGE);
  Arena* arena = reinterpret_cast<Arena*>(memory);
  arena->free_pages = ~uint64_t{1};
  space.arenas.push_back(arena);
  return arena;
}

Arena* PagePool::take_pages(Space& space, unsigned count, unsigned& first) {
  Arena* arena = nullptr;
  uint64_t rows = 0;
  for (size_t i = space.hint; i < space.arenas.size() && rows == 0; ++i) {
    arena = space.arenas[i];
    rows = rows_of(arena->free_pages, count);
    if (arena->free_pages == 0 && i == space.hint) ++space.hint;
  }
  if (rows == 0) {
    arena = add_arena(space);
    if (arena == nullptr) return nullptr;
    rows = rows_of(arena->free_pages, count);
  }
  first = static_cast<unsigned>(std::countr_zero(rows));
  arena->free_pages &= ~page_set(first, count);
  return arena;
}

void PagePool::free_pages(Arena* arena, unsigned first, unsigned count) {
  for (unsigned i = first; i < first + count; ++i) arena->pages[i].use = PageUse::kFree;
  arena->free_pages |= page_set(first, count);
}

char* PagePool::take_page(unsigned size_class) {
  unsigned index = 0;
  Arena* arena = take_pages(cells_, 1, index);
  if (arena == nullptr) return nullptr;
  ++cell_pages_;
  const uint32_t cell = cell_bytes_of(size_class);
  arena->dirty_pages |= page_set(index, 1);
  arena->pages[index] = {PageUse::kCells,
                         static_cast<uint8_t>(size_class),
                         0,
                         cell,
                         static_cast<uint32_t>(kPageBytes / cell),
                         0};
  return arena->page_at(index);
}

size_t PagePool::large_bytes(size_t bytes) {
  return round_up(bytes <= kLargestRun ? bytes : bytes + kHugeOffset, kSystemPage);
}

PagePool::Large PagePool::take_large(size_t bytes) {
  const size_t taken = large_bytes(bytes);
  if (bytes <= kLargestRun) {
    const unsigned count = static_cast<unsigned>(round_up(taken, kPageBytes) / kPageBytes);
    unsigned first = 0;
    Arena* arena = take_pages(runs_, count, first);
    if (arena == nullptr) return {};
    const bool is_zero = (arena->dirty_pages & page_set(first, count)) == 0;
    arena->dirty_pages |= page_set(first, count);
    for (unsigned i = first; i < first + count; ++i) arena->pages[i].use = PageUse::kRunTail;
    arena->pages[first] = {PageUse::kRunHead,           0, static_cast<uint16_t>(count), 0, 0,
                           static_cast<uint32_t>(taken)};
    return {arena->page_at(first), taken, is_zero};
  }
  Arena* mapping = nullptr;
  bool is_zero = false;
  for (size_t i = 0; i < cached_.size(); ++i) {
    const size_t have = cached_[i]->huge_bytes;
    if (have < taken || have - taken > taken / 4) continue;
    mapping = cached_[i];
    cached_bytes_ -= have;
    cached_[i] = cached_.back();
    cached_.pop_back();
    break;
  }
  if (mapping == nullptr) {
    mapping = reinterpret_cast<Arena*>(map_aligned(taken));
    if (mapping == nullptr) return {};
    if (taken >= kArenaBytes) (void)madvise(mapping, taken, MADV_HUGEPAGE);  // as above
    mapping->huge_bytes = taken;
    is_zero = true;
  }
  mapping->huge_index = huge_.size();
  huge_.push_back(mapping);
  return {reinterpret_cast<char*>(mapping) + kHugeOffset, mapping->huge_bytes, is_zero};
}

size_t PagePool::free_large(void* object) {
  Arena* arena = arena_of(object);
  if ((reinterpret_cast<uintptr_t>(object) & (kPageBytes - 1)) == 0) {
    const unsigned index = page_index_of(object);
    const size_t bytes = arena->pages[index].object_bytes;
    arena->page_bits(index)[0] = 0;
    free_pages(arena, index, arena->pages[index].run_pages);
    runs_.hint = 0;
    return bytes;
  }
  const size_t bytes = arena->huge_bytes;
  arena->mark_bits[0] = 0;
  drop_huge(arena);
  return bytes;
}

void PagePool::drop_huge(Arena* mapping) {
  Arena* last = huge_.back();
  huge_[mapping->huge_index] = last;
  last->huge_index = mapping->huge_index;
  huge_.pop_back();
  const size_t bytes = mapping->huge_bytes;
  // Growing one array by doubling must not leave all its former blocks resident, so the cache is
  // small beside what makes a mapping's page faults noticeable.
  if (bytes > kLargestCached || cached_bytes_ + bytes > kMostCached) {
    munmap(mapping, bytes);
  } else {
    cached_.push_back(mapping);
    cached_bytes_ += bytes;
  }
}

void PagePool::clear_marks() {
  for (Arena* arena : cells_.arenas) {
    for (unsigned i = 1; i < kArenaPages; ++i) {
      if (arena->pages[i].use != PageUse::kCells) continue;
      std::memset(arena->page_bits(i), 0, kPageWords * sizeof(uint64_t));
    }
  }
  for (Arena* arena : runs_.arenas) {
    for (unsigned i = 1; i < kArenaPages; ++i) {
      if (arena->pages[i].use == PageUse::kRunHead) arena->page_bits(i)[0] = 0;
    }
  }
  for (Arena* mapping : huge_) mapping->mark_bits[0] = 0;
}

void PagePool::fill_dead_cells(Arena* arena, unsigned index) {
  const PageInfo& info = arena->pages[index];
  char* p = arena->page_at(index);
  for (uint32_t i = 0; i < info.cells; ++i, p += info.cell_bytes) {
    const bool is_dead = !is_marked_bit(p) && reinterpret_cast<Object*>(p)->kind != Kind::kFree;
    if (!is_dead) continue;
    std::memset(p, kDeadByte, info.cell_bytes);
    init_object(p, Kind::kFree);
  }
}

size_t PagePool::sweep_runs() {
  size_t live = 0;
  for (Arena* arena : runs_.arenas) {
    for (unsigned i = 1; i < kArenaPages; ++i) {
      const PageInfo& info = arena->pages[i];
      if (info.use != PageUse::kRunHead) continue;
      if (arena->page_bits(i)[0] != 0) {
        live += info.object_bytes;
      } else {
        if (GILUA_STRESS) std::memset(arena->page_at(i), kDeadByte, info.object_bytes);
        free_pages(arena, i, info.run_pages);
      }
    }
  }
  runs_.hint = 0;
  return live;
}

size_t PagePool::sweep_huge() {
  size_t live = 0;
  for (size_t i = huge_.size(); i-- > 0;) {  // drop_huge moves the last one, already seen, to i
    if (huge_[i]->mark_bits[0] != 0) {
      live += huge_[i]->huge_bytes;
    } else {
      drop_huge(huge_[i]);
    }
  }
  return live;
}

void PagePool::trim_arena(Arena* arena, uint64_t idle) {
  while (idle != 0) {
    const unsigned first = static_cast<unsigned>(std::countr_zero(idle));
    const unsigned count = static_cast<unsigned>(std::countr_one(idle >> first));
    idle &= ~page_set(first, count);
    // If the system refuses, the pages merely stay resident and count as not zero.
    if (madvise(arena->page_at(first), count * kPageBytes, MADV_DONTNEED) == 0) {
      arena->dirty_pages &= ~page_set(first, count);
    }
  }
}

void PagePool::trim(size_t keep) {
  for (Space* space : {&cells_, &runs_}) {
    std::erase_if(space->arenas, [&keep](Arena* arena) {
      const uint64_t idle = arena->free_pages & arena->dirty_pages;
      const size_t bytes = static_cast<size_t>(std::popcount(idle)) * kPageBytes;
      if (bytes <= keep) {
        keep -= bytes;
        return false;
      }
      keep = 0;
      if (arena->free_pages == ~uint64_t{1}) {
        munmap(arena, kArenaBytes);
        return true;
      }
      trim_arena(arena, idle);
      return false;
    });
  }
}

}  // namespace gilua
