// Marking by several threads. Private to vm/heap.
//
//  1. Each thread has a HeapMarker with its own stack. Whoever sets an object's mark bit (an atomic
//     or) traces the object, so each is traced once.
//  2. A marker that has nothing left asks the MarkShare for work: `hungry` goes up, and a marker
//     with a long stack that sees it gives a piece of its stack away.
//  3. When every marker is hungry and no piece is left, all is marked: nobody can make new work.
//  4. The crew's threads sleep between collections. Waking them and their going back to sleep are
//     under one mutex, which orders what mutators and the collector wrote with what they read.
//
// The collecting thread is one of the markers; it alone visits the roots, before the others begin.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "vm/base/mutex.hpp"
#include "vm/heap/heap.hpp"

namespace gilua {

class HeapMarker;

/// What markers that work at the same time share.
class MarkShare {
 public:
  explicit MarkShare(unsigned markers) : markers_(markers) {}
  ~MarkShare();
  MarkShare(const MarkShare&) = delete;
  MarkShare& operator=(const MarkShare&) = delete;

  /// Relaxed: a hint; the pieces themselves change hands under the mutex.
  bool is_hungry() const { return hungry_.load(std::memory_order_relaxed) != 0; }
  /// Gives the top of a marker's stack away, if memory allows.
  void give(HeapMarker& marker) EXCLUDES(mutex_);
  /// Waits for a piece. False: all is marked.
  bool take(HeapMarker& marker) EXCLUDES(mutex_);

 private:
  struct Piece {
    static constexpr size_t kObjects = 510;
    Piece* next = nullptr;
    size_t count = 0;
    const Object* objects[kObjects];
  };

  const unsigned markers_;
  std::atomic<unsigned> hungry_{0};  // changed under the mutex
  Mutex mutex_;
  CondVar changed_;
  Piece* pieces_ GUARDED_BY(mutex_) = nullptr;
  bool done_ GUARDED_BY(mutex_) = false;
};

/// The threads that help the collecting one.
class MarkCrew {
 public:
  MarkCrew();
  ~MarkCrew();
  MarkCrew(const MarkCrew&) = delete;
  MarkCrew& operator=(const MarkCrew&) = delete;

  /// Traces all that [first] has marked, by up to [markers] threads (at most kMostMarkers); returns
  /// how many worked. The others join [first]'s chain and live until forget(). @thread stopped
  unsigned drain(HeapMarker& first, unsigned markers);
  /// Ends the markers that drain() made.
  void forget();

 private:
  struct Shared;
  /// Starts threads until there are [count]; as many as the system allows.
  void start(unsigned count);
  static void work(Shared& shared, unsigned index);

  std::unique_ptr<Shared> shared_;
  std::vector<std::thread> threads_;
};

}  // namespace gilua
