// The C++ side of threading.Thread: one ThreadRecord per Thread object, and the Runtime's list of
// living threads.
//
// A record outlives both sides that use it, the script's object and the OS thread, by counting
// references. Its stage only moves forward. The protocol of start, end and join stands as prose at
// the head of threading_record.cpp.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <string_view>
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
  /// Whoever waits for that goes on at once: Timer.cancel(). @thread any
  void cancel(World& world);
  // 0 until begin. Acquire pairs with begin's release.
  uint64_t ident() const { return ident_.load(std::memory_order_acquire); }
  int native_id() const { return native_id_.load(std::memory_order_acquire); }
  /// Who runs it now, for deadlock reports: to be compared, never followed.
  Thread* thread() const { return thread_.load(std::memory_order_relaxed); }
  void forget_thread() { thread_.store(nullptr, std::memory_order_relaxed); }

  enum class Wait : uint8_t { kBegun, kEnded, kCancelled };
  /// Parks until the thread has begun (or could not), has ended or was cancelled. kTimeout: it has
  /// not. @blocks parks
  World::Woken wait(Exec& ex, Wait what, Clock::time_point deadline);

  // --- roots, as long as the record is in the list of living threads
  Value object = Value::nil();  // the script's Thread object, which references this record
  /// What threading.Local keeps for the thread: a table, weak in its keys, from Local object to the
  /// table of fields; nil until the first use. Read and written by the thread itself only.
  Value locals = Value::nil();

 private:
  friend class ThreadList;
  struct Waiter {
    Thread& thread;
    Wait what;
    Waiter* next;
  };

  ~ThreadRecord() = default;
  bool has_come(Wait what) const;
  /// Wakes those for whom something has come: who joins is not to wake when the thread begins.
  void wake(World& world) EXCLUDES(mutex_);

  std::atomic<uint32_t> references_{1};
  std::atomic<ThreadStage> stage_{ThreadStage::kBare};
  std::atomic<uint64_t> ident_{0};
  std::atomic<int> native_id_{0};
  std::atomic<bool> cancelled_{false};    // release, acquire: who sees it sees what came before
  std::atomic<Thread*> thread_{nullptr};  // relaxed: reports only
  mutable Mutex mutex_;
  std::string name_ GUARDED_BY(mutex_);
  Waiter* waiters_ GUARDED_BY(mutex_) = nullptr;

  // Under the list's mutex.
  size_t place_ = 0;     // in the list
  uint64_t number_ = 0;  // threads are listed in the order in which they were started
  WriterId writer_ = 0;  // whose thread it is: never reused; 0 until the OS thread has attached
};

/// The living threads and what else threading keeps per Runtime. Held by the registry, the roots
/// and every OS thread.
class ThreadList {
 public:
  /// The Runtime's list; module "_threading" makes it when it is opened.
  static ThreadList& of(Exec& ex);

  /// [record] is alive, with its object; [writer] is its thread's, if that is known.
  void add(ThreadRecord& record, Value object, WriterId writer);
  /// The OS thread that runs [record] is known.
  void bind(ThreadRecord& record, WriterId writer);
  /// The record's roots are dropped with it.
  void remove(ThreadRecord& record);
  std::vector<Value> objects() const;  // the oldest first
  size_t count() const;
  /// The calling thread's record; nullptr if threading does not know it. @thread running
  ThreadRecord* current(const Exec& ex) const;
  /// A living thread, neither daemon nor [except], with a reference that the caller drops; nullptr
  /// if there is none.
  ThreadRecord* first_to_wait_for(WriterId except) const;
  void mark(Marker& marker);

  /// N of "Thread-N".
  // Relaxed: only has to be unique.
  int64_t next_number() { return next_number_.fetch_add(1, std::memory_order_relaxed); }

  /// What scripts asked for with stack_size(); 0: the default. Relaxed: a number by itself.
  std::atomic<size_t> stack_bytes{0};

  // OS threads of non-daemons, from before they are made until they touch nothing of the World any
  // more, which is after their join has returned.
  void os_thread_begins();
  void os_thread_ends();
  void wait_for_os_threads();

  /// Lua functions: what a new thread calls with its object; what it calls with an uncaught error,
  /// the traceback and its object; an error's text. Roots. Set once, before threads start.
  Value bootstrap = Value::nil();
  Value report = Value::nil();
  Value describe = Value::nil();
  /// What a thread calls with a Local that it uses for the first time. As above.
  Value begin_local = Value::nil();

 private:
  mutable Mutex mutex_;
  std::vector<ThreadRecord*> live_ GUARDED_BY(mutex_);  // in no order, the main thread first
  uint64_t started_ GUARDED_BY(mutex_) = 0;
  std::atomic<int64_t> next_number_{1};
  Mutex tail_mutex_;
  CondVar tails_over_;
  uint32_t tails_ GUARDED_BY(tail_mutex_) = 0;
};

/// Makes the Runtime's ThreadList. False after an error.
bool make_thread_list(Exec& ex);

/// Makes the OS thread of a started record that is in the list. False: the system refuses, or there
/// is no memory for it ([no_memory]).
bool launch_thread(Exec& ex, ThreadRecord& record, bool& no_memory);

/// Writes to standard error what may wait, in one piece and without the permit.
void print_error(Thread& thread, std::string_view text);

/// args[0] as a Thread object; nullptr after Lua's usual complaint.
ThreadRecord* check_thread(Exec& ex, Args args);

// Rows that module "_threading" has as tables of their own.
std::span<const NativeRow> timer_rows();  // threading_timer.cpp
std::span<const NativeRow> local_rows();  // threading_local.cpp
std::span<const NativeRow> trace_rows();  // threading_trace.cpp

}  // namespace gilua
