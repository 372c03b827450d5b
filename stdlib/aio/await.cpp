// await, sleep and yield_from: waiting inside a coroutine.
//
// await(x) decides by what x is:
//  * a fresh coroutine object: its function is called in place of await (call_instead);
//  * a Future that is done: its results; a pending one is yielded to whoever drives this Exec, a
//    Task as a rule, and its results are looked up when that resumes us;
//  * a coroutine object that send() has started: it is driven from here, and what it yields is
//    passed on;
//  * an object with a method __await: what that returns, awaited if it can be.
// The second argument slot is the stage's memory: a Phase.
#include <fmt/format.h>

#include <cmath>

#include "stdlib/aio/drive.hpp"
#include "stdlib/aio/event_loop.hpp"
#include "stdlib/aio/future.hpp"
#include "stdlib/arguments.hpp"
#include "stdlib/error_classes.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

enum Phase : int64_t {
  kFutureWaits,  // suspended until args[0] is done
  kChildRuns,    // args[0] drives an Exec, which runs
  kChildWaits,   // it has yielded, and so have we
  kChildCloses,  // as kChildRuns, after GeneratorExit, which is args[2]
  kMethodRuns,   // args[0].__await was called
  kSleeps,       // args[0] is what sleep returns
};

Phase phase_of(Args args) { return static_cast<Phase>(args.base[1].as_integer()); }
void set_phase(Exec& ex, Phase phase) { ex.frame->base[1] = Value::integer(phase); }

extern const NativeRow kSleepBody;

/// Yields what makes the driver wait so long. False: no number, or NaN; an error was raised.
bool push_sleep(Exec& ex, Value delay) {
  double seconds = 0;
  if (!to_number(delay, seconds) || delay.is_string()) {
    ex.raise_class("TypeError", fmt::format("sleep() expects a number, got {}", type_name(delay)));
    return false;
  }
  if (std::isnan(seconds)) {
    ex.raise_class("ValueError", "Invalid delay: NaN (not a number)");
    return false;
  }
  if (seconds <= 0) {
    ex.push(turn_token());
    return true;
  }
  ex.push(sleep_token());
  ex.push(Value::number(seconds));
  return true;
}

/// Leaves args[0] and the phase as arguments.
void keep(Exec& ex, Phase phase) {
  ex.top = ex.frame->base + 1;
  ex.push(Value::integer(phase));
  keep_values(ex);
}

/// What the body of sleep does, without a call of it: sleeping tasks are many.
Outcome await_sleep(Exec& ex, Args args, CoroutineCore& core) {
  const Value delay = core.count != 0 ? core.arguments[0].load() : Value::nil();
  copy(args.base[0], core.count > 1 ? core.arguments[1].load() : Value::nil());
  keep(ex, kSleeps);
  return push_sleep(ex, delay) ? kSuspendStage : kError;
}

bool is_sleep(const CoroutineCore& core) {
  const Value function = core.function.load();
  return function.is_native() && function.as_native()->row == &kSleepBody;
}

Outcome await_coroutine(Exec& ex, Args args, CoroutineCore& core) {
  if (GILUA_LIKELY(take_coroutine(ex, core, CoroutineCore::kAwaited))) {
    if (is_sleep(core)) return await_sleep(ex, args, core);
    // The object stays args[0], so the function and its arguments stay reachable.
    ex.top = args.base + args.count;
    if (!ex.reserve(core.count + 1)) return kError;
    ex.push(core.function.load());
    for (uint32_t i = 0; i < core.count; ++i) {
      ex.push(core.arguments[i].load());
      core.arguments[i].store(Value::nil());
    }
    return call_instead(-1);
  }
  Exec* co = drive_coroutine(ex, core, false);
  if (co == nullptr) return kError;
  ExecStatus was = ExecStatus::kSuspended;
  if (!claim_coroutine(ex, *co, was))
    return ex.raise_class("RuntimeError", was == ExecStatus::kDead
                                              ? "cannot reuse already awaited coroutine"
                                              : "coroutine is being awaited already");
  keep(ex, kChildRuns);
  ex.push(Value::of(co));
  return kResumeStage;
}

Outcome await_future(Exec& ex, Args args, FutureCore& future) {
  if (future.is_done()) return deliver_future(ex, args, future);
  future.set(FutureCore::kAwaiting);
  const Value object = args[0];
  keep(ex, kFutureWaits);
  ex.push(object);
  return kSuspendStage;
}

