// Library "coroutine". What switches between Execs is carried out by the interpreter (the rows with
// an Intrinsic have no C++ body), so that it nests no C++ call; here is the rest.
#include "stdlib/libraries.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

constexpr NativeRow kWrapRow = {"wrap",
                                0,
                                -1,
                                Runs::kFull,
                                nullptr,
                                "resumes the wrapped coroutine; errors pass through",
                                Intrinsic::kWrapCall};

bool check_coroutine(Exec& ex, Args args, Exec*& out) {
  if (!args[0].is_coroutine()) {
    ex.bad_type(0, "thread");  // Lua's word for it
    return false;
  }
  out = args[0].as_coroutine();
  return true;
}

bool create(Exec& ex, Args args, Exec*& out) {
  if (!args[0].is_function()) {
    ex.bad_type(0, "function");
    return false;
  }
  out = ex.runtime->new_coroutine(ex, args[0]);
  if (out != nullptr) return true;
  ex.raise_out_of_memory();
  return false;
}

Outcome coroutine_create(Exec& ex, Args args) {
  Exec* made = nullptr;
  if (!create(ex, args, made)) return kError;
  return args.ret(Value::of(made));
}

Outcome coroutine_wrap(Exec& ex, Args args) {
  Exec* made = nullptr;
  if (!create(ex, args, made)) return kError;
  const Native* function = make_native(ex, kWrapRow, {Value::of(made)});
  if (function == nullptr) return kError;
  return args.ret(Value::of(function));
}

std::string_view status_of(const Exec& ex, const Exec& coroutine) {
  if (&ex == &coroutine) return "running";
  // Acquire pairs with the release of a yield on another thread, as a resume's does.
  switch (coroutine.status.load(std::memory_order_acquire)) {
    case ExecStatus::kSuspended:
      return "suspended";
    case ExecStatus::kRunning:
      return "running";  // by another thread
    case ExecStatus::kNormal:
      return "normal";
    case ExecStatus::kDead:
      break;
  }
  return "dead";
}

Outcome coroutine_status(Exec& ex, Args args) {
  Exec* coroutine = nullptr;
  if (!check_coroutine(ex, args, coroutine)) return kError;
  Value name;
  if (!ex.make_string(status_of(ex, *coroutine), name)) return kError;
  return args.ret(name);
}

/// The main Exec of a thread was resumed by nobody.
bool is_main(const Exec& ex) { return ex.resumer == nullptr; }

Outcome coroutine_isyieldable(Exec& ex, Args args) {
  Exec* coroutine = &ex;
  if (args.has(0) && !check_coroutine(ex, args, coroutine)) return kError;
  if (coroutine == &ex) return args.ret(Value::boolean(!is_main(ex) && ex.native_nesting == 0));
  // Of another one only a suspended one can be told for certain: it is inside a yield, or new.
  const ExecStatus status = coroutine->status.load(std::memory_order_acquire);
  return args.ret(Value::boolean(status == ExecStatus::kSuspended));
}

Outcome coroutine_running(Exec& ex, Args args) {
  return args.ret(Value::of(&ex), Value::boolean(is_main(ex)));
}

constexpr NativeRow kRows[] = {
    {"create", 1, 1, Runs::kLeaf, coroutine_create, "create(f): a new coroutine with body f"},
    {"resume", 1, -1, Runs::kFull, nullptr, "resume(co, ...): true and its values, or false, error",
     Intrinsic::kResume},
    {"yield", 0, -1, Runs::kFull, nullptr, "yield(...): gives values to resume and waits for it",
     Intrinsic::kYield},
    {"wrap", 1, 1, Runs::kLeaf, coroutine_wrap, "wrap(f): a function that resumes a new coroutine"},
    {"status", 1, 1, Runs::kLeaf, coroutine_status,
     "status(co): running, suspended, normal or dead"},
    {"isyieldable", 0, 1, Runs::kLeaf, coroutine_isyieldable,
     "isyieldable([co]): whether it may yield"},
    {"running", 0, 0, Runs::kLeaf, coroutine_running,
     "running(): the running coroutine, and whether it is the main one"},
    {"close", 1, 1, Runs::kFull, nullptr,
     "close(co): closes its pending variables; true, or false, error", Intrinsic::kClose},
};

}  // namespace

extern const Library kCoroutineLibrary{"coroutine", kRows, nullptr};

}  // namespace gilua
