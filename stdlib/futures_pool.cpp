// See futures_pool.hpp.
#include "stdlib/futures_pool.hpp"

namespace gilua {

PoolCore::Put PoolCore::put(Exec& ex, Value future, int64_t& worker) {
  const CoreLock held(mutex_, *ex.thread);
  if (is_closed_) return Put::kClosed;
  if (!items_.push(future)) return Put::kOutOfMemory;
  has_items_.store(true, std::memory_order_relaxed);
  getters_.choose(ex.world());
  if (static_cast<int64_t>(items_.size()) <= idle_ || alive_ >= most_) return Put::kDone;
  worker = started_++;
  ++alive_;
  ++idle_;
  return Put::kStart;
}

void PoolCore::not_started(Exec& ex) {
  const CoreLock held(mutex_, *ex.thread);
  --idle_;
  if (--alive_ == 0) joiners_.choose_all(ex.world());
}

// With the GIL off whoever puts the next one in is likely to be running.
void PoolCore::spin_for_item(const Thread& thread) {
  constexpr int kSpins = 200;
  if (thread.exclusive) return;
  for (int i = 0; i < kSpins && !has_items_.load(std::memory_order_relaxed); ++i)
    __builtin_ia32_pause();
}

PoolCore::Next PoolCore::next(Exec& ex, bool is_idle, Value& future) {
  const WaitEdge edge{WaitKind::kQueue, this, "ThreadPoolExecutor"};
  Waiter waiter(*ex.thread);
  bool was_chosen = false;
  if (!is_idle) count_idle(ex);
  spin_for_item(*ex.thread);
  CoreLock held(mutex_, *ex.thread);
  for (;;) {
    if (!items_.empty()) {
      --idle_;
      future = items_.pop_first();
      if (!items_.empty()) return Next::kFuture;
      items_.shrink();
      has_items_.store(false, std::memory_order_relaxed);
      return Next::kFuture;
    }
    if (is_closed_) {
      --idle_;
      return Next::kClosed;
    }
    if (was_chosen)
      getters_.prepend(waiter);
    else
      getters_.append(waiter);
    const WaitEnd end = wait_in_line(held, getters_, waiter, edge, World::kForever);
    was_chosen = end.chosen;
    if (end.interrupted()) {
      if (end.chosen && !items_.empty()) getters_.choose(ex.world());
      --idle_;
      return Next::kInterrupted;
    }
  }
}

void PoolCore::count_idle(Exec& ex) {
  const CoreLock held(mutex_, *ex.thread);
  ++idle_;
}

void PoolCore::worker_ends(Exec& ex) {
  const CoreLock held(mutex_, *ex.thread);
  if (--alive_ == 0) joiners_.choose_all(ex.world());
}

void PoolCore::close(Exec& ex) {
  const CoreLock held(mutex_, *ex.thread);
  is_closed_ = true;
  getters_.choose_all(ex.world());
}

bool PoolCore::take(Exec& ex, Value& future) {
  const CoreLock held(mutex_, *ex.thread);
  if (items_.empty()) return false;
  future = items_.pop_first();
  if (items_.empty()) has_items_.store(false, std::memory_order_relaxed);
  return true;
}

World::Woken PoolCore::join(Exec& ex) {
  const WaitEdge edge{WaitKind::kJoin, this, "ThreadPoolExecutor"};
  Waiter waiter(*ex.thread);
  CoreLock held(mutex_, *ex.thread);
  while (alive_ > 0) {
    joiners_.append(waiter);
    const WaitEnd end = wait_in_line(held, joiners_, waiter, edge, World::kForever);
    if (end.interrupted()) return World::Woken::kInterrupted;
  }
  return World::Woken::kUnparked;
}

int64_t PoolCore::waiting(Exec& ex) {
  const CoreLock held(mutex_, *ex.thread);
  return static_cast<int64_t>(items_.size());
}

}  // namespace gilua
