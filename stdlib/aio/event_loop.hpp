// An event loop: callbacks that are ready, timers, tasks, and libuv's loop for everything outside.
//
// One turn: wait until something is ready or due (not at all if something is), move due timers
// to the ready ones, and run exactly those that were ready at the start, as Python's loop does. The
// loop runs inside the native run_forever (loop_run.cpp), which steps tasks and calls callbacks as
// stages, so neither nests a C++ call.
//
// A loop is used by one thread at a time, but with the GIL off a script may call anything from
// anywhere: what scripts can reach lies in Slots and atomics or under [mutex_]. Nobody polls, parks
// or runs Lua under the mutex.
// Read next: loop_run.cpp, loop_io.cpp (libuv).
#pragma once

#include <memory_resource>
#include <vector>

#include "stdlib/aio/future.hpp"
#include "stdlib/aio/loop.hpp"
#include "stdlib/sync_wait.hpp"

namespace gilua {

extern const UserdataType kEventLoopType;  // "EventLoop"
extern const UserdataType kHandleType;     // "Handle": a callback that was handed to the loop

struct HandleCore {
  std::atomic<bool> cancelled{false};
  std::atomic<bool> in_timers{false};
  uint32_t count = 0;    // arguments
  uint64_t when_ns = 0;  // of a timer; 0: none
  Slot loop;
  Slot callback;
  Slot arguments[];
};

inline HandleCore* handle_of(Value v) {
  return v.is_userdata() ? v.as_userdata()->as<HandleCore>(kHandleType) : nullptr;
}

class EventLoop {
 public:
  explicit EventLoop(World& world);
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  /// The userdata and every Resource hold it.
  void retain() { references_.fetch_add(1, std::memory_order_relaxed); }
  void release();

  // --- the queue. False: "Event loop is closed", or no memory (raised). Neither polls nor runs
  // Lua.
  bool push_ready(Exec& ex, Value item);
  /// A Future has ended: [callback] is one of its callbacks.
  bool schedule_callback(Exec& ex, Value callback, Value future);
  /// All that share the group have joined it; [future] is one of them.
  bool close_group(Exec& ex, Value group, Value future);
  bool add_timer(Exec& ex, uint64_t when_ns, Userdata& item, uint64_t& id);
  void timer_cancelled(const Exec& ex);
  bool add_task(Exec& ex, Userdata& task);
  void remove_task(const Exec& ex, Userdata& task);
  /// A table of the tasks that are not done; nullptr after raising "not enough memory".
  Table* all_tasks(Exec& ex);
  /// The same for reports. @thread any, while the World is halted
  const std::pmr::vector<Userdata*>& halted_tasks() const NO_THREAD_SAFETY_ANALYSIS {
    return tasks_;
  }

  // --- state
  bool is_closed() const { return closed_.load(std::memory_order_acquire); }
  bool is_running() const { return runner_.load(std::memory_order_acquire) != nullptr; }
  bool is_run_by(const Thread& thread) const {
    return runner_.load(std::memory_order_relaxed) == &thread;
  }
  void stop() { stopping_.store(true, std::memory_order_release); }
  /// Wakes the loop's thread if it waits. @thread any
  void wake();
  /// @thread one that runs it or could. False: it runs.
  bool close(Exec& ex);

  std::atomic<bool> debug{false};
  std::atomic<bool> has_task_factory{false};
  Slot current;  // the task that runs
  Slot object;   // the userdata, while it runs; nil
  // Of what it makes; set once, when it is made.
  Slot handle_metatable;
  Slot future_metatable;
  Slot task_metatable;
  Slot async_generators;  // a weak table: those that it has run

  // --- running (loop_run.cpp). @thread the runner's, running
  bool begin_run(Exec& ex, Value self);
  void end_run();
  /// For a moment, as if the thread ran it (LoopUse). False: another thread does, or uses it, or
  /// its userdata is gone. @blocks never
  bool take(Thread& thread);
  void give_back();
  /// Set when it is made, and to nullptr when it is destroyed.
  void set_self(Userdata* self) { self_.store(self, std::memory_order_release); }
  enum class Turn : uint8_t { kItem, kStopped, kRaised };
  /// The next item; waits, and takes safepoints. [item] is reachable only from there.
  Turn next(Exec& ex, Value& item);

  // --- libuv (loop_io.cpp)
  uv_loop_t* uv();
  bool add_operation(Exec& ex, std::unique_ptr<Operation> operation, Userdata& future);
  void operation_finished(Operation& operation);
  void operation_cancelled(int64_t number);
  void add_resource(Resource& resource);
  void remove_resource(Resource& resource);
  void resource_released(Resource& resource);
  bool has_io();

