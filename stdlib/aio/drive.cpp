// Driving generators and coroutine objects from scripts.
//
// Each call claims the Exec first, so of two threads that drive one object the second gets Python's
// "already executing", and asks to resume it or to raise an error in it; what it answers is the
// next stage's.
#include "stdlib/aio/drive.hpp"

#include <fmt/format.h>

#include "stdlib/arguments.hpp"
#include "stdlib/error_classes.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

bool is_generator(Value object) { return generator_of(object) != nullptr; }
const char* kind_of(Value object) { return is_generator(object) ? "generator" : "coroutine"; }

/// The object's Exec, made if need be. nullptr after an error.
Exec* exec_to_drive(Exec& ex, Args args) {
  if (Exec* co = exec_of(args[0])) return co;
  CoroutineCore* coroutine = coroutine_of(args[0]);
  if (coroutine != nullptr) return drive_coroutine(ex, *coroutine, false);
  ex.bad_type(0, "generator");
  return nullptr;
}

enum class Claim : uint8_t { kClaimed, kFinished, kRaised };

/// Claims the Exec of args[0]; [co] is it.
Claim claim(Exec& ex, Args args, Exec*& co) {
  co = exec_to_drive(ex, args);
  if (co == nullptr) return Claim::kRaised;
  ExecStatus was = ExecStatus::kSuspended;
  if (GILUA_LIKELY(claim_coroutine(ex, *co, was))) return Claim::kClaimed;
  if (was == ExecStatus::kDead) return Claim::kFinished;
  ex.raise_class("ValueError", fmt::format("{} already executing", kind_of(args[0])));
  return Claim::kRaised;
}

/// Leaves only the object as argument, and the Exec above it.
void prepare(Exec& ex, Exec* co) {
  ex.frame->state = 1;
  ex.top = ex.frame->base + 1;
  ex.push(Value::of(co));
}

Outcome raise_finished(Exec& ex, Value object) {
  if (is_generator(object)) return raise_stop(ex, "StopIteration", 0);
  return ex.raise_class("RuntimeError", "cannot reuse already awaited coroutine");
}

bool is_closing_error(Exec& ex, Value error) {
  return is_error(ex, error, "GeneratorExit") || is_error(ex, error, "StopIteration");
}

}  // namespace

Outcome raise_stop(Exec& ex, std::string_view class_name, uint32_t count) {
  const Value given = count != 0 ? *(ex.frame->base + ex.frame->state) : Value::nil();
  std::string text;
  Value shown;
  if (!given.is_nil()) {
    if (!to_raw_string(ex, given, shown)) return kError;
    text = shown.as_string()->view();
  }
  Value error;
  if (!make_error(ex, class_name, text, error)) return kError;
  // raise_class runs Lua above the values, which lie where they lay.
  const Value value = count != 0 ? *(ex.frame->base + ex.frame->state) : Value::nil();
  set_field(ex, error.as_table(), "value", value);  // if that fails, its error is raised
  return kError;
}

Outcome pass_error(Exec& ex, Value object) {
  if (!is_error(ex, ex.error, "StopIteration")) return kError;
  ex.top = ex.frame->base + ex.frame->state;
  const Value cause = ex.error;
  ex.push(cause);
  keep_values(ex);
  Value error;
  if (!make_error(ex, "RuntimeError", fmt::format("{} raised StopIteration", kind_of(object)),
                  error))
    return kError;
  set_field(ex, error.as_table(), "cause", *(ex.frame->base + ex.frame->state - 1));
  return kError;
}

Outcome begin_next(Exec& ex, Args args) {
  Exec* co = nullptr;
  switch (claim(ex, args, co)) {
    case Claim::kClaimed:
      prepare(ex, co);
      return kResumeStage;
    case Claim::kFinished:
      return raise_finished(ex, args[0]);
    case Claim::kRaised:
      break;
  }
  return kError;
}

Outcome begin_send(Exec& ex, Args args) {
  Exec* co = nullptr;
  const Value value = args[1];
  switch (claim(ex, args, co)) {
    case Claim::kClaimed:
      break;
    case Claim::kFinished:
      return raise_finished(ex, args[0]);
    case Claim::kRaised:
      return kError;
  }
  const bool fresh = is_fresh(*co);
  if (fresh && !value.is_nil()) {
    unclaim_coroutine(*co);
    return ex.raise_class("TypeError", fmt::format("can't send non-None value to a just-started {}",
                                                   kind_of(args[0])));
  }
  prepare(ex, co);
  if (!fresh) ex.push(value);
  return kResumeStage;
}

