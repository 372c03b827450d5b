// The generator of math.random and module "random": xoshiro256**, seeded as lmathlib.c does it, and
// the lock that a shared one stands under. Private to stdlib/.
//
// A generator is used for some 20 instructions and never across a poll. While the mutator is
// exclusive (the GIL is on, or there is one thread) no lock is needed: the natives that draw are
// leaves, so nobody else can be inside.
#pragma once

#include <atomic>
#include <cstdint>

#include "vm/heap/heap.hpp"

namespace gilua {

/// A lock for a few instructions. lock() acquires what unlock() released.
class SpinLock {
 public:
  void lock() {
    while (held_.exchange(1, std::memory_order_acquire) != 0) {
      // Relaxed: only waits for a good moment to try again.
      while (held_.load(std::memory_order_relaxed) != 0) __builtin_ia32_pause();
    }
  }
  void unlock() { held_.store(0, std::memory_order_release); }

 private:
  std::atomic<uint32_t> held_{0};
};

/// Locks only where another thread may be inside.
class SpinGuard {
 public:
  SpinGuard(const Mutator& m, SpinLock& lock) : lock_(m.exclusive ? nullptr : &lock) {
    if (lock_ != nullptr) lock_->lock();
  }
  ~SpinGuard() {
    if (lock_ != nullptr) lock_->unlock();
  }
  SpinGuard(const SpinGuard&) = delete;
  SpinGuard& operator=(const SpinGuard&) = delete;

 private:
  SpinLock* lock_;
};

inline uint64_t split_mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

struct Xoshiro {
  uint64_t state[4] = {};

  uint64_t next() {
    uint64_t* s = state;
    const uint64_t s0 = s[0];
    const uint64_t s1 = s[1];
    const uint64_t s2 = s[2] ^ s0;
    const uint64_t s3 = s[3] ^ s1;
    const uint64_t result = rotate_left(s1 * 5, 7) * 9;
    s[0] = s0 ^ s3;
    s[1] = s1 ^ s2;
    s[2] = s2 ^ (s1 << 17);
    s[3] = rotate_left(s3, 45);
    return result;
  }

  /// A float in [0, 1) with 53 random bits.
  double next_float() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  /// [stream] is 0 for Lua's own sequence.
  void start(uint64_t n1, uint64_t n2, uint64_t stream) {
    state[0] = n1;
    state[1] = 0xff;  // never all zero
    state[2] = n2;
    state[3] = stream;
    for (int i = 0; i < 16; ++i) next();  // spreads the seed
  }

  /// [random] brought into [0, limit] without bias, as lmathlib.c's project.
  uint64_t project(uint64_t random, uint64_t limit) {
    if ((limit & (limit + 1)) == 0) return random & limit;
    const uint64_t mask = ~uint64_t{0} >> __builtin_clzll(limit);
    while ((random &= mask) > limit) random = next();
    return random;
  }

 private:
  static uint64_t rotate_left(uint64_t x, int n) { return (x << n) | (x >> (64 - n)); }
};

}  // namespace gilua
