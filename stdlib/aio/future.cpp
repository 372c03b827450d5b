// asyncio.Future. future.hpp has the layout.
//
// Ending a Future hands its callbacks to its loop and calls none. What ends it first wins: the
// state changes under the object's lock, and callbacks are added under it, so none is forgotten.
#include "stdlib/aio/future.hpp"

#include <fmt/format.h>
#include <sched.h>

#include "stdlib/aio/event_loop.hpp"
#include "stdlib/arguments.hpp"
#include "stdlib/error_classes.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

void trace_future(const void* payload, Marker& marker) {
  const auto& core = *static_cast<const FutureCore*>(payload);
  marker.mark(core.loop.load());
  marker.mark(core.result.load());
  marker.mark(core.callback.load());
  marker.mark(core.callbacks.load());
}

void trace_group(const void* payload, Marker& marker) {
  marker.mark(static_cast<const GroupCore*>(payload)->callback.load());
}

bool future_wants_finalizer(const void* payload) {
  return static_cast<const FutureCore*>(payload)->has(FutureCore::kUnretrieved);
}

/// Who waits, taken off the Future when it ended.
struct Callbacks {
  Value first = Value::nil();
  Value more = Value::nil();
};

/// Pending -> [state] with [result]. False: it was not pending.
bool end(Exec& ex, Userdata& object, FutureCore::State state, uint8_t flags, Value result,
         Callbacks& callbacks) {
  auto& core = *static_cast<FutureCore*>(object.payload());
  const ObjectLock held(ex, object);
  if (core.state.load(std::memory_order_relaxed) != FutureCore::kPending) return false;
  core.result.store(result);
  callbacks.first = core.callback.load();
  callbacks.more = core.callbacks.load();
  core.callback.store(Value::nil());
  core.callbacks.store(Value::nil());
  core.flags.fetch_or(flags, std::memory_order_relaxed);
  core.state.store(state, std::memory_order_release);
  return true;
}

/// Hands them to the loop. False: no memory, or the loop is closed.
bool schedule(Exec& ex, Userdata& object, const Callbacks& callbacks) {
  if (callbacks.first.is_nil() && callbacks.more.is_nil()) return true;
  EventLoop& loop = *loop_of(*static_cast<FutureCore*>(object.payload()));
  const auto hand = [&](Value callback) {
    return callback.is_nil() || loop.schedule_callback(ex, callback, Value::of(&object));
  };
  const Table* more = callbacks.more.is_table() ? callbacks.more.as_table() : nullptr;
  // The operation first: who waited may begin another on the same stream.
  const Value operation = more != nullptr ? table_get_integer(more, 1) : callbacks.more;
  const bool has_operation = operation.is_integer();
  if ((has_operation && !hand(operation)) || !hand(callbacks.first)) return false;
  for (int64_t i = has_operation ? 2 : 1; more != nullptr; ++i) {
    const Value callback = table_get_integer(more, i);
    if (callback.is_nil()) break;
    if (!hand(callback)) return false;
  }
  return true;
}

FutureCore* check_future(Exec& ex, Args args) {
  FutureCore* core = future_of(args[0]);
  if (core == nullptr) {
    ex.bad_type(0, "Future");
    return nullptr;
  }
  if (loop_of(*core) != nullptr) return core;
  ex.raise_class("RuntimeError", "Future object is not initialized.");
  return nullptr;
}

Outcome raise_invalid(Exec& ex, std::string_view text) {
  return ex.raise_class("asyncio.InvalidStateError", text);
}

bool refuse_for_task(Exec& ex, Args args, const char* operation) {
  if (task_of(args[0]) == nullptr) return false;
  ex.raise_class("RuntimeError", fmt::format("Task does not support {} operation", operation));
  return true;
}

// ---- methods

Outcome result(Exec& ex, Args args) {
  FutureCore* core = check_future(ex, args);
  return core == nullptr ? kError : deliver_future(ex, args, *core);
}

Outcome exception(Exec& ex, Args args) {
  FutureCore* core = check_future(ex, args);
  if (core == nullptr) return kError;
  switch (core->state.load(std::memory_order_acquire)) {
    case FutureCore::kPending:
      return raise_invalid(ex, "Exception is not set.");
    case FutureCore::kCancelled:
      return raise_cancelled(ex, core->result.load());
    case FutureCore::kFinished:
      break;
  }
  if (!core->has(FutureCore::kFailed)) return args.ret(Value::nil());
  core->clear(FutureCore::kUnretrieved);
  return args.ret(core->result.load());
}

Outcome done(Exec& ex, Args args) {
  const FutureCore* core = check_future(ex, args);
  return core == nullptr ? kError : args.ret(Value::boolean(core->is_done()));
}

Outcome cancelled(Exec& ex, Args args) {
  const FutureCore* core = check_future(ex, args);
  if (core == nullptr) return kError;
  return args.ret(
      Value::boolean(core->state.load(std::memory_order_acquire) == FutureCore::kCancelled));
}

