// asyncio.Task: a coroutine that a loop steps.
//
// A step resumes the coroutine's Exec until it yields, and what it yields says when the next one
// is: a Future (when that is done), a token of sleep (after so long, or in the next turn). Nothing
// else is in the queue for a sleeping task but itself, and a timer's number tells whether it still
// counts; so a million sleeping tasks cost little more than their stacks.
#include <fmt/format.h>

#include <cmath>

#include "stdlib/aio/event_loop.hpp"
#include "stdlib/arguments.hpp"
#include "stdlib/error_classes.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

std::atomic<int64_t> next_number{1};  // relaxed: only different for each

// Their addresses are the tokens; no script can make one but by keeping what it drove.
char turn_mark;
char sleep_mark;

void trace_task(const void* payload, Marker& marker) {
  const auto& core = *static_cast<const TaskCore*>(payload);
  kFutureType.trace(payload, marker);
  marker.mark(core.coroutine.load());
  marker.mark(core.waiter.load());
  marker.mark(core.name.load());
  marker.mark(core.thrown.load());
}

bool task_wants_finalizer(const void* payload) {
  const auto& core = *static_cast<const TaskCore*>(payload);
  return !core.is_done() || core.has(FutureCore::kUnretrieved);
}

TaskCore* check_task(Exec& ex, Args args) {
  TaskCore* core = task_of(args[0]);
  if (core == nullptr) {
    ex.bad_type(0, "Task");
    return nullptr;
  }
  if (loop_of(*core) != nullptr) return core;
  ex.raise_class("RuntimeError", "Task object is not initialized.");
  return nullptr;
}

/// The task has ended: it leaves the loop's list, and its Exec goes.
void leave(Exec& ex, Userdata& task, TaskCore& core) {
  loop_of(core)->remove_task(ex, task);
  if (CoroutineCore* coroutine = coroutine_of(core.coroutine.load()))
    coroutine->exec.store(Value::nil());
}

/// The next step raises an instance of [class_name].
bool throw_next(Exec& ex, Userdata& task, std::string_view class_name, std::string_view text) {
  Value error;
  if (!make_error(ex, class_name, text, error)) return false;
  auto& core = *static_cast<TaskCore*>(task.payload());
  // A cancellation comes first.
  if (!core.has(FutureCore::kMustCancel)) core.thrown.store(error);
  return loop_of(core)->push_ready(ex, Value::of(&task));
}

std::string shown(Exec& ex, Value v) {
  Value text;
  if (!to_display_string(ex, v, text)) return "?";
  return std::string(text.as_string()->view());
}

// ---- what a step yields

bool wait_for(Exec& ex, Userdata& task, TaskCore& core, Userdata& object) {
  auto& future = *static_cast<FutureCore*>(object.payload());
  if (&object == &task)
    return throw_next(ex, task, "RuntimeError",
                      "Task cannot await on itself: " + shown(ex, Value::of(&task)));
  if (!future.has(FutureCore::kAwaiting))
    return throw_next(ex, task, "RuntimeError",
                      fmt::format("yield was used instead of await in task {} with {}",
                                  shown(ex, Value::of(&task)), shown(ex, Value::of(&object))));
  future.clear(FutureCore::kAwaiting);
  if (loop_of(future) != loop_of(core))
    return throw_next(ex, task, "RuntimeError",
                      fmt::format("Task {} got Future {} attached to a different loop",
                                  shown(ex, Value::of(&task)), shown(ex, Value::of(&object))));
  core.waiter.store(Value::of(&object));
  if (!add_callback(ex, object, Value::of(&task))) return false;
  if (!core.has(FutureCore::kMustCancel)) return true;
  // It was cancelled while it ran: that goes to what it waits for.
  if (future.is_done()) return true;
  core.clear(FutureCore::kMustCancel);
  const Value message = core.thrown.load();
  core.thrown.store(Value::nil());
  return cancel_future(ex, object, message);
}

bool sleep_for(Exec& ex, Userdata& task, TaskCore& core, double seconds) {
  EventLoop& loop = *loop_of(core);
  if (core.has(FutureCore::kMustCancel)) return loop.push_ready(ex, Value::of(&task));
  constexpr double kLongest = 1e9;  // seconds
  const auto ns = static_cast<uint64_t>(std::fmin(seconds, kLongest) * 1e9);
  uint64_t id = 0;
  if (!loop.add_timer(ex, World::now_ns() + ns, task, id)) return false;
  core.timer.store(id, std::memory_order_relaxed);
  return true;
}

