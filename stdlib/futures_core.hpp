// The cores of concurrent.futures: Future, and Watch, which learns of the end of many futures.
//
// As every core (sync_wait.hpp) each is guarded by a mutex that is held for a few instructions. A
// future that ends tells its watches while it holds its own mutex, so a future's comes before a
// watch's, and before a pool's (futures_pool.hpp). A watch and the futures that it watches keep
// each other alive, so none of them has anything to undo when it dies: they die together. Read
// next: futures_natives.cpp (module "_futures"), stdlib/lua/_futures/.
#pragma once

#include "stdlib/sync_wait.hpp"

namespace gilua {

class PoolCore;
class WatchCore;

/// Python's states; the natives show them by name.
enum class FutureState : uint8_t { kPending, kRunning, kCancelled, kNotified, kFinished };

/// A watch's place in one future's list. Lies in the watch's memory; [before] to [is_linked] are
/// under the future's mutex, [next_done] under the watch's.
struct WatchNode {
  Userdata* future;
  WatchCore* watch;
  WatchNode* before;
  WatchNode* after;
  bool is_linked;
  WatchNode* next_done;
};

/// Behind it in memory lie the function and the arguments that it was made with.
class ThreadFutureCore {
 public:
  explicit ThreadFutureCore(uint32_t call_size) : call_size_(call_size) {}

  /// Acquire: whoever sees the end sees the result.
  FutureState state() const { return state_.load(std::memory_order_acquire); }
  bool is_done() const { return state() >= FutureState::kCancelled; }
  /// Finished, or cancelled and told so: what wait() and as_completed() call done.
  bool is_over() const { return state() >= FutureState::kNotified; }
  /// When it was over, as a number that grows from one to the next. Once it is over.
  uint64_t end_number() const { return end_number_; }

  // --- the result: once it is kFinished
  bool failed() const { return failed_; }
  uint32_t result_size() const { return result_size_; }
  /// The error; else the only result; else a table of them.
  Value result() const { return result_; }

  // --- the call, for the one thread that runs it
  Value* call() { return reinterpret_cast<Value*>(this + 1); }
  uint32_t take_call();

  // --- changes. @thread running   @blocks bounded
  enum class Start : uint8_t { kRuns, kCancelled, kUnexpected };
  /// set_running_or_notify_cancel: whether it is to run.
  Start start(Exec& ex);
  struct Outcome {
    Value value = Value::nil();
    uint32_t size = 0;
    bool failed = false;
  };
  /// kFinished with that outcome. False: it was over, or cancelled. [callbacks] are then the
  /// caller's to call; if there are none, the thread counts as an idle one of [pool], if given,
  /// before anybody can see the end.
  bool finish(Exec& ex, const Outcome& outcome, PoolCore* pool, Value& callbacks);
  /// Whether it is cancelled now; [callbacks] as above, when that is new.
  bool cancel(Exec& ex, Value& callbacks);
  /// [callback] is {function, false}; the second is set to those that came before. False: it is
  /// done, and who asks calls the function.
  bool add_callback(Exec& ex, Table* callback);

  /// Until it is done. @blocks parks
  World::Woken wait(Exec& ex, Clock::time_point deadline);

  void trace(Marker& marker) const;

 private:
  friend class WatchCore;

  bool set_over(FutureState state, Exec& ex) REQUIRES(mutex_);

  Mutex mutex_;
  std::atomic<FutureState> state_{FutureState::kPending};  // written under the mutex
  bool failed_ = false;  // what is not atomic is under the mutex, or constant once it is over
  uint32_t result_size_ = 0;
  uint32_t call_size_;
  uint64_t end_number_ = 0;
  Value result_ = Value::nil();
  Value callbacks_ GUARDED_BY(mutex_) = Value::nil();
  WaitList waiters_ GUARDED_BY(mutex_);
  WatchNode* watches_ GUARDED_BY(mutex_) = nullptr;
};
static_assert(sizeof(ThreadFutureCore) % alignof(Value) == 0);

/// Hears of the end of futures, in the order in which they end. Behind it lie its nodes.
class WatchCore {
 public:
  explicit WatchCore(Userdata* self, uint32_t size) : self_(self), size_(size) {}

  uint32_t size() const { return size_; }
  WatchNode& node(uint32_t i) { return reinterpret_cast<WatchNode*>(this + 1)[i]; }
  /// Begins to watch the future of a node. Those that are over already are heard of at once.
  void attach(Exec& ex, uint32_t i, Userdata* future);
  void detach_all(Exec& ex);

  struct Wish {
    uint32_t ends = 0;           // that many, or
    bool until_failure = false;  // one that failed
  };
  /// Until the wish is fulfilled; kTimeout: it is not. @blocks parks
  World::Woken wait(Exec& ex, const Wish& wish, Clock::time_point deadline);
  /// The next future that ended and was not taken yet; nullptr if there is none.
  Userdata* take(Exec& ex);
  uint32_t ends(Exec& ex);

  void trace(Marker& marker) const;

 private:
  friend class ThreadFutureCore;

  void report(Exec& ex, WatchNode& node, bool failed);
  bool is_fulfilled() const REQUIRES(mutex_) {
    return ends_ >= wish_.ends || (wish_.until_failure && has_failure_);
  }

  Mutex mutex_;
  Userdata* const self_;  // the object whose payload this is: what nodes keep alive
  const uint32_t size_;
  uint32_t ends_ GUARDED_BY(mutex_) = 0;
  bool has_failure_ GUARDED_BY(mutex_) = false;
  Wish wish_ GUARDED_BY(mutex_);  // of the last who waits: a watch has one user at a time
  WatchNode* first_done_ GUARDED_BY(mutex_) = nullptr;
  WatchNode* last_done_ GUARDED_BY(mutex_) = nullptr;
  WaitList waiters_ GUARDED_BY(mutex_);
};
static_assert(sizeof(WatchCore) % alignof(WatchNode) == 0);

extern const UserdataType kThreadFutureType;  // "Future"

}  // namespace gilua
