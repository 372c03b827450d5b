// Async generators: functions that both yield values to who iterates and await.
//
// One has an Exec of its own. What it yields is either a value, behind a token (asyncio.yield), or
// what an await in it waits for; the latter is passed on to the driver of whoever iterates, and
// what comes back is passed in, as for a coroutine that is driven from an await. [busy] spans all
// of that: a second anext() meanwhile is Python's "already running".
#include <fmt/format.h>

#include "stdlib/aio/drive.hpp"
#include "stdlib/aio/event_loop.hpp"
#include "stdlib/arguments.hpp"
#include "stdlib/error_classes.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

constexpr std::string_view kMetatable = "_asyncio.async_generator";

char yield_mark;
Value yield_token() { return Value::light(&yield_mark); }

struct AsyncGeneratorCore {
  Slot exec;
  Slot function;
  std::atomic<bool> busy{false};
  std::atomic<bool> begun{false};  // its loop knows of it
};

void trace(const void* payload, Marker& marker) {
  const auto& core = *static_cast<const AsyncGeneratorCore*>(payload);
  marker.mark(core.exec.load());
  marker.mark(core.function.load());
}

bool wants_finalizer(const void* payload) {
  const Value exec = static_cast<const AsyncGeneratorCore*>(payload)->exec.load();
  return exec.is_coroutine() && has_cleanup(*exec.as_coroutine());
}

const UserdataType kType{"async_generator", nullptr, trace, false, wants_finalizer};

AsyncGeneratorCore* core_of(Value v) {
  return v.is_userdata() ? v.as_userdata()->as<AsyncGeneratorCore>(kType) : nullptr;
}

// Arguments of the stages: the generator, what it is asked for, the value or error, the phase.
enum Mode : int64_t { kIterate, kNext, kThrow, kClose };
constexpr uint32_t kModeSlot = 1;
constexpr uint32_t kValueSlot = 2;
constexpr uint32_t kStageSlots = 8;  // these four, and what a stage pushes above them
constexpr uint32_t kWaitsSlot = 3;   // whether it waits, and so do we

Mode mode_of(Args args) { return static_cast<Mode>(args[kModeSlot].as_integer()); }

const char* name_of(Mode mode) {
  switch (mode) {
    case kThrow:
      return "athrow";
    case kClose:
      return "aclose";
    default:
      return "anext";
  }
}

/// The generator has answered: others may ask now.
void release(Args args) { core_of(args[0])->busy.store(false, std::memory_order_release); }

/// It is dead.
Outcome at_end(Exec& ex, Args args) {
  switch (mode_of(args)) {
    case kIterate:
    case kClose:
      return args.ret(Value::nil());
    case kThrow:
      return ex.raise_value(args[kValueSlot]);
    case kNext:
      break;
  }
  return raise_stop(ex, "StopAsyncIteration", 0);
}

/// The running loop closes it at the end, in shutdown_asyncgens.
void tell_loop(Exec& ex, Args args, AsyncGeneratorCore& core) {
  EventLoop* loop = running_loop();
  if (loop == nullptr || core.begun.exchange(true, std::memory_order_relaxed)) return;
  const Value known = loop->async_generators.load();
  // Without memory it is only not closed by shutdown_asyncgens.
  if (known.is_table()) table_set(ex.mutator(), known.as_table(), args[0], loop->object.load());
}

Outcome begin(Exec& ex, Args args) {
  AsyncGeneratorCore& core = *core_of(args[0]);
  const Mode mode = mode_of(args);
  if (!is_async(ex)) return ex.raise_class("RuntimeError", "'await' outside async function");
  if (core.busy.exchange(true, std::memory_order_acquire))
    return ex.raise_class(
        "RuntimeError",
        fmt::format("{}(): asynchronous generator is already running", name_of(mode)));
  tell_loop(ex, args, core);
  Exec* co = core.exec.load().as_coroutine();
  ExecStatus was = ExecStatus::kSuspended;
  if (!claim_coroutine(ex, *co, was)) {
    release(args);
    return at_end(ex, args);
  }
  const bool fresh = is_fresh(*co);
  if (fresh && mode == kNext && !args[kValueSlot].is_nil()) {
    unclaim_coroutine(*co);
    release(args);
    return ex.raise_class("TypeError",
                          "can't send non-None value to a just-started async generator");
  }
  if (fresh && mode == kClose) {
    unclaim_coroutine(*co, true);
    release(args);
    return args.ret(Value::nil());
  }
  if (mode == kClose) {
    Value error;
    if (!make_error(ex, "GeneratorExit", "", error)) {
      unclaim_coroutine(*co);
      release(ex.args());
      return kError;
    }
    ex.frame->base[kValueSlot] = error;
  }
  drop_values(ex);
  ex.push(Value::of(co));
  if (mode == kThrow || mode == kClose) {
    ex.push(ex.args()[kValueSlot]);
    return kThrowStage;
  }
  if (!fresh) ex.push(ex.args()[kValueSlot]);
  return kResumeStage;
}