Outcome cancel(Exec& ex, Args args) {
  FutureCore* core = check_future(ex, args);
  if (core == nullptr) return kError;
  core->clear(FutureCore::kUnretrieved);
  const bool was_done = core->is_done();
  if (!was_done && !cancel_future(ex, *args[0].as_userdata(), args[1])) return kError;
  return args.ret(Value::boolean(!was_done));
}

Outcome set_result(Exec& ex, Args args) {
  if (refuse_for_task(ex, args, "set_result")) return kError;
  FutureCore* core = check_future(ex, args);
  if (core == nullptr) return kError;
  if (core->is_done()) return raise_invalid(ex, "invalid state");
  if (!finish_future(ex, *args[0].as_userdata(), args.base + 1, args.count - 1)) return kError;
  return args.ret();
}

Outcome set_exception(Exec& ex, Args args) {
  if (refuse_for_task(ex, args, "set_exception")) return kError;
  if (check_future(ex, args) == nullptr) return kError;
  if (args.count < 2) return ex.bad_argument(1, "value expected");
  if (args[1].is_table() && !check_thrown(ex, args, 1)) return kError;  // a class makes an instance
  args = ex.args();
  FutureCore* core = check_future(ex, args);
  if (core->is_done()) return raise_invalid(ex, "invalid state");
  if (is_error(ex, args[1], "StopIteration"))
    return ex.raise_class("TypeError",
                          "StopIteration interacts badly with generators and cannot be raised into "
                          "a Future");
  if (!fail_future(ex, *args[0].as_userdata(), args[1])) return kError;
  return ex.args().ret();
}

Outcome add_done_callback(Exec& ex, Args args) {
  if (check_future(ex, args) == nullptr) return kError;
  if (!args.has(1)) return ex.bad_argument(1, "value expected");
  Table* entry = new_table(ex.mutator(), 1, 0);
  if (entry == nullptr || table_append(ex.mutator(), entry, args[1]) != Write::kDone)
    return ex.raise_out_of_memory();
  if (!add_callback(ex, *args[0].as_userdata(), Value::of(entry))) return kError;
  return args.ret();
}

bool is_callback(Value entry, Value function) {
  return entry.is_table() && raw_equal(table_get_integer(entry.as_table(), 1), function);
}

// remove_done_callback(f): how often it was there.
Outcome remove_done_callback(Exec& ex, Args args) {
  FutureCore* core = check_future(ex, args);
  if (core == nullptr) return kError;
  const ObjectLock held(ex, *args[0].as_userdata());
  int64_t removed = 0;
  const Value more = core->callbacks.load();
  int64_t kept = 0;
  int64_t i = 1;
  for (; more.is_table(); ++i) {
    const Value entry = table_get_integer(more.as_table(), i);
    if (entry.is_nil()) break;
    if (!is_callback(entry, args[1])) {
      ++kept;
      if (kept != i) table_set_integer(ex.mutator(), more.as_table(), kept, entry);
    } else {
      ++removed;
    }
  }
  for (int64_t k = kept + 1; k < i; ++k)
    table_set_integer(ex.mutator(), more.as_table(), k, Value::nil());
  if (is_callback(core->callback.load(), args[1])) {
    // The first place stays taken while there are others behind it: they keep their order.
    core->callback.store(kept == 0 ? Value::nil() : Value::boolean(false));
    ++removed;
  }
  return args.ret(Value::integer(removed));
}

Outcome get_loop(Exec& ex, Args args) {
  const FutureCore* core = check_future(ex, args);
  return core == nullptr ? kError : args.ret(core->loop.load());
}

constexpr NativeRow kRows[] = {
    {"result", 1, 1, Runs::kFull, result, "f:result(): its results, or its error raised"},
    {"exception", 1, 1, Runs::kFull, exception, "f:exception(): its error, or nil"},
    {"done", 1, 1, Runs::kLeaf, done, "f:done()"},
    {"cancelled", 1, 1, Runs::kLeaf, cancelled, "f:cancelled()"},
    {"cancel", 1, 2, Runs::kFull, cancel, "f:cancel(msg=nil): whether it was not done yet"},
    {"set_result", 1, -1, Runs::kFull, set_result, "f:set_result(...)"},
    {"set_exception", 2, 2, Runs::kFull, set_exception, "f:set_exception(error)"},
    {"add_done_callback", 2, 2, Runs::kFull, add_done_callback,
     "f:add_done_callback(fn): fn(f), soon after it is done"},
    {"remove_done_callback", 2, 2, Runs::kFull, remove_done_callback,
     "f:remove_done_callback(fn): how many there were"},
    {"get_loop", 1, 1, Runs::kFull, get_loop, "f:get_loop()"},
};

}  // namespace

extern const UserdataType kGroupType{"Group", nullptr, trace_group};
extern const UserdataType kFutureType{"Future", nullptr, trace_future, true,
                                      future_wants_finalizer};

void ObjectLock::lock() {
  int tries = 0;
  while (object_->lock.exchange(1, std::memory_order_acquire) != 0)
    if (++tries % 64 == 0) sched_yield();  // its owner may have lost its processor
}