Outcome not_awaitable(Exec& ex, Value given) {
  return ex.raise_class("TypeError", fmt::format("object {} can't be used in 'await' expression",
                                                 message_type_name(ex, given)));
}

Outcome await_object(Exec& ex, Args args) {
  const Value given = args[0];
  Value method = Value::nil();
  if (given.is_table() || given.is_userdata()) {
    Value name;
    if (!ex.make_string("__await", name)) return kError;
    if (given.is_userdata() && metamethod_of(ex, given, Event::kIndex).is_nil())
      return not_awaitable(ex, given);
    if (!get_index(ex, given, name, method)) return kError;
  }
  if (method.is_nil()) return not_awaitable(ex, ex.args()[0]);
  keep(ex, kMethodRuns);
  ex.push(method);
  ex.push(ex.args()[0]);
  return kCallStage;
}

Outcome await_any(Exec& ex, Args args) {
  if (CoroutineCore* coroutine = coroutine_of(args[0]))
    return await_coroutine(ex, args, *coroutine);
  if (FutureCore* future = future_of(args[0])) return await_future(ex, args, *future);
  return await_object(ex, args);
}

/// The child Exec goes on: with what was sent to us, or with the error that was raised in us.
Outcome wake_child(Exec& ex, Args args, Arrival arrival) {
  Exec* co = exec_of(args[0]);
  ExecStatus was = ExecStatus::kSuspended;
  if (co == nullptr || !claim_coroutine(ex, *co, was))
    return ex.raise_class("RuntimeError", "coroutine is being awaited already");
  const Value error = ex.error;
  const Value sent = arrival.count != 0 ? *arrival.first : Value::nil();
  if (arrival.came == Came::kRaised) {
    const bool closes = is_error(ex, error, "GeneratorExit");
    keep(ex, closes ? kChildCloses : kChildRuns);
    if (closes) {
      ex.push(error);
      keep_values(ex);
    }
    ex.push(Value::of(co));
    ex.push(error);
    return kThrowStage;
  }
  keep(ex, kChildRuns);
  ex.push(Value::of(co));
  if (arrival.count != 0) ex.push(sent);
  return kResumeStage;
}

Outcome child_came(Exec& ex, Args args, Arrival arrival) {
  switch (arrival.came) {
    case Came::kYielded:  // the values lie where suspending takes them from
      set_phase(ex, kChildWaits);
      return kSuspendStage;
    case Came::kReturned:
      // A child that only returns when it is closed does not keep us from being closed.
      if (phase_of(args) == kChildCloses) return ex.raise_value(args[2]);
      return return_values(args, arrival.first, arrival.count);
    default:
      return pass_error(ex, args[0]);
  }
}

/// Outside of async functions only a statement of an interactive session may await.
Outcome await_outside(Exec& ex, Args args) {
  const Value run = raw_field(ex, ex.runtime->registry(), kTopLevelAwait);
  if (run.is_nil() || &ex != &ex.runtime->main_exec() || running_loop() != nullptr)
    return ex.raise_class("RuntimeError", "'await' outside async function");
  if (!args.has(0)) return ex.bad_argument(0, "value expected");
  const Value given = args[0];
  ex.top = args.base + args.count;
  if (!ex.reserve(2)) return kError;
  ex.push(run);
  ex.push(given);
  return call_instead(-1);
}

Outcome begin_await_native(Exec& ex, Args args) {
  return GILUA_LIKELY(is_async(ex)) ? begin_await(ex, args) : await_outside(ex, args);
}

// ---- sleep

Outcome begin_sleep(Exec& ex, Args args) {
  const Value delay = args[0];
  const Value result = args[1];
  ex.top = args.base + 1;
  ex.push(result);
  keep_values(ex);
  return push_sleep(ex, delay) ? kSuspendStage : kError;
}

Outcome slept(Exec&, Args args, Arrival arrival) {
  return arrival.came == Came::kSent ? args.ret(args[1]) : kError;
}

const NativeRow kSleepBody{"sleep",          1,       2,    Runs::kStaged, begin_sleep, "waits",
                           Intrinsic::kNone, nullptr, slept};

// sleep(delay, result=nil): a coroutine object, as every async function gives. Upvalues: the native
// that waits, the metatable of coroutine objects.
Outcome sleep(Exec& ex, Args args) {
  const Native& self = *args.base[-1].as_native();
  if (args.count == 0)
    return ex.raise_class("TypeError", "sleep() missing 1 required positional argument: 'delay'");
  if (args.count > 2)
    return ex.raise_class("TypeError", fmt::format("sleep() takes from 1 to 2 positional arguments "
                                                   "but {} were given",
                                                   args.count));
  Userdata* object = new_coroutine_object(ex, self.upvalues[1].load(), self.upvalues[0].load(),
                                          args.base, args.count);
  return object == nullptr ? kError : args.ret(Value::of(object));
}

