// A GIL policy decides who gets the GIL next, when its holder is asked to let go, and whether one
// that lets go waits for the other. Each is one small class in a file of its own plus a row in
// policies.def; nothing else names it.
//
// All functions run under gil.mutex. A policy's own queues and conditions are guarded by it too.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "vm/world/gil.hpp"

namespace gilua {

/// What the policies keep per thread.
struct Thread::PolicyData {
  /// Owner. The GIL was asked for and switch points are `any`: the stepped loop runs a random
  /// number of instructions and then lets go.
  bool counting_down = false;

  // The rest is under gil.mutex.
  /// The GIL was taken from the thread when it last let go; it did not block.
  bool forced_out = false;
  /// Policies with a queue: where the owner sleeps, and its neighbours (policy_queue.hpp).
  CondVar turn;
  Thread* before = nullptr;
  Thread* behind = nullptr;
  /// The owner was woken for its turn. Read by the owner without the mutex, while it looks out for
  /// it before it sleeps; relaxed, because it takes the mutex afterwards.
  std::atomic<bool> called{false};
  /// Policy `priority`: see there.
  uint64_t taken_ns = 0;
  uint64_t starving_since_ns = 0;
  uint64_t served_ns = 0;
};

class GilPolicy {
 public:
  virtual ~GilPolicy() = default;

  /// True: threads run in Mode::kStepped and let go every check_interval instructions.
  virtual bool counts_instructions() const { return false; }

  /// Waits until gil.holder is nullptr and [thread] is the one to take it. False: gil.epoch
  /// changed meanwhile. The caller is counted in gil.waiters.
  virtual bool wait_for_turn(Gil& gil, Thread& thread) REQUIRES(gil.mutex) = 0;

  /// [thread] has let go: wakes whoever is next. May wait, with the mutex given up, for the
  /// hand-over to happen.
  virtual void after_release(Gil& gil, Thread& thread, Release how) REQUIRES(gil.mutex) = 0;

  /// The epoch changed: wakes everybody in wait_for_turn.
  virtual void wake_all() = 0;
};

/// A policy by name, as the rows of policies.def list them.
struct PolicyRow {
  std::string_view name;
  unsigned options;  // bits of PolicyOption
  std::string_view help;
  std::unique_ptr<GilPolicy> (*make)();
};
const std::vector<PolicyRow>& policy_rows();
/// "interval, ticks": for messages.
std::string policy_list();

}  // namespace gilua