EventLoop* loop_of(const FutureCore& future) {
  const Value loop = future.loop.load();
  return loop.is_userdata() ? event_loop_of(loop) : nullptr;
}

Userdata* new_future(Exec& ex, Value metatable, Value loop) {
  Userdata* object = new_userdata(ex.mutator(), kFutureType, sizeof(FutureCore));
  if (object == nullptr) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  static_cast<FutureCore*>(object->payload())->loop.init(loop);
  object->metatable.store(metatable.as_table(), std::memory_order_release);
  return object;
}

bool finish_future(Exec& ex, Userdata& future, const Value* results, uint32_t count) {
  Value stored = count != 0 ? results[0] : Value::nil();
  uint8_t flags = 0;
  if (count == 0) flags = FutureCore::kSeveral;
  if (count > 1) {
    Mutator& m = ex.mutator();
    Table* all = new_table(m, count, 1);
    for (uint32_t i = 0; all != nullptr && i < count; ++i)
      if (table_set_integer(m, all, i + 1, results[i]) != Write::kDone) all = nullptr;
    if (all == nullptr) {
      ex.raise_out_of_memory();
      return false;
    }
    if (!set_field(ex, all, "n", Value::integer(count))) return false;
    stored = Value::of(all);
    flags = FutureCore::kSeveral;
  }
  Callbacks callbacks;
  return !end(ex, future, FutureCore::kFinished, flags, stored, callbacks) ||
         schedule(ex, future, callbacks);
}

bool fail_future(Exec& ex, Userdata& future, Value error) {
  if (!ex.heap().add_finalizer(&future)) {
    ex.raise_out_of_memory();
    return false;
  }
  Callbacks callbacks;
  return !end(ex, future, FutureCore::kFinished, FutureCore::kFailed | FutureCore::kUnretrieved,
              error, callbacks) ||
         schedule(ex, future, callbacks);
}

bool cancel_future(Exec& ex, Userdata& future, Value message) {
  Callbacks callbacks;
  return !end(ex, future, FutureCore::kCancelled, 0, message, callbacks) ||
         schedule(ex, future, callbacks);
}

bool add_callback(Exec& ex, Userdata& future, Value callback) {
  auto& core = *static_cast<FutureCore*>(future.payload());
  {
    const ObjectLock held(ex, future);
    if (core.state.load(std::memory_order_relaxed) == FutureCore::kPending) {
      if (core.callback.load().is_nil()) {
        core.callback.store(callback);
        return true;
      }
      Value more = core.callbacks.load();
      if (!more.is_table()) {
        Table* made = new_table(ex.mutator(), 2, 0);
        if (made != nullptr && more.is_integer() &&
            table_append(ex.mutator(), made, more) != Write::kDone)
          made = nullptr;
        more = made == nullptr ? Value::nil() : Value::of(made);
        if (made != nullptr) core.callbacks.store(more);
      }
      if (more.is_table() && table_append(ex.mutator(), more.as_table(), callback) == Write::kDone)
        return true;
      ex.raise_out_of_memory();
      return false;
    }
  }
  return loop_of(core)->schedule_callback(ex, callback, Value::of(&future));
}

void set_operation(Userdata& future, int64_t number) {
  static_cast<FutureCore*>(future.payload())->callbacks.store(Value::integer(number));
}

void forget_operation(const Exec& ex, Userdata& future) {
  const ObjectLock held(ex, future);
  Slot& callbacks = static_cast<FutureCore*>(future.payload())->callbacks;
  if (callbacks.load().is_integer()) callbacks.store(Value::nil());
}

Outcome raise_cancelled(Exec& ex, Value message) {
  std::string text;
  if (!message.is_nil()) {
    Value shown;
    if (!to_raw_string(ex, message, shown)) return kError;
    text = shown.as_string()->view();
  }
  return ex.raise_class("asyncio.CancelledError", text);
}

Outcome deliver_future(Exec& ex, Args args, FutureCore& future) {
  switch (future.state.load(std::memory_order_acquire)) {
    case FutureCore::kPending:
      return raise_invalid(ex, "Result is not set.");
    case FutureCore::kCancelled:
      return raise_cancelled(ex, future.result.load());
    case FutureCore::kFinished:
      break;
  }
  const Value stored = future.result.load();
  if (future.has(FutureCore::kFailed)) {
    future.clear(FutureCore::kUnretrieved);
    return ex.raise_value(stored);
  }
  if (!future.has(FutureCore::kSeveral)) return args.ret(stored);
  if (!stored.is_table()) return args.ret();
  const Table* all = stored.as_table();
  const uint32_t count = static_cast<uint32_t>(raw_field(ex, all, "n").as_integer());
  if (!room_for_results(ex, args, count, nullptr)) return kError;
  for (uint32_t i = 0; i < count; ++i) args.base[int64_t{i} - 1] = table_get_integer(all, i + 1);
  return static_cast<Outcome>(count);
}

std::span<const NativeRow> future_methods() { return kRows; }

}  // namespace gilua
