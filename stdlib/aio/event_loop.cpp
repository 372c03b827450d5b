// The queue, the timers and the list of tasks of an event loop, and the natives of EventLoop and
// Handle. Running it: loop_run.cpp; libuv: loop_io.cpp.
#include "stdlib/aio/event_loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "stdlib/arguments.hpp"
#include "stdlib/error_classes.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

constexpr size_t kFirstRing = 64;
constexpr size_t kManyCancelled = 100;  // timers, before a sweep is worth it

struct LoopHolder {
  EventLoop* loop;
};

void destroy_loop(void* payload) {
  EventLoop* loop = static_cast<LoopHolder*>(payload)->loop;
  if (loop == nullptr) return;
  loop->set_self(nullptr);
  loop->release();
}

void trace_loop(const void* payload, Marker& marker) {
  const EventLoop* loop = static_cast<const LoopHolder*>(payload)->loop;
  if (loop != nullptr) loop->trace(marker);
}

void trace_handle(const void* payload, Marker& marker) {
  const auto& core = *static_cast<const HandleCore*>(payload);
  marker.mark(core.loop.load());
  marker.mark(core.callback.load());
  for (uint32_t i = 0; i < core.count; ++i) marker.mark(core.arguments[i].load());
}

}  // namespace

extern const UserdataType kEventLoopType{"EventLoop", destroy_loop, trace_loop, true};
extern const UserdataType kHandleType{"Handle", nullptr, trace_handle, true};

EventLoop* event_loop_of(Value v) {
  LoopHolder* holder = v.is_userdata() ? v.as_userdata()->as<LoopHolder>(kEventLoopType) : nullptr;
  return holder == nullptr ? nullptr : holder->loop;
}

EventLoop* new_event_loop(Exec& ex, Table* metatable, Value& object) {
  Userdata* made = new_userdata(ex.mutator(), kEventLoopType, sizeof(LoopHolder));
  if (made == nullptr) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  auto* loop = new EventLoop(ex.world());
  loop->set_self(made);
  static_cast<LoopHolder*>(made->payload())->loop = loop;
  made->metatable.store(metatable, std::memory_order_release);
  object = Value::of(made);
  return loop;
}

EventLoop::EventLoop(World& world)
    : world_(world),
      ready_(&world.heap.buffers()),
      timers_(&world.heap.buffers()),
      tasks_(&world.heap.buffers()),
      operations_(&world.heap.buffers()),
      free_operations_(&world.heap.buffers()) {
  current.init(Value::nil());
  object.init(Value::nil());
}

EventLoop::~EventLoop() = default;

