// Running an event loop: turns, waiting, and the native run_forever that steps tasks and calls
// callbacks as stages.
//
// The loop's thread waits in one of two ways. Without anything of libuv's it parks like any thread
// that waits for others, so a loop that nobody can wake is a deadlock like any other. With handles
// it sits in libuv, without the permit. Who pushes an item from another thread
// (call_soon_threadsafe) wakes it afterwards: the waiter says how it waits and then looks at the
// queue, the waker pushes and then looks how it waits, both under the mutex.
#include <fmt/format.h>

#include <algorithm>

#include "stdlib/aio/event_loop.hpp"
#include "stdlib/arguments.hpp"
#include "stdlib/error_classes.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

thread_local EventLoop* running = nullptr;

constexpr uint64_t kNever = UINT64_MAX;
/// A busy loop looks at libuv's handles once in so many items, as others do (tokio: 61).
constexpr uint32_t kItemsPerPoll = 61;

Clock::time_point time_of(uint64_t ns) {
  return ns == kNever ? World::kForever : Clock::time_point(std::chrono::nanoseconds(ns));
}

}  // namespace

EventLoop* running_loop() { return running; }

EventLoop* check_running_loop(Exec& ex) {
  if (running == nullptr) ex.raise_class("RuntimeError", "no running event loop");
  return running;
}

bool EventLoop::begin_run(Exec& ex, Value self) {
  if (is_closed()) {
    ex.raise_class("RuntimeError", "Event loop is closed");
    return false;
  }
  Thread* nobody = nullptr;
  if (running != nullptr && running != this) {
    ex.raise_class("RuntimeError", "Cannot run the event loop while another loop is running");
    return false;
  }
  if (!runner_.compare_exchange_strong(nobody, ex.thread, std::memory_order_acq_rel)) {
    ex.raise_class("RuntimeError", "This event loop is already running");
    return false;
  }
  running = this;
  object.store(self);
  left_in_turn_ = 0;
  in_turn_ = false;
  return true;
}

void EventLoop::end_run() {
  current.store(Value::nil());
  object.store(Value::nil());
  stopping_.store(false, std::memory_order_relaxed);
  running = nullptr;
  runner_.store(nullptr, std::memory_order_release);
}

bool EventLoop::take(Thread& thread) {
  Thread* nobody = nullptr;
  if (!runner_.compare_exchange_strong(nobody, &thread, std::memory_order_acq_rel)) return false;
  Userdata* self = self_.load(std::memory_order_acquire);
  if (self != nullptr) {
    object.store(Value::of(self));
    return true;
  }
  runner_.store(nullptr, std::memory_order_release);
  return false;
}

void EventLoop::give_back() {
  object.store(Value::nil());
  runner_.store(nullptr, std::memory_order_release);
}

void EventLoop::move_due_timers(const Exec& ex) {
  const CoreLock held(mutex_, *ex.thread);
  if (timers_.empty()) return;
  const uint64_t now = World::now_ns();
  while (!timers_.empty() && timers_.front().when_ns <= now) {
    std::pop_heap(timers_.begin(), timers_.end());
    const Timer due = timers_.back();
    timers_.pop_back();
    if (!is_due(due)) {
      if (cancelled_timers_ > 0) --cancelled_timers_;
      continue;
    }
    const Value item = Value::of(due.item);
    if (HandleCore* handle = handle_of(item))
      handle->in_timers.store(false, std::memory_order_relaxed);
    else if (TaskCore* task = task_of(item))
      task->timer.store(0, std::memory_order_relaxed);
    push(item);
  }
}

bool EventLoop::is_due(const Timer& timer) {
  const Value item = Value::of(timer.item);
  if (const HandleCore* handle = handle_of(item))
    return !handle->cancelled.load(std::memory_order_acquire);
  const TaskCore* task = task_of(item);
  return task != nullptr && task->timer.load(std::memory_order_relaxed) == timer.id;
}

/// Until something is ready or due; not at all if something is. False: an interrupt was raised.
bool EventLoop::wait(Exec& ex) {
  uint64_t until = kNever;
  bool may_wait = false;
  {
    const CoreLock held(mutex_, *ex.thread);
    drop_cancelled_timers();
    if (!timers_.empty()) until = timers_.front().when_ns;
    may_wait = count_ == 0 && !stopping_.load(std::memory_order_acquire) &&
               (until == kNever || until > World::now_ns());
  }
  if (has_io()) {
    if (!may_wait && since_poll_ < kItemsPerPoll && in_turn_) return true;
    poll_io(ex, may_wait, until);
    return deliver_finished(ex);
  }
  if (!may_wait) return true;
  set_waiting(kParked);
  const WaitEdge edge{until == kNever ? WaitKind::kQueue : WaitKind::kSleep, this, "event loop"};
  const World::Woken woken = world_.park(*ex.thread, edge, time_of(until));
  set_waiting(kNot);
  if (woken != World::Woken::kInterrupted) return true;
  ex.raise_interrupt();
  return false;
}

void EventLoop::set_waiting(Waiting how) {
  const MutexLock held(mutex_);
  waiting_.store(how, std::memory_order_relaxed);
}

void EventLoop::wake() {
  const MutexLock held(mutex_);
  switch (waiting_.load(std::memory_order_relaxed)) {
    case kParked:
      world_.unpark(*runner_.load(std::memory_order_acquire));
      break;
    case kPolling:
      uv_async_send(&async_);
      break;
    default:
      break;
  }
}

