// held(): a lock, condition or semaphore as a to-be-closed variable.
//
// The guard is made before the lock is taken: once it is taken nothing can fail any more. Its close
// releases once, whoever calls it how often.
#include "stdlib/state.hpp"
#include "stdlib/sync_objects.hpp"

namespace gilua {
namespace {

constexpr std::string_view kGuardMetatable = "_sync.guard";

// The payload of a guard; its user value is the object that it holds.
struct Guard {
  std::atomic<bool> open{true};  // exchanged by the one close that releases; the lock orders more
};
const UserdataType kGuardType{"held lock", nullptr};

const Holdable* holdable(Value object) {
  static const Holdable* const kAll[] = {&kHoldLock, &kHoldRLock, &kHoldSemaphore};
  if (!object.is_userdata()) return nullptr;
  for (const Holdable* candidate : kAll) {
    if (object.as_userdata()->type == &candidate->type) return candidate;
  }
  return nullptr;
}

Outcome held(Exec& ex, Args args) {
  Value object = args[0];
  if (!resolve_condition(ex, object)) return kError;
  const Holdable* kind = holdable(object);
  if (kind == nullptr) return ex.bad_type(0, "lock");
  const Value metatable = raw_field(ex, ex.runtime->registry(), kGuardMetatable);
  Userdata* guard = new_userdata(ex.mutator(), kGuardType, sizeof(Guard));
  if (guard == nullptr) return ex.raise_out_of_memory();
  new (guard->payload()) Guard;
  guard->user_value.init(object);
  guard->metatable.store(metatable.as_table(), std::memory_order_release);
  ex.push(Value::of(guard));  // taking may park, and so collect; the guard keeps the object
  if (!kind->take(ex, *object.as_userdata())) return kError;
  return ex.args().ret(ex.pop());
}

Outcome guard_close(Exec& ex, Args args) {
  Userdata* object = args[0].is_userdata() ? args[0].as_userdata() : nullptr;
  Guard* guard = object == nullptr ? nullptr : object->as<Guard>(kGuardType);
  if (guard == nullptr) return ex.bad_type(0, "held lock");
  // Relaxed: only one of several closes may go on; the lock's own release publishes.
  if (!guard->open.exchange(false, std::memory_order_relaxed)) return args.ret();
  const Value held = object->user_value.load();
  return holdable(held)->let_go(ex, *held.as_userdata()) ? ex.args().ret() : kError;
}

constexpr NativeRow kClose{"__close", 1, 2, Runs::kFull, guard_close, "releases the lock, once"};

}  // namespace

extern const NativeRow kHeld{
    "held",      1,    1,
    Runs::kFull, held, "local _ <close> = lock:held(): taken until the end of the block"};

bool register_guards(Exec& ex) {
  Table* metatable = new_table(ex.mutator(), 0, 2);
  Native* close = metatable == nullptr ? nullptr : make_native(ex, kClose, {});
  if (metatable == nullptr) ex.raise_out_of_memory();
  return close != nullptr && set_field(ex, metatable, "__close", Value::of(close)) &&
         set_field(ex, ex.runtime->registry(), kGuardMetatable, Value::of(metatable));
}

}  // namespace gilua
