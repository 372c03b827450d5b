// An OS thread that runs Lua: the World's view of it. Created by attach, gone after detach.
//
// Fields say who may touch them. "Owner" is the thread itself while it is running; others may read
// such a field only in a stop.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "vm/heap/heap.hpp"

namespace gilua {

class World;
struct Exec;
struct Thread;

/// running: may touch Lua objects. parked: waits for something outside, counts as stopped.
enum class ThreadState : uint8_t { kParked, kRunning, kStopped };

/// Which interpreter loop a thread belongs in.
enum class Mode : uint8_t { kGil, kFree, kStepped };

/// What a thread waits for. The names are those of the timeline (contract, section 7).
enum class WaitKind : uint8_t {
  kNone,
  kGil,
  kLock,
  kQueue,
  kIo,
  kSleep,
  kJoin,
  kReleased,
  kStopped,
  kCollection
};

/// The wait-for edge of a parked thread: for deadlock reports and `waiting_for`.
struct WaitEdge {
  WaitKind kind = WaitKind::kNone;
  const void* what = nullptr;  // identity of the lock, thread, queue...
  const char* what_name = "";  // static text: "Lock", "Thread"
  /// Who has it, if one thread can. Called by other threads, under this thread's account mutex: may
  /// only read an atomic. What it returns is looked up, never followed.
  Thread* (*holder)(const void* what) = nullptr;
  bool only_holder = false;  // nobody else can end the wait: RLock, join
};

using Clock = std::chrono::steady_clock;  // World::now() is the one place that reads it

/// Counters of one thread, in the terms of gil.stats(). Times in nanoseconds.
struct GilCounters {
  uint64_t acquires = 0;
  uint64_t forced = 0;       // times it was made to let go
  uint64_t voluntary = 0;    // times it let go to wait for something else
  uint64_t wait_ns = 0;      // wanted the GIL and did not have it
  uint64_t hold_ns = 0;      // had it
  uint64_t released_ns = 0;  // neither: waited for something else
  uint64_t started_ns = 0;   // World::now_ns() at attach or reset
};

struct Thread : Mutator {
  World* world = nullptr;
  std::string name;    // set before attach; afterwards under World's registry mutex
  uint64_t ident = 0;  // threading.get_ident(); 0 before attach: it gives the next number
  int native_id = 0;   // gettid(), set by attach
  bool is_main = false;
  bool is_daemon = false;

  std::atomic<ThreadState> state{ThreadState::kParked};
  /// Owner. The loop the interpreter should be in; recomputed by every safepoint, park and step.
  Mode mode = Mode::kGil;
  /// Owner. Instructions until World::step is called; counted down by the stepped loop only.
  uint32_t steps = 0;
  /// Owner. What the hook of the Exec that runs now is called for; not 0: the stepped loop.
  uint8_t hook_mask = 0;
  /// Owner. The Exec that runs now (nullptr outside Lua); the marker starts here.
  Exec* exec = nullptr;
  /// Owner. Nested C++ calls (natives that call Lua, resumes); limit 200: "C stack overflow".
  uint32_t c_depth = 0;
  /// Owner. It is calling finalizers: no others are called from within.
  bool finalizing = false;
  /// Owner. Where Exec::pcall wants the traceback of an error, or nullptr.
  std::string* traceback_wanted = nullptr;
  /// Owner. xorshift state: random lengths for switch points. Seeded by attach from the World's
  /// seed and ident; never 0.
  uint64_t random_state = 1;
  /// Set by interrupt(), in any thread or a signal handler: raised at the next safepoint or wait.
  std::atomic<int> pending_interrupt{0};

  GilCounters gil;  // under the parker's mutex; see World::stats

  struct Parker;  // what park() sleeps on; vm/world/park.cpp
  std::unique_ptr<Parker> parker;
  struct PolicyData;  // what a GIL policy keeps per thread; vm/world/policy.hpp
  std::unique_ptr<PolicyData> policy;

  Thread();
  ~Thread();
};

}  // namespace gilua
