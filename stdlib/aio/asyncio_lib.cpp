// Modules "_generators" and "_asyncio": the C++ halves of generators.lua and of
// stdlib/lua/_asyncio.
#include <fmt/format.h>
#include <unistd.h>

#include "stdlib/aio/event_loop.hpp"
#include "stdlib/arguments.hpp"
#include "stdlib/error_classes.hpp"
#include "stdlib/state.hpp"
#include "stdlib/thread_libraries.hpp"
#include "stdlib/threading_names.hpp"

namespace gilua {
namespace {

// Lua's function (loop, context) for errors that nobody hears of, and (loop, item, seconds) for
// slow callbacks; what the classes' instances look like.
constexpr std::string_view kReporter = "_asyncio.report";
constexpr std::string_view kSlowReporter = "_asyncio.slow";
constexpr std::string_view kHandleMetatable = "_asyncio.Handle";
constexpr std::string_view kFutureMetatable = "_asyncio.Future";
constexpr std::string_view kTaskMetatable = "_asyncio.Task";

void say(std::string_view text) {
  // It comes from a handler that failed: there is nobody else to tell.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

/// Calls the reporter below the [count] arguments on top; what it raises is written to stderr.
void call_reporter(Exec& ex, uint32_t count) {
  if (ex.pcall(count, 0) >= 0) return;
  Value text;
  const bool shown = to_raw_string(ex, ex.error, text);
  say(fmt::format("asyncio: error in the exception handler: {}\n",
                  shown ? text.as_string()->view() : "?"));
}

// new_future(metatable): for the class, before init.
Outcome make_future(Exec& ex, Args args) {
  Table* metatable = nullptr;
  if (!ex.check_table(args, 0, metatable)) return kError;
  const Userdata* future = new_future(ex, args[0], Value::nil());
  return future == nullptr ? kError : args.ret(Value::of(future));
}

// init_future(future, loop)
Outcome init_future(Exec& ex, Args args) {
  FutureCore* future = future_of(args[0]);
  if (future == nullptr) return ex.bad_type(0, "Future");
  if (event_loop_of(args[1]) == nullptr) return ex.bad_type(1, "EventLoop");
  if (!future->loop.load().is_nil())
    return ex.raise_class("RuntimeError", "Future object is initialized already");
  future->loop.store(args[1]);
  return args.ret();
}

// new_task(metatable, loop, coroutine, name)
Outcome make_task(Exec& ex, Args args) {
  Table* metatable = nullptr;
  if (!ex.check_table(args, 0, metatable)) return kError;
  EventLoop* loop = event_loop_of(args[1]);
  if (loop == nullptr) return ex.bad_type(1, "EventLoop");
  if (coroutine_of(args[2]) == nullptr)
    return ex.raise_class("TypeError",
                          "a coroutine was expected, got " + message_type_name(ex, args[2]));
  const Userdata* task = new_task(ex, args[0], *loop, args[1], args[2], args[3]);
  return task == nullptr ? kError : args.ret(Value::of(task));
}

// try_create_task(coroutine): a Task of the running loop, or nothing where that takes more thought
// (no loop, a task factory, something else than a coroutine object).
Outcome try_create_task(Exec& ex, Args args) {
  EventLoop* loop = running_loop();
  if (loop == nullptr || args.count != 1 || coroutine_of(args[0]) == nullptr ||
      loop->has_task_factory.load(std::memory_order_relaxed))
    return args.ret(Value::nil());
  const Userdata* task =
      new_task(ex, loop->task_metatable.load(), *loop, loop->object.load(), args[0], Value::nil());
  return task == nullptr ? kError : args.ret(Value::of(task));
}

Outcome set_has_task_factory(Exec& ex, Args args) {
  EventLoop* loop = event_loop_of(args[0]);
  if (loop == nullptr) return ex.bad_type(0, "EventLoop");
  loop->has_task_factory.store(!args[1].is_falsy(), std::memory_order_relaxed);
  return args.ret();
}

// new_loop(metatable, weak table for async generators)
Outcome new_loop(Exec& ex, Args args) {
  Table* metatable = nullptr;
  if (!ex.check_table(args, 0, metatable)) return kError;
  Value object;
  EventLoop* loop = new_event_loop(ex, metatable, object);
  if (loop == nullptr) return kError;
  const Table* registry = ex.runtime->registry();
  loop->handle_metatable.init(raw_field(ex, registry, kHandleMetatable));
  loop->future_metatable.init(raw_field(ex, registry, kFutureMetatable));
  loop->task_metatable.init(raw_field(ex, registry, kTaskMetatable));
  loop->async_generators.init(args[1]);
  return args.ret(object);
}

Outcome get_running(Exec&, Args args) {
  EventLoop* loop = running_loop();
  return args.ret(loop == nullptr ? Value::nil() : loop->object.load());
}

/// The loop that is given, or else the one that runs; nullptr after an error.
EventLoop* loop_argument(Exec& ex, Args args) {
  EventLoop* loop = args[0].is_nil() ? running_loop() : event_loop_of(args[0]);
  if (loop != nullptr) return loop;
  if (args[0].is_nil())
    ex.raise_class("RuntimeError", "no running event loop");
  else
    ex.bad_type(0, "EventLoop");
  return nullptr;
}

// current_task(loop): the task that runs in it, or nil.
Outcome current_task(Exec& ex, Args args) {
  const EventLoop* loop = loop_argument(ex, args);
  return loop == nullptr ? kError : args.ret(loop->current.load());
}

// all_tasks(loop): those that are not done, in a table.
Outcome all_tasks(Exec& ex, Args args) {
  EventLoop* loop = loop_argument(ex, args);
  if (loop == nullptr) return kError;
  const Table* tasks = loop->all_tasks(ex);
  return tasks == nullptr ? kError : args.ret(Value::of(tasks));
}

Outcome is_coroutine(Exec&, Args args) {
  return args.ret(Value::boolean(coroutine_of(args[0]) != nullptr));
}
Outcome is_generator(Exec&, Args args) {
  return args.ret(Value::boolean(generator_of(args[0]) != nullptr));
}
Outcome is_future(Exec&, Args args) {
  return args.ret(Value::boolean(future_of(args[0]) != nullptr));
}
Outcome is_loop(Exec&, Args args) {
  return args.ret(Value::boolean(event_loop_of(args[0]) != nullptr));
}
Outcome is_async_function(Exec&, Args args) {
  return args.ret(Value::boolean(args[0].is_native() && makes_coroutines(*args[0].as_native())));
}

// is_async(): whether the caller runs inside an async function.
Outcome runs_async(Exec& ex, Args args) { return args.ret(Value::boolean(is_async(ex))); }

// name_of(function or coroutine object): the name in messages.
Outcome name_of(Exec& ex, Args args) {
  const CoroutineCore* coroutine = coroutine_of(args[0]);
  Value function = coroutine != nullptr ? coroutine->function.load() : args[0];
  if (function.is_native() && makes_coroutines(*function.as_native()))
    function = function.as_native()->upvalues[0].load();
  Value name;
  if (!ex.make_string(definition_name(function), name)) return kError;
  return args.ret(name);
}

// thread_of(coroutine object): the Lua coroutine that runs it, for tracebacks; nil: none does.
Outcome thread_of(Exec&, Args args) {
  const Exec* exec = exec_of(args[0]);
  return args.ret(exec == nullptr ? Value::nil() : Value::of(exec));
}

// A Future or Task is collected. What nobody looked at is reported.
Outcome future_gc(Exec& ex, Args args) {
  FutureCore* future = future_of(args[0]);
  if (future == nullptr) return args.ret();
  const TaskCore* task = task_of(args[0]);
  if (task != nullptr && !task->is_done()) {
    if (EventLoop* loop = loop_of(*task)) {
      loop->remove_task(ex, *args[0].as_userdata());
      if (!task->has(FutureCore::kSilenced))
        report_error(ex, task->loop.load(), "Task was destroyed but it is pending!", Value::nil(),
                     "task", args[0]);
    }
    return ex.args().ret();
  }
  if (!future->has(FutureCore::kUnretrieved)) return args.ret();
  future->clear(FutureCore::kUnretrieved);
  report_error(ex, future->loop.load(),
               task != nullptr ? "Task exception was never retrieved"
                               : "Future exception was never retrieved",
               future->result.load(), task != nullptr ? "task" : "future", args[0]);
  return ex.args().ret();
}

// new_group(callback, waits_for_all): see GroupCore.
Outcome new_group(Exec& ex, Args args) {
  if (!args[0].is_function()) return ex.bad_type(0, "function");
  Userdata* group = new_userdata(ex.mutator(), kGroupType, sizeof(GroupCore));
  if (group == nullptr) return ex.raise_out_of_memory();
  auto& core = *new (group->payload()) GroupCore;
  core.callback.init(args[0]);
  core.waits_for_all = !args[1].is_falsy();
  return args.ret(Value::of(group));
}

/// Whether the Future's callbacks have the group.
bool is_in_group(const FutureCore& future, Value group) {
  if (future.callback.load().same(group)) return true;
  const Value more = future.callbacks.load();
  for (int64_t i = 1; more.is_table(); ++i) {
    const Value callback = table_get_integer(more.as_table(), i);
    if (callback.is_nil()) break;
    if (callback.same(group)) return true;
  }
  return false;
}

// join_group(group, future): once; a Future that has joined already is not counted again.
Outcome join_group(Exec& ex, Args args) {
  GroupCore* group =
      args[0].is_userdata() ? args[0].as_userdata()->as<GroupCore>(kGroupType) : nullptr;
  const FutureCore* future = future_of(args[1]);
  if (group == nullptr) return ex.bad_type(0, "Group");
  if (future == nullptr) return ex.bad_type(1, "Future");
  if (is_in_group(*future, args[0])) return args.ret();
  group->left.fetch_add(1, std::memory_order_relaxed);
  return add_callback(ex, *args[1].as_userdata(), args[0]) ? args.ret() : kError;
}

// close_group(group, future): all have joined; the Future is what the callback gets if they are
// done.
Outcome close_group(Exec& ex, Args args) {
  const bool is_group = args[0].is_userdata() && args[0].as_userdata()->type == &kGroupType;
  const FutureCore* future = future_of(args[1]);
  if (!is_group) return ex.bad_type(0, "Group");
  if (future == nullptr) return ex.bad_type(1, "Future");
  return loop_of(*future)->close_group(ex, args[0], args[1]) ? args.ret() : kError;
}

// peek_exception(future): its error without its counting as looked at; nil: none.
Outcome peek_exception(Exec& ex, Args args) {
  const FutureCore* future = future_of(args[0]);
  if (future == nullptr) return ex.bad_type(0, "Future");
  const bool failed = future->is_done() && future->has(FutureCore::kFailed);
  return args.ret(failed ? future->result.load() : Value::nil());
}

// silence(task): its destruction while it is pending is nobody's mistake.
Outcome silence(Exec& ex, Args args) {
  TaskCore* task = task_of(args[0]);
  if (task == nullptr) return ex.bad_type(0, "Task");
  task->set(FutureCore::kSilenced);
  return args.ret();
}

// install(report, slow, Handle's metatable, Future's, Task's)
Outcome install(Exec& ex, Args args) {
  Table* registry = ex.runtime->registry();
  const std::string_view names[] = {kReporter, kSlowReporter, kHandleMetatable, kFutureMetatable,
                                    kTaskMetatable};
  for (uint32_t i = 0; i < std::size(names); ++i)
    if (!set_field(ex, registry, names[i], args[i])) return kError;
  return args.ret();
}

// set_top_level_await(f): what await calls in a statement of an interactive session; nil: nothing.
Outcome set_top_level_await(Exec& ex, Args args) {
  return set_field(ex, ex.runtime->registry(), kTopLevelAwait, args[0]) ? args.ret() : kError;
}

const NativeRow kRows[] = {
    kAsyncFunction,
    kOldAsyncFunction,
    kAwait,
    kRunForever,
    {"new_future", 1, 1, Runs::kLeaf, make_future, "new_future(metatable)"},
    {"init_future", 2, 2, Runs::kFull, init_future, "init_future(future, loop)"},
    {"new_task", 3, 4, Runs::kFull, make_task, "new_task(metatable, loop, coroutine, name)"},
    {"try_create_task", 1, 1, Runs::kFull, try_create_task, "a Task of the running loop, or nil"},
    {"set_has_task_factory", 2, 2, Runs::kLeaf, set_has_task_factory, "(loop, has one)"},
    {"new_loop", 1, 2, Runs::kFull, new_loop, "new_loop(metatable, async generators)"},
    {"_get_running_loop", 0, 0, Runs::kLeaf, get_running, "the thread's, or nil"},
    {"set_top_level_await", 1, 1, Runs::kFull, set_top_level_await, "for the prompt"},
    {"current_task", 0, 1, Runs::kFull, current_task, "current_task(loop=nil)"},
    {"all_tasks", 0, 1, Runs::kFull, all_tasks, "all_tasks(loop=nil): in a table"},
    {"iscoroutine", 1, 1, Runs::kLeaf, is_coroutine, "whether it is a coroutine object"},
    {"iscoroutinefunction", 1, 1, Runs::kLeaf, is_async_function, "whether it makes them"},
    {"isfuture", 1, 1, Runs::kLeaf, is_future, "whether it is a Future or Task"},
    {"isloop", 1, 1, Runs::kLeaf, is_loop, "whether it is an EventLoop"},
    {"is_async", 0, 0, Runs::kLeaf, runs_async, "whether an async function runs"},
    {"name_of", 1, 1, Runs::kLeaf, name_of, "a function's or coroutine object's name"},
    {"thread_of", 1, 1, Runs::kLeaf, thread_of, "the Lua coroutine behind a coroutine object"},
    {"future_gc", 1, 1, Runs::kFull, future_gc, "the finalizer of Future and Task"},
    {"new_group", 2, 2, Runs::kFull, new_group, "new_group(callback, waits_for_all)"},
    {"join_group", 2, 2, Runs::kFull, join_group, "join_group(group, future)"},
    {"close_group", 2, 2, Runs::kFull, close_group, "close_group(group, future): all have joined"},
    {"peek_exception", 1, 1, Runs::kLeaf, peek_exception, "its error, or nil"},
    {"silence", 1, 1, Runs::kLeaf, silence, "silence(task): it may be dropped while pending"},
    {"install", 5, 5, Runs::kFull, install, "install(report, slow, Handle, Future, Task)"},
};

bool open_asyncio(Exec& ex, Table* library) {
  return register_coroutines(ex) && add_sleep(ex, library) &&
         add_methods(ex, library, "future", future_methods()) &&
         add_methods(ex, library, "task", task_methods()) &&
         add_methods(ex, library, "loop", loop_methods()) &&
         add_methods(ex, library, "handle", handle_methods());
}

const NativeRow kGeneratorRows[] = {
    kGeneratorFunction,
    kYieldFrom,
    {"is_generator", 1, 1, Runs::kLeaf, is_generator, "whether it is a generator"},
};

bool open_generators(Exec& ex, Table*) { return register_coroutines(ex); }

}  // namespace

void report_error(Exec& ex, Value loop, std::string_view message, Value error, std::string_view key,
                  Value what) {
  const Value reporter = raw_field(ex, ex.runtime->registry(), kReporter);
  if (!ex.reserve(8)) return say("asyncio: no room to report an error\n");
  ex.push(reporter);
  ex.push(loop);
  Table* context = new_table(ex.mutator(), 0, 3);
  Value text;
  if (context == nullptr || !ex.make_string(message, text) ||
      !set_field(ex, context, "message", text) ||
      (!error.is_nil() && !set_field(ex, context, "exception", error)) ||
      (!key.empty() && !set_field(ex, context, key, what)))
    return say("asyncio: not enough memory to report an error\n");
  ex.push(Value::of(context));
  call_reporter(ex, 2);
}

void report_slow(Exec& ex, Value loop, Value item, double seconds) {
  const Value reporter = raw_field(ex, ex.runtime->registry(), kSlowReporter);
  if (!ex.reserve(8)) return say("asyncio: no room to report a slow callback\n");
  ex.push(reporter);
  ex.push(loop);
  ex.push(item);
  ex.push(Value::number(seconds));
  call_reporter(ex, 3);
}

extern const Library kAsyncioNative{"_asyncio", kRows, open_asyncio};
extern const Library kGeneratorsNative{"_generators", kGeneratorRows, open_generators};

}  // namespace gilua
