// Generators and coroutine objects: userdata that drive an Exec of their own.
//
// A generator has its Exec from the start. A coroutine object, what calling an async function
// gives, keeps the function and its arguments until it is clear who runs it: `await` inside a task
// just calls the function on the stack of whoever awaits, and only what a Task or a script's own
// send() drives gets an Exec. So an await of a coroutine costs little more than a call.
// Read next: drive.cpp (next, send, throw, close), await.cpp.
#pragma once

#include "vm/exec/stage.hpp"

namespace gilua {

extern const UserdataType kGeneratorType;  // "generator"
extern const UserdataType kCoroutineType;  // "coroutine"

struct GeneratorCore {
  Slot exec;
  Slot function;  // for its name
};

struct CoroutineCore {
  enum State : uint8_t {
    kCreated,  // nobody has begun to run it
    kAwaited,  // called in place by an await
    kDriven,   // [exec] runs it, or will
  };
  /// kCreated is left once, by a compare-and-swap: whoever wins takes the function and arguments.
  std::atomic<State> state{kCreated};
  std::atomic<bool> owned{false};  // by a Task; relaxed: only messages depend on it
  bool old_style = false;          // made by asyncio.coroutine: may use yield_from
  uint32_t count = 0;              // arguments
  Slot function;
  Slot exec;
  Slot arguments[];
};

/// Leaves kCreated. False: somebody was faster.
bool take_coroutine(const Exec& ex, CoroutineCore& core, CoroutineCore::State to);
/// The Exec that drives it from now on, for a Task ([owned]) or send(). nullptr: it was awaited, or
/// is another's, or there is no memory; the error is raised.
Exec* drive_coroutine(Exec& ex, CoroutineCore& core, bool owned);

/// The metatable of coroutine objects. Those who make many keep it.
Value coroutine_metatable(Exec& ex);
/// A coroutine object of [function] and [arguments]; nullptr after raising "not enough memory".
/// Neither polls nor runs Lua.
Userdata* new_coroutine_object(Exec& ex, Value metatable, Value function, const Value* arguments,
                               uint32_t count, bool old_style = false);
/// The argument as a coroutine object; nullptr if it is none.
inline CoroutineCore* coroutine_of(Value v) {
  return v.is_userdata() ? v.as_userdata()->as<CoroutineCore>(kCoroutineType) : nullptr;
}
inline GeneratorCore* generator_of(Value v) {
  return v.is_userdata() ? v.as_userdata()->as<GeneratorCore>(kGeneratorType) : nullptr;
}
/// Whether the Exec runs a body in which await may be called.
inline bool is_async(const Exec& ex) {
  return ex.role == ExecRole::kAsync || ex.role == ExecRole::kOldAsync ||
         ex.role == ExecRole::kAsyncGenerator;
}
/// Whether it is what async(f) gives.
bool makes_coroutines(const Native& function);
/// The Exec of a generator or a driven coroutine object; nullptr if it has none.
Exec* exec_of(Value object);

/// A userdata of [type] with a finalizer; nullptr after raising "not enough memory".
Userdata* new_driving_object(Exec& ex, const UserdataType& type, size_t bytes, Value metatable);
/// Whether closing it would run any Lua: a to-be-closed variable, or a pcall that would catch the
/// GeneratorExit. In a stop.
bool has_cleanup(const Exec& co);

/// Makes the types' metatables and leaves them in the registry, once. False after an error.
bool register_coroutines(Exec& ex);
/// library.sleep: a native with the metatable of the objects that it makes. False after an error.
bool add_sleep(Exec& ex, Table* library);

/// Raises StopIteration (or [class_name]) with the first of the [count] values above the native's
/// arguments as its value.
Outcome raise_stop(Exec& ex, std::string_view class_name, uint32_t count);
/// What `throw` was given, a class or an instance, as an instance in the argument's slot [i].
/// False: a TypeError was raised.
bool check_thrown(Exec& ex, Args args, uint32_t i);

// Rows that the modules share.
extern const NativeRow kGeneratorFunction;  // generator(f)
extern const NativeRow kYieldFrom;          // yield_from(x)
extern const NativeRow kAsyncFunction;      // async(f)
extern const NativeRow kOldAsyncFunction;   // asyncio.coroutine(f)
extern const NativeRow kAwait;              // await(x)
/// The registry's field with what await calls in an interactive session's statement.
constexpr std::string_view kTopLevelAwait = "_asyncio_top_level_await";
/// await's stages, also for yield_from in an old-style coroutine.
Outcome begin_await(Exec& ex, Args args);
Outcome await_came(Exec& ex, Args args, Arrival arrival);

}  // namespace gilua
