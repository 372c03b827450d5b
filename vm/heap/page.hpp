// Where objects lie: arenas of 64 pages, size classes, mark bits. Private to vm/heap.
//
// An arena is 4 MiB, aligned to 4 MiB, so an object's arena is found by masking its address. Its
// first page holds the mark bits of the whole arena (one per 16 bytes, side by side, so that
// marking does not touch each page's first cache line) and what each page is used for. A page of 64
// KiB holds cells of one size class, or is part of a page run that holds one large object. An
// object too large for a page run has a mapping of its own, also aligned to 4 MiB, which begins
// with the same header: finding and setting a mark bit is the same code for every object.
//
// Invariant: only a cell's first granule ever has its mark bit set, and the bits of a free page are
// all clear.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "vm/heap/heap.hpp"

namespace gilua {

constexpr size_t kGranule = 16;
constexpr size_t kArenaBytes = size_t{4} << 20;
constexpr unsigned kArenaPages = kArenaBytes / kPageBytes;   // 64: page sets are one word
constexpr unsigned kPageWords = kPageBytes / kGranule / 64;  // mark words of one page
constexpr size_t kSystemPage = 4096;
constexpr size_t kLargestRun = size_t{1} << 20;  // larger objects have their own mapping
constexpr size_t kHugeOffset = 128;              // where the object in such a mapping begins

// --- size classes: 1..32 are multiples of 16; above, so many cells to a page. The steps are about
// 10 %; 544, 1056, 2080 and so on (2^n slots and a block header of 32 bytes) fit well.
constexpr uint16_t kCellsPerPage[] = {120, 107, 96, 86, 78, 70, 62, 56, 50, 45, 40,
                                      35,  31,  28, 25, 22, 20, 18, 16, 15, 14, 13,
                                      12,  11,  10, 9,  8,  7,  6,  5,  4,  3,  2};
constexpr unsigned kMediumClasses = sizeof(kCellsPerPage) / sizeof(kCellsPerPage[0]);
constexpr unsigned kClassCount = kSmallClasses + 1 + kMediumClasses;  // class 0 is not used

constexpr uint32_t cell_bytes_of(unsigned size_class) {
  if (size_class <= kSmallClasses) return size_class * kGranule;
  const uint32_t cells = kCellsPerPage[size_class - kSmallClasses - 1];
  return static_cast<uint32_t>(kPageBytes / cells / kGranule * kGranule);
}
constexpr size_t kLargestCell = cell_bytes_of(kClassCount - 1);

constexpr auto kClassOfGranules = [] {
  std::array<uint8_t, kLargestCell / kGranule + 1> table{};
  unsigned size_class = 1;
  for (size_t granules = 0; granules < table.size(); ++granules) {
    while (cell_bytes_of(size_class) < granules * kGranule) ++size_class;
    table[granules] = static_cast<uint8_t>(size_class);
  }
  return table;
}();
/// The class that serves [bytes], at most kLargestCell.
inline unsigned class_of(size_t bytes) {
  return kClassOfGranules[(bytes + kGranule - 1) / kGranule];
}

/// A fresh or searched-out stretch handed to a mutator is at most this long, so that what counts as
/// used is never far from what is. In stress builds each allocation takes the slow path, which asks
/// for a collection.
constexpr uint32_t kLongestStretch = GILUA_STRESS ? 1 : 8 * 1024;

enum class PageUse : uint8_t { kFree, kCells, kRunHead, kRunTail };

struct PageInfo {
  PageUse use;
  uint8_t size_class;     // kCells
  uint16_t run_pages;     // kRunHead
  uint32_t cell_bytes;    // kCells
  uint32_t cells;         // kCells
  uint32_t object_bytes;  // kRunHead: of memory that the object takes, whole system pages
};

struct Arena {
  uint64_t free_pages;   // bit per page; page 0 (this header) is never free
  uint64_t dirty_pages;  // bit per page: was used, so its bytes are not zero
  size_t huge_bytes;     // own mapping: its length; 0 in an arena
  size_t huge_index;     // own mapping: its place in PagePool's list
  uint64_t spare[4];
  uint64_t mark_bits[kArenaBytes / kGranule / 64];
  PageInfo pages[kArenaPages];

