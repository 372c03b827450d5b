// threading.Event: a flag that threads wait for.
#include "stdlib/sync_objects.hpp"

namespace gilua {
namespace {

struct EventCore {
  Mutex mutex;
  WaitList waiters GUARDED_BY(mutex);
  /// Written under the mutex. Release, read with acquire: who sees it set sees what was done
  /// before.
  std::atomic<bool> flag{false};

  bool is_set() const { return flag.load(std::memory_order_acquire); }
};

Outcome is_set(Exec& ex, Args args) {
  const auto* event = check_core<EventCore>(ex, args, kEventType);
  return event == nullptr ? kError : args.ret(Value::boolean(event->is_set()));
}

Outcome set(Exec& ex, Args args) {
  auto* event = check_core<EventCore>(ex, args, kEventType);
  if (event == nullptr) return kError;
  const CoreLock held(event->mutex, *ex.thread);
  event->flag.store(true, std::memory_order_release);
  event->waiters.choose_all(ex.world());
  return args.ret();
}

Outcome clear(Exec& ex, Args args) {
  auto* event = check_core<EventCore>(ex, args, kEventType);
  if (event == nullptr) return kError;
  const CoreLock held(event->mutex, *ex.thread);
  event->flag.store(false, std::memory_order_release);
  return args.ret();
}

Outcome try_wait(Exec&, Args args) {
  const auto* event = core_of<EventCore>(args, kEventType);
  if (event == nullptr || args.count != 1 || !event->is_set()) return kError;
  return args.ret(Value::boolean(true));
}

// wait(timeout=None): whether it is set, or was set while the thread waited.
Outcome wait(Exec& ex, Args args) {
  auto* event = check_core<EventCore>(ex, args, kEventType);
  Patience patience;
  if (event == nullptr || !parse_timeout(ex, args, "wait", patience)) return kError;
  const WaitEdge edge{WaitKind::kLock, event, "Event"};
  Waiter waiter(*ex.thread);
  WaitEnd end{true, World::Woken::kUnparked};
  {
    CoreLock held(event->mutex, *ex.thread);
    if (!event->is_set()) {
      event->waiters.append(waiter);
      end = wait_in_line(held, event->waiters, waiter, edge, patience.deadline);
    }
  }
  if (end.interrupted()) return ex.raise_interrupt();
  return ex.args().ret(Value::boolean(end.chosen));
}

const NativeRow kRows[] = {
    {"is_set", 1, 1, Runs::kLeaf, is_set, "event:is_set()"},
    {"isSet", 1, 1, Runs::kLeaf, is_set, "event:isSet(): is_set"},
    {"set", 1, 1, Runs::kLeaf, set, "event:set(): wakes all that wait"},
    {"clear", 1, 1, Runs::kLeaf, clear, "event:clear()"},
    {"wait", 1, 2, Runs::kTry, try_wait, "event:wait(timeout=nil): whether it was set",
     Intrinsic::kNone, wait},
};

}  // namespace

extern const UserdataType kEventType{"Event", nullptr, nullptr, true};

std::span<const NativeRow> event_methods() { return kRows; }

Outcome new_event(Exec& ex, Args args) { return new_instance<EventCore>(ex, args, kEventType); }

}  // namespace gilua
