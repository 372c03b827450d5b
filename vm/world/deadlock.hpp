// Finding deadlocks at the moment they are complete. deadlock.cpp begins with the rules as prose.
//
// No thread looks for deadlocks: whoever does the last step into one (a wait without end, the end
// of a thread) looks then. Each World has one watch. Helpers share it, since the last step of an OS
// thread may come after the World is gone.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "vm/world/registry.hpp"

namespace gilua {

class DeadlockWatch {
 public:
  DeadlockWatch(Registry& registry, bool enabled) : registry_(registry), enabled_(enabled) {}

  bool enabled() const { return enabled_; }
  /// Whether only a thread of this World can end such a wait.
  static bool is_endless(const WaitEdge& edge, Clock::time_point deadline);

  // --- who may still do something: threads that are not in an endless wait, and helpers.
  // seq_cst, with the thread's word: of two that go to sleep at the same time the one that is
  // later in that order sees both counted out and both words.
  void add_able() { able_.fetch_add(1, std::memory_order_seq_cst); }
  void begin_wait() { able_.fetch_sub(1, std::memory_order_seq_cst); }
  void end_wait() { able_.fetch_add(1, std::memory_order_seq_cst); }
  /// A thread has detached. @thread not attached
  void drop_able() EXCLUDES(mutex_);
  void add_helper();
  void drop_helper() EXCLUDES(mutex_);

  /// [thread] sleeps without end from now on: is that a deadlock? If so, it has been told when this
  /// returns (or the handler does not return). @thread owner, parked
  void look(Thread& thread, const WaitEdge& edge) EXCLUDES(mutex_);

  void set_handler(World::DeadlockHandler handler) EXCLUDES(mutex_);
  /// Takes what World::park's kInterrupted was about; empty: an interrupt. @thread owner
  static std::string take_text(Thread& thread);
  /// The World goes: whoever drops itself later looks at nothing.
  void close() EXCLUDES(mutex_);

 private:
  /// A thread in a cycle, as it was seen.
  struct Link {
    Thread* thread = nullptr;
    uint32_t word = 0;
    WaitEdge edge;
    Thread* holder = nullptr;
  };
  using Members = Registry::Members;

  static bool read_link(Thread& thread, Link& link);
  static bool walk(Thread& start, const Members& members, std::vector<Link>& links);
  static bool find_cycle(Thread& start, const Members& members, std::vector<Link>& links);
  bool all_stuck(const Members& members) const;
  void look_at_cycle(Thread& thread) EXCLUDES(mutex_);
  void look_at_all(Thread* last) EXCLUDES(mutex_);
  void break_wait(Thread& victim, const std::string& text) REQUIRES(mutex_);

  Registry& registry_;
  const bool enabled_;
  std::atomic<int64_t> able_{0};
  std::atomic<int64_t> helpers_{0};  // seq_cst too; see all_stuck
  Mutex mutex_;                      // one deadlock at a time; taken before the registry's
  World::DeadlockHandler handler_ GUARDED_BY(mutex_);
  bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace gilua
