// An event loop's side towards libuv: waiting in it, Operations, Resources. loop.hpp says who may
// do what in which thread.
//
// uv_loop_t is made when somebody first needs it: a loop of timers and tasks costs no descriptor.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "stdlib/aio/event_loop.hpp"
#include "stdlib/error_classes.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

constexpr uint64_t kNever = UINT64_MAX;

int64_t number_of(uint32_t place, uint32_t generation) {
  return static_cast<int64_t>(uint64_t{generation} << 32 | place);
}

/// The interrupt itself is raised at the next safepoint; here it only ends uv_run.
void on_interrupt(uv_poll_t* handle, int, int) {
  uv_os_fd_t fd = -1;
  uint64_t count = 0;
  if (uv_fileno(reinterpret_cast<const uv_handle_t*>(handle), &fd) == 0) {
    [[maybe_unused]] const ssize_t got = ::read(fd, &count, sizeof(count));  // empty is fine too
  }
}

}  // namespace

// ---- waiting

uv_loop_t* EventLoop::uv() {
  if (uv_made_) return &uv_;
  if (uv_loop_init(&uv_) != 0) return nullptr;
  uv_async_init(&uv_, &async_, [](uv_async_t* handle) {
    static_cast<EventLoop*>(handle->data)->close_released();
  });
  uv_timer_init(&uv_, &timer_);
  async_.data = this;
  // Neither keeps the loop alive: what does is work for somebody.
  uv_unref(reinterpret_cast<uv_handle_t*>(&async_));
  uv_unref(reinterpret_cast<uv_handle_t*>(&timer_));
  const MutexLock held(mutex_);
  uv_made_ = true;
  return &uv_;
}

uv_loop_t* uv_loop_of(EventLoop& loop) { return loop.uv(); }

bool EventLoop::has_io() {
  return uv_made_ && (uv_loop_alive(&uv_) != 0 || !finished_.empty() ||
                      released_.load(std::memory_order_acquire) != nullptr);
}

void EventLoop::watch_interrupts(Exec& ex) {
  const int fd = world_.wake_descriptor(*ex.thread);
  if (fd == interrupt_fd_) return;
  // Another thread runs the loop now, with a descriptor of its own.
  if (interrupt_fd_ >= 0) {
    uv_close(reinterpret_cast<uv_handle_t*>(interrupts_),
             [](uv_handle_t* handle) { delete reinterpret_cast<uv_poll_t*>(handle); });
    interrupts_ = nullptr;
  }
  interrupt_fd_ = -1;
  if (fd < 0) return;
  auto watch = std::make_unique<uv_poll_t>();
  if (uv_poll_init(&uv_, watch.get(), fd) != 0) return;
  interrupts_ = watch.release();
  interrupt_fd_ = fd;
  uv_poll_start(interrupts_, UV_READABLE, on_interrupt);
  uv_unref(reinterpret_cast<uv_handle_t*>(interrupts_));
}

