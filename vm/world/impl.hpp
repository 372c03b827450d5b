// What is inside a World: the permit, the registry, roots, settings.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "vm/world/deadlock.hpp"
#include "vm/world/permit.hpp"
#include "vm/world/policy.hpp"
#include "vm/world/registry.hpp"

namespace gilua {

struct World::Impl {
  explicit Impl(const WorldOptions& options);

  Registry registry;
  Permit permit{registry};
  /// Shared with helpers, which may outlive the World.
  const std::shared_ptr<DeadlockWatch> deadlocks;

  /// One object per row of policies.def, in that order; they live as long as the World.
  std::vector<std::unique_ptr<GilPolicy>> policies;
  /// Relaxed: a thread that reads the old one lets go once more in the old way.
  std::atomic<SwitchPoints> switch_points;
  const uint64_t seed;

  // Set before threads start, read in stops.
  std::vector<std::function<void(Marker&)>> roots;
  std::vector<std::function<void()>> after_mark;
  std::function<void(Thread&, Marker&)> trace_thread;
  std::function<void(const CollectionReport&)> observe_collection;

  // Changed in stops. `ready` and `collections` are also read without one (acquire and release).
  std::atomic<bool> ready{false};  // strings and event names are made
  std::atomic<uint64_t> collections{0};
  CollectionStats last_collection;

  std::atomic<uint64_t> next_ident{1};  // relaxed: only has to be unique

  size_t policy_index() const;
  bool counts_instructions() const {
    return permit.gil.policy.load(std::memory_order_relaxed)->counts_instructions();
  }
  /// Recomputes thread.mode (and thread.steps, when it enters the stepped loop). @thread owner
  void refresh_mode(Thread& thread) const;
  /// Makes [row] the policy. @thread running
  void select_policy(Thread& thread, size_t row);
  /// Stops the world around [action]. False: [served] became true instead.
  bool stop(Thread& thread, const std::function<void()>& action,
            const std::function<bool()>& served, StopStats& stats);
};

/// Clears an interrupt and says whether there was one. @thread owner
bool take_interrupt(Thread& thread);
/// The next number of the thread's generator.
uint64_t next_random(Thread& thread);

}  // namespace gilua