bool step_yielded(Exec& ex, Userdata& task, TaskCore& core, Arrival arrival) {
  const Value first = arrival.count != 0 ? *arrival.first : Value::nil();
  if (first.same(turn_token())) return loop_of(core)->push_ready(ex, Value::of(&task));
  if (first.same(sleep_token()) && arrival.count > 1 && arrival.first[1].is_float())
    return sleep_for(ex, task, core, arrival.first[1].as_float());
  if (future_of(first) != nullptr) return wait_for(ex, task, core, *first.as_userdata());
  return throw_next(ex, task, "RuntimeError", "Task got bad yield: " + shown(ex, first));
}

bool step_raised(Exec& ex, Userdata& task, TaskCore& core) {
  leave(ex, task, core);
  if (is_error(ex, ex.error, "asyncio.CancelledError")) {
    Value message = raw_field(ex, ex.error.as_table(), "message");
    if (message.is_string() && message.as_string()->length == 0) message = Value::nil();
    return cancel_future(ex, task, message);
  }
  const bool ends_loop =
      is_error(ex, ex.error, "SystemExit") || is_error(ex, ex.error, "KeyboardInterrupt");
  Value error = ex.error;
  if (is_error(ex, error, "StopIteration")) {
    ex.push(error);
    keep_values(ex);
    if (!make_error(ex, "RuntimeError", "coroutine raised StopIteration", error)) return false;
    ex.frame->state -= 1;
    set_field(ex, error.as_table(), "cause", *(ex.frame->base + ex.frame->state));
  }
  if (!fail_future(ex, task, error)) return false;
  if (!ends_loop) return true;
  core.clear(FutureCore::kUnretrieved);
  ex.error = error;
  return false;
}

// ---- methods

/// Asks one task to stop. [next]: the task that it waits for, which is asked in its place. False:
/// an error was raised.
bool cancel_one(Exec& ex, Userdata& task, Value message, Userdata*& next) {
  auto& core = *static_cast<TaskCore*>(task.payload());
  next = nullptr;
  core.clear(FutureCore::kUnretrieved);
  if (core.is_done()) return true;
  const uint16_t requests = core.cancel_requests.load(std::memory_order_relaxed);
  if (requests != UINT16_MAX) core.cancel_requests.store(requests + 1, std::memory_order_relaxed);
  const Value waiter = core.waiter.load();
  if (waiter.is_userdata()) {
    Userdata* waited = waiter.as_userdata();
    const bool plain = waited->metatable.load(std::memory_order_relaxed) ==
                       task.metatable.load(std::memory_order_relaxed);
    if (plain && task_of(waiter) != nullptr) {
      if (!task_of(waiter)->is_done()) {
        next = waited;
        return true;
      }
    } else {
      // A class made from Future may have a cancel of its own.
      Value method;
      Value name;
      if (!ex.make_string("cancel", name) || !get_index(ex, waiter, name, method)) return false;
      if (!ex.reserve(3)) return false;
      ex.push(method);
      ex.push(waiter);
      ex.push(message);
      if (ex.call(2, 1) < 0) return false;
      if (!ex.pop().is_falsy()) return true;
    }
  }
  core.thrown.store(message);
  core.set(FutureCore::kMustCancel);
  // Relaxed: of several that end a sleep one puts the task into the queue.
  if (core.timer.exchange(0, std::memory_order_relaxed) == 0) return true;
  EventLoop& loop = *loop_of(core);
  loop.timer_cancelled(ex);
  return loop.push_ready(ex, Value::of(&task));
}

Outcome cancel(Exec& ex, Args args) {
  TaskCore* core = check_task(ex, args);
  if (core == nullptr) return kError;
  const bool was_done = core->is_done();
  Userdata* task = args[0].as_userdata();
  // Down the chain of tasks that wait for each other, which may be long.
  while (task != nullptr) {
    Userdata* next = nullptr;
    if (!cancel_one(ex, *task, ex.args()[1], next)) return kError;
    task = next;
  }
  return ex.args().ret(Value::boolean(!was_done));
}

Outcome cancelling(Exec& ex, Args args) {
  const TaskCore* core = check_task(ex, args);
  if (core == nullptr) return kError;
  return args.ret(Value::integer(core->cancel_requests.load(std::memory_order_relaxed)));
}

Outcome uncancel(Exec& ex, Args args) {
  TaskCore* core = check_task(ex, args);
  if (core == nullptr) return kError;
  const uint16_t count = core->cancel_requests.load(std::memory_order_relaxed);
  if (count != 0) core->cancel_requests.store(count - 1, std::memory_order_relaxed);
  if (count <= 1 && core->take(FutureCore::kMustCancel)) core->thrown.store(Value::nil());
  return args.ret(Value::integer(count == 0 ? 0 : count - 1));
}

Outcome get_coro(Exec& ex, Args args) {
  const TaskCore* core = check_task(ex, args);
  return core == nullptr ? kError : args.ret(core->coroutine.load());
}