void EventLoop::release() {
  // Acquire and release: whoever drops it last sees what the others did with it.
  if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

void EventLoop::trace(Marker& marker) const NO_THREAD_SAFETY_ANALYSIS {  // in a stop
  for (const Value v : ready_) marker.mark(v);
  for (const Timer& timer : timers_) marker.mark(Value::of(timer.item));
  for (const Pending& pending : operations_) {
    marker.mark(pending.future);
    if (pending.operation != nullptr) pending.operation->trace(marker);
  }
  for (const Slot* slot : {&current, &object, &handle_metatable, &future_metatable, &task_metatable,
                           &async_generators})
    marker.mark(slot->load());
}

// ---- the queue

void EventLoop::push(Value item) {
  if (count_ == ready_.size()) {
    std::pmr::vector<Value> larger(std::max(kFirstRing, ready_.size() * 2), Value::nil(),
                                   ready_.get_allocator());
    for (size_t i = 0; i < count_; ++i) larger[i] = ready_[(first_ + i) & (ready_.size() - 1)];
    ready_.swap(larger);
    first_ = 0;
  }
  ready_[(first_ + count_) & (ready_.size() - 1)] = item;
  ++count_;
}

bool EventLoop::push_ready(Exec& ex, Value item) {
  if (GILUA_UNLIKELY(is_closed())) {
    ex.raise_class("RuntimeError", "Event loop is closed");
    return false;
  }
  const CoreLock held(mutex_, *ex.thread);
  push(item);
  return true;
}

bool EventLoop::schedule_callback(Exec& ex, Value callback, Value future) {
  if (callback.is_boolean()) return true;  // removed
  if (TaskCore* task = task_of(callback)) {
    task->waiter.store(Value::nil());
    return push_ready(ex, callback);
  }
  if (callback.is_integer()) return push_ready(ex, callback);
  if (callback.is_userdata()) return tell_group(ex, callback, future);
  const Value function = table_get_integer(callback.as_table(), 1);
  const Userdata* handle = new_handle(ex, future_of(future)->loop.load(), function, &future, 1);
  return handle != nullptr && push_ready(ex, Value::of(handle));
}

bool EventLoop::tell_group(Exec& ex, Value group, Value future) {
  auto& core = *static_cast<GroupCore*>(group.as_userdata()->payload());
  const int64_t left = core.left.fetch_sub(1, std::memory_order_relaxed) - 1;
  const FutureCore& ended = *future_of(future);
  const bool failed = ended.has(FutureCore::kFailed) ||
                      ended.state.load(std::memory_order_acquire) == FutureCore::kCancelled;
  if (left != 0 && (core.waits_for_all || !failed)) return true;
  return call_group(ex, core, future, left);
}

bool EventLoop::close_group(Exec& ex, Value group, Value future) {
  auto& core = *static_cast<GroupCore*>(group.as_userdata()->payload());
  const int64_t left = core.left.fetch_sub(1, std::memory_order_relaxed) - 1;
  return left != 0 || call_group(ex, core, future, left);
}

bool EventLoop::call_group(Exec& ex, const GroupCore& core, Value future, int64_t left) {
  const FutureCore& ended = *future_of(future);
  const Value arguments[] = {future, Value::integer(left)};
  const Userdata* handle = new_handle(ex, ended.loop.load(), core.callback.load(), arguments, 2);
  return handle != nullptr && push_ready(ex, Value::of(handle));
}

bool EventLoop::add_timer(Exec& ex, uint64_t when_ns, Userdata& item, uint64_t& id) {
  if (is_closed()) {
    ex.raise_class("RuntimeError", "Event loop is closed");
    return false;
  }
  const CoreLock held(mutex_, *ex.thread);
  id = next_timer_++;
  timers_.push_back({when_ns, id, &item});
  std::push_heap(timers_.begin(), timers_.end());
  return true;
}

void EventLoop::timer_cancelled(const Exec& ex) {
  const CoreLock held(mutex_, *ex.thread);
  ++cancelled_timers_;
}

void EventLoop::drop_cancelled_timers() {
  if (cancelled_timers_ > kManyCancelled && cancelled_timers_ * 2 > timers_.size()) {
    std::erase_if(timers_, [](const Timer& t) { return !is_due(t); });
    std::make_heap(timers_.begin(), timers_.end());
    cancelled_timers_ = 0;
  }
  while (!timers_.empty() && !is_due(timers_.front())) {
    std::pop_heap(timers_.begin(), timers_.end());
    timers_.pop_back();
    if (cancelled_timers_ > 0) --cancelled_timers_;
  }
}

// ---- tasks

bool EventLoop::add_task(Exec& ex, Userdata& task) {
  const CoreLock held(mutex_, *ex.thread);
  static_cast<TaskCore*>(task.payload())->place = static_cast<uint32_t>(tasks_.size());
  tasks_.push_back(&task);
  return true;
}

void EventLoop::remove_task(const Exec& ex, Userdata& task) {
  const CoreLock held(mutex_, *ex.thread);
  const uint32_t place = static_cast<TaskCore*>(task.payload())->place;
  if (place >= tasks_.size() || tasks_[place] != &task) return;
  tasks_[place] = tasks_.back();
  static_cast<TaskCore*>(tasks_[place]->payload())->place = place;
  tasks_.pop_back();
}

Table* EventLoop::all_tasks(Exec& ex) {
  size_t count = 0;
  {
    const CoreLock held(mutex_, *ex.thread);
    count = tasks_.size();
  }
  Table* all = new_table(ex.mutator(), static_cast<uint32_t>(count), 0);
  if (all == nullptr) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  const CoreLock held(mutex_, *ex.thread);
  count = std::min(count, tasks_.size());  // there is room for so many
  for (size_t i = 0; i < count; ++i)
    table_set_integer(ex.mutator(), all, static_cast<int64_t>(i) + 1, Value::of(tasks_[i]));
  return all;
}

// ---- handles

Userdata* new_handle(Exec& ex, Value loop, Value callback, const Value* arguments, uint32_t count) {
  Userdata* object =
      new_userdata(ex.mutator(), kHandleType, sizeof(HandleCore) + count * sizeof(Slot));
  if (object == nullptr) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  auto* core = static_cast<HandleCore*>(object->payload());
  core->count = count;
  core->loop.init(loop);
  core->callback.init(callback);
  for (uint32_t i = 0; i < count; ++i) core->arguments[i].init(arguments[i]);
  const Value metatable = event_loop_of(loop)->handle_metatable.load();
  object->metatable.store(metatable.as_table(), std::memory_order_release);
  return object;
}

// ---- natives

namespace {

EventLoop* check_object(Exec& ex, Args args) {
  EventLoop* loop = event_loop_of(args[0]);
  if (loop == nullptr) ex.bad_type(0, "EventLoop");
  return loop;
}

bool check_callback(Exec& ex, Args args, uint32_t i, const char* method) {
  const Value callback = args[i];
  if (coroutine_of(callback) != nullptr) {
    ex.raise_class("TypeError", fmt::format("coroutines cannot be used with {}()", method));
    return false;
  }
  if (callback.is_function() || !metamethod_of(ex, callback, Event::kCall).is_nil()) return true;
  ex.raise_class("TypeError", fmt::format("a callable object was expected by {}(), got {}", method,
                                          message_type_name(ex, callback)));
  return false;
}

Outcome call_soon_as(Exec& ex, Args args, const char* method, bool wakes) {
  EventLoop* loop = check_object(ex, args);
  if (loop == nullptr || !check_callback(ex, args, 1, method)) return kError;
  if (!wakes && loop->debug.load(std::memory_order_relaxed) && loop->is_running() &&
      !loop->is_run_by(*ex.thread))
    return ex.raise_class("RuntimeError",
                          "Non-thread-safe operation invoked on an event loop other than the "
                          "current one");
  const Userdata* handle = new_handle(ex, args[0], args[1], args.base + 2, args.count - 2);
  if (handle == nullptr || !loop->push_ready(ex, Value::of(handle))) return kError;
  if (wakes) loop->wake();
  return args.ret(Value::of(handle));
}

Outcome call_soon(Exec& ex, Args args) { return call_soon_as(ex, args, "call_soon", false); }
Outcome call_soon_threadsafe(Exec& ex, Args args) {
  return call_soon_as(ex, args, "call_soon_threadsafe", true);
}

double seconds_of(uint64_t ns) { return static_cast<double>(ns) * 1e-9; }

Outcome call_when(Exec& ex, Args args, const char* method, double when) {
  EventLoop* loop = event_loop_of(args[0]);
  if (!check_callback(ex, args, 2, method)) return kError;
  if (std::isnan(when)) return ex.raise_class("ValueError", "Invalid delay: NaN (not a number)");
  constexpr double kLatest = 9e9;  // seconds
  const auto ns = static_cast<uint64_t>(std::fmin(std::fmax(when, 0.0), kLatest) * 1e9);
  Userdata* handle = new_handle(ex, args[0], args[2], args.base + 3, args.count - 3);
  if (handle == nullptr) return kError;
  auto* core = static_cast<HandleCore*>(handle->payload());
  core->when_ns = ns;
  core->in_timers.store(true, std::memory_order_relaxed);
  uint64_t id = 0;
  if (!loop->add_timer(ex, ns, *handle, id)) return kError;
  return args.ret(Value::of(handle));
}

Outcome call_later(Exec& ex, Args args) {
  double delay = 0;
  if (check_object(ex, args) == nullptr || !ex.check_number(args, 1, delay)) return kError;
  return call_when(ex, args, "call_later", seconds_of(World::now_ns()) + delay);
}

Outcome call_at(Exec& ex, Args args) {
  double when = 0;
  if (check_object(ex, args) == nullptr || !ex.check_number(args, 1, when)) return kError;
  return call_when(ex, args, "call_at", when);
}

Outcome time(Exec& ex, Args args) {
  if (check_object(ex, args) == nullptr) return kError;
  return args.ret(Value::number(seconds_of(World::now_ns())));
}

Outcome create_future(Exec& ex, Args args) {
  EventLoop* loop = check_object(ex, args);
  if (loop == nullptr) return kError;
  const Userdata* future = new_future(ex, loop->future_metatable.load(), args[0]);
  return future == nullptr ? kError : args.ret(Value::of(future));
}

Outcome stop(Exec& ex, Args args) {
  EventLoop* loop = check_object(ex, args);
  if (loop == nullptr) return kError;
  loop->stop();
  return args.ret();
}

Outcome close(Exec& ex, Args args) {
  EventLoop* loop = check_object(ex, args);
  if (loop == nullptr) return kError;
  if (!loop->close(ex)) return kError;
  return ex.args().ret();
}

Outcome is_running(Exec& ex, Args args) {
  const EventLoop* loop = check_object(ex, args);
  return loop == nullptr ? kError : args.ret(Value::boolean(loop->is_running()));
}

Outcome is_closed(Exec& ex, Args args) {
  const EventLoop* loop = check_object(ex, args);
  return loop == nullptr ? kError : args.ret(Value::boolean(loop->is_closed()));
}

Outcome get_debug(Exec& ex, Args args) {
  const EventLoop* loop = check_object(ex, args);
  // Relaxed, as below: a setting.
  return loop == nullptr ? kError
                         : args.ret(Value::boolean(loop->debug.load(std::memory_order_relaxed)));
}

Outcome set_debug(Exec& ex, Args args) {
  EventLoop* loop = check_object(ex, args);
  if (loop == nullptr) return kError;
  if (!args[1].is_boolean()) return ex.raise_class("TypeError", "set_debug() expects a boolean");
  loop->debug.store(!args[1].is_falsy(), std::memory_order_relaxed);
  return args.ret();
}

constexpr NativeRow kLoopRows[] = {
    {"call_soon", 2, -1, Runs::kFull, call_soon, "loop:call_soon(fn, ...): in the next turn"},
    {"call_soon_threadsafe", 2, -1, Runs::kFull, call_soon_threadsafe,
     "loop:call_soon_threadsafe(fn, ...): from any thread"},
    {"call_later", 3, -1, Runs::kFull, call_later, "loop:call_later(delay, fn, ...): seconds"},
    {"call_at", 3, -1, Runs::kFull, call_at, "loop:call_at(when, fn, ...): by loop:time()"},
    {"time", 1, 1, Runs::kLeaf, time, "loop:time(): seconds of its clock"},
    {"create_future", 1, 1, Runs::kFull, create_future, "loop:create_future(): pending"},
    {"stop", 1, 1, Runs::kLeaf, stop, "loop:stop(): after this turn"},
    {"close", 1, 1, Runs::kFull, close, "loop:close(): for good"},
    {"is_running", 1, 1, Runs::kLeaf, is_running, "loop:is_running()"},
    {"is_closed", 1, 1, Runs::kLeaf, is_closed, "loop:is_closed()"},
    {"get_debug", 1, 1, Runs::kLeaf, get_debug, "loop:get_debug()"},
    {"set_debug", 2, 2, Runs::kFull, set_debug, "loop:set_debug(on)"},
};

HandleCore* check_handle(Exec& ex, Args args) {
  HandleCore* handle = handle_of(args[0]);
  if (handle == nullptr) ex.bad_type(0, "Handle");
  return handle;
}

Outcome handle_cancel(Exec& ex, Args args) {
  HandleCore* handle = check_handle(ex, args);
  if (handle == nullptr) return kError;
  // Release: who sees it cancelled leaves its callback alone.
  if (handle->cancelled.exchange(true, std::memory_order_acq_rel)) return args.ret();
  if (handle->in_timers.load(std::memory_order_relaxed))
    event_loop_of(handle->loop.load())->timer_cancelled(ex);
  handle->callback.store(Value::nil());
  for (uint32_t i = 0; i < handle->count; ++i) handle->arguments[i].store(Value::nil());
  return args.ret();
}

Outcome handle_cancelled(Exec& ex, Args args) {
  const HandleCore* handle = check_handle(ex, args);
  return handle == nullptr
             ? kError
             : args.ret(Value::boolean(handle->cancelled.load(std::memory_order_acquire)));
}

Outcome handle_when(Exec& ex, Args args) {
  const HandleCore* handle = check_handle(ex, args);
  if (handle == nullptr) return kError;
  return args.ret(handle->when_ns == 0 ? Value::nil() : Value::number(seconds_of(handle->when_ns)));
}

// _callback(): for its text.
Outcome handle_callback(Exec& ex, Args args) {
  const HandleCore* handle = check_handle(ex, args);
  return handle == nullptr ? kError : args.ret(handle->callback.load());
}

constexpr NativeRow kHandleRows[] = {
    {"cancel", 1, 1, Runs::kLeaf, handle_cancel, "h:cancel(): it is not called"},
    {"cancelled", 1, 1, Runs::kLeaf, handle_cancelled, "h:cancelled()"},
    {"when", 1, 1, Runs::kLeaf, handle_when, "h:when(): of a timer, by loop:time()"},
    {"_callback", 1, 1, Runs::kLeaf, handle_callback, "the function"},
};

}  // namespace

std::span<const NativeRow> loop_methods() { return kLoopRows; }
std::span<const NativeRow> handle_methods() { return kHandleRows; }

}  // namespace gilua