/// Leaves the four arguments, whatever the native was called with.
Outcome begin_with(Exec& ex, Value generator, Mode mode, Value value) {
  ex.top = ex.frame->base;
  ex.push(generator);  // the caller has made the room
  ex.push(Value::integer(mode));
  ex.push(value);
  ex.push(Value::boolean(false));
  keep_values(ex);
  return begin(ex, ex.args());
}

Outcome wake(Exec& ex, Args args, Arrival arrival) {
  Exec* co = core_of(args[0])->exec.load().as_coroutine();
  ExecStatus was = ExecStatus::kSuspended;
  if (!claim_coroutine(ex, *co, was)) {
    release(args);
    return ex.raise_class("RuntimeError", "async generator is already running");
  }
  const Value error = ex.error;
  const Value sent = arrival.count != 0 ? *arrival.first : Value::nil();
  args.base[kWaitsSlot] = Value::boolean(false);
  drop_values(ex);
  ex.push(Value::of(co));
  if (arrival.came == Came::kRaised) {
    ex.push(error);
    return kThrowStage;
  }
  if (arrival.count != 0) ex.push(sent);
  return kResumeStage;
}

Outcome yielded(Exec& ex, Args args, Arrival arrival) {
  if (arrival.count == 0 || !arrival.first->same(yield_token())) {
    args.base[kWaitsSlot] = Value::boolean(true);
    return kSuspendStage;  // an await's: the values lie where suspending takes them from
  }
  release(args);
  if (mode_of(args) == kClose)
    return ex.raise_class("RuntimeError", "async generator ignored GeneratorExit");
  return return_values(args, arrival.first + 1, arrival.count - 1);
}

Outcome failed(Exec& ex, Args args) {
  release(args);
  const bool stop = is_error(ex, ex.error, "StopAsyncIteration");
  if (mode_of(args) == kClose && (stop || is_error(ex, ex.error, "GeneratorExit")))
    return args.ret(Value::nil());
  if (!stop && !is_error(ex, ex.error, "StopIteration")) return kError;
  return ex.raise_class("RuntimeError", stop ? "async generator raised StopAsyncIteration"
                                             : "async generator raised StopIteration");
}

Outcome came(Exec& ex, Args args, Arrival arrival) {
  if (!args[kWaitsSlot].is_falsy()) return wake(ex, args, arrival);
  switch (arrival.came) {
    case Came::kYielded:
      return yielded(ex, args, arrival);
    case Came::kReturned:
      release(args);
      if (mode_of(args) == kThrow) return raise_stop(ex, "StopAsyncIteration", 0);
      return at_end(ex, args);
    default:
      return failed(ex, args);
  }
}

// ---- what scripts call

Outcome begin_body(Exec& ex, Args args) {
  if (!ex.reserve(kStageSlots)) return kError;
  args = ex.args();
  return begin_with(ex, args[0], mode_of(args), args[kValueSlot]);
}
// The bodies of the coroutine objects that anext() and its kin give.
constexpr NativeRow kBody{"async generator", 3,       3,   Runs::kStaged, begin_body, "one step",
                          Intrinsic::kNone,  nullptr, came};

// Upvalue 1: the generator.
Outcome begin_iterator(Exec& ex, Args args) {
  if (!ex.reserve(kStageSlots)) return kError;
  args = ex.args();
  return begin_with(ex, args.base[-1].as_native()->upvalues[0].load(), kIterate, Value::nil());
}
constexpr NativeRow kIterator{
    "async iterator", 0,       -1,  Runs::kStaged, begin_iterator, "the next value, or nil",
    Intrinsic::kNone, nullptr, came};

Outcome make_step(Exec& ex, Args args, Mode mode, Value value) {
  if (core_of(args[0]) == nullptr) return ex.bad_type(0, "async_generator");
  const Native* body = make_native(ex, kBody, {});
  if (body == nullptr) return kError;
  const Value arguments[] = {args[0], Value::integer(mode), value};
  const Userdata* step = new_coroutine_object(ex, coroutine_metatable(ex), Value::of(body),
                                              arguments, std::size(arguments));
  return step == nullptr ? kError : args.ret(Value::of(step));
}

