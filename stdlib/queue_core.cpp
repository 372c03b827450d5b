// See queue_core.hpp.
//
// A put or a get that changes what others wait for chooses one of them, who looks again: a running
// thread may have been faster, and then the chosen one goes back to the head of the line. So every
// item in the queue, and every free place, has been offered to somebody if anybody waits.
#include "stdlib/queue_core.hpp"

#include <cstdlib>

#include "vm/heap/heap.hpp"

namespace gilua {

bool ValueRing::resize(size_t capacity) {
  if (capacity > SIZE_MAX / sizeof(Value)) return false;
  const size_t bytes = capacity * sizeof(Value);
  Value* items = nullptr;
  if (capacity != 0) {
    if (!heap_.charge(bytes)) return false;
    items = static_cast<Value*>(std::malloc(bytes));
    if (items == nullptr) {
      heap_.discharge(bytes);
      return false;
    }
    for (size_t i = 0; i < size_; ++i) items[i] = items_[(first_ + i) & (capacity_ - 1)];
  }
  std::free(items_);
  heap_.discharge(capacity_ * sizeof(Value));
  items_ = items;
  capacity_ = capacity;
  first_ = 0;
  return true;
}

void ValueRing::trace(Marker& marker) const {
  for (size_t i = 0; i < size_; ++i) marker.mark(items_[(first_ + i) & (capacity_ - 1)]);
}

bool QueueCore::put_item(World& world, Value item) {
  if (!items_.push(item)) return false;
  if (kind_ != Kind::kSimple) ++unfinished_;
  has_items_.store(true, std::memory_order_relaxed);
  getters_.choose(world);
  return true;
}

Value QueueCore::take_item(World& world) {
  const Value item = kind_ == Kind::kLifo ? items_.pop_last() : items_.pop_first();
  if (items_.empty()) {
    items_.shrink();
    has_items_.store(false, std::memory_order_relaxed);
  }
  putters_.choose(world);
  return item;
}

bool QueueCore::try_put(Exec& ex, Value item) {
  const CoreLock held(mutex_, *ex.thread);
  return !is_shut_down_ && !is_full() && put_item(ex.world(), item);
}

bool QueueCore::try_get(Exec& ex, Value& item) {
  const CoreLock held(mutex_, *ex.thread);
  if (items_.empty()) return false;
  item = take_item(ex.world());
  return true;
}

// With the GIL off whoever fills the queue is likely to be running; parking costs microseconds.
void QueueCore::spin_for_item(const Thread& thread) {
  constexpr int kSpins = 200;
  if (thread.exclusive) return;
  for (int i = 0; i < kSpins && !has_items_.load(std::memory_order_relaxed); ++i)
    __builtin_ia32_pause();
}

QueueCore::End QueueCore::put(Exec& ex, const Patience& patience) {
  const WaitEdge edge{WaitKind::kQueue, this, "Queue.put"};
  Waiter waiter(*ex.thread);
  bool was_chosen = false;
  bool is_late = !patience.blocking;
  CoreLock held(mutex_, *ex.thread);
  for (;;) {
    if (is_shut_down_) return End::kShutDown;
    if (!is_full()) {
      if (put_item(ex.world(), ex.args()[1])) return End::kDone;
      putters_.choose(ex.world());  // the room is still there
      return End::kOutOfMemory;
    }
    if (is_late) return End::kFull;
    if (was_chosen)
      putters_.prepend(waiter);
    else
      putters_.append(waiter);
    const WaitEnd end = wait_in_line(held, putters_, waiter, edge, patience.deadline);
    was_chosen = end.chosen;
    is_late = end.woken == World::Woken::kTimeout;
    if (end.interrupted()) {
      if (end.chosen && !is_full()) putters_.choose(ex.world());
      return End::kInterrupted;
    }
  }
}

QueueCore::End QueueCore::get(Exec& ex, const Patience& patience, Value& item) {
  const WaitEdge edge{WaitKind::kQueue, this, "Queue.get"};
  Waiter waiter(*ex.thread);
  bool was_chosen = false;
  bool is_late = !patience.blocking;
  if (patience.blocking) spin_for_item(*ex.thread);
  CoreLock held(mutex_, *ex.thread);
  for (;;) {
    if (!items_.empty()) {
      item = take_item(ex.world());
      return End::kDone;
    }
    if (is_shut_down_) return End::kShutDown;
    if (is_late) return End::kEmpty;
    if (was_chosen)
      getters_.prepend(waiter);
    else
      getters_.append(waiter);
    const WaitEnd end = wait_in_line(held, getters_, waiter, edge, patience.deadline);
    was_chosen = end.chosen;
    is_late = end.woken == World::Woken::kTimeout;
    if (end.interrupted()) {
      if (end.chosen && !items_.empty()) getters_.choose(ex.world());
      return End::kInterrupted;
    }
  }
}

QueueCore::End QueueCore::join(Exec& ex) {
  const WaitEdge edge{WaitKind::kQueue, this, "Queue.join"};
  Waiter waiter(*ex.thread);
  CoreLock held(mutex_, *ex.thread);
  while (unfinished_ > 0) {
    joiners_.append(waiter);
    const WaitEnd end = wait_in_line(held, joiners_, waiter, edge, World::kForever);
    if (end.interrupted()) return End::kInterrupted;
  }
  return End::kDone;
}

bool QueueCore::task_done(Exec& ex) {
  const CoreLock held(mutex_, *ex.thread);
  if (unfinished_ <= 0) return false;
  if (--unfinished_ == 0) joiners_.choose_all(ex.world());
  return true;
}

void QueueCore::shut_down(Exec& ex, bool immediately) {
  const CoreLock held(mutex_, *ex.thread);
  is_shut_down_ = true;
  if (immediately) {
    unfinished_ = std::max<int64_t>(unfinished_ - static_cast<int64_t>(items_.size()), 0);
    items_.clear();
    items_.shrink();
    has_items_.store(false, std::memory_order_relaxed);
    joiners_.choose_all(ex.world());
  }
  getters_.choose_all(ex.world());
  putters_.choose_all(ex.world());
}

QueueCore::State QueueCore::state(Exec& ex) {
  const CoreLock held(mutex_, *ex.thread);
  return {static_cast<int64_t>(items_.size()), unfinished_, is_shut_down_};
}

}  // namespace gilua
