// The permit to run Lua: who may be running, and how the world is stopped. permit.cpp begins with
// the protocol as prose.
//
// Its static half (a clang capability that callers of the VM would have to show) is left out: the
// permit travels through callbacks, natives and the interpreter's loops, where the analysis cannot
// follow it. What is checked statically is the mutex below it.
#pragma once

#include <atomic>
#include <functional>

#include "vm/world/gil.hpp"
#include "vm/world/registry.hpp"

namespace gilua {

/// Says what the caller of the VM did wrong, and aborts.
[[noreturn]] void fatal(std::string_view what);

class Permit {
 public:
  explicit Permit(Registry& registry) : registry_(registry) {}

  Gil gil;

  /// @thread any. For the owner of the permit the answer cannot change while it runs.
  bool gil_on() const {
    // Acquire: pairs with the toggle's release, for those who ask without the permit.
    return (control_.load(std::memory_order_acquire) & kGilOn) != 0;
  }
  void start_with_gil(bool on);  // before threads are attached

  // --- joining. The thread is running afterwards, or parked for good.
  void join(Thread& thread) EXCLUDES(gil.mutex);
  void resign(Thread& thread) EXCLUDES(gil.mutex);

  // --- running and back. @thread owner
  /// The permit is given up to wait for what [edge] says; the thread counts as stopped.
  void leave(Thread& thread, const WaitEdge& edge) EXCLUDES(gil.mutex);
  /// Waits until the thread may be running again.
  void enter(Thread& thread) EXCLUDES(gil.mutex);
  /// Lets the GIL go and takes it again. Forced: only if it is still asked for.
  void hand_over(Thread& thread, Release how) EXCLUDES(gil.mutex);
  /// A safepoint that found kPollStop or kPollMode.
  void answer(Thread& thread) EXCLUDES(gil.mutex);

  // --- stopping. @thread owner, running
  /// Returns false, without a stop, if [served] became true while others had the world stopped.
  bool begin_stop(Thread& thread, const std::function<bool()>& served, StopStats& stats)
      EXCLUDES(gil.mutex);
  void end_stop() EXCLUDES(gil.mutex);
  StopStats last_stop() const EXCLUDES(gil.mutex);
  /// Switches the GIL. Returns the state before. @thread within its own stop
  bool switch_gil(Thread& thread, bool on) EXCLUDES(gil.mutex);
  /// From the end of the current stop on nobody but [survivor] enters. @thread within its own stop
  void bar_all_but(Thread& survivor) EXCLUDES(gil.mutex);

  /// From now on nobody enters any more and whoever is at a safepoint stays there. Waits until no
  /// thread is running; false: some still are when [deadline] has passed. For the end of the
  /// process: there is no way back. @thread a foreign one
  bool halt(Clock::time_point deadline) EXCLUDES(gil.mutex);

  /// Waits until every other thread has been at a safepoint or parked, without letting anybody
  /// stop the world at the caller's expense (handshake.cpp).
  void handshake(Thread& thread) EXCLUDES(gil.mutex);

 private:
  // Bits of control_. Zero means that whoever wants to be running may.
  static constexpr uint32_t kGilOn = 1;
  static constexpr uint32_t kStopPending = 2;
  static constexpr uint32_t kHandshake = 4;
  static constexpr uint32_t kBarred = 8;

  bool has(uint32_t bit) const { return (control_.load(std::memory_order_relaxed) & bit) != 0; }
  void enter_locked(Thread& thread) REQUIRES(gil.mutex);
  void leave_locked(Thread& thread, ThreadState to, const WaitEdge& edge, Release how)
      REQUIRES(gil.mutex);
  void arrive(Thread& thread) REQUIRES(gil.mutex);
  /// Whether [thread] must not run any more.
  bool is_barred(const Thread& thread) const REQUIRES(gil.mutex) {
    return halted_ || (survivor_ != nullptr && survivor_ != &thread);
  }
  void halt_others(Thread& thread, StopStats& stats) REQUIRES(gil.mutex);
  void let_go_on() REQUIRES(gil.mutex);
  void refresh_exclusive(Thread& thread) REQUIRES(gil.mutex);
  bool handshake_done(const Thread& thread, uint64_t number) const REQUIRES(gil.mutex);

  Registry& registry_;
  /// Changed under gil.mutex. Read without it, seq_cst, as half of the Dekker pair.
  std::atomic<uint32_t> control_{0};
  Thread* stopper_ GUARDED_BY(gil.mutex) = nullptr;
  const Thread* awaited_ GUARDED_BY(gil.mutex) = nullptr;  // whom the stopper waits for
  const Thread* late_ GUARDED_BY(gil.mutex) = nullptr;     // who arrived last in this stop
  const Thread* survivor_ GUARDED_BY(gil.mutex) = nullptr;
  bool halted_ GUARDED_BY(gil.mutex) = false;
  /// With the GIL off: some thread's exclusive flag may be set.
  bool exclusive_granted_ GUARDED_BY(gil.mutex) = false;
  StopStats last_stop_ GUARDED_BY(gil.mutex);
  uint64_t handshakes_ GUARDED_BY(gil.mutex) = 0;
  CondVar resumed_;  // the stop is over
  CondVar arrived_;  // somebody left off running while a stop or a handshake waits
};

}  // namespace gilua