Outcome anext(Exec& ex, Args args) { return make_step(ex, args, kNext, Value::nil()); }
Outcome asend(Exec& ex, Args args) { return make_step(ex, args, kNext, args[1]); }
Outcome aclose(Exec& ex, Args args) { return make_step(ex, args, kClose, Value::nil()); }
Outcome athrow(Exec& ex, Args args) {
  if (!check_thrown(ex, args, 1)) return kError;
  return make_step(ex, ex.args(), kThrow, ex.args()[1]);
}

// Upvalues: the Lua function, the metatable.
Outcome make_generator(Exec& ex, Args args) {
  const Native& self = *args.base[-1].as_native();
  const Value function = self.upvalues[0].load();
  Userdata* object =
      new_driving_object(ex, kType, sizeof(AsyncGeneratorCore), self.upvalues[1].load());
  if (object == nullptr) return kError;
  Exec* co = new_driven_coroutine(ex, ExecRole::kAsyncGenerator, function, args.base, args.count);
  if (co == nullptr) return kError;
  auto* core = static_cast<AsyncGeneratorCore*>(object->payload());
  core->function.init(function);
  core->exec.store(Value::of(co));
  return args.ret(Value::of(object));
}
constexpr NativeRow kMakeGenerator{
    "async generator", 0, -1, Runs::kLeaf, make_generator, "an async generator function"};

Outcome generator(Exec& ex, Args args) {
  if (!args[0].is_function())
    return ex.raise_class(
        "TypeError", fmt::format("generator() expects a function, got {}", type_name(args[0])));
  const Value metatable = raw_field(ex, ex.runtime->registry(), kMetatable);
  const Native* made = make_native(ex, kMakeGenerator, {args[0], metatable});
  return made == nullptr ? kError : args.ret(Value::of(made));
}

// async_iterator(g): for the generic `for`.
Outcome iterator(Exec& ex, Args args) {
  if (core_of(args[0]) == nullptr) return ex.bad_type(0, "async_generator");
  const Native* made = make_native(ex, kIterator, {args[0]});
  return made == nullptr ? kError : args.ret(Value::of(made));
}

Outcome is_generator(Exec&, Args args) {
  return args.ret(Value::boolean(core_of(args[0]) != nullptr));
}

// _function(): for its name.
Outcome function_of(Exec& ex, Args args) {
  const AsyncGeneratorCore* core = core_of(args[0]);
  return core == nullptr ? ex.bad_type(0, "async_generator") : args.ret(core->function.load());
}

Outcome begin_yield(Exec& ex, Args args) {
  if (ex.role != ExecRole::kAsyncGenerator)
    return ex.raise_class("RuntimeError", "'yield' outside async generator");
  const uint32_t count = args.count;
  ex.frame->state = 0;
  if (!ex.reserve(1)) return kError;
  Value* base = ex.frame->base;
  for (uint32_t i = count; i > 0; --i) copy(base[i], base[i - 1]);
  base[0] = yield_token();
  ex.top = base + count + 1;
  return kSuspendStage;
}

Outcome yield_came(Exec&, Args args, Arrival arrival) {
  if (arrival.came == Came::kRaised) return kError;
  return return_values(args, arrival.first, arrival.count);
}

// set_metatable(t): what async generators look like.
Outcome set_metatable(Exec& ex, Args args) {
  if (!set_field(ex, ex.runtime->registry(), kMetatable, args[0])) return kError;
  return args.ret();
}

const NativeRow kMethods[] = {
    {"anext", 1, 1, Runs::kFull, anext, "await(g:anext()): the next value"},
    {"asend", 2, 2, Runs::kFull, asend, "await(g:asend(value))"},
    {"athrow", 2, 2, Runs::kFull, athrow, "await(g:athrow(error))"},
    {"aclose", 1, 1, Runs::kFull, aclose, "await(g:aclose()): ends it"},
    {"_function", 1, 1, Runs::kFull, function_of, "its function"},
};

const NativeRow kRows[] = {
    {"generator", 1, 1, Runs::kFull, generator, "generator(f): makes async generators"},
    {"yield", 0, -1, Runs::kStaged, begin_yield, "yield(...): to who iterates", Intrinsic::kNone,
     nullptr, yield_came},
    {"iterator", 1, 1, Runs::kFull, iterator, "iterator(g): for the generic for"},
    {"is_generator", 1, 1, Runs::kLeaf, is_generator, "whether it is an async generator"},
    {"set_metatable", 1, 1, Runs::kLeaf, set_metatable, "what they look like"},
};

bool open_async_generators(Exec& ex, Table* library) {
  return register_coroutines(ex) && add_methods(ex, library, "methods", kMethods);
}

}  // namespace

extern const Library kAsyncGeneratorsNative{"_async_generators", kRows, open_async_generators};

}  // namespace gilua
