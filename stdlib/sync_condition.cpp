// threading.Condition: threads that wait for a change of what a lock guards.
//
//  1. A waiter goes on the list before it releases the lock. Whoever notifies holds the lock, so it
//     comes after that and finds the waiter: no notification is lost.
//  2. Notified, out of time or interrupted, the waiter takes the lock again, however long that
//     lasts, as often as it had it. Only a second interrupt ends that, and leaves it without.
//  3. A notification that meets an interrupted waiter goes on to the next.
#include <fmt/format.h>

#include "stdlib/state.hpp"
#include "stdlib/sync_objects.hpp"
#include "stdlib/threading_arguments.hpp"
#include "vm/heap/heap.hpp"

namespace gilua {
namespace {

struct ConditionCore {
  Mutex mutex;
  WaitList waiters GUARDED_BY(mutex);
  // A Lock or an RLock once init has run. A script may run init again, at any time: whoever uses
  // the lock keeps the value that it loaded, and those who wait release and take back that one.
  Slot lock;
  std::atomic<const char*> role{"Condition"};  // in reports; relaxed: static text, and only a hint
};

void trace_condition(const void* payload, Marker& marker) {
  marker.mark(static_cast<const ConditionCore*>(payload)->lock.load());
}

constexpr const char* kNotInitialised = "Condition.__init__() not called";

/// The condition and its lock, which stays on the stack while the native may park. Nullptr after an
/// error.
ConditionCore* check_condition(Exec& ex, Args args, AnyLock& lock) {
  auto* core = check_core<ConditionCore>(ex, args, kConditionType);
  if (core == nullptr) return nullptr;
  const Value object = core->lock.load();
  lock = AnyLock(object);
  if (lock.is_none()) {
    ex.raise_class("RuntimeError", kNotInitialised);
    return nullptr;
  }
  ex.push(object);
  return core;
}

Outcome try_acquire(Exec& ex, Args args) {
  auto* core = core_of<ConditionCore>(args, kConditionType);
  if (core == nullptr || args.count != 1) return kError;
  AnyLock lock(core->lock.load());
  if (lock.is_none() || !lock.try_acquire(*ex.thread)) return kError;
  return args.ret(Value::boolean(true));
}

Outcome acquire(Exec& ex, Args args) {
  AnyLock lock(Value::nil());
  Patience patience;
  if (check_condition(ex, args, lock) == nullptr ||
      !parse_acquire(ex, args, kLockAcquire, patience))
    return kError;
  if (lock.try_acquire(*ex.thread)) return args.ret(Value::boolean(true));
  if (!patience.blocking) return args.ret(Value::boolean(false));
  const LockCore::Taken taken = lock.acquire(*ex.thread, patience.deadline);
  if (taken == LockCore::Taken::kInterrupted) return ex.raise_interrupt();
  return ex.args().ret(Value::boolean(taken == LockCore::Taken::kYes));
}

Outcome release(Exec& ex, Args args) {
  AnyLock lock(Value::nil());
  if (check_condition(ex, args, lock) == nullptr || !lock.release(ex)) return kError;
  return ex.args().ret();
}

/// Takes the lock again after a wait (step 2). False: a second interrupt ended it.
bool take_back(AnyLock& lock, Thread& thread, uint64_t count, bool& interrupted) {
  for (;;) {
    if (lock.acquire(thread, World::kForever, count) == LockCore::Taken::kYes) return true;
    if (interrupted) return false;
    interrupted = true;
  }
}

// wait(timeout=None): whether it was notified.
Outcome wait(Exec& ex, Args args) {
  AnyLock lock(Value::nil());
  ConditionCore* core = check_condition(ex, args, lock);
  Patience patience;
  if (core == nullptr) return kError;
  Thread& thread = *ex.thread;
  if (!lock.is_owned_by(thread))
    return ex.raise_class("RuntimeError", "cannot wait on un-acquired lock");
  if (!parse_timeout(ex, args, "wait", patience)) return kError;
  const WaitEdge edge{WaitKind::kLock, core, core->role.load(std::memory_order_relaxed)};
  Waiter waiter(thread);
  {
    const CoreLock held(core->mutex, thread);
    core->waiters.append(waiter);
  }
  const uint64_t count = lock.release_all(thread);
  WaitEnd end{};
  {
    CoreLock held(core->mutex, thread);
    end = wait_in_line(held, core->waiters, waiter, edge, patience.deadline);
    if (end.interrupted() && end.chosen) core->waiters.choose(ex.world());
  }
  bool interrupted = end.interrupted();
  take_back(lock, thread, count, interrupted);
  if (interrupted) return ex.raise_interrupt();
  return ex.args().ret(Value::boolean(end.chosen));
}

/// Chooses up to [count] waiters, after the check that the caller has the lock.
Outcome notify_some(Exec& ex, Args args, int64_t count) {
  AnyLock lock(Value::nil());
  ConditionCore* core = check_condition(ex, args, lock);
  if (core == nullptr) return kError;
  if (!lock.is_owned_by(*ex.thread))
    return ex.raise_class("RuntimeError", "cannot notify on un-acquired lock");
  const CoreLock held(core->mutex, *ex.thread);
  while (count-- > 0 && !core->waiters.empty()) core->waiters.choose(ex.world());
  return args.ret();
}

Outcome notify(Exec& ex, Args args) {
  static constexpr std::string_view kNames[] = {"n"};
  Value n = Value::nil();
  if (!bind_arguments(ex, args, 1, {"notify", kNames, 1}, {&n, 1})) return kError;
  int64_t count = 1;
  if (!check_whole(ex, n, "n", count)) return kError;
  return notify_some(ex, args, count);
}

Outcome notify_all(Exec& ex, Args args) { return notify_some(ex, args, INT64_MAX); }

// count(condition): how many wait, for its text.
Outcome waiting(Exec& ex, Args args) {
  auto* core = check_core<ConditionCore>(ex, args, kConditionType);
  if (core == nullptr) return kError;
  const CoreLock held(core->mutex, *ex.thread);
  int64_t count = 0;
  for (const Waiter* w = core->waiters.first(); w != nullptr; w = w->after) ++count;
  return args.ret(Value::integer(count), core->lock.load());
}

const NativeRow kRows[] = {
    {"acquire", 1, 3, Runs::kTry, try_acquire, "condition:acquire(...): its lock's",
     Intrinsic::kNone, acquire},
    {"release", 1, 1, Runs::kFull, release, "condition:release(): its lock's"},
    {"wait", 1, 2, Runs::kFull, wait,
     "condition:wait(timeout=nil): gives the lock up until notified; whether it was"},
    {"notify", 1, 2, Runs::kFull, notify, "condition:notify(n=1): wakes up to n that wait"},
    {"notify_all", 1, 1, Runs::kFull, notify_all, "condition:notify_all(): wakes all that wait"},
    {"notifyAll", 1, 1, Runs::kFull, notify_all, "condition:notifyAll(): notify_all"},
    {"_waiting", 1, 1, Runs::kFull, waiting, "_waiting(condition): how many wait; its lock"},
    kHeld,
};

}  // namespace

extern const UserdataType kConditionType{"Condition", nullptr, trace_condition, true};

std::span<const NativeRow> condition_methods() { return kRows; }

bool resolve_condition(Exec& ex, Value& object) {
  const auto* core =
      object.is_userdata() ? object.as_userdata()->as<ConditionCore>(kConditionType) : nullptr;
  if (core == nullptr) return true;
  object = core->lock.load();
  if (!object.is_nil()) return true;
  ex.raise_class("RuntimeError", kNotInitialised);
  return false;
}

Outcome new_condition(Exec& ex, Args args) {
  return new_instance<ConditionCore>(ex, args, kConditionType);
}

namespace {

// What a condition serves as, as reports say it: a WaitEdge's name is static.
constexpr const char* kRoles[] = {"Condition", "Barrier", "Queue.get", "Queue.put", "Queue.join"};

const char* role_named(Value name) {
  for (const char* role : kRoles) {
    if (name.is_string() && name.as_string()->view() == role) return role;
  }
  return kRoles[0];
}

}  // namespace

// condition_init(condition, lock, role)
Outcome condition_init(Exec& ex, Args args) {
  auto* core = check_core<ConditionCore>(ex, args, kConditionType);
  if (core == nullptr) return kError;
  if (AnyLock(args[1]).is_none()) {
    return ex.raise_class("TypeError", fmt::format("lock must be a Lock or an RLock, not {}",
                                                   message_type_name(ex, args[1])));
  }
  core->lock.store(args[1]);
  core->role.store(role_named(args[2]), std::memory_order_relaxed);
  return args.ret();
}

}  // namespace gilua
