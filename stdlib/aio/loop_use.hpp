// The right to work on the handles of an event loop, for the time of one native.
//
// libuv's handles belong to one thread. While a loop runs that is the thread that runs it; while it
// does not run (a server is closed between two run_until_complete) any thread may take it for a
// moment. A LoopUse says whether the calling thread may, and keeps others out until it ends.
#pragma once

#include "stdlib/aio/loop.hpp"

namespace gilua {

class LoopUse {
 public:
  /// @thread running   @blocks never   @errors RuntimeError: another thread runs the loop, or uses
  /// it at this moment
  LoopUse(Exec& ex, EventLoop& loop);
  ~LoopUse();
  LoopUse(const LoopUse&) = delete;
  LoopUse& operator=(const LoopUse&) = delete;

  explicit operator bool() const { return ok_; }

 private:
  EventLoop* taken_ = nullptr;
  bool ok_ = false;
};

}  // namespace gilua
