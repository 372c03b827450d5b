// The list of attached threads, and what is asked of all of them at once. The accounts themselves
// are in gil_stats.cpp.
#include "vm/world/registry.hpp"

#include <algorithm>

namespace gilua {

void Registry::add(Thread& thread) {
  MutexLock lock(mutex_);
  threads_.push_back(&thread);
  set_.insert(&thread);
}

void Registry::remove(Thread& thread) {
  MutexLock lock(mutex_);
  threads_.erase(std::find(threads_.begin(), threads_.end(), &thread));
  set_.erase(&thread);
}

size_t Registry::size() const {
  MutexLock lock(mutex_);
  return threads_.size();
}

std::vector<Thread*> Registry::list() const {
  MutexLock lock(mutex_);
  return threads_;
}

void Registry::for_each(const std::function<void(Thread&)>& visit) const {
  MutexLock lock(mutex_);
  for (Thread* thread : threads_) visit(*thread);
}

void Registry::examine(const std::function<void(const Members&)>& look) const {
  MutexLock lock(mutex_);
  look({threads_, set_});
}

void Registry::raise(PollBit bit, const Thread* except) {
  MutexLock lock(mutex_);
  for (Thread* thread : threads_) {
    // Relaxed: the bit only sends its owner to a safepoint; what it stands for is under a mutex.
    if (thread != except) thread->poll.fetch_or(bit, std::memory_order_relaxed);
  }
}

Thread* Registry::first_running(const Thread* except) const {
  MutexLock lock(mutex_);
  for (Thread* thread : threads_) {
    // Half of the Dekker pair (permit.cpp, 3); its acquire also makes what the thread did before it
    // left visible to whoever stops the world.
    if (thread != except && thread->state.load(std::memory_order_seq_cst) == ThreadState::kRunning)
      return thread;
  }
  return nullptr;
}

void Registry::set_exclusive(bool exclusive) {
  MutexLock lock(mutex_);
  for (Thread* thread : threads_) thread->exclusive = exclusive;
}

}  // namespace gilua