EventLoop::Turn EventLoop::next(Exec& ex, Value& item) {
  for (;;) {
    if (!ex.poll()) return Turn::kRaised;
    if (left_in_turn_ == 0) {
      if (in_turn_ && stopping_.load(std::memory_order_acquire)) return Turn::kStopped;
      if (!wait(ex)) return Turn::kRaised;
      move_due_timers(ex);
      in_turn_ = true;
      const CoreLock held(mutex_, *ex.thread);
      left_in_turn_ = count_;
      continue;
    }
    const CoreLock held(mutex_, *ex.thread);
    --left_in_turn_;
    ++since_poll_;
    item = ready_[first_];
    ready_[first_] = Value::nil();
    first_ = (first_ + 1) & (ready_.size() - 1);
    --count_;
    return Turn::kItem;
  }
}

// ---- run_forever

namespace {

/// The native's argument slots: the loop, the item that runs, when it began (debug mode).
constexpr uint32_t kItemSlot = 1;
constexpr uint32_t kSinceSlot = 2;
constexpr double kSlowCallbackS = 0.1;

Outcome finish(Exec& ex, EventLoop& loop, Outcome outcome) {
  loop.end_run();
  --ex.native_nesting;
  return outcome;
}

bool ends_loop(Exec& ex) {
  return is_error(ex, ex.error, "SystemExit") || is_error(ex, ex.error, "KeyboardInterrupt");
}

/// Calls the item's callback, or steps its task, above the native's arguments.
Outcome begin_item(Exec& ex, EventLoop& loop, Value item) {
  if (HandleCore* handle = handle_of(item)) {
    if (!ex.reserve(handle->count + 1)) return kError;
    ex.push(handle->callback.load());
    for (uint32_t i = 0; i < handle->count; ++i) ex.push(handle->arguments[i].load());
    return kCallStage;
  }
  loop.current.store(item);
  return begin_step(ex, *item.as_userdata());
}

bool is_runnable(EventLoop& loop, Value item) {
  if (item.is_integer()) {
    loop.operation_cancelled(item.as_integer());
    return false;
  }
  if (const HandleCore* handle = handle_of(item))
    return !handle->cancelled.load(std::memory_order_acquire);
  const TaskCore* task = task_of(item);
  return task != nullptr && !task->is_done();
}

Outcome run_items(Exec& ex, EventLoop& loop) {
  for (;;) {
    drop_values(ex);
    Value item;
    switch (loop.next(ex, item)) {
      case EventLoop::Turn::kStopped:
        return finish(ex, loop, 0);
      case EventLoop::Turn::kRaised:
        return finish(ex, loop, kError);
      case EventLoop::Turn::kItem:
        break;
    }
    if (!is_runnable(loop, item)) continue;
    copy(ex.frame->base[kItemSlot], item);
    if (GILUA_UNLIKELY(loop.debug.load(std::memory_order_relaxed)))
      ex.frame->base[kSinceSlot] = Value::integer(static_cast<int64_t>(World::now_ns()));
    const Outcome outcome = begin_item(ex, loop, item);
    if (outcome < 0 && outcome != kError) return outcome;
    loop.current.store(Value::nil());
    if (outcome == kError) return finish(ex, loop, kError);
  }
}

Outcome begin_run_forever(Exec& ex, Args args) {
  EventLoop* loop = event_loop_of(args[0]);
  if (loop == nullptr) return ex.bad_type(0, "EventLoop");
  if (!ex.reserve(8) || !loop->begin_run(ex, ex.args()[0])) return kError;
  ++ex.native_nesting;  // what runs below may not yield across the loop
  ex.frame->state = 1;
  ex.top = ex.frame->base + 1;
  ex.push(Value::nil());
  ex.push(Value::nil());
  keep_values(ex);
  return run_items(ex, *loop);
}

/// Debug mode: an item that took long is told about.
void check_duration(Exec& ex) {
  const Value since = ex.frame->base[kSinceSlot];
  if (!since.is_integer()) return;
  ex.frame->base[kSinceSlot] = Value::nil();
  const double seconds =
      static_cast<double>(World::now_ns() - static_cast<uint64_t>(since.as_integer())) * 1e-9;
  // The loop's field of that name, which a script may have set.
  const Value fields = ex.frame->base[0].as_userdata()->user_value.load();
  double most = kSlowCallbackS;
  if (fields.is_table())
    to_number(raw_field(ex, fields.as_table(), "slow_callback_duration"), most);
  if (seconds >= most) report_slow(ex, ex.frame->base[0], ex.frame->base[kItemSlot], seconds);
}

Outcome run_came(Exec& ex, Args args, Arrival arrival) {
  EventLoop& loop = *event_loop_of(args[0]);
  const Value item = args[kItemSlot];
  bool goes_on = true;
  if (task_of(item) != nullptr) {
    loop.current.store(Value::nil());
    goes_on = end_step(ex, *item.as_userdata(), arrival);
  } else if (arrival.came == Came::kRaised) {
    goes_on = !ends_loop(ex);
    if (goes_on) report_error(ex, args[0], "Exception in callback", ex.error, "handle", item);
  }
  if (!goes_on) return finish(ex, loop, kError);
  if (GILUA_UNLIKELY(loop.debug.load(std::memory_order_relaxed))) check_duration(ex);
  ex.frame->base[kItemSlot] = Value::nil();
  return run_items(ex, loop);
}

}  // namespace

extern const NativeRow kRunForever{"run_forever",
                                   1,
                                   1,
                                   Runs::kStaged,
                                   begin_run_forever,
                                   "loop:run_forever(): until stop()",
                                   Intrinsic::kNone,
                                   nullptr,
                                   run_came};

}  // namespace gilua
