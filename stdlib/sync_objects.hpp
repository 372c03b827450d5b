// The C++ halves of the classes in stdlib/lua/_locks.lua: what their natives share.
//
// One source per class; each exports its methods as rows and a function that makes an instance.
// Read next: sync_wait.hpp (waiting), sync_held.cpp (guards), sync_lib.cpp (module "_sync").
#pragma once

#include <new>

#include "stdlib/sync_lock.hpp"

namespace gilua {

extern const UserdataType kConditionType;  // "Condition"
extern const UserdataType kSemaphoreType;  // "Semaphore"
extern const UserdataType kEventType;      // "Event"

/// The first argument's core; nullptr if it is of another type.
template <typename Core>
GILUA_ALWAYS_INLINE Core* core_of(Args args, const UserdataType& type) {
  if (GILUA_UNLIKELY(args.count == 0 || !args.base[0].is_userdata())) return nullptr;
  return args.base[0].as_userdata()->as<Core>(type);
}
/// The same; nullptr after a TypeError-like "bad argument".
template <typename Core>
Core* check_core(Exec& ex, Args args, const UserdataType& type) {
  Core* core = core_of<Core>(args, type);
  if (core == nullptr) ex.bad_type(0, type.name);
  return core;
}

/// new_x(metatable): an instance with a fresh core.
template <typename Core>
Outcome new_instance(Exec& ex, Args args, const UserdataType& type) {
  Table* metatable = nullptr;
  if (!ex.check_table(args, 0, metatable)) return kError;
  Userdata* object = new_userdata(ex.mutator(), type, sizeof(Core));
  if (object == nullptr) return ex.raise_out_of_memory();
  new (object->payload()) Core;
  object->metatable.store(metatable, std::memory_order_release);
  return args.ret(Value::of(object));
}

/// How a class's acquire takes its arguments.
struct AcquireRule {
  const char* timeout_without_blocking;  // what the ValueError says
  bool refuses_negative;                 // but for -1, which is for ever
};
extern const AcquireRule kLockAcquire;  // Lock and RLock
/// acquire(blocking=True, timeout=...): false after an error.
bool parse_acquire(Exec& ex, Args args, const AcquireRule& rule, Patience& patience);

/// The one parameter `timeout` of a method: nil is for ever. False after an error.
bool parse_timeout(Exec& ex, Args args, std::string_view function, Patience& patience);

/// What `object:held()` takes and its guard lets go of.
struct Holdable {
  const UserdataType& type;
  /// Waits for it. False after an error. @blocks parks
  bool (*take)(Exec& ex, Userdata& object);
  /// False after an error: it was not held. @blocks bounded
  bool (*let_go)(Exec& ex, Userdata& object);
};
extern const Holdable kHoldLock;
extern const Holdable kHoldRLock;
extern const Holdable kHoldSemaphore;

extern const NativeRow kHeld;  // held(): a row for every Holdable's class, and Condition's
/// Replaces a condition by its lock, which is what its held() holds: init may give the condition
/// another one meanwhile. False after an error: it has none yet.
bool resolve_condition(Exec& ex, Value& object);
/// Makes the guards' metatable and leaves it in the registry. False after an error.
bool register_guards(Exec& ex);

/// Lock and RLock, behind one face: what a Condition waits with.
class AnyLock {
 public:
  /// Neither of the two: is_none().
  explicit AnyLock(Value object);

  bool is_none() const { return plain_ == nullptr && recursive_ == nullptr; }
  /// Whether the thread may wait and notify: an RLock must be its own, a Lock taken by anyone.
  bool is_owned_by(const Thread& thread) const {
    return plain_ != nullptr ? plain_->is_locked() : recursive_->is_owned_by(thread);
  }
  bool try_acquire(Thread& thread) {
    return plain_ != nullptr ? plain_->try_acquire(thread) : recursive_->try_acquire(thread);
  }
  /// [count] is what release_all returned, or 1.
  LockCore::Taken acquire(Thread& thread, Clock::time_point deadline, uint64_t count = 1) {
    return plain_ != nullptr ? plain_->acquire(thread, plain_->edge(), deadline)
                             : recursive_->acquire(thread, deadline, count);
  }
  /// False after the error of the lock's class.
  bool release(Exec& ex);
  uint64_t release_all(Thread& thread) {
    if (plain_ == nullptr) return recursive_->release_all(thread);
    plain_->release(thread);
    return 1;
  }

 private:
  LockCore* plain_ = nullptr;
  RLockCore* recursive_ = nullptr;
};

std::span<const NativeRow> lock_methods();
std::span<const NativeRow> rlock_methods();
std::span<const NativeRow> condition_methods();
std::span<const NativeRow> semaphore_methods();
std::span<const NativeRow> event_methods();
/// Rows of module "_sync".
Outcome new_condition(Exec& ex, Args args);
Outcome new_semaphore(Exec& ex, Args args);
Outcome new_event(Exec& ex, Args args);
Outcome condition_init(Exec& ex, Args args);
Outcome semaphore_init(Exec& ex, Args args);

}  // namespace gilua
