// Futures and Tasks: the C++ halves of asyncio.Future and asyncio.Task.
//
// Like Python's they belong to a loop and are not meant to be shared by threads; with the GIL off a
// script that does so may lose an update, and nothing worse: every field is a Slot or an atomic,
// and what changes together changes under the object's lock byte (ObjectLock). Read next:
// future.cpp, task.cpp, event_loop.hpp.
#pragma once

#include "stdlib/aio/coroutine.hpp"

namespace gilua {

class EventLoop;

extern const UserdataType kFutureType;  // "Future"
extern const UserdataType kTaskType;    // "Task"
extern const UserdataType kGroupType;   // "Group"

/// An object's lock byte, for a few instructions: nothing polls, parks or runs Lua under it. While
/// the thread is alone with the heap nothing is locked.
class ObjectLock {
 public:
  ObjectLock(const Exec& ex, Object& object) : object_(ex.thread->exclusive ? nullptr : &object) {
    if (object_ != nullptr) lock();
  }
  ~ObjectLock() {
    // Release: pairs with the acquire of the next owner.
    if (object_ != nullptr) object_->lock.store(0, std::memory_order_release);
  }
  ObjectLock(const ObjectLock&) = delete;
  ObjectLock& operator=(const ObjectLock&) = delete;

 private:
  void lock();
  Object* object_;
};

struct FutureCore {
  enum State : uint8_t { kPending, kCancelled, kFinished };
  enum Flag : uint8_t {
    kFailed = 1,       // [result] is an error
    kSeveral = 2,      // [result] is a table with n, or nil: there were none
    kAwaiting = 4,     // an await has just yielded it to its driver
    kUnretrieved = 8,  // failed, and nobody has looked: said when it is collected
    kMustCancel = 16,  // a Task, at its next step
    kSilenced = 32,    // a Task that may be dropped while it is pending
  };

  std::atomic<State> state{kPending};  // release after the result was stored
  std::atomic<uint8_t> flags{0};
  // Only a Task's: here they fill a gap, and tasks may be a million.
  std::atomic<uint16_t> cancel_requests{0};  // counts to its end and no further
  uint32_t place = 0;                        // in the loop's list of tasks, under its mutex
  std::atomic<uint64_t> timer{0};            // the sleep that it is in; 0: none
  Slot loop;                                 // EventLoop's userdata; nil: never initialised
  Slot result;                               // also a cancelled one's message, or nil
  Slot callback;   // the first one: a Task, a Group, or a table {function}
  Slot callbacks;  // an operation's number, or a sequence of further ones with that among them

  bool is_done() const { return state.load(std::memory_order_acquire) != kPending; }
  bool has(Flag flag) const { return (flags.load(std::memory_order_relaxed) & flag) != 0; }
  /// Whether it was set.
  bool take(Flag flag) {
    return has(flag) &&
           (flags.fetch_and(static_cast<uint8_t>(~flag), std::memory_order_relaxed) & flag) != 0;
  }
  void set(Flag flag) { flags.fetch_or(flag, std::memory_order_relaxed); }
  void clear(Flag flag) { flags.fetch_and(static_cast<uint8_t>(~flag), std::memory_order_relaxed); }
};

struct TaskCore : FutureCore {
  Slot coroutine;  // its object, which has its Exec
  Slot waiter;     // the Future that it waits for; nil: ready, sleeping or done
  Slot name;       // a string, or the number of "Task-N"
  Slot thrown;     // to be raised at its next step; nil: nothing. With kMustCancel: the message
};

/// A callback for many Futures: called, with the Future and how many are left, for the last of them
/// to end, and for each that fails or is cancelled unless [waits_for_all]. So a gathering costs its
/// children no call of Lua.
struct GroupCore {
  /// One more than there are until close_group: who joins may be done already. Relaxed: the results
  /// are published by the Futures themselves.
  std::atomic<int64_t> left{1};
  bool waits_for_all = false;
  Slot callback;
};

/// The argument as a Future (or Task); nullptr if it is none.
inline FutureCore* future_of(Value v) {
  if (!v.is_userdata()) return nullptr;
  Userdata* u = v.as_userdata();
  const bool is_future = u->type == &kFutureType || u->type == &kTaskType;
  return is_future ? static_cast<FutureCore*>(u->payload()) : nullptr;
}
inline TaskCore* task_of(Value v) {
  return v.is_userdata() ? v.as_userdata()->as<TaskCore>(kTaskType) : nullptr;
}
/// Of a future or a task.
EventLoop* loop_of(const FutureCore& future);

/// A pending Future; nullptr after raising "not enough memory".
Userdata* new_future(Exec& ex, Value metatable, Value loop);

// --- ending one; nothing happens if it is done. Callbacks are handed to the loop, none is called
// here. Neither polls nor runs Lua. False: an error was raised (no memory, a closed loop).
bool finish_future(Exec& ex, Userdata& future, const Value* results, uint32_t count);
bool fail_future(Exec& ex, Userdata& future, Value error);
bool cancel_future(Exec& ex, Userdata& future, Value message);

/// Adds a callback in one of the forms that FutureCore::callback has; at once to the loop if it is
/// done. False after an error.
bool add_callback(Exec& ex, Userdata& future, Value callback);

/// Makes a new Future tell its loop's operation [number] when it ends (see loop.hpp).
void set_operation(Userdata& future, int64_t number);
/// Not any more, as the operation has ended; a number among other callbacks stays, and is stale.
void forget_operation(const Exec& ex, Userdata& future);

/// The results of one that is done, as the native's: or raises its error. Pending:
/// InvalidStateError "Result is not set.".
Outcome deliver_future(Exec& ex, Args args, FutureCore& future);
/// Raises CancelledError with a message, which may be nil.
Outcome raise_cancelled(Exec& ex, Value message);

/// A native of asyncio's classes: the rows of Future, Task and Handle.
std::span<const NativeRow> future_methods();
std::span<const NativeRow> task_methods();

// --- tasks
/// A Task for the coroutine object (whose Exec it makes), scheduled; nullptr after an error.
Userdata* new_task(Exec& ex, Value metatable, EventLoop& loop, Value loop_object, Value coroutine,
                   Value name);
/// Asks the running loop's native to step the task: pushes what is to be resumed. An Outcome for
/// it; 0: another thread looks into the coroutine, the task is ready again; or kError: no memory.
Outcome begin_step(Exec& ex, Userdata& task);
/// What the step brought is above the native's arguments, or in ex.error. False: the loop has to
/// end with ex.error (SystemExit, KeyboardInterrupt, no memory).
bool end_step(Exec& ex, Userdata& task, Arrival arrival);

/// What sleeping and turns yield to the driver, in front of other values.
Value turn_token();
Value sleep_token();

}  // namespace gilua