Outcome get_name(Exec& ex, Args args) {
  const TaskCore* core = check_task(ex, args);
  if (core == nullptr) return kError;
  Value name = core->name.load();
  if (name.is_integer() && !ex.make_string(fmt::format("Task-{}", name.as_integer()), name))
    return kError;
  return args.ret(name);
}

Outcome set_name(Exec& ex, Args args) {
  TaskCore* core = check_task(ex, args);
  if (core == nullptr) return kError;
  Value name;
  if (!to_display_string(ex, args[1], name)) return kError;
  core->name.store(name);
  return ex.args().ret();
}

// _waiting_for(): the Future that it waits for, or nil.
Outcome waiting_for(Exec& ex, Args args) {
  const TaskCore* core = check_task(ex, args);
  return core == nullptr ? kError : args.ret(core->waiter.load());
}

// _thread(): the Lua coroutine that runs it, for tracebacks; nil once it is done.
Outcome thread_of(Exec& ex, Args args) {
  const TaskCore* core = check_task(ex, args);
  if (core == nullptr) return kError;
  const Exec* exec = exec_of(core->coroutine.load());
  return args.ret(exec == nullptr ? Value::nil() : Value::of(exec));
}

constexpr NativeRow kRows[] = {
    {"cancel", 1, 2, Runs::kFull, cancel, "t:cancel(msg=nil): raises CancelledError in it"},
    {"cancelling", 1, 1, Runs::kFull, cancelling, "t:cancelling(): how often it was cancelled"},
    {"uncancel", 1, 1, Runs::kFull, uncancel, "t:uncancel(): takes one cancel() back"},
    {"get_coro", 1, 1, Runs::kFull, get_coro, "t:get_coro(): its coroutine object"},
    {"get_name", 1, 1, Runs::kFull, get_name, "t:get_name()"},
    {"set_name", 2, 2, Runs::kFull, set_name, "t:set_name(name)"},
    {"_waiting_for", 1, 1, Runs::kFull, waiting_for, "what it waits for"},
    {"_thread", 1, 1, Runs::kFull, thread_of, "the Lua coroutine that runs it"},
};

}  // namespace

extern const UserdataType kTaskType{"Task", nullptr, trace_task, true, task_wants_finalizer};

Value turn_token() { return Value::light(&turn_mark); }
Value sleep_token() { return Value::light(&sleep_mark); }

Userdata* new_task(Exec& ex, Value metatable, EventLoop& loop, Value loop_object, Value coroutine,
                   Value name) {
  Userdata* object = new_userdata(ex.mutator(), kTaskType, sizeof(TaskCore));
  if (object == nullptr) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  auto& core = *new (object->payload()) TaskCore;
  object->metatable.store(metatable.as_table(), std::memory_order_release);
  if (loop.is_closed()) {
    ex.raise_class("RuntimeError", "Event loop is closed");
    return nullptr;
  }
  if (drive_coroutine(ex, *coroutine_of(coroutine), true) == nullptr) return nullptr;
  core.loop.init(loop_object);
  core.coroutine.init(coroutine);
  core.name.init(name.is_nil() ? Value::integer(next_number.fetch_add(1, std::memory_order_relaxed))
                               : name);
  if (!ex.heap().add_finalizer(object)) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  if (!loop.add_task(ex, *object)) return nullptr;
  if (loop.push_ready(ex, Value::of(object))) return object;
  loop.remove_task(ex, *object);
  return nullptr;
}

Outcome begin_step(Exec& ex, Userdata& task) {
  auto& core = *static_cast<TaskCore*>(task.payload());
  if (core.take(FutureCore::kMustCancel)) {
    raise_cancelled(ex, core.thrown.load());
    core.thrown.store(ex.error);
  }
  Exec* exec = exec_of(core.coroutine.load());
  ExecStatus was = ExecStatus::kSuspended;
  if (exec == nullptr || !claim_coroutine(ex, *exec, was))
    return loop_of(core)->push_ready(ex, Value::of(&task)) ? 0 : kError;
  drop_values(ex);
  ex.push(Value::of(exec));
  const Value thrown = core.thrown.load();
  if (thrown.is_nil()) return kResumeStage;
  core.thrown.store(Value::nil());
  ex.push(thrown);
  return kThrowStage;
}

bool end_step(Exec& ex, Userdata& task, Arrival arrival) {
  auto& core = *static_cast<TaskCore*>(task.payload());
  switch (arrival.came) {
    case Came::kYielded:
      return step_yielded(ex, task, core, arrival);
    case Came::kReturned:
      leave(ex, task, core);
      if (core.take(FutureCore::kMustCancel)) return cancel_future(ex, task, core.thrown.load());
      return finish_future(ex, task, arrival.first, arrival.count);
    default:
      return step_raised(ex, task, core);
  }
}

std::span<const NativeRow> task_methods() { return kRows; }

}  // namespace gilua
