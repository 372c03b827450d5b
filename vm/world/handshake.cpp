// What a table's growth waits for where the process has no membarrier: until every other thread has
// been at a safepoint, parked or stopped, and so has finished any store it was in the middle of.
//
// It is no stop: the caller holds raw pointers that a collection must not move under it, so it
// still counts as running and nobody can stop the world while it waits. Two threads that do this at
// once do not wait for each other, because a thread that waits here is between two stores by
// itself; and a thread that wants to stop the world counts as stopped, so it answers too.
#include "vm/world/parker.hpp"
#include "vm/world/permit.hpp"

namespace gilua {

bool Permit::handshake_done(const Thread& thread, uint64_t number) const {
  bool done = true;
  registry_.for_each([&](Thread& other) NO_THREAD_SAFETY_ANALYSIS {
    if (&other == &thread || other.parker->in_handshake) return;
    if (other.state.load(std::memory_order_seq_cst) != ThreadState::kRunning) return;
    if (other.parker->handshake_seen < number && &other != stopper_) done = false;
  });
  return done;
}

void Permit::handshake(Thread& thread) {
  MutexLock lock(gil.mutex);
  if (has(kGilOn)) return;
  const uint64_t number = ++handshakes_;
  thread.parker->in_handshake = true;
  thread.parker->handshake_seen = number;
  // Those who leave without the lock see the bit, as they would see a stop (permit.cpp, 4).
  control_.fetch_or(kHandshake, std::memory_order_seq_cst);
  registry_.raise(kPollMode, &thread);
  arrived_.notify_all();  // others that wait here: this thread is answered for
  while (!handshake_done(thread, number)) arrived_.wait(gil.mutex);
  thread.parker->in_handshake = false;
  bool last = true;
  registry_.for_each([&](Thread& other) { last = last && !other.parker->in_handshake; });
  if (last) control_.fetch_and(~kHandshake, std::memory_order_seq_cst);
}

}  // namespace gilua