  void trace(Marker& marker) const;

 private:
  struct Timer {
    uint64_t when_ns;
    uint64_t id;
    Userdata* item;                             // a Task or a Handle
    bool operator<(const Timer& other) const {  // the heap's first is the earliest
      return when_ns != other.when_ns ? when_ns > other.when_ns : id > other.id;
    }
  };
  struct Pending {
    std::unique_ptr<Operation> operation;
    Value future;
    uint32_t generation = 0;
  };

  ~EventLoop();
  static bool is_due(const Timer& timer);
  void push(Value item) REQUIRES(mutex_);
  bool tell_group(Exec& ex, Value group, Value future);
  bool call_group(Exec& ex, const GroupCore& core, Value future, int64_t left);
  void drop_cancelled_timers() REQUIRES(mutex_);
  void move_due_timers(const Exec& ex);
  bool wait(Exec& ex);
  bool deliver_finished(Exec& ex);
  bool deliver(Exec& ex, uint32_t place);
  void watch_interrupts(Exec& ex);
  void close_released();
  void poll_io(Exec& ex, bool may_wait, uint64_t until_ns);
  void close_io(Exec& ex);

  World& world_;
  std::atomic<int> references_{1};
  std::atomic<Thread*> runner_{nullptr};
  std::atomic<Userdata*> self_{nullptr};  // not marked
  std::atomic<bool> closed_{false};
  std::atomic<bool> stopping_{false};
  enum Waiting : int { kNot, kParked, kPolling };
  void set_waiting(Waiting how);
  std::atomic<int> waiting_{kNot};  // written under the mutex, like all that wake() looks at

  mutable Mutex mutex_;
  std::pmr::vector<Value> ready_ GUARDED_BY(mutex_);  // a ring; its size is a power of two
  size_t first_ GUARDED_BY(mutex_) = 0;
  size_t count_ GUARDED_BY(mutex_) = 0;
  std::pmr::vector<Timer> timers_ GUARDED_BY(mutex_);  // a heap
  size_t cancelled_timers_ GUARDED_BY(mutex_) = 0;
  uint64_t next_timer_ GUARDED_BY(mutex_) = 1;
  std::pmr::vector<Userdata*> tasks_ GUARDED_BY(mutex_);  // pending ones; not marked
  size_t left_in_turn_ = 0;                               // the runner's, like the next two
  bool in_turn_ = false;                                  // since it began to run
  uint32_t since_poll_ = 0;                               // items run since libuv was looked at

  // libuv's: the loop's thread only.
  std::atomic<bool> uv_made_{false};  // release: what comes with it is there
  uv_loop_t uv_{};
  uv_async_t async_{};
  uv_timer_t timer_{};
  uv_poll_t* interrupts_ = nullptr;
  int interrupt_fd_ = -1;  // that [interrupts_] watches
  std::pmr::vector<Pending> operations_;
  std::pmr::vector<uint32_t> free_operations_;
  std::vector<uint32_t> finished_;   // places; no Lua memory, as callbacks fill it
  std::vector<uint32_t> delivered_;  // the same while they are delivered
  Resource* resources_ = nullptr;
  std::atomic<Resource*> released_{nullptr};  // a stack, pushed to by any thread
};

/// The C++ loop of an EventLoop userdata; nullptr if [v] is none.
EventLoop* event_loop_of(Value v);
/// A loop and its userdata; nullptr after raising "not enough memory".
EventLoop* new_event_loop(Exec& ex, Table* metatable, Value& object);
/// The loop that the calling thread runs, or nullptr.
EventLoop* running_loop();

/// A callback with its arguments; nullptr after raising "not enough memory".
Userdata* new_handle(Exec& ex, Value loop, Value callback, const Value* arguments, uint32_t count);

std::span<const NativeRow> loop_methods();
std::span<const NativeRow> handle_methods();
/// run_forever, a staged native.
extern const NativeRow kRunForever;

/// Tells the loop's exception handler (Lua) about an error that nobody else will hear of. Errors of
/// the handler itself are written to stderr. @runs lua
void report_error(Exec& ex, Value loop, std::string_view message, Value error,
                  std::string_view key = {}, Value what = Value::nil());
/// Debug mode: tells Lua that [item] (a task or handle) took so long. @runs lua
void report_slow(Exec& ex, Value loop, Value item, double seconds);

}  // namespace gilua
