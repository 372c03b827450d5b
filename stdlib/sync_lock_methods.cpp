// What scripts see of Lock and RLock: acquire, release, locked, and their texts.
//
// acquire and release are tried as leaves first, which costs no frame: few locks are contended.
#include <fmt/format.h>

#include "stdlib/sync_objects.hpp"
#include "stdlib/threading_arguments.hpp"

namespace gilua {
namespace {

template <typename Core>
struct LockTraits;
template <>
struct LockTraits<LockCore> {
  static constexpr const UserdataType& type = kLockType;
  static constexpr const char* not_held = "release unlocked lock";
  static LockCore::Taken acquire(LockCore& lock, Thread& thread, Clock::time_point deadline) {
    return lock.acquire(thread, lock.edge(), deadline);
  }
};
template <>
struct LockTraits<RLockCore> {
  static constexpr const UserdataType& type = kRLockType;
  static constexpr const char* not_held = "cannot release un-acquired lock";
  static LockCore::Taken acquire(RLockCore& lock, Thread& thread, Clock::time_point deadline) {
    return lock.acquire(thread, deadline);
  }
};

template <typename Core>
Outcome try_acquire(Exec& ex, Args args) {
  Core* lock = core_of<Core>(args, LockTraits<Core>::type);
  if (GILUA_LIKELY(args.count == 1 && lock != nullptr && lock->try_acquire(*ex.thread)))
    return args.ret(Value::boolean(true));
  return kError;
}

template <typename Core>
Outcome acquire(Exec& ex, Args args) {
  Core* lock = check_core<Core>(ex, args, LockTraits<Core>::type);
  Patience patience;
  if (lock == nullptr || !parse_acquire(ex, args, kLockAcquire, patience)) return kError;
  if (lock->try_acquire(*ex.thread)) return args.ret(Value::boolean(true));
  if (!patience.blocking) return args.ret(Value::boolean(false));
  // The userdata stands in this frame, so the core stays where it is while the thread is parked.
  switch (LockTraits<Core>::acquire(*lock, *ex.thread, patience.deadline)) {
    case LockCore::Taken::kYes:
      return ex.args().ret(Value::boolean(true));
    case LockCore::Taken::kTimeout:
      return ex.args().ret(Value::boolean(false));
    default:
      return ex.raise_interrupt();
  }
}

template <typename Core>
Outcome try_release(Exec& ex, Args args) {
  Core* lock = core_of<Core>(args, LockTraits<Core>::type);
  return GILUA_LIKELY(lock != nullptr && lock->release(*ex.thread)) ? args.ret() : kError;
}

template <typename Core>
Outcome release(Exec& ex, Args args) {
  Core* lock = check_core<Core>(ex, args, LockTraits<Core>::type);
  if (lock == nullptr) return kError;
  if (!lock->release(*ex.thread)) return ex.raise_class("RuntimeError", LockTraits<Core>::not_held);
  return args.ret();
}

template <typename Core>
Outcome locked(Exec& ex, Args args) {
  const Core* lock = check_core<Core>(ex, args, LockTraits<Core>::type);
  return lock == nullptr ? kError : args.ret(Value::boolean(lock->is_locked()));
}

template <typename Core>
bool take(Exec& ex, Userdata& object) {
  auto* lock = object.as<Core>(LockTraits<Core>::type);
  if (lock->try_acquire(*ex.thread)) return true;
  if (LockTraits<Core>::acquire(*lock, *ex.thread, World::kForever) == LockCore::Taken::kYes)
    return true;
  ex.raise_interrupt();
  return false;
}

template <typename Core>
bool let_go(Exec& ex, Userdata& object) {
  if (object.as<Core>(LockTraits<Core>::type)->release(*ex.thread)) return true;
  ex.raise_class("RuntimeError", LockTraits<Core>::not_held);
  return false;
}

const char* state_of(bool locked) { return locked ? "locked" : "unlocked"; }

Outcome lock_tostring(Exec& ex, Args args) {
  const auto* lock = check_core<LockCore>(ex, args, kLockType);
  if (lock == nullptr) return kError;
  Value text = Value::nil();
  if (!ex.make_string(fmt::format("<{} _thread.lock object at {}>", state_of(lock->is_locked()),
                                  static_cast<const void*>(lock)),
                      text))
    return kError;
  return args.ret(text);
}

Outcome rlock_tostring(Exec& ex, Args args) {
  const auto* lock = check_core<RLockCore>(ex, args, kRLockType);
  if (lock == nullptr) return kError;
  uint64_t owner = 0;
  const Thread* holder = lock->holder();
  ex.world().for_each_thread([&](const Thread& thread) {
    if (&thread == holder) owner = thread.ident;
  });
  Value text = Value::nil();
  if (!ex.make_string(fmt::format("<{} _thread.RLock object owner={} count={} at {}>",
                                  state_of(lock->is_locked()), owner, lock->count(),
                                  static_cast<const void*>(lock)),
                      text))
    return kError;
  return args.ret(text);
}

template <typename Core>
constexpr NativeRow acquire_row() {
  return {"acquire",
          1,
          3,
          Runs::kTry,
          try_acquire<Core>,
          "lock:acquire(blocking=true, timeout=-1): whether it was taken",
          Intrinsic::kNone,
          acquire<Core>};
}
template <typename Core>
constexpr NativeRow release_row(const char* help) {
  return {"release", 1, 1, Runs::kTry, try_release<Core>, help, Intrinsic::kNone, release<Core>};
}
template <typename Core>
constexpr NativeRow locked_row() {
  return {"locked", 1, 1, Runs::kLeaf, locked<Core>, "lock:locked(): whether somebody holds it"};
}

const NativeRow kLockRows[] = {
    acquire_row<LockCore>(),
    release_row<LockCore>("lock:release(): any thread may"),
    locked_row<LockCore>(),
    kHeld,
    {"__tostring", 1, 1, Runs::kFull, lock_tostring, "<unlocked _thread.lock object at 0x...>"},
};

const NativeRow kRLockRows[] = {
    acquire_row<RLockCore>(),
    release_row<RLockCore>("lock:release(): its owner must, as often as it took it"),
    locked_row<RLockCore>(),
    kHeld,
    {"__tostring", 1, 1, Runs::kFull, rlock_tostring,
     "<unlocked _thread.RLock object owner=0 ...>"},
};

}  // namespace

// Not const objects: a const one at namespace scope would be internal to this file.
extern const UserdataType kLockType{"Lock", nullptr, nullptr, true};
extern const UserdataType kRLockType{"RLock", nullptr, nullptr, true};
extern const AcquireRule kLockAcquire{"can't specify a timeout for a non-blocking call", true};
extern const Holdable kHoldLock{kLockType, take<LockCore>, let_go<LockCore>};
extern const Holdable kHoldRLock{kRLockType, take<RLockCore>, let_go<RLockCore>};

std::span<const NativeRow> lock_methods() { return kLockRows; }
std::span<const NativeRow> rlock_methods() { return kRLockRows; }

// CPython's checks, in CPython's order.
bool parse_acquire(Exec& ex, Args args, const AcquireRule& rule, Patience& patience) {
  static constexpr std::string_view kNames[] = {"blocking", "timeout"};
  Value given[2];
  if (args.count == 1) return true;
  if (!bind_arguments(ex, args, 1, {"acquire", kNames, 2}, given) ||
      !check_bool(ex, given[0], "blocking", true, patience.blocking))
    return false;
  if (given[1].is_nil()) return true;
  double seconds = 0;
  if (!check_seconds(ex, given[1], "timeout", seconds)) return false;
  if (rule.refuses_negative && seconds == -1) return true;
  if (rule.refuses_negative && seconds < 0 && patience.blocking) {
    ex.raise_class("ValueError", "timeout value must be a non-negative number");
    return false;
  }
  Patience limited = patience;
  if (!check_timeout(ex, given[1], limited)) return false;
  if (!patience.blocking) {
    ex.raise_class("ValueError", rule.timeout_without_blocking);
    return false;
  }
  patience = limited;
  return true;
}

bool parse_timeout(Exec& ex, Args args, std::string_view function, Patience& patience) {
  static constexpr std::string_view kNames[] = {"timeout"};
  Value timeout = Value::nil();
  return bind_arguments(ex, args, 1, {function, kNames, 1}, {&timeout, 1}) &&
         check_timeout(ex, timeout, patience);
}

AnyLock::AnyLock(Value object) {
  if (!object.is_userdata()) return;
  plain_ = object.as_userdata()->as<LockCore>(kLockType);
  recursive_ = object.as_userdata()->as<RLockCore>(kRLockType);
}

bool AnyLock::release(Exec& ex) {
  if (plain_ != nullptr ? plain_->release(*ex.thread) : recursive_->release(*ex.thread))
    return true;
  ex.raise_class("RuntimeError", plain_ != nullptr ? LockTraits<LockCore>::not_held
                                                   : LockTraits<RLockCore>::not_held);
  return false;
}

}  // namespace gilua
