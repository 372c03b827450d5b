// The barrier that makes unlocked writes and growth fit together (step 5 in grow.cpp).
//
// The private expedited membarrier makes every running thread of this process execute a full
// barrier. It costs the grower some microseconds and the writers nothing, which is why a write
// needs only a compiler fence between its store and its look at the tag.
#include <linux/membarrier.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "vm/table/grow.hpp"

namespace gilua {
namespace {

enum class Barrier : uint8_t { kUnknown, kMembarrier, kNone };
// Relaxed: set before threads start, or to the same value by racing first uses.
std::atomic<Barrier> barrier_kind{Barrier::kUnknown};
std::atomic<void (*)()> fallback{nullptr};

long membarrier(int command) { return syscall(__NR_membarrier, command, 0, 0); }

}  // namespace

bool register_membarrier() {
  const bool ok = membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0;
  barrier_kind.store(ok ? Barrier::kMembarrier : Barrier::kNone, std::memory_order_relaxed);
  return ok;
}

void set_barrier_fallback(void (*wait_for_all_mutators)()) {
  fallback.store(wait_for_all_mutators, std::memory_order_relaxed);
}

void use_membarrier(bool on) {
  barrier_kind.store(on ? Barrier::kUnknown : Barrier::kNone, std::memory_order_relaxed);
}

bool run_barrier() {
  if (barrier_kind.load(std::memory_order_relaxed) == Barrier::kUnknown) register_membarrier();
  if (barrier_kind.load(std::memory_order_relaxed) == Barrier::kNone) return false;
  if (membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0) return true;
  // A forked child, for instance, may have to register first.
  return register_membarrier() && membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0;
}

void wait_in_barrier_fallback() {
  void (*wait)() = fallback.load(std::memory_order_relaxed);
  if (wait == nullptr) {
    // Going on would lose writes silently: an embedder without membarrier must set the fallback.
    std::fputs("gilua: no membarrier system call and no set_barrier_fallback\n", stderr);
    std::abort();
  }
  wait();
}

void TableLock::acquire_slow(Table* t) {
  // Long enough for an owner that runs the barrier (some 10 us) not to cost us a time slice.
  constexpr unsigned kSpins = 400;
  for (unsigned round = 0;; ++round) {
    // Look before trying, so that waiters do not take the line from the owner.
    if (t->lock.load(std::memory_order_relaxed) == 0 &&
        t->lock.exchange(1, std::memory_order_acquire) == 0)  // pairs with unlock's release
      return;
    if (round < kSpins) {
      __builtin_ia32_pause();
    } else {
      sched_yield();  // the owner may be descheduled
    }
  }
}

}  // namespace gilua
