// What threading.Timer waits on: its own record, so that cancel() wakes it at once and a timer
// costs nothing beyond its thread.
#include "stdlib/threading_arguments.hpp"
#include "stdlib/threading_record.hpp"

namespace gilua {
namespace {

// cancel(timer)
Outcome cancel(Exec& ex, Args args) {
  ThreadRecord* record = check_thread(ex, args);
  if (record == nullptr) return kError;
  record->cancel(ex.world());
  return args.ret();
}

// wait(timer, seconds): whether it was cancelled before they passed. As CPython's Event.wait: what
// is not above 0, NaN too, does not wait.
Outcome wait(Exec& ex, Args args) {
  ThreadRecord* record = check_thread(ex, args);
  double seconds = 0;
  int64_t ns = 0;
  if (record == nullptr || !check_seconds(ex, args[1], "interval", seconds)) return kError;
  if (!seconds_to_ns(ex, seconds > 0 ? seconds : 0, ns)) return kError;
  if (ns > kTimeoutMaxNs) return ex.raise_class("OverflowError", "timeout value is too large");
  // The object stands in this frame, so the record stays while the thread is parked.
  switch (record->wait(ex, ThreadRecord::Wait::kCancelled, deadline_after(ns))) {
    case World::Woken::kUnparked:
      return ex.args().ret(Value::boolean(true));
    case World::Woken::kTimeout:
      return ex.args().ret(Value::boolean(false));
    default:
      return ex.raise_interrupt();
  }
}

constexpr NativeRow kRows[] = {
    {"cancel", 1, 1, Runs::kFull, cancel, "cancel(timer): whoever waits for it goes on"},
    {"wait", 2, 2, Runs::kFull, wait, "wait(timer, seconds): whether it was cancelled"},
};

}  // namespace

std::span<const NativeRow> timer_rows() { return kRows; }

}  // namespace gilua
