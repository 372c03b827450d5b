// The threads that are attached to a World, and the accounts of those that were.
//
// The list changes only under the permit's mutex and the registry's own, taken in that order: so
// whoever holds either may read it. Functions here take the registry's.
#pragma once

#include <deque>
#include <unordered_set>
#include <vector>

#include "vm/base/mutex.hpp"
#include "vm/world/world.hpp"

namespace gilua {

constexpr size_t kKeptEnded = 64;  // ended threads that gil.stats() lists one by one

class Registry {
 public:
  /// The attached threads; nobody comes or goes while one has it.
  struct Members {
    const std::vector<Thread*>& list;
    const std::unordered_set<Thread*>& set;
    bool contains(const Thread* thread) const {
      return set.count(const_cast<Thread*>(thread)) != 0;
    }
  };

  void add(Thread& thread);
  void remove(Thread& thread);
  size_t size() const;
  std::vector<Thread*> list() const;
  void for_each(const std::function<void(Thread&)>& visit) const;
  void examine(const std::function<void(const Members&)>& look) const;

  /// Sets a bit in every poll word but that of [except].
  void raise(PollBit bit, const Thread* except);
  /// A thread other than [except] that is running, or nullptr.
  Thread* first_running(const Thread* except) const;
  /// Sets Mutator::exclusive of all threads. @thread stopped
  void set_exclusive(bool exclusive);

  // --- statistics
  /// Books an ended thread. @thread owner, before remove
  void keep_ended(const Thread& thread);
  /// Fills in the sums and lines of living and ended threads.
  void read_stats(GilStats& stats) const;
  void reset_stats();

 private:
  mutable Mutex mutex_;
  std::vector<Thread*> threads_ GUARDED_BY(mutex_);
  std::unordered_set<Thread*> set_ GUARDED_BY(mutex_);  // the same, to find one
  std::deque<ThreadGilStats> ended_ GUARDED_BY(mutex_);
  GilStats ended_sums_ GUARDED_BY(mutex_);  // of all that ended, also those no longer kept
};

}  // namespace gilua