bool check_thrown(Exec& ex, Args args, uint32_t i) {
  const Value given = args[i];
  if (is_error(ex, given, "BaseException")) return true;
  // A class is called, and makes an instance; anything else does not become one.
  if (given.is_table() && !metamethod_of(ex, given, Event::kCall).is_nil()) {
    ex.top = ex.frame->base + ex.frame->state;
    ex.push(given);
    if (ex.call(0, 1) < 0) return false;
    const Value made = ex.pop();
    if (is_error(ex, made, "BaseException")) {
      ex.args().base[i] = made;
      return true;
    }
  }
  ex.raise_class("TypeError", fmt::format("exceptions must be classes or instances deriving from "
                                          "BaseException, not {}",
                                          type_name(given)));
  return false;
}

Outcome begin_throw(Exec& ex, Args args) {
  if (args.count < 2) return ex.bad_argument(1, "value expected");
  if (!check_thrown(ex, args, 1)) return kError;
  args = ex.args();
  Exec* co = nullptr;
  switch (claim(ex, args, co)) {
    case Claim::kClaimed:
      break;
    case Claim::kFinished:
      return is_generator(args[0]) ? ex.raise_value(args[1]) : raise_finished(ex, args[0]);
    case Claim::kRaised:
      return kError;
  }
  const Value error = args[1];
  prepare(ex, co);
  ex.push(error);
  return kThrowStage;
}

Outcome next_came(Exec& ex, Args args, Arrival arrival) {
  switch (arrival.came) {
    case Came::kYielded:
      return return_values(args, arrival.first, arrival.count);
    case Came::kReturned:
      return raise_stop(ex, "StopIteration", arrival.count);
    default:
      return pass_error(ex, args[0]);
  }
}

Outcome begin_iterate(Exec& ex, Args args) {
  Exec* co = nullptr;
  switch (claim(ex, args, co)) {
    case Claim::kClaimed:
      prepare(ex, co);
      return kResumeStage;
    case Claim::kFinished:
      return args.ret(Value::nil());
    case Claim::kRaised:
      break;
  }
  return kError;
}

Outcome iterate_came(Exec& ex, Args args, Arrival arrival) {
  switch (arrival.came) {
    case Came::kYielded:
      return return_values(args, arrival.first, arrival.count);
    case Came::kReturned:
      return args.ret(Value::nil());
    default:
      return pass_error(ex, args[0]);
  }
}

Outcome begin_close(Exec& ex, Args args) {
  if (CoroutineCore* coroutine = coroutine_of(args[0])) {
    if (take_coroutine(ex, *coroutine, CoroutineCore::kAwaited)) return args.ret();
    if (exec_of(args[0]) == nullptr) return args.ret();  // called in place, and over
  }
  Exec* co = nullptr;
  switch (claim(ex, args, co)) {
    case Claim::kClaimed:
      break;
    case Claim::kFinished:
      return args.ret(Value::nil());
    case Claim::kRaised:
      return kError;
  }
  if (is_fresh(*co)) {
    unclaim_coroutine(*co, true);
    return args.ret(Value::nil());
  }
  prepare(ex, co);
  Value error;
  const bool made = make_error(ex, "GeneratorExit", "", error);
  ex.top = ex.frame->base + 2;  // the Exec lies there still
  if (!made) {
    unclaim_coroutine(*co);
    return kError;
  }
  ex.push(error);
  return kThrowStage;
}

Outcome close_came(Exec& ex, Args args, Arrival arrival) {
  switch (arrival.came) {
    case Came::kYielded:
      return ex.raise_class("RuntimeError",
                            fmt::format("{} ignored GeneratorExit", kind_of(args[0])));
    case Came::kReturned:
      return return_values(args, arrival.first, arrival.count);
    default:
      return is_closing_error(ex, ex.error) ? args.ret(Value::nil()) : pass_error(ex, args[0]);
  }
}

}  // namespace gilua
