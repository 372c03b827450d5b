// The C++ side of threading.Thread: one ThreadRecord per Thread object, and the Runtime's list of
// living threads.
//
// A record outlives both sides that use it, the script's object and the OS thread, by counting
// references. Its stage only moves forward. The protocol of start, end and join stands as prose at
// the head of threading_record.cpp.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "vm/exec/runtime.hpp"

namespace gilua {

enum class ThreadStage : uint8_t { kBare, kReady, kStarted, kEnded };

class ThreadRecord {
 public:
  ThreadRecord() = default;
  ThreadRecord(const ThreadRecord&) = delete;
  ThreadRecord& operator=(const ThreadRecord&) = delete;

  // Relaxed: the caller holds a reference already. The last drop's acq_rel orders the others' use
  // before the deletion.
  void ref() { references_.fetch_add(1, std::memory_order_relaxed); }
  void unref() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  /// Acquire: pairs with the releases of advance() and end(), so who sees kEnded sees what the
  /// thread wrote, and who sees kStarted its name and daemon flag.
  ThreadStage stage() const { return stage_.load(std::memory_order_acquire); }
  /// [from] -> [to]; false if the stage was another one. Of two that start a thread one does.
  bool advance(ThreadStage from, ThreadStage to) {
    return stage_.compare_exchange_strong(from, to, std::memory_order_acq_rel);
  }
  bool is_alive() const { return stage() == ThreadStage::kStarted; }

  std::string name() const;
  void set_name(std::string_view name);

  // Relaxed: written before the start (advance publishes it), read any time.
  std::atomic<bool> daemon{false};

  /// The OS thread has attached: its ids are known, and whoever waits for that is woken.
  void begin(World& world, Thread& thread);
  /// The thread is over: whoever joins it is woken. @thread any
  void end(World& world);
  // 0 until begin. Acquire pairs with begin's release.
  uint64_t ident() const { return ident_.load(std::memory_order_acquire); }
  int native_id() const { return native_id_.load(std::memory_order_acquire); }
  /// Who runs it now, for deadlock reports: to be compared, never followed.
  Thread* thread() const { return thread_.load(std::memory_order_relaxed); }
  void forget_thread() { thread_.store(nullptr, std::memory_order_relaxed); }

  enum class Wait : uint8_t { kBegun, kEnded };
  /// Parks until the thread has begun or ended. kTimeout: it has not. @blocks parks
  World::Woken wait(Exec& ex, Wait what, Clock::time_point deadline);

 private:
  struct Waiter {
    Thread& thread;
    Waiter* next;
  };

  ~ThreadRecord() = default;
  bool has_come(Wait what) const {
    return what == Wait::kEnded ? stage() == ThreadStage::kEnded : ident() != 0;
  }
  void wake_all(World& world) REQUIRES(mutex_);

  std::atomic<uint32_t> references_{1};
  std::atomic<ThreadStage> stage_{ThreadStage::kBare};
  std::atomic<uint64_t> ident_{0};
  std::atomic<int> native_id_{0};
  std::atomic<Thread*> thread_{nullptr};  // relaxed: reports only
  mutable Mutex mutex_;
  std::string name_ GUARDED_BY(mutex_);
  Waiter* waiters_ GUARDED_BY(mutex_) = nullptr;
};

/// A living thread, as threading.enumerate() lists it.
struct LiveThread {
  ThreadRecord* record;  // referenced by [object]'s payload
  Value object;          // the script's Thread object; a root
  WriterId writer;       // whose thread it is: never reused; 0 until the OS thread has attached
};

/// What threading keeps per Runtime. Held by the registry, the roots and every OS thread.
class ThreadList {
 public:
  /// The Runtime's list; module "_threading" makes it when it is opened.
  static ThreadList& of(Exec& ex);

  void add(const LiveThread& live);
  /// The OS thread that runs [record] is known.
  void bind(const ThreadRecord& record, WriterId writer);
  void remove(const ThreadRecord& record);
  std::vector<Value> objects() const;
  size_t count() const;
  /// The object of a thread; nil if threading does not know it.
  Value find(WriterId writer) const;
  Value object_of(const ThreadRecord& record) const;
  /// A living thread, neither daemon nor [except], with a reference that the caller drops; nullptr
  /// if there is none.
  ThreadRecord* first_to_wait_for(WriterId except) const;
  void mark(Marker& marker);

  /// N of "Thread-N".
  // Relaxed: only has to be unique.
  int64_t next_number() { return next_number_.fetch_add(1, std::memory_order_relaxed); }

  // OS threads of non-daemons, from before they are made until they touch nothing of the World any
  // more, which is after their join has returned.
  void os_thread_begins();
  void os_thread_ends();
  void wait_for_os_threads();

  /// Lua functions that a new thread calls with its object, and with an error that it left behind
  /// for its text. Roots. Set once, before threads start.
  Value bootstrap = Value::nil();
  Value describe = Value::nil();

 private:
  mutable Mutex mutex_;
  std::vector<LiveThread> live_ GUARDED_BY(mutex_);
  std::atomic<int64_t> next_number_{1};
  Mutex tail_mutex_;
  CondVar tails_over_;
  uint32_t tails_ GUARDED_BY(tail_mutex_) = 0;
};

/// Makes the Runtime's ThreadList. False after an error.
bool make_thread_list(Exec& ex);

/// Makes the OS thread of a started record whose object is in the list. False: the system refuses.
bool launch_thread(Exec& ex, ThreadRecord& record);

}  // namespace gilua
