// The life of a thread.
//
//  1. start() moves the record from kReady to kStarted, puts the object into the list of living
//     threads, which keeps it alive, and makes the OS thread. So the thread counts as alive when
//     start() returns, although it may not have run yet.
//  2. The OS thread attaches to the World, says who it is (begin: ident and native id become known)
//     and calls the bootstrap function with its object.
//  3. When that has returned the thread takes itself off the list and detaches: it holds no permit
//     and no reference into the heap any more. Only then does end() set kEnded and wake who joins,
//     so a joiner never waits for a permit that the ending thread still holds.
//  4. A waiter looks at the stage under the record's mutex and puts itself on the list of waiters
//     in the same critical section; begin() and end() change what it looks at before they take that
//     mutex to wake it. So either it sees the change, or it is on the list when they wake it.
//     unpark leaves a token, so a wake-up before it has gone to sleep is not lost either. Whoever
//     wakes does so under the mutex, and a waiter takes itself off under it: no waiter is gone when
//     it is unparked.
//  5. After end() the OS thread only drops its references. finish_threads waits for that too.
#include "stdlib/threading_record.hpp"

#include <algorithm>

#include "stdlib/thread_libraries.hpp"

namespace gilua {

namespace {
Thread* runner_of(const void* what) { return static_cast<const ThreadRecord*>(what)->thread(); }
}  // namespace

std::string ThreadRecord::name() const {
  MutexLock guard(mutex_);
  return name_;
}

void ThreadRecord::set_name(std::string_view name) {
  MutexLock guard(mutex_);
  name_ = name;
}

void ThreadRecord::wake_all(World& world) {
  for (Waiter* w = waiters_; w != nullptr; w = w->next) world.unpark(w->thread);
}

void ThreadRecord::begin(World& world, Thread& thread) {
  thread_.store(&thread, std::memory_order_relaxed);
  native_id_.store(thread.native_id, std::memory_order_release);
  ident_.store(thread.ident, std::memory_order_release);  // last: has_come looks at it
  MutexLock guard(mutex_);
  wake_all(world);
}

void ThreadRecord::end(World& world) {
  stage_.store(ThreadStage::kEnded, std::memory_order_release);
  MutexLock guard(mutex_);
  wake_all(world);
}

World::Woken ThreadRecord::wait(Exec& ex, Wait what, Clock::time_point deadline) {
  Waiter waiter{*ex.thread, nullptr};
  const WaitEdge edge{WaitKind::kJoin, this, "Thread", runner_of, what == Wait::kEnded};
  {
    MutexLock guard(mutex_);
    if (has_come(what)) return World::Woken::kUnparked;
    waiter.next = waiters_;
    waiters_ = &waiter;
  }
  World::Woken woken;
  do {
    woken = ex.world().park(*ex.thread, edge, deadline);
  } while (woken == World::Woken::kUnparked && !has_come(what));
  MutexLock guard(mutex_);
  Waiter** link = &waiters_;
  while (*link != &waiter) link = &(*link)->next;
  *link = waiter.next;
  if (woken == World::Woken::kTimeout && has_come(what)) return World::Woken::kUnparked;
  return woken;
}

void ThreadList::add(const LiveThread& live) {
  MutexLock guard(mutex_);
  live_.push_back(live);
}

void ThreadList::bind(const ThreadRecord& record, WriterId writer) {
  MutexLock guard(mutex_);
  for (LiveThread& live : live_) {
    if (live.record == &record) live.writer = writer;
  }
}

void ThreadList::remove(const ThreadRecord& record) {
  MutexLock guard(mutex_);
  std::erase_if(live_, [&](const LiveThread& live) { return live.record == &record; });
}

std::vector<Value> ThreadList::objects() const {
  MutexLock guard(mutex_);
  std::vector<Value> objects;
  objects.reserve(live_.size());
  for (const LiveThread& live : live_) objects.push_back(live.object);
  return objects;
}

size_t ThreadList::count() const {
  MutexLock guard(mutex_);
  return live_.size();
}

Value ThreadList::find(WriterId writer) const {
  MutexLock guard(mutex_);
  for (const LiveThread& live : live_) {
    if (live.writer == writer) return live.object;
  }
  return Value::nil();
}

Value ThreadList::object_of(const ThreadRecord& record) const {
  MutexLock guard(mutex_);
  for (const LiveThread& live : live_) {
    if (live.record == &record) return live.object;
  }
  return Value::nil();
}

ThreadRecord* ThreadList::first_to_wait_for(WriterId except) const {
  MutexLock guard(mutex_);
  for (const LiveThread& live : live_) {
    if (live.writer == except || live.record->daemon.load(std::memory_order_relaxed)) continue;
    live.record->ref();
    return live.record;
  }
  return nullptr;
}

void ThreadList::mark(Marker& marker) {
  marker.mark(bootstrap);
  marker.mark(describe);
  MutexLock guard(mutex_);
  for (const LiveThread& live : live_) marker.mark(live.object);
}

void ThreadList::os_thread_begins() {
  MutexLock guard(tail_mutex_);
  ++tails_;
}

void ThreadList::os_thread_ends() {
  MutexLock guard(tail_mutex_);
  if (--tails_ == 0) tails_over_.notify_all();
}

void ThreadList::wait_for_os_threads() {
  MutexLock guard(tail_mutex_);
  while (tails_ != 0) tails_over_.wait(tail_mutex_);
}

}  // namespace gilua
