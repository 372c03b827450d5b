// Module "_futures": the C++ half of module "concurrent.futures" (stdlib/lua/_futures/).
//
// A future's call, and its result, lie in its core, so that one submit and one result cost no
// table. What futures call (callbacks) and how they raise their errors is Lua: natives hand
// callbacks out.
#include <fmt/format.h>

#include <new>

#include "stdlib/futures_core.hpp"
#include "stdlib/futures_pool.hpp"
#include "stdlib/state.hpp"
#include "stdlib/sync_objects.hpp"
#include "stdlib/table_access.hpp"
#include "stdlib/thread_libraries.hpp"
#include "stdlib/threading_arguments.hpp"
#include "vm/exec/call.hpp"

namespace gilua {
namespace {

constexpr std::string_view kRaiser = "_futures.raise";

template <typename Core>
void trace_core(const void* payload, Marker& marker) {
  static_cast<const Core*>(payload)->trace(marker);
}
void destroy_pool(void* payload) { static_cast<PoolCore*>(payload)->~PoolCore(); }

const UserdataType kWatchType{"Watch", nullptr, trace_core<WatchCore>};
const UserdataType kPoolType{"Pool", destroy_pool, trace_core<PoolCore>};

ThreadFutureCore* check_future(Exec& ex, Args args) {
  return check_core<ThreadFutureCore>(ex, args, kThreadFutureType);
}
PoolCore* check_pool(Exec& ex, Args args) { return check_core<PoolCore>(ex, args, kPoolType); }
WatchCore* check_watch(Exec& ex, Args args) { return check_core<WatchCore>(ex, args, kWatchType); }

// ---- futures

// new_future(metatable, function, ...): to be called with those arguments, or by nobody.
Outcome new_future(Exec& ex, Args args) {
  Table* metatable = nullptr;
  if (!ex.check_table(args, 0, metatable)) return kError;
  const uint32_t call_size = args.count - 1;
  Userdata* object = new_userdata(ex.mutator(), kThreadFutureType,
                                  sizeof(ThreadFutureCore) + call_size * sizeof(Value));
  if (object == nullptr) return ex.raise_out_of_memory();
  auto* future = new (object->payload()) ThreadFutureCore(call_size);
  for (uint32_t i = 0; i < call_size; ++i) copy(future->call()[i], args.base[i + 1]);
  object->metatable.store(metatable, std::memory_order_release);
  return args.ret(Value::of(object));
}

// take_call(future, handler): the function, the handler, the arguments: what xpcall takes.
Outcome take_call(Exec& ex, Args args) {
  ThreadFutureCore* future = check_future(ex, args);
  if (future == nullptr) return kError;
  const Value handler = args[1];
  const uint32_t size = future->take_call();
  if (size == 0) return ex.raise("the future has nothing to call");
  if (!room_for_results(ex, args, size + 1, "too many arguments")) return kError;
  const Value* call = future->call();
  copy(args.base[-1], call[0]);
  copy(args.base[0], handler);
  for (uint32_t i = 1; i < size; ++i) copy(args.base[i], call[i]);
  return static_cast<Outcome>(size + 1);
}

// start(future): true if it is to run, false if it was cancelled; nil: it is neither.
Outcome start(Exec& ex, Args args) {
  ThreadFutureCore* future = check_future(ex, args);
  if (future == nullptr) return kError;
  const ThreadFutureCore::Start started = future->start(ex);
  if (started == ThreadFutureCore::Start::kUnexpected) return args.ret(Value::nil());
  return args.ret(Value::boolean(started == ThreadFutureCore::Start::kRuns));
}

// The arguments from [first] on, as a future keeps them. No memory: that is then its error, since
// somebody waits for it.
ThreadFutureCore::Outcome outcome_of(Exec& ex, Args args, uint32_t first, bool ok) {
  const uint32_t size = args.count - first;
  if (!ok) return {args[first], 1, true};
  if (size < 2) return {args[first], size, false};
  Table* list = new_table(ex.mutator(), size, 0);
  bool complete = list != nullptr;
  for (uint32_t i = 0; i < size && complete; ++i)
    complete = raw_set(ex.mutator(), list, i + 1, args.base[first + i]) == Write::kDone;
  if (!complete) return {ex.runtime->out_of_memory_message(), 1, true};
  return {Value::of(list), size, false};
}

// finish(future, pool or nil, ok, ...): as pcall gives them. False if it was over already; else
// true and the callbacks to call.
Outcome finish(Exec& ex, Args args) {
  ThreadFutureCore* future = check_future(ex, args);
  if (future == nullptr) return kError;
  if (args.count < 3) return ex.bad_type(2, "boolean");
  PoolCore* pool = nullptr;
  if (args[1].is_userdata()) pool = args[1].as_userdata()->as<PoolCore>(kPoolType);
  Value callbacks = Value::nil();
  const ThreadFutureCore::Outcome outcome = outcome_of(ex, args, 3, !args[2].is_falsy());
  if (!future->finish(ex, outcome, pool, callbacks)) return args.ret(Value::boolean(false));
  return args.ret(Value::boolean(true), callbacks);
}

// cancel(future): whether it is cancelled, and callbacks to call.
Outcome cancel(Exec& ex, Args args) {
  ThreadFutureCore* future = check_future(ex, args);
  if (future == nullptr) return kError;
  Value callbacks = Value::nil();
  const bool cancelled = future->cancel(ex, callbacks);
  return args.ret(Value::boolean(cancelled), callbacks);
}

// add_callback(future, {function, false}): whether it will be called.
Outcome add_callback(Exec& ex, Args args) {
  ThreadFutureCore* future = check_future(ex, args);
  Table* callback = nullptr;
  if (future == nullptr || !ex.check_table(args, 1, callback)) return kError;
  if (!raw_get(callback, 2).same(Value::boolean(false)))
    return ex.bad_argument(1, "{function, false} expected");
  return args.ret(Value::boolean(future->add_callback(ex, callback)));
}

Outcome done(Exec& ex, Args args) {
  const ThreadFutureCore* future = check_future(ex, args);
  return future == nullptr ? kError : args.ret(Value::boolean(future->is_done()));
}

Outcome running(Exec& ex, Args args) {
  const ThreadFutureCore* future = check_future(ex, args);
  if (future == nullptr) return kError;
  return args.ret(Value::boolean(future->state() == FutureState::kRunning));
}

Outcome cancelled(Exec& ex, Args args) {
  const ThreadFutureCore* future = check_future(ex, args);
  if (future == nullptr) return kError;
  return args.ret(Value::boolean(future->is_done() && future->state() != FutureState::kFinished));
}

// peek(future): its state's name; if it is finished: whether it failed; the error or first result.
Outcome peek(Exec& ex, Args args) {
  static constexpr const char* kNames[] = {"PENDING", "RUNNING", "CANCELLED",
                                           "CANCELLED_AND_NOTIFIED", "FINISHED"};
  const ThreadFutureCore* future = check_future(ex, args);
  if (future == nullptr) return kError;
  const FutureState state = future->state();
  const String* name = intern(ex.mutator(), kNames[static_cast<int>(state)]);
  if (name == nullptr) return ex.raise_out_of_memory();
  if (state != FutureState::kFinished) return args.ret(Value::of(name));
  Value value = future->result();
  if (!future->failed() && future->result_size() > 1) value = raw_get(value.as_table(), 1);
  return args.ret(Value::of(name), Value::boolean(future->failed()), value);
}

// end_number(future): grows from one end to the next; nil: it is not over.
Outcome end_number(Exec& ex, Args args) {
  const ThreadFutureCore* future = check_future(ex, args);
  if (future == nullptr) return kError;
  if (!future->is_over()) return args.ret(Value::nil());
  return args.ret(Value::integer(static_cast<int64_t>(future->end_number())));
}

bool has_result(const ThreadFutureCore& future) {
  return future.state() == FutureState::kFinished && !future.failed();
}

Outcome return_result(Exec& ex, const ThreadFutureCore& future, Args args) {
  const uint32_t size = future.result_size();
  const Value result = future.result();
  if (size < 2) return size == 0 ? args.ret() : args.ret(result);
  if (!room_for_results(ex, args, size, "too many results")) return kError;
  for (uint32_t i = 0; i < size; ++i)
    copy(args.base[static_cast<ptrdiff_t>(i) - 1], raw_get(result.as_table(), i + 1));
  return static_cast<Outcome>(size);
}

Outcome try_result(Exec& ex, Args args) {
  const auto* future = core_of<ThreadFutureCore>(args, kThreadFutureType);
  if (future == nullptr || args.count != 1 || !has_result(*future) ||
      future->result_size() > kLeafFreeSlots)
    return kError;
  return return_result(ex, *future, args);
}

// Until it is done; false after an error.
bool await_end(Exec& ex, Args args, ThreadFutureCore& future, std::string_view function) {
  Patience patience;
  if (!parse_timeout(ex, args, function, patience)) return false;
  if (future.is_done()) return true;
  switch (future.wait(ex, patience.deadline)) {
    case World::Woken::kInterrupted:
      ex.raise_interrupt();
      return false;
    case World::Woken::kTimeout:
      ex.raise_class("TimeoutError", "");
      return false;
    default:
      return true;
  }
}

// Calls what set_raiser was given: it raises the future's error, or CancelledError.
Outcome raise_end(Exec& ex, const ThreadFutureCore& future) {
  ex.push(raw_field(ex, ex.runtime->registry(), kRaiser));
  ex.push(Value::boolean(future.state() == FutureState::kFinished));
  ex.push(future.state() == FutureState::kFinished ? future.result() : Value::nil());
  return call_instead(-1);
}

// result(timeout=None): all results of the function.
Outcome result(Exec& ex, Args args) {
  ThreadFutureCore* future = check_future(ex, args);
  if (future == nullptr || !await_end(ex, args, *future, "result")) return kError;
  if (has_result(*future)) return return_result(ex, *future, ex.args());
  return raise_end(ex, *future);
}

// exception(future, timeout=None): the error as it was kept, or nil.
Outcome exception(Exec& ex, Args args) {
  ThreadFutureCore* future = check_future(ex, args);
  if (future == nullptr || !await_end(ex, args, *future, "exception")) return kError;
  if (future->state() != FutureState::kFinished) return raise_end(ex, *future);
  return ex.args().ret(future->failed() ? future->result() : Value::nil());
}

// set_raiser(f): f(finished, error) raises what result() is to raise.
Outcome set_raiser(Exec& ex, Args args) {
  if (!args[0].is_function()) return ex.bad_type(0, "function");
  if (!set_field(ex, ex.runtime->registry(), kRaiser, args[0])) return kError;
  return args.ret();
}

// ---- watches

// new_watch({future, ...}, metatable): hears of their end.
Outcome new_watch(Exec& ex, Args args) {
  Table* list = nullptr;
  Table* metatable = nullptr;
  if (!ex.check_table(args, 0, list) || !ex.check_table(args, 1, metatable)) return kError;
  const auto size = static_cast<uint32_t>(table_length(list));
  Userdata* object =
      new_userdata(ex.mutator(), kWatchType, sizeof(WatchCore) + size_t{size} * sizeof(WatchNode));
  if (object == nullptr) return ex.raise_out_of_memory();
  auto* watch = new (object->payload()) WatchCore(object, size);
  for (uint32_t i = 0; i < size; ++i) {
    const Value future = raw_get(list, i + 1);
    if (!future.is_userdata() || future.as_userdata()->type != &kThreadFutureType) {
      watch->detach_all(ex);
      return ex.bad_argument(0, "list of futures expected");
    }
    watch->attach(ex, i, future.as_userdata());
  }
  object->metatable.store(metatable, std::memory_order_release);
  return args.ret(Value::of(object));
}

// watch_wait(watch, ends, until_failure, timeout): whether that many futures are over, or one of
// them failed, before the time is.
Outcome watch_wait(Exec& ex, Args args) {
  WatchCore* watch = check_watch(ex, args);
  int64_t ends = 0;
  Patience patience;
  if (watch == nullptr || !ex.check_integer(args, 1, ends) || !check_timeout(ex, args[3], patience))
    return kError;
  WatchCore::Wish wish;
  wish.ends = static_cast<uint32_t>(std::clamp<int64_t>(ends, 0, watch->size()));
  wish.until_failure = !args[2].is_falsy();
  const World::Woken woken = watch->wait(ex, wish, patience.deadline);
  if (woken == World::Woken::kInterrupted) return ex.raise_interrupt();
  return ex.args().ret(Value::boolean(woken != World::Woken::kTimeout));
}

// watch_take(watch): the next future that is over, in the order in which they ended; or nil.
Outcome watch_take(Exec& ex, Args args) {
  WatchCore* watch = check_watch(ex, args);
  if (watch == nullptr) return kError;
  const Userdata* future = watch->take(ex);
  return args.ret(future == nullptr ? Value::nil() : Value::of(future));
}

// watch_close(watch): it hears of nothing any more.
Outcome watch_close(Exec& ex, Args args) {
  WatchCore* watch = check_watch(ex, args);
  if (watch == nullptr) return kError;
  watch->detach_all(ex);
  return args.ret();
}

// ---- pools

Outcome new_pool(Exec& ex, Args args) {
  int64_t most = 0;
  if (!ex.check_integer(args, 0, most)) return kError;
  Userdata* object = new_userdata(ex.mutator(), kPoolType, sizeof(PoolCore));
  if (object == nullptr) return ex.raise_out_of_memory();
  new (object->payload()) PoolCore(ex.heap(), most);
  ex.heap().add_finalizable(ex.mutator(), object);
  return args.ret(Value::of(object));
}

// put(pool, future): true; the number of the worker to be started; false: the pool is closed.
Outcome put(Exec& ex, Args args) {
  PoolCore* pool = check_pool(ex, args);
  if (pool == nullptr) return kError;
  if (!args[1].is_userdata() || args[1].as_userdata()->type != &kThreadFutureType)
    return ex.bad_type(1, "Future");
  int64_t worker = 0;
  PoolCore::Put done = pool->put(ex, args[1], worker);
  if (done == PoolCore::Put::kOutOfMemory) {
    collect_for_memory(ex);
    done = pool->put(ex, ex.args()[1], worker);
  }
  switch (done) {
    case PoolCore::Put::kOutOfMemory:
      return ex.raise_out_of_memory();
    case PoolCore::Put::kStart:
      return ex.args().ret(Value::integer(worker));
    default:
      return ex.args().ret(Value::boolean(done == PoolCore::Put::kDone));
  }
}

Outcome not_started(Exec& ex, Args args) {
  PoolCore* pool = check_pool(ex, args);
  if (pool == nullptr) return kError;
  pool->not_started(ex);
  return args.ret();
}

// next(pool, is_idle): the next future to be run; nil: the worker is to end.
Outcome next(Exec& ex, Args args) {
  PoolCore* pool = check_pool(ex, args);
  Value future = Value::nil();
  if (pool == nullptr) return kError;
  const PoolCore::Next found = pool->next(ex, !args[1].is_falsy(), future);
  if (found == PoolCore::Next::kInterrupted) return ex.raise_interrupt();
  return ex.args().ret(future);
}

Outcome worker_ends(Exec& ex, Args args) {
  PoolCore* pool = check_pool(ex, args);
  if (pool == nullptr) return kError;
  pool->worker_ends(ex);
  return args.ret();
}

Outcome close_pool(Exec& ex, Args args) {
  PoolCore* pool = check_pool(ex, args);
  if (pool == nullptr) return kError;
  pool->close(ex);
  return args.ret();
}

Outcome take(Exec& ex, Args args) {
  PoolCore* pool = check_pool(ex, args);
  Value future = Value::nil();
  if (pool == nullptr) return kError;
  pool->take(ex, future);
  return args.ret(future);
}

Outcome join(Exec& ex, Args args) {
  PoolCore* pool = check_pool(ex, args);
  if (pool == nullptr) return kError;
  if (pool->join(ex) == World::Woken::kInterrupted) return ex.raise_interrupt();
  return ex.args().ret();
}

Outcome waiting(Exec& ex, Args args) {
  PoolCore* pool = check_pool(ex, args);
  return pool == nullptr ? kError : args.ret(Value::integer(pool->waiting(ex)));
}

const NativeRow kFutureMethods[] = {
    {"done", 1, 1, Runs::kLeaf, done, "future:done(): finished or cancelled"},
    {"running", 1, 1, Runs::kLeaf, running, "future:running()"},
    {"cancelled", 1, 1, Runs::kLeaf, cancelled, "future:cancelled()"},
    {"result", 1, 2, Runs::kTry, try_result,
     "future:result(timeout=nil): all results of the function, or its error", Intrinsic::kNone,
     result},
};

constexpr NativeRow kRows[] = {
    {"new_future", 1, -1, Runs::kPure, new_future, "new_future(metatable, function, ...)"},
    {"take_call", 2, 2, Runs::kLeaf, take_call, "take_call(future, handler): for xpcall"},
    {"start", 1, 1, Runs::kLeaf, start, "start(future): set_running_or_notify_cancel"},
    {"finish", 3, -1, Runs::kLeaf, finish, "finish(future, pool, ok, ...): its callbacks"},
    {"cancel", 1, 1, Runs::kLeaf, cancel, "cancel(future): whether; its callbacks"},
    {"add_callback", 2, 2, Runs::kLeaf, add_callback, "add_callback(future, {function, false})"},
    {"peek", 1, 1, Runs::kLeaf, peek, "peek(future): state, whether it failed, what of"},
    {"end_number", 1, 1, Runs::kLeaf, end_number, "end_number(future): orders ends"},
    {"exception", 1, 2, Runs::kFull, exception, "exception(future, timeout=nil): as kept"},
    {"set_raiser", 1, 1, Runs::kLeaf, set_raiser, "set_raiser(f): how errors are raised"},
    {"new_watch", 2, 2, Runs::kPure, new_watch, "new_watch({future, ...}, metatable)"},
    {"watch_wait", 2, 4, Runs::kFull, watch_wait,
     "watch_wait(watch, ends, until_failure, timeout): whether it came to that"},
    {"watch_take", 1, 1, Runs::kLeaf, watch_take, "watch_take(watch): the next that is over"},
    {"watch_close", 1, 1, Runs::kLeaf, watch_close, "watch_close(watch): no more"},
    {"new_pool", 1, 1, Runs::kPure, new_pool, "new_pool(most workers)"},
    {"put", 2, 2, Runs::kFull, put, "put(pool, future): true, a worker's number, or false"},
    {"not_started", 1, 1, Runs::kLeaf, not_started, "not_started(pool): no such worker"},
    {"next", 2, 2, Runs::kFull, next, "next(pool, is_idle): the next future, or nil"},
    {"worker_ends", 1, 1, Runs::kLeaf, worker_ends, "worker_ends(pool): the caller does"},
    {"close", 1, 1, Runs::kLeaf, close_pool, "close(pool): no more futures"},
    {"take", 1, 1, Runs::kLeaf, take, "take(pool): one that nobody has begun, or nil"},
    {"join", 1, 1, Runs::kFull, join, "join(pool): until no worker is left"},
    {"waiting", 1, 1, Runs::kLeaf, waiting, "waiting(pool): how many are in it"},
};

bool open_futures(Exec& ex, Table* library) {
  return add_methods(ex, library, "methods", kFutureMethods);
}

}  // namespace

extern const UserdataType kThreadFutureType{"Future", nullptr, trace_core<ThreadFutureCore>, true};

extern const Library kFuturesNative{"_futures", kRows, open_futures};

}  // namespace gilua
