// threading.Semaphore and BoundedSemaphore: a number that acquire takes from and release adds to.
//
// As with a lock, what is released is free for anyone: a chosen waiter that finds the number at 0
// goes back to the head of the line.
#include "stdlib/sync_objects.hpp"
#include "stdlib/threading_arguments.hpp"

namespace gilua {
namespace {

struct SemaphoreCore {
  Mutex mutex;
  WaitList waiters GUARDED_BY(mutex);
  int64_t value GUARDED_BY(mutex) = 1;
  int64_t limit GUARDED_BY(mutex) = INT64_MAX;  // a BoundedSemaphore's first value

  bool try_take(const Thread& thread) {
    const CoreLock held(mutex, thread);
    if (value == 0) return false;
    --value;
    return true;
  }
  LockCore::Taken take(Thread& thread, Clock::time_point deadline);
};

LockCore::Taken SemaphoreCore::take(Thread& thread, Clock::time_point deadline) {
  const WaitEdge edge{WaitKind::kLock, this, "Semaphore"};
  Waiter waiter(thread);
  CoreLock held(mutex, thread);
  for (bool was_chosen = false; value == 0; was_chosen = true) {
    if (was_chosen)
      waiters.prepend(waiter);
    else
      waiters.append(waiter);
    const WaitEnd end = wait_in_line(held, waiters, waiter, edge, deadline);
    if (end.interrupted()) {
      if (end.chosen && value > 0) waiters.choose(*thread.world);
      return LockCore::Taken::kInterrupted;
    }
    if (value == 0 && end.woken == World::Woken::kTimeout) return LockCore::Taken::kTimeout;
  }
  --value;
  return LockCore::Taken::kYes;
}

Outcome try_acquire(Exec& ex, Args args) {
  auto* core = core_of<SemaphoreCore>(args, kSemaphoreType);
  if (core == nullptr || args.count != 1 || !core->try_take(*ex.thread)) return kError;
  return args.ret(Value::boolean(true));
}

constexpr AcquireRule kRule{"can't specify timeout for non-blocking acquire", false};

Outcome acquire(Exec& ex, Args args) {
  auto* core = check_core<SemaphoreCore>(ex, args, kSemaphoreType);
  Patience patience;
  if (core == nullptr || !parse_acquire(ex, args, kRule, patience)) return kError;
  if (core->try_take(*ex.thread)) return args.ret(Value::boolean(true));
  if (!patience.blocking) return args.ret(Value::boolean(false));
  const LockCore::Taken taken = core->take(*ex.thread, patience.deadline);
  if (taken == LockCore::Taken::kInterrupted) return ex.raise_interrupt();
  return ex.args().ret(Value::boolean(taken == LockCore::Taken::kYes));
}

enum class Added : uint8_t { kYes, kTooMany };

Added add(Exec& ex, SemaphoreCore& core, int64_t n) {
  const CoreLock held(core.mutex, *ex.thread);
  if (n > core.limit - core.value) return Added::kTooMany;
  core.value += n;
  while (n-- > 0 && !core.waiters.empty()) core.waiters.choose(ex.world());
  return Added::kYes;
}

Outcome raise_too_many(Exec& ex) {
  return ex.raise_class("ValueError", "Semaphore released too many times");
}

Outcome try_release(Exec& ex, Args args) {
  auto* core = core_of<SemaphoreCore>(args, kSemaphoreType);
  if (core == nullptr || args.count != 1) return kError;
  return add(ex, *core, 1) == Added::kYes ? args.ret() : kError;
}

Outcome release(Exec& ex, Args args) {
  static constexpr std::string_view kNames[] = {"n"};
  auto* core = check_core<SemaphoreCore>(ex, args, kSemaphoreType);
  Value n = Value::nil();
  if (core == nullptr || !bind_arguments(ex, args, 1, {"release", kNames, 1}, {&n, 1}))
    return kError;
  int64_t count = 1;
  if (!check_whole(ex, n, "n", count)) return kError;
  if (count < 1) return ex.raise_class("ValueError", "n must be one or more");
  return add(ex, *core, count) == Added::kYes ? args.ret() : raise_too_many(ex);
}

Outcome value_of(Exec& ex, Args args) {
  auto* core = check_core<SemaphoreCore>(ex, args, kSemaphoreType);
  if (core == nullptr) return kError;
  const CoreLock held(core->mutex, *ex.thread);
  return args.ret(Value::integer(core->value),
                  core->limit == INT64_MAX ? Value::nil() : Value::integer(core->limit));
}

bool take(Exec& ex, Userdata& object) {
  auto* core = object.as<SemaphoreCore>(kSemaphoreType);
  if (core->try_take(*ex.thread)) return true;
  if (core->take(*ex.thread, World::kForever) == LockCore::Taken::kYes) return true;
  ex.raise_interrupt();
  return false;
}

bool let_go(Exec& ex, Userdata& object) {
  if (add(ex, *object.as<SemaphoreCore>(kSemaphoreType), 1) == Added::kYes) return true;
  raise_too_many(ex);
  return false;
}

const NativeRow kRows[] = {
    {"acquire", 1, 3, Runs::kTry, try_acquire,
     "semaphore:acquire(blocking=true, timeout=nil): whether the value was above 0 and is less now",
     Intrinsic::kNone, acquire},
    {"release", 1, 2, Runs::kTry, try_release, "semaphore:release(n=1): adds n", Intrinsic::kNone,
     release},
    {"_value_of", 1, 1, Runs::kFull, value_of, "_value_of(semaphore): its value; its bound"},
    kHeld,
};

}  // namespace

extern const UserdataType kSemaphoreType{"Semaphore", nullptr, nullptr, true};
extern const Holdable kHoldSemaphore{kSemaphoreType, take, let_go};

std::span<const NativeRow> semaphore_methods() { return kRows; }

Outcome new_semaphore(Exec& ex, Args args) {
  return new_instance<SemaphoreCore>(ex, args, kSemaphoreType);
}

// semaphore_init(semaphore, value, is_bounded)
Outcome semaphore_init(Exec& ex, Args args) {
  auto* core = check_core<SemaphoreCore>(ex, args, kSemaphoreType);
  if (core == nullptr) return kError;
  int64_t value = 1;
  if (!check_whole(ex, args[1], "value", value)) return kError;
  if (value < 0) return ex.raise_class("ValueError", "semaphore initial value must be >= 0");
  const CoreLock held(core->mutex, *ex.thread);
  core->value = value;
  core->limit = args[2].is_falsy() ? INT64_MAX : value;
  return args.ret();
}

}  // namespace gilua
