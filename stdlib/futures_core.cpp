// See futures_core.hpp.
#include "stdlib/futures_core.hpp"

#include "stdlib/futures_pool.hpp"
#include "stdlib/state.hpp"
#include "stdlib/table_access.hpp"

namespace gilua {
namespace {

ThreadFutureCore* future_of(Userdata* object) {
  return object->as<ThreadFutureCore>(kThreadFutureType);
}

// With the GIL off the thread that will end the wait is likely to be running: parking costs
// microseconds.
void spin_until_done(const ThreadFutureCore& future, const Thread& thread) {
  constexpr int kSpins = 200;
  if (thread.exclusive) return;
  for (int i = 0; i < kSpins && !future.is_done(); ++i) __builtin_ia32_pause();
}

}  // namespace

uint32_t ThreadFutureCore::take_call() {
  const uint32_t size = call_size_;
  call_size_ = 0;
  return size;
}

// Everything about the end that others may see is there before the state is. Always true.
bool ThreadFutureCore::set_over(FutureState state, Exec& ex) {
  // Relaxed: the numbers only have to differ and to grow along with what orders the threads.
  end_number_ = stdlib_state(*ex.runtime).futures_ended.fetch_add(1, std::memory_order_relaxed);
  state_.store(state, std::memory_order_release);
  while (watches_ != nullptr) {
    WatchNode& node = *watches_;
    watches_ = node.after;
    node.is_linked = false;
    node.watch->report(ex, node, failed_);
  }
  return true;
}

ThreadFutureCore::Start ThreadFutureCore::start(Exec& ex) {
  const CoreLock held(mutex_, *ex.thread);
  switch (state()) {
    case FutureState::kPending:
      state_.store(FutureState::kRunning, std::memory_order_release);
      return Start::kRuns;
    case FutureState::kCancelled:
      call_size_ = 0;
      set_over(FutureState::kNotified, ex);
      return Start::kCancelled;
    default:
      return Start::kUnexpected;
  }
}

bool ThreadFutureCore::finish(Exec& ex, const Outcome& outcome, PoolCore* pool, Value& callbacks) {
  const CoreLock held(mutex_, *ex.thread);
  if (is_done()) return false;
  result_ = outcome.value;
  result_size_ = outcome.size;
  failed_ = outcome.failed;
  callbacks = callbacks_;
  callbacks_ = Value::nil();
  if (pool != nullptr && callbacks.is_nil()) pool->count_idle(ex);
  waiters_.choose_all(ex.world());
  return set_over(FutureState::kFinished, ex);
}

bool ThreadFutureCore::cancel(Exec& ex, Value& callbacks) {
  const CoreLock held(mutex_, *ex.thread);
  switch (state()) {
    case FutureState::kPending:
      break;
    case FutureState::kCancelled:
    case FutureState::kNotified:
      return true;
    default:
      return false;
  }
  callbacks = callbacks_;
  callbacks_ = Value::nil();
  state_.store(FutureState::kCancelled, std::memory_order_release);
  waiters_.choose_all(ex.world());
  return true;
}

bool ThreadFutureCore::add_callback(Exec& ex, Table* callback) {
  const CoreLock held(mutex_, *ex.thread);
  if (is_done()) return false;
  // The table is the caller's own and has that place already, so nothing is allocated here.
  if (!callbacks_.is_nil()) raw_set(ex.mutator(), callback, 2, callbacks_);
  callbacks_ = Value::of(callback);
  return true;
}

World::Woken ThreadFutureCore::wait(Exec& ex, Clock::time_point deadline) {
  const WaitEdge edge{WaitKind::kLock, this, "Future"};
  Waiter waiter(*ex.thread);
  spin_until_done(*this, *ex.thread);
  CoreLock held(mutex_, *ex.thread);
  if (is_done()) return World::Woken::kUnparked;
  waiters_.append(waiter);
  const WaitEnd end = wait_in_line(held, waiters_, waiter, edge, deadline);
  if (end.interrupted()) return World::Woken::kInterrupted;
  return end.chosen ? World::Woken::kUnparked : World::Woken::kTimeout;
}

void ThreadFutureCore::trace(Marker& marker) const NO_THREAD_SAFETY_ANALYSIS {
  marker.mark(result_);
  marker.mark(callbacks_);
  const auto* call = reinterpret_cast<const Value*>(this + 1);
  for (uint32_t i = 0; i < call_size_; ++i) marker.mark(call[i]);
  for (const WatchNode* node = watches_; node != nullptr; node = node->after)
    marker.mark(node->watch->self_);
}

// ---- watches

void WatchCore::attach(Exec& ex, uint32_t i, Userdata* object) {
  ThreadFutureCore& future = *future_of(object);
  WatchNode& mine = node(i);
  mine.watch = this;
  const CoreLock held(future.mutex_, *ex.thread);
  mine.future = object;
  if (future.is_over()) return report(ex, mine, future.failed_);
  mine.before = nullptr;
  mine.after = future.watches_;
  if (mine.after != nullptr) mine.after->before = &mine;
  future.watches_ = &mine;
  mine.is_linked = true;
}

void WatchCore::detach_all(Exec& ex) {
  for (uint32_t i = 0; i < size_; ++i) {
    WatchNode& mine = node(i);
    if (mine.future == nullptr) continue;
    ThreadFutureCore& future = *future_of(mine.future);
    const CoreLock held(future.mutex_, *ex.thread);
    if (!mine.is_linked) continue;
    mine.is_linked = false;
    (future.watches_ == &mine ? future.watches_ : mine.before->after) = mine.after;
    if (mine.after != nullptr) mine.after->before = mine.before;
  }
}

void WatchCore::report(Exec& ex, WatchNode& node, bool failed) {
  const CoreLock held(mutex_, *ex.thread);
  node.next_done = nullptr;
  (last_done_ == nullptr ? first_done_ : last_done_->next_done) = &node;
  last_done_ = &node;
  ++ends_;
  has_failure_ = has_failure_ || failed;
  if (is_fulfilled()) waiters_.choose_all(ex.world());
}

World::Woken WatchCore::wait(Exec& ex, const Wish& wish, Clock::time_point deadline) {
  const WaitEdge edge{WaitKind::kLock, this, "futures"};
  Waiter waiter(*ex.thread);
  CoreLock held(mutex_, *ex.thread);
  wish_ = wish;
  if (is_fulfilled()) return World::Woken::kUnparked;
  waiters_.append(waiter);
  const WaitEnd end = wait_in_line(held, waiters_, waiter, edge, deadline);
  if (end.interrupted()) return World::Woken::kInterrupted;
  return end.chosen ? World::Woken::kUnparked : World::Woken::kTimeout;
}

Userdata* WatchCore::take(Exec& ex) {
  const CoreLock held(mutex_, *ex.thread);
  WatchNode* node = first_done_;
  if (node == nullptr) return nullptr;
  first_done_ = node->next_done;
  if (first_done_ == nullptr) last_done_ = nullptr;
  return node->future;
}

uint32_t WatchCore::ends(Exec& ex) {
  const CoreLock held(mutex_, *ex.thread);
  return ends_;
}

void WatchCore::trace(Marker& marker) const {
  const auto* nodes = reinterpret_cast<const WatchNode*>(this + 1);
  for (uint32_t i = 0; i < size_; ++i) marker.mark(nodes[i].future);
}

}  // namespace gilua