constexpr NativeRow kSleep{
    "sleep",     1,     2,
    Runs::kLeaf, sleep, "sleep(delay, result=nil): a coroutine that waits; 0 lets others run"};

// ---- yield_from

/// Whether the function that runs is (called from) the body of an old-style coroutine: the nearest
/// await below says whose body this is.
bool is_old_style(const Exec& ex) {
  for (const Frame* fr = ex.frame + 1; reinterpret_cast<const char*>(fr) < ex.limit; ++fr) {
    const bool awaits = (fr->body == FrameBody::kNative || fr->body == FrameBody::kStaged) &&
                        fr->native != nullptr && fr->native->row->fn == begin_await_native;
    if (!awaits) continue;
    const CoroutineCore* coroutine = coroutine_of(fr->base[0]);
    return coroutine != nullptr && coroutine->old_style;
  }
  return ex.role == ExecRole::kOldAsync;
}

// yield_from(x) for a generator, or, in an old-style coroutine, for what can be awaited.
Outcome begin_yield_from(Exec& ex, Args args) {
  if (is_async(ex)) {
    if (!is_old_style(ex))
      return ex.raise_class("RuntimeError", "'yield from' inside async function");
    return begin_await(ex, args);
  }
  if (generator_of(args[0]) == nullptr) {
    if (coroutine_of(args[0]) != nullptr)
      return ex.raise_class("TypeError",
                            "cannot 'yield from' a coroutine object in a non-coroutine generator");
    return ex.bad_type(0, "generator");
  }
  if (!can_suspend(ex)) return ex.raise_class("RuntimeError", "'yield from' outside generator");
  Exec* co = exec_of(args[0]);
  ExecStatus was = ExecStatus::kSuspended;
  if (!claim_coroutine(ex, *co, was)) {
    if (was == ExecStatus::kDead) return args.ret(Value::nil());
    return ex.raise_class("ValueError", "generator already executing");
  }
  keep(ex, kChildRuns);
  ex.push(Value::of(co));
  return kResumeStage;
}

}  // namespace

extern const NativeRow kAwait{"await",
                              1,
                              1,
                              Runs::kStaged,
                              begin_await_native,
                              "await(x): waits for a coroutine, Task, Future",
                              Intrinsic::kNone,
                              nullptr,
                              await_came};
extern const NativeRow kYieldFrom{
    "yield_from",
    1,
    1,
    Runs::kStaged,
    begin_yield_from,
    "yield_from(generator): yields what it yields, returns what it returns",
    Intrinsic::kNone,
    nullptr,
    await_came};

bool add_sleep(Exec& ex, Table* library) {
  const Native* body = make_native(ex, kSleepBody, {});
  if (body == nullptr) return false;
  const Native* made = make_native(ex, kSleep, {Value::of(body), coroutine_metatable(ex)});
  return made != nullptr && set_field(ex, library, "sleep", Value::of(made));
}

Outcome begin_await(Exec& ex, Args args) {
  if (!args.has(0)) return ex.bad_argument(0, "value expected");
  return await_any(ex, args);
}

Outcome await_came(Exec& ex, Args args, Arrival arrival) {
  switch (phase_of(args)) {
    case kFutureWaits: {
      if (arrival.came == Came::kRaised) return kError;
      FutureCore& future = *future_of(args[0]);
      if (!future.is_done()) return ex.raise_class("RuntimeError", "await wasn't used with future");
      return deliver_future(ex, args, future);
    }
    case kChildRuns:
    case kChildCloses:
      return child_came(ex, args, arrival);
    case kChildWaits:
      return wake_child(ex, args, arrival);
    case kSleeps:
      return arrival.came == Came::kSent ? args.ret(args[0]) : kError;
    case kMethodRuns:
      break;
  }
  if (arrival.came == Came::kRaised) return kError;
  const bool one = arrival.count == 1;
  if (!one || (coroutine_of(*arrival.first) == nullptr && future_of(*arrival.first) == nullptr))
    return return_values(args, arrival.first, arrival.count);
  copy(args.base[0], *arrival.first);
  ex.frame->state = 1;
  drop_values(ex);
  return await_any(ex, ex.args());
}

}  // namespace gilua
