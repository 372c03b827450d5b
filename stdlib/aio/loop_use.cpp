// See loop_use.hpp.
#include "stdlib/aio/loop_use.hpp"

#include "stdlib/aio/event_loop.hpp"

namespace gilua {

LoopUse::LoopUse(Exec& ex, EventLoop& loop) {
  if (running_loop() == &loop) {
    ok_ = true;
    return;
  }
  ok_ = loop.take(*ex.thread);
  if (ok_) {
    taken_ = &loop;
    return;
  }
  ex.raise_class("RuntimeError",
                 "Non-thread-safe operation invoked on an event loop other than the current one");
}

LoopUse::~LoopUse() {
  if (taken_ != nullptr) taken_->give_back();
}

}  // namespace gilua
