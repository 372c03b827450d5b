// What the World keeps per thread behind Thread: the word that park() sleeps on, the wait-for edge,
// and the clock of the thread's account (how long it held the GIL, waited for it, did neither).
//
// Only the owner makes the account's transitions; others read and reset it. So a mutex of the
// thread's own guards it, which is uncontended except while somebody asks for statistics.
#pragma once

#include <time.h>

#include <atomic>
#include <cstdint>
#include <string>

#include "vm/base/mutex.hpp"
#include "vm/world/world.hpp"

namespace gilua {

/// What a thread's time is booked to. With the GIL off, running is holding and the rest released.
enum class Span : uint8_t { kReleased, kWaiting, kHolding };

struct Thread::Parker {
  // Bits of [word].
  static constexpr uint32_t kToken = 1;     // somebody unparked the thread
  static constexpr uint32_t kSleeping = 2;  // the owner sleeps, or is about to
  static constexpr uint32_t kPoke = 4;      // look at pending_interrupt
  static constexpr uint32_t kForever = 8;   // with kSleeping: only a thread of this World ends it
  static constexpr uint32_t kDeadlock =
      16;                                   // which is a deadlock; the wait is to end with an error
  static constexpr uint32_t kEpisode = 32;  // from here up: how many endless waits there were

  /// unpark's and interrupt's read-modify-writes (release) pair with the owner's loads (acquire).
  std::atomic<uint32_t> word{0};

  /// What interrupt() writes to besides, for waits in system calls (World::wake_descriptor); -1:
  /// none. Release and acquire, though only the number passes.
  std::atomic<int> wake_fd{-1};

  Parker() = default;
  ~Parker();
  Parker(const Parker&) = delete;
  Parker& operator=(const Parker&) = delete;

  mutable Mutex mutex;
  WaitEdge edge GUARDED_BY(mutex);
  std::string deadlock GUARDED_BY(mutex);  // what kDeadlock is about, until it is raised
  Span span GUARDED_BY(mutex) = Span::kReleased;
  uint64_t since_ns GUARDED_BY(mutex) = 0;        // start of the current span
  uint64_t cpu_from_ns GUARDED_BY(mutex) = 0;     // the thread's processor time at attach or reset
  clockid_t cpu_clock = CLOCK_THREAD_CPUTIME_ID;  // set by attach, before others see the thread

  /// The World's inside. Threads that stay stopped after shut_down come back to it, not to the
  /// World, which the embedder may have destroyed.
  World::Impl* impl = nullptr;
  /// Owner. The Thread of another World that this OS thread attached before, if any.
  Thread* attached_before = nullptr;
  /// Under the permit's mutex: the last handshake that the thread answered (handshake.cpp).
  uint64_t handshake_seen = 0;
  bool in_handshake = false;
};

/// Books the time since the last transition, begins a span, and counts one more of [counter].
/// @thread owner
void begin_span(Thread& thread, Span span, const WaitEdge& edge,
                uint64_t GilCounters::*counter = nullptr);
/// Starts the account at zero. @thread any
void reset_account(Thread& thread);
/// The thread's line, up to now. Its name is the caller's to fill in. @thread any
ThreadGilStats read_account(const Thread& thread);

}  // namespace gilua
