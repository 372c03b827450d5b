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

void ThreadRecord::wake(World& world) {
  MutexLock guard(mutex_);
  for (Waiter* w = waiters_; w != nullptr; w = w->next)
    if (has_come(w->what)) world.unpark(w->thread);
}

void ThreadRecord::begin(World& world, Thread& thread) {
  thread_.store(&thread, std::memory_order_relaxed);
  native_id_.store(thread.native_id, std::memory_order_release);
  ident_.store(thread.ident, std::memory_order_release);  // last: has_come looks at it
  wake(world);
}

void ThreadRecord::end(World& world) {
  stage_.store(ThreadStage::kEnded, std::memory_order_release);
  wake(world);
}

void ThreadRecord::cancel(World& world) {
  cancelled_.store(true, std::memory_order_release);
  wake(world);
}

bool ThreadRecord::has_come(Wait what) const {
  if (what == Wait::kCancelled) return cancelled_.load(std::memory_order_acquire);
  return stage() == ThreadStage::kEnded || (what == Wait::kBegun && ident() != 0);
}

World::Woken ThreadRecord::wait(Exec& ex, Wait what, Clock::time_point deadline) {
  Waiter waiter{*ex.thread, what, nullptr};
  WaitEdge edge{WaitKind::kJoin, this, "Thread", runner_of, what == Wait::kEnded};
  if (what == Wait::kCancelled) edge = {WaitKind::kSleep, this, "Timer", nullptr, false};
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

void ThreadList::add(ThreadRecord& record, Value object, WriterId writer) {
  MutexLock guard(mutex_);
  live_.push_back(&record);
  record.place_ = live_.size() - 1;
  record.number_ = ++started_;
  record.writer_ = writer;
  record.object = object;
}

void ThreadList::bind(ThreadRecord& record, WriterId writer) {
  MutexLock guard(mutex_);
  record.writer_ = writer;
}

void ThreadList::remove(ThreadRecord& record) {
  MutexLock guard(mutex_);
  ThreadRecord* last = live_.back();
  live_[record.place_] = last;
  last->place_ = record.place_;
  live_.pop_back();
  record.object = record.locals = Value::nil();
}

std::vector<Value> ThreadList::objects() const {
  MutexLock guard(mutex_);
  std::vector<const ThreadRecord*> records(live_.begin(), live_.end());
  std::sort(records.begin(), records.end(),
            [](const ThreadRecord* a, const ThreadRecord* b) { return a->number_ < b->number_; });
  std::vector<Value> objects;
  objects.reserve(records.size());
  for (const ThreadRecord* record : records) objects.push_back(record->object);
  return objects;
}

size_t ThreadList::count() const {
  MutexLock guard(mutex_);
  return live_.size();
}

ThreadRecord* ThreadList::current(const Exec& ex) const {
  // Writer ids are never reused, and a record stays in the list while its thread is attached.
  static thread_local struct {
    WriterId writer = 0;
    ThreadRecord* record = nullptr;
  } latest;
  const WriterId writer = ex.thread->writer;
  if (latest.writer == writer) return latest.record;
  MutexLock guard(mutex_);
  for (ThreadRecord* record : live_) {
    if (record->writer_ != writer) continue;
    latest = {writer, record};
    return record;
  }
  return nullptr;
}

ThreadRecord* ThreadList::first_to_wait_for(WriterId except) const {
  MutexLock guard(mutex_);
  for (ThreadRecord* record : live_) {
    if (record->writer_ == except || record->daemon.load(std::memory_order_relaxed)) continue;
    record->ref();
    return record;
  }
  return nullptr;
}

void ThreadList::mark(Marker& marker) {
  for (const Value& function : {bootstrap, report, describe, begin_local}) marker.mark(function);
  MutexLock guard(mutex_);
  for (const ThreadRecord* record : live_) {
    marker.mark(record->object);
    marker.mark(record->locals);
  }
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
