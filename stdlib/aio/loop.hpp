// What the parts of asyncio that libuv works for (streams, children, files, HTTP) see of an event
// loop. Its insides are in stdlib/aio/event_loop.hpp.
//
// 1. libuv's callbacks run in the loop's thread, but mostly without the permit: they may touch no
//    Lua object, neither make one nor read a Slot. They keep what happened in C++ memory (which
//    counts: Heap::buffers) and end an Operation.
// 2. An Operation is something outside that ends once. The loop owns it from start() on. After
//    finish() the loop's thread, running Lua again, calls deliver(), makes what that pushed the
//    result of the Operation's Future, and destroys it.
// 3. A Resource is a handle of libuv's, or several, that a userdata (or an Operation) owns. Only
//    the loop's thread may close handles, and the userdata may be destroyed on any thread: so it
//    calls release(), and the loop does the rest. A loop that is closed closes all its Resources.
#pragma once

#include <uv.h>

#include <atomic>
#include <memory>

#include "vm/exec/runtime.hpp"

namespace gilua {

class EventLoop;

class Operation {
 public:
  Operation() = default;
  virtual ~Operation() = default;
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  /// It has ended: pushes the results on [ex]'s stack and returns how many, or kError with the
  /// error in ex.error. Not called if the Future was cancelled meanwhile: what the operation still
  /// holds (an accepted connection) is the destructor's to give back.
  /// @thread the loop's, running (as a kFull native)   @runs lua
  virtual Outcome deliver(Exec& ex) = 0;
  /// The Future was cancelled, or the loop is being closed: asks libuv to end it early, where that
  /// is possible. finish() has to follow all the same, at once or from a callback.
  /// @thread the loop's, running
  virtual void cancel() {}
  /// Marks the values that it keeps in Slots. In a stop.
  virtual void trace(Marker&) const {}

 protected:
  /// It is over; a second time does nothing. No callback may name the Operation any more.
  /// @thread the loop's, with or without the permit
  void finish();

 private:
  friend class EventLoop;
  EventLoop* loop_ = nullptr;  // from start() on
  uint32_t place_ = 0;         // among the loop's operations
  bool finished_ = false;
};

/// One that keeps the userdata alive whose Resource it waits for.
class OwnedOperation : public Operation {
 public:
  explicit OwnedOperation(Value owner) { owner_.init(owner); }
  void trace(Marker& marker) const override { marker.mark(owner_.load()); }

 private:
  Slot owner_;
};

class Resource {
 public:
  /// In the loop's thread. Until the handles are initialised nothing may fail: otherwise call
  /// abandon().
  explicit Resource(EventLoop& loop);
  Resource(const Resource&) = delete;
  Resource& operator=(const Resource&) = delete;

  /// Valid as long as the Resource is.
  EventLoop& loop() const { return loop_; }
  /// Begins to close the handles, if that has not begun. @thread the loop's
  void close();
  bool is_closing() const { return closing_; }
  /// The owner gives it up: it is closed, if need be, and destroyed. @thread any, also in a stop
  void release();
  /// In place of release(), for one whose handles could not be initialised. @thread the loop's
  void abandon();

 protected:
  virtual ~Resource();
  /// Calls uv_close for each handle, and handles_closed() once the last one's callback came.
  virtual void close_handles() = 0;
  void handles_closed();

 private:
  friend class EventLoop;
  EventLoop& loop_;
  Resource* before_ = nullptr;  // the loop's list; its thread only
  Resource* after_ = nullptr;
  Resource* next_released_ = nullptr;
  bool closing_ = false;
  bool closed_ = false;
  bool released_ = false;  // the owner is gone; set and read by the loop's thread
};

/// libuv's loop, for handles and requests.
/// @thread the loop's
uv_loop_t* uv_loop_of(EventLoop& loop);

/// The loop owns [operation] from now on, and [future] is a new Future of that loop that waits for
/// it. Afterwards the caller hands the request to libuv; where libuv refuses it, it lets the
/// Operation finish at once. When this fails the Operation is destroyed.
/// @thread the loop's, running; neither polls nor runs Lua   @errors false: not enough memory
bool start_operation(Exec& ex, EventLoop& loop, std::unique_ptr<Operation> operation,
                     Value& future);

/// The loop that the calling thread runs; nullptr after RuntimeError "no running event loop".
EventLoop* check_running_loop(Exec& ex);
/// Argument [i] as a loop that is not closed and that no other thread runs; nullptr after an error.
EventLoop* check_loop(Exec& ex, Args args, uint32_t i);

/// Raises the OSError class of a libuv status: "[Errno 111] Connect call failed ('::1', 80)" for
/// raise_uv(ex, UV_ECONNREFUSED, "Connect call failed ('::1', 80)").
Outcome raise_uv(Exec& ex, int status, std::string_view what);

}  // namespace gilua
