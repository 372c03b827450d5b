// The core of queue.Queue, LifoQueue and SimpleQueue: items in a ring, and those who wait for room,
// for an item, or for all to be done.
//
// As every core (sync_wait.hpp) it is guarded by a mutex that is held for a few instructions. A
// function that may wait takes a Patience and says how it ended; the natives raise the errors.
// PriorityQueue is written in Lua, since comparing items may run Lua.
#pragma once

#include "stdlib/sync_wait.hpp"

namespace gilua {

/// Values in the order in which they came, outside the object heap, counted towards its limit.
/// Under the core's mutex; traced in stops.
class ValueRing {
 public:
  explicit ValueRing(Heap& heap) : heap_(heap) {}
  ~ValueRing() { resize(0); }
  ValueRing(const ValueRing&) = delete;
  ValueRing& operator=(const ValueRing&) = delete;

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// False: no memory; the ring is as it was.
  bool push(Value v) {
    if (GILUA_UNLIKELY(size_ == capacity_) && !grow()) return false;
    items_[(first_ + size_++) & (capacity_ - 1)] = v;
    return true;
  }
  Value pop_first() {
    const Value v = items_[first_];
    first_ = (first_ + 1) & (capacity_ - 1);
    --size_;
    return v;
  }
  Value pop_last() { return items_[(first_ + --size_) & (capacity_ - 1)]; }
  /// Gives memory back that a long queue took. For an empty ring.
  void shrink() {
    if (GILUA_UNLIKELY(capacity_ > kKept)) resize(0);
  }
  void clear() { size_ = 0; }
  void trace(Marker& marker) const;

 private:
  static constexpr size_t kKept = 4096;  // items that an empty ring keeps room for

  bool grow() { return resize(capacity_ == 0 ? 8 : capacity_ * 2); }
  bool resize(size_t capacity);

  Heap& heap_;
  Value* items_ = nullptr;
  size_t capacity_ = 0;  // 0 or a power of two
  size_t first_ = 0;
  size_t size_ = 0;
};

class QueueCore {
 public:
  enum class Kind : uint8_t { kFifo, kLifo, kSimple };
  enum class End : uint8_t { kDone, kEmpty, kFull, kShutDown, kInterrupted, kOutOfMemory };

  QueueCore(Heap& heap, Kind kind) : kind_(kind), items_(heap) {}

  Kind kind() const { return kind_; }
  /// Not above 0: no limit. Meant for before others see it: who waits for room does not hear of it.
  void set_limit(int64_t limit) { limit_.store(limit, std::memory_order_relaxed); }
  int64_t limit() const { return limit_.load(std::memory_order_relaxed); }

  // --- without waiting: false, and nothing is changed, if that is not possible. @blocks never
  bool try_put(Exec& ex, Value item);
  bool try_get(Exec& ex, Value& item);

  // --- waiting. @blocks parks
  /// The item is argument 1 of the running native: the stack may move.
  End put(Exec& ex, const Patience& patience);
  End get(Exec& ex, const Patience& patience, Value& item);
  /// Until task_done was called for every item. kDone or kInterrupted.
  End join(Exec& ex);

  /// False: more often than there were items.
  bool task_done(Exec& ex);
  void shut_down(Exec& ex, bool immediately);

  struct State {
    int64_t size;
    int64_t unfinished;
    bool is_shut_down;
  };
  State state(Exec& ex);

  void trace(Marker& marker) const NO_THREAD_SAFETY_ANALYSIS { items_.trace(marker); }

 private:
  bool is_full() const REQUIRES(mutex_) {
    return limit() > 0 && items_.size() >= static_cast<size_t>(limit());
  }
  bool put_item(World& world, Value item) REQUIRES(mutex_);
  Value take_item(World& world) REQUIRES(mutex_);
  void spin_for_item(const Thread& thread);

  const Kind kind_;
  /// Relaxed: constant once others have the queue, unless a script runs init again.
  std::atomic<int64_t> limit_{0};
  Mutex mutex_;
  ValueRing items_ GUARDED_BY(mutex_);
  WaitList getters_ GUARDED_BY(mutex_);
  WaitList putters_ GUARDED_BY(mutex_);
  WaitList joiners_ GUARDED_BY(mutex_);
  int64_t unfinished_ GUARDED_BY(mutex_) = 0;
  bool is_shut_down_ GUARDED_BY(mutex_) = false;
  /// Relaxed: a hint, for those who look before they take the mutex.
  std::atomic<bool> has_items_{false};
};

}  // namespace gilua