  char* page_at(unsigned index) { return reinterpret_cast<char*>(this) + index * kPageBytes; }
  uint64_t* page_bits(unsigned index) { return mark_bits + size_t{index} * kPageWords; }
};
static_assert(sizeof(Arena) <= kPageBytes && sizeof(Arena) <= kLargestRun);
static_assert(offsetof(Arena, mark_bits) + sizeof(uint64_t) <= kHugeOffset);
static_assert(kHugeOffset / kGranule < 64, "a huge object's mark bit is in the first word");

inline Arena* arena_of(const void* p) {
  return reinterpret_cast<Arena*>(reinterpret_cast<uintptr_t>(p) & ~(kArenaBytes - 1));
}
inline unsigned page_index_of(const void* p) {
  return (reinterpret_cast<uintptr_t>(p) & (kArenaBytes - 1)) / kPageBytes;
}
inline PageInfo& page_info_of(const void* p) { return arena_of(p)->pages[page_index_of(p)]; }

/// Stress builds fill dead memory, so that using an object that the marker missed shows.
constexpr int kDeadByte = 0xdb;

// Relaxed: mark bits say what is alive and publish nothing. Several markers may set bits of one
// word.
inline bool is_marked_bit(const void* p) {
  const size_t bit = (reinterpret_cast<uintptr_t>(p) & (kArenaBytes - 1)) / kGranule;
  std::atomic_ref<uint64_t> word(arena_of(p)->mark_bits[bit / 64]);
  return (word.load(std::memory_order_relaxed) >> (bit % 64)) & 1;
}
/// Sets the mark bit; true if it was clear and this caller set it. [alone]: no other marker works,
/// so that no locked instruction is needed.
inline bool set_mark_bit(const void* p, bool alone) {
  const size_t bit = (reinterpret_cast<uintptr_t>(p) & (kArenaBytes - 1)) / kGranule;
  std::atomic_ref<uint64_t> word(arena_of(p)->mark_bits[bit / 64]);
  const uint64_t mask = uint64_t{1} << (bit % 64);
  const uint64_t seen = word.load(std::memory_order_relaxed);
  if (seen & mask) return false;
  if (alone) {
    word.store(seen | mask, std::memory_order_relaxed);
    return true;
  }
  return (word.fetch_or(mask, std::memory_order_relaxed) & mask) == 0;
}

/// A cell on a list of freed ones. Its header says kFree, so a marker that meets it can tell.
struct FreeCell {
  uint64_t header;
  FreeCell* next;
};

/// Where a search for free cells in a page, or in a piece of one, goes on. Cells before [next] were
/// handed out since the last collection or are marked; those from [end] on are somebody else's.
struct PageCursor {
  char* page = nullptr;
  uint32_t next = 0;
  uint32_t end = 0;
};

/// A mutator's first takes of a class are pieces of a page, each twice as long as the one before:
/// so thousands of threads that allocate little share pages, and one that allocates much soon has
/// whole ones to itself.
constexpr uint32_t kFirstPiece = 512;
constexpr uint8_t kPiecesTaken = 7;  // kFirstPiece << 7 is a page
static_assert(kFirstPiece << kPiecesTaken == kPageBytes);

/// What a mutator owns of the heap.
struct Mutator::PageState {
  PageCursor cursors[kClassCount];
  uint8_t pieces[kClassCount] = {};   // pieces taken, up to kPiecesTaken
  FreeCell* freed[kClassCount] = {};  // given back by free_now; forgotten at each collection
  Run medium[kMediumClasses];         // as Mutator::runs, for the larger classes
  /// Bytes taken and not yet added to Heap::Impl::allocated. Written by the owner only; relaxed
  /// because it is a statistic that publishes nothing.
  std::atomic<int64_t> uncounted{0};
  std::vector<Object*> finalizable;  // registered since the last collection
};

}  // namespace gilua