void EventLoop::poll_io(Exec& ex, bool may_wait, uint64_t until_ns) {
  since_poll_ = 0;
  close_released();
  if (!may_wait || !finished_.empty()) {
    uv_run(&uv_, UV_RUN_NOWAIT);
    return;
  }
  watch_interrupts(ex);
  if (until_ns != kNever) {
    const uint64_t now = World::now_ns();
    const uint64_t ms = until_ns <= now ? 0 : (until_ns - now + 999'999) / 1'000'000;
    uv_update_time(&uv_);
    uv_timer_start(
        &timer_, [](uv_timer_t*) {}, ms, 0);
  }
  {
    const MutexLock held(mutex_);
    waiting_.store(kPolling, std::memory_order_relaxed);
    may_wait = count_ == 0;  // a waker that came before saw that nobody waited
  }
  {
    const World::Blocking released(world_, *ex.thread, WaitEdge{WaitKind::kIo, this, "event loop"});
    // Relaxed: an interrupt that comes later writes to the descriptor.
    const bool poked = ex.thread->pending_interrupt.load(std::memory_order_relaxed) != 0;
    uv_run(&uv_, may_wait && !poked ? UV_RUN_ONCE : UV_RUN_NOWAIT);
  }
  set_waiting(kNot);
  if (until_ns != kNever) uv_timer_stop(&timer_);
}

// ---- operations

bool start_operation(Exec& ex, EventLoop& loop, std::unique_ptr<Operation> operation,
                     Value& future) {
  const Value self = loop.object.load();
  Userdata* made = new_future(ex, loop.future_metatable.load(), self);
  if (made == nullptr) return false;
  future = Value::of(made);
  return loop.add_operation(ex, std::move(operation), *made);
}

bool EventLoop::add_operation(Exec& ex, std::unique_ptr<Operation> operation, Userdata& future) {
  if (uv() == nullptr) {
    ex.raise_class("OSError", "an event loop cannot be made: too many open files");
    return false;
  }
  uint32_t place = 0;
  if (free_operations_.empty()) {
    place = static_cast<uint32_t>(operations_.size());
    operations_.emplace_back();
    free_operations_.reserve(operations_.capacity());  // giving one back must not fail
    finished_.reserve(operations_.capacity());
    delivered_.reserve(operations_.capacity());
  } else {
    place = free_operations_.back();
    free_operations_.pop_back();
  }
  Pending& pending = operations_[place];
  operation->loop_ = this;
  operation->place_ = place;
  pending.operation = std::move(operation);
  pending.future = Value::of(&future);
  // When the Future ends before the operation, that is told to the operation.
  set_operation(future, number_of(place, pending.generation));
  return true;
}

void Operation::finish() {
  if (finished_) return;
  finished_ = true;
  loop_->operation_finished(*this);
}

void EventLoop::operation_finished(Operation& operation) { finished_.push_back(operation.place_); }

void EventLoop::operation_cancelled(int64_t number) {
  const auto place = static_cast<uint32_t>(number);
  const auto generation = static_cast<uint32_t>(static_cast<uint64_t>(number) >> 32);
  if (place >= operations_.size()) return;
  Pending& pending = operations_[place];
  if (pending.generation != generation || pending.operation == nullptr) return;
  // One that has ended but was not delivered yet gives back what it holds at once: its stream can
  // be read by somebody else.
  if (pending.operation->finished_)
    pending.operation.reset();
  else
    pending.operation->cancel();
}

bool EventLoop::deliver_finished(Exec& ex) {
  delivered_.clear();
  delivered_.swap(finished_);
  for (size_t i = 0; i < delivered_.size(); ++i) {
    if (deliver(ex, delivered_[i])) continue;
    finished_.insert(finished_.begin(), delivered_.begin() + static_cast<ptrdiff_t>(i) + 1,
                     delivered_.end());
    return false;
  }
  return true;
}

/// Turns what an operation brought into its Future's result. False: an error to end the loop with.
bool EventLoop::deliver(Exec& ex, uint32_t place) {
  Pending& pending = operations_[place];
  const std::unique_ptr<Operation> operation = std::move(pending.operation);
  const Value future = pending.future;
  pending.future = Value::nil();
  ++pending.generation;
  free_operations_.push_back(place);
  if (future_of(future)->is_done()) return true;
  forget_operation(ex, *future.as_userdata());
  drop_values(ex);
  ex.push(future);  // reachable while deliver runs
  keep_values(ex);
  const Outcome count = operation->deliver(ex);
  bool ok = true;
  if (count >= 0)
    ok = finish_future(ex, *future.as_userdata(), ex.top - count, static_cast<uint32_t>(count));
  else if (is_error(ex, ex.error, "KeyboardInterrupt"))
    ok = false;
  else
    ok = fail_future(ex, *future.as_userdata(), ex.error);
  ex.frame->state -= 1;
  drop_values(ex);
  return ok;
}

// ---- resources

Resource::Resource(EventLoop& loop) : loop_(loop) {
  loop_.retain();
  loop_.add_resource(*this);
}

Resource::~Resource() { loop_.release(); }

void Resource::close() {
  if (closing_) return;
  closing_ = true;
  close_handles();
}

void Resource::handles_closed() {
  closed_ = true;
  loop_.remove_resource(*this);
  if (released_) delete this;
}

void Resource::release() { loop_.resource_released(*this); }

void Resource::abandon() {
  loop_.remove_resource(*this);
  delete this;
}

void EventLoop::add_resource(Resource& resource) {
  resource.after_ = resources_;
  if (resources_ != nullptr) resources_->before_ = &resource;
  resources_ = &resource;
}

void EventLoop::remove_resource(Resource& resource) {
  if (resource.before_ != nullptr)
    resource.before_->after_ = resource.after_;
  else if (resources_ == &resource)
    resources_ = resource.after_;
  if (resource.after_ != nullptr) resource.after_->before_ = resource.before_;
  resource.before_ = resource.after_ = nullptr;
}

void EventLoop::resource_released(Resource& resource) {
  // Release: the loop's thread, which takes the whole stack, sees what was done with it before.
  Resource* first = released_.load(std::memory_order_relaxed);
  do {
    resource.next_released_ = first;
  } while (!released_.compare_exchange_weak(first, &resource, std::memory_order_release,
                                            std::memory_order_relaxed));
  // A closed loop has no thread that would look: nobody runs it any more, so this one may. Another
  // may wait in libuv. (A Resource need not have handles, nor the loop a uv_loop_t.)
  if (is_closed())
    close_released();
  else if (uv_made_.load(std::memory_order_acquire))
    uv_async_send(&async_);
}

/// Closes what its owners have given up. The loop's thread, or any once the loop is closed.
void EventLoop::close_released() {
  Resource* resource = released_.exchange(nullptr, std::memory_order_acquire);
  while (resource != nullptr) {
    Resource* next = resource->next_released_;
    resource->released_ = true;
    if (resource->closed_)
      delete resource;
    else
      resource->close();  // deletes it once its handles are closed
    resource = next;
  }
}

bool EventLoop::close(Exec& ex) {
  if (is_running()) {
    ex.raise_class("RuntimeError", "Cannot close a running event loop");
    return false;
  }
  if (closed_.exchange(true, std::memory_order_acq_rel)) return true;
  close_io(ex);
  const CoreLock held(mutex_, *ex.thread);
  std::pmr::vector<Value> ready(ready_.get_allocator());
  std::pmr::vector<Timer> timers(timers_.get_allocator());
  ready_.swap(ready);
  timers_.swap(timers);
  first_ = count_ = cancelled_timers_ = 0;
  return true;
}

void EventLoop::close_io(Exec& ex) {
  if (!uv_made_) return;
  for (Pending& pending : operations_)
    if (pending.operation != nullptr && !pending.operation->finished_) pending.operation->cancel();
  close_released();
  for (Resource* resource = resources_; resource != nullptr;) {
    Resource* next = resource->after_;
    resource->close();
    resource = next;
  }
  const auto no_data = [](uv_handle_t*) {};
  uv_close(reinterpret_cast<uv_handle_t*>(&async_), no_data);
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), no_data);
  if (interrupts_ != nullptr)
    uv_close(reinterpret_cast<uv_handle_t*>(interrupts_),
             [](uv_handle_t* handle) { delete reinterpret_cast<uv_poll_t*>(handle); });
  interrupts_ = nullptr;
  interrupt_fd_ = -1;
  {
    // Requests in libuv's thread pool end in their own time.
    const World::Blocking released(world_, *ex.thread, WaitEdge{WaitKind::kIo, this, "event loop"});
    while (uv_run(&uv_, UV_RUN_DEFAULT) != 0) {
    }
  }
  uv_loop_close(&uv_);
  const MutexLock held(mutex_);
  uv_made_ = false;
  operations_.clear();
  free_operations_.clear();
  finished_.clear();
  delivered_.clear();
}

// ---- for the parts

EventLoop* check_loop(Exec& ex, Args args, uint32_t i) {
  EventLoop* loop = event_loop_of(args[i]);
  if (loop == nullptr) {
    ex.bad_type(i, "EventLoop");
    return nullptr;
  }
  if (loop->is_closed()) {
    ex.raise_class("RuntimeError", "Event loop is closed");
    return nullptr;
  }
  if (!loop->is_running() || loop->is_run_by(*ex.thread)) return loop;
  ex.raise_class("RuntimeError",
                 "Non-thread-safe operation invoked on an event loop other than the current one");
  return nullptr;
}

Outcome raise_uv(Exec& ex, int status, std::string_view what) {
  const std::string_view name = os_error_class(-status);  // libuv's numbers are negative errno
  Value error;
  const std::string text = fmt::format("[Errno {}] {}", -status, what);
  if (!make_error(ex, name, text, error)) return kError;
  set_field(ex, error.as_table(), "errno", Value::integer(-status));
  Value reason;
  if (ex.make_string(uv_strerror(status), reason))
    set_field(ex, error.as_table(), "strerror", reason);
  ex.error = error;
  return kError;
}

}  // namespace gilua
