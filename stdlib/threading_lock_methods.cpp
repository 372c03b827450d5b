// What scripts see of a lock: acquire, release, locked, held, and the guard that held() returns.
//
// acquire is a full native because it may park; its first try costs one compare-and-swap.
#include <fmt/format.h>

#include <new>

#include "stdlib/state.hpp"
#include "stdlib/threading_arguments.hpp"
#include "stdlib/threading_lock.hpp"

namespace gilua {
namespace {

constexpr std::string_view kGuardMetatable = "_threading.guard";

// The payload of what held() returns; its user value is the lock.
struct Guard {
  std::atomic<bool> open{true};  // exchanged by the one close that releases; the lock orders more
};

LockCore* check_lock(Exec& ex, Args args) {
  if (GILUA_LIKELY(args.count > 0 && args.base[0].is_userdata())) {
    if (auto* lock = args.base[0].as_userdata()->as<LockCore>(kLockType)) return lock;
  }
  ex.bad_type(0, "Lock");
  return nullptr;
}

// acquire(blocking=True, timeout=-1), with CPython's checks in CPython's order.
bool parse_acquire(Exec& ex, Args args, std::string_view function, bool& blocking,
                   Clock::time_point& deadline) {
  static constexpr std::string_view kNames[] = {"blocking", "timeout"};
  Value given[2];
  blocking = true;
  deadline = World::kForever;
  if (!bind_arguments(ex, args, 1, {function, kNames, 2}, given)) return false;
  if (!check_bool(ex, given[0], "blocking", true, blocking)) return false;
  if (given[1].is_nil()) return true;
  double seconds = 0;
  int64_t ns = 0;
  if (!check_seconds(ex, given[1], "timeout", seconds)) return false;
  if (seconds == -1) return true;
  if (!seconds_to_ns(ex, seconds, ns)) return false;
  if (!blocking) {
    ex.raise_class("ValueError", "can't specify a timeout for a non-blocking call");
    return false;
  }
  if (ns < 0) {
    ex.raise_class("ValueError", "timeout value must be a non-negative number");
    return false;
  }
  if (ns > kTimeoutMaxNs) {
    ex.raise_class("OverflowError", "timeout value is too large");
    return false;
  }
  deadline = deadline_after(ns);
  return true;
}

Outcome lock_acquire(Exec& ex, Args args) {
  LockCore* lock = check_lock(ex, args);
  if (lock == nullptr) return kError;
  bool blocking = true;
  Clock::time_point deadline = World::kForever;
  if (args.count > 1 && !parse_acquire(ex, args, "acquire", blocking, deadline)) return kError;
  if (GILUA_LIKELY(lock->try_acquire(*ex.thread))) return args.ret(Value::boolean(true));
  if (!blocking) return args.ret(Value::boolean(false));
  // The userdata stands in this frame, so the core stays where it is while the thread is parked.
  switch (lock->acquire(ex.world(), *ex.thread, deadline)) {
    case LockCore::Taken::kYes:
      return ex.args().ret(Value::boolean(true));
    case LockCore::Taken::kTimeout:
      return ex.args().ret(Value::boolean(false));
    default:
      return ex.raise_interrupt();
  }
}

Outcome lock_release(Exec& ex, Args args) {
  LockCore* lock = check_lock(ex, args);
  if (lock == nullptr) return kError;
  if (!lock->release(ex.world())) return ex.raise_class("RuntimeError", "release unlocked lock");
  return args.ret();
}

Outcome lock_locked(Exec& ex, Args args) {
  const LockCore* lock = check_lock(ex, args);
  if (lock == nullptr) return kError;
  return args.ret(Value::boolean(lock->is_locked()));
}

// The guard is made first: once the lock is taken nothing can fail any more.
Outcome lock_held(Exec& ex, Args args) {
  LockCore* lock = check_lock(ex, args);
  if (lock == nullptr) return kError;
  Mutator& m = ex.mutator();
  Userdata* guard = new_userdata(m, kGuardType, sizeof(Guard));
  if (guard == nullptr) return ex.raise_out_of_memory();
  new (guard->payload()) Guard;
  guard->user_value.init(args[0]);
  guard->metatable.store(lock->guard_metatable, std::memory_order_release);
  if (!lock->try_acquire(*ex.thread)) {
    ex.push(Value::of(guard));  // parking may collect
    const LockCore::Taken taken = lock->acquire(ex.world(), *ex.thread, World::kForever);
    guard = ex.pop().as_userdata();
    if (taken != LockCore::Taken::kYes) return ex.raise_interrupt();
  }
  return ex.args().ret(Value::of(guard));
}

Outcome guard_close(Exec& ex, Args args) {
  Userdata* object = args[0].is_userdata() ? args[0].as_userdata() : nullptr;
  Guard* guard = object == nullptr ? nullptr : object->as<Guard>(kGuardType);
  if (guard == nullptr) return ex.bad_type(0, "held lock");
  // Relaxed: only one of several closes may go on; the lock's own release publishes.
  if (!guard->open.exchange(false, std::memory_order_relaxed)) return args.ret();
  auto* lock = object->user_value.load().as_userdata()->as<LockCore>(kLockType);
  if (!lock->release(ex.world())) return ex.raise_class("RuntimeError", "release unlocked lock");
  return args.ret();
}

Outcome lock_tostring(Exec& ex, Args args) {
  const LockCore* lock = check_lock(ex, args);
  if (lock == nullptr) return kError;
  Value text = Value::nil();
  if (!ex.make_string(
          fmt::format("<{} _thread.lock object at {}>", lock->is_locked() ? "locked" : "unlocked",
                      static_cast<const void*>(lock)),
          text)) {
    return kError;
  }
  return args.ret(text);
}

constexpr NativeRow kMethods[] = {
    {"acquire", 1, 3, Runs::kFull, lock_acquire,
     "lock:acquire(blocking=true, timeout=-1): whether it was taken"},
    {"release", 1, 1, Runs::kLeaf, lock_release, "lock:release(): any thread may"},
    {"locked", 1, 1, Runs::kLeaf, lock_locked, "lock:locked(): whether somebody holds it"},
    {"held", 1, 1, Runs::kFull, lock_held,
     "local _ <close> = lock:held(): taken until the end of the block"},
    {"__tostring", 1, 1, Runs::kLeaf, lock_tostring, "<unlocked _thread.lock object at 0x...>"},
};

constexpr NativeRow kClose{"__close", 1, 2, Runs::kFull, guard_close, "releases the lock, once"};

}  // namespace

// Not const objects: a const one at namespace scope would be internal to this file.
extern const UserdataType kLockType{"Lock", nullptr};
extern const UserdataType kGuardType{"held lock", nullptr};

std::span<const NativeRow> lock_methods() { return kMethods; }

bool register_guards(Exec& ex) {
  Table* metatable = new_table(ex.mutator(), 0, 2);
  Native* close = metatable == nullptr ? nullptr : make_native(ex, kClose, {});
  if (metatable == nullptr) ex.raise_out_of_memory();
  return close != nullptr && set_field(ex, metatable, "__close", Value::of(close)) &&
         set_field(ex, ex.runtime->registry(), kGuardMetatable, Value::of(metatable));
}

Outcome new_lock(Exec& ex, Args args) {
  Table* metatable = nullptr;
  if (!ex.check_table(args, 0, metatable)) return kError;
  Userdata* object = new_userdata(ex.mutator(), kLockType, sizeof(LockCore));
  if (object == nullptr) return ex.raise_out_of_memory();
  auto* lock = new (object->payload()) LockCore;
  lock->guard_metatable = raw_field(ex, ex.runtime->registry(), kGuardMetatable).as_table();
  object->metatable.store(metatable, std::memory_order_release);
  return args.ret(Value::of(object));
}

}  // namespace gilua
