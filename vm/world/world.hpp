// A World is one shared heap with its threads, its GIL and its safepoints. Several Worlds may live
// in one process; none of this is global.
//
// The permit to run Lua. A thread is *running* (it may touch Lua objects), *parked* (it waits, and
// counts as stopped) or *stopped*. With the GIL on the right to be running is exclusive and a
// policy decides who is next; with it off everyone who asks gets it. So the GIL, the collector's
// stop and switching the GIL at run time are one mechanism; permit.cpp has the protocol as prose.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vm/base/result.hpp"
#include "vm/heap/heap.hpp"
#include "vm/strings/strings.hpp"
#include "vm/table/table.hpp"
#include "vm/world/thread.hpp"

namespace gilua {

constexpr std::chrono::microseconds kMinSwitchInterval{1};
constexpr std::chrono::microseconds kMaxSwitchInterval{10'000'000};
constexpr std::chrono::microseconds kDefaultSwitchInterval{5'000};
constexpr uint32_t kDefaultCheckInterval = 100;  // instructions, policy `ticks`
constexpr double kDefaultPatienceS = 0.05;       // policy `priority`

enum class SwitchPoints : uint8_t { kAny, kLoops };

struct WorldOptions {
  bool gil = true;
  double switch_interval_s = 0.005;
  uint32_t check_interval = kDefaultCheckInterval;
  std::string policy = "interval";
  SwitchPoints switch_points = SwitchPoints::kAny;
  uint64_t seed = 0;
  bool deadlock_check = true;
  HeapOptions heap;
};

/// What set_policy may set along with the policy: bits, names in option_names.
enum PolicyOption : unsigned {
  kOptionInterval = 1,       // "interval": the switch interval
  kOptionCheckInterval = 2,  // "check_interval": instructions
  kOptionPatience = 4,       // "patience": seconds
};
/// Their values; what is not given stays as it is.
struct PolicySettings {
  std::optional<double> interval_s;
  std::optional<int64_t> check_interval;
  std::optional<double> patience_s;
};

/// One thread's line of gil.stats(). Seconds. Holding, waiting and released add up to the lifetime.
struct ThreadGilStats {
  std::string name;
  uint64_t ident = 0;
  uint64_t acquires = 0, forced = 0, voluntary = 0;
  double wait_s = 0, hold_s = 0, released_s = 0, cpu_s = 0, lifetime_s = 0;
};
/// gil.stats(). Threads that ended are kept (the last kKeptEnded of them) and counted in the sums.
struct GilStats {
  bool enabled = true;
  std::string policy;
  uint64_t switches = 0;  // the GIL went to another thread than the one that had it last
  uint64_t forced = 0, voluntary = 0, drop_requests = 0;
  double wait_s = 0, hold_s = 0;
  std::vector<ThreadGilStats> threads;
};

/// One stop of the world, for --gc-stats and the timeline.
struct StopStats {
  uint64_t to_safepoint_ns = 0;
  std::string late_thread;
};

/// Why a collection runs.
enum class CollectReason : uint8_t {
  kAllocation,  // so much was allocated since the last one
  kRequest,     // a script asked for it
  kMemory,      // an allocation failed
};

/// One collection: who wanted it and what it cost.
struct CollectionReport {
  CollectReason reason;
  std::string asked_by;  // the thread's name
  StopStats stop;
  CollectionStats collection;
};

class DeadlockWatch;

class World {
 public:
  explicit World(const WorldOptions& options);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  Heap heap;
  StringTable strings;
  EventNames events;

  // --- threads
  /// Makes the calling OS thread able to run Lua. Returns running: it holds the permit.
  /// @thread a foreign one   @blocks parks
  void attach(Thread& thread);
  /// The reverse: gives the permit up for good. @thread owner, running
  void detach(Thread& thread);
  size_t thread_count() const;  // attached ones
  /// Calls [visit] for each attached thread under the registry's mutex. @blocks bounded
  void for_each_thread(const std::function<void(Thread&)>& visit);

  // --- safepoints. @thread owner, running   @blocks parks   @runs gc
  /// The slow path of a poll: serves whatever bits are set in thread.poll (stop, drop request,
  /// collection, mode), and recomputes thread.mode. Returns true if an interrupt is pending, which
  /// the caller raises as an error. All roots must be reachable from thread.exec.
  GILUA_NOINLINE bool safepoint(Thread& thread);
  /// For natives that work long, at their safepoints: lets go of the GIL at once if the thread
  /// counts instructions down to that, since no instruction of its own may come for seconds.
  void let_go_if_asked(Thread& thread);
  /// Called by the stepped loop when thread.steps reaches 0, between two instructions: lets go of
  /// the GIL if it is due (`ticks`, a drop request under switch points `any`, stress builds), sets
  /// thread.steps anew and recomputes thread.mode. Same result as safepoint.
  GILUA_NOINLINE bool step(Thread& thread);
  /// Recomputes thread.mode after a change of thread.hook_mask.
  void refresh_mode(Thread& thread) const;

  /// Runs [action] while no other thread of this World runs. Nested calls are errors.
  StopStats stop_the_world(Thread& thread, WaitKind why, const std::function<void()>& action);
  /// The last stop that ended, whoever asked for it. @thread any
  StopStats last_stop() const;
  /// A full collection now. If another thread's collection starts first, waits for it and is
  /// served by it when it was requested before that one's start. Finalizers that it makes due are
  /// called at this thread's next instruction boundary (kPollFinalize).
  CollectionStats collect(Thread& thread, CollectReason reason = CollectReason::kRequest);
  /// [observe] is called after each collection by the thread that did it, while others run again.
  /// Must not run Lua or collect. Before threads start.
  void set_collection_observer(std::function<void(const CollectionReport&)> observe);

  // --- waiting: the one place. @thread owner, running   @blocks parks
  enum class Woken : uint8_t { kUnparked, kTimeout, kInterrupted };
  static constexpr Clock::time_point kForever = Clock::time_point::max();
  /// Gives the permit up and sleeps until unpark(thread), [deadline] or an interrupt. A token left
  /// by an earlier unpark returns at once, with the permit kept. Callers loop over their own
  /// condition. kInterrupted: the interrupt is taken, or the wait was a deadlock; the caller raises
  /// it (Exec::raise_interrupt knows which).
  Woken park(Thread& thread, const WaitEdge& edge, Clock::time_point deadline = kForever);
  /// Leaves a token (at most one) and wakes the thread. @thread any, no permit needed
  void unpark(Thread& thread);
  /// The permit is given up from construction to destruction: for system calls that may wait.
  class Blocking {
   public:
    Blocking(World& world, Thread& thread, WaitEdge edge);
    ~Blocking();
    Blocking(const Blocking&) = delete;
    Blocking& operator=(const Blocking&) = delete;

   private:
    Thread& thread_;
  };
  /// What [thread] waits for now (kind kNone: it runs). @thread any
  WaitEdge waiting_for(const Thread& thread) const;
  /// Makes [thread] leave its wait or reach a safepoint with an interrupt pending. @thread any,
  /// signal
  void interrupt(Thread& thread);

  /// A descriptor that becomes readable when [thread] is interrupted, for waits in poll() and the
  /// like under Blocking. Whoever waits reads it empty; the interrupt itself comes at the next
  /// safepoint. Made on first use, closed with the Thread; -1: no more descriptors. @thread owner
  int wake_descriptor(Thread& thread);

  // --- deadlocks: found by the thread that completes them (deadlock.cpp)
  /// Called with the line that says the deadlock ("deadlock: all 3 threads are waiting"), by the
  /// thread that completed it, without the permit (it may halt the World); or by one that has just
  /// detached. It may not return; if it does, the threads go on waiting. Must not park or set
  /// handlers. Without a handler the wait that completed the deadlock ends with kInterrupted.
  using DeadlockHandler = std::function<void(const std::string& line)>;
  void set_deadlock_handler(DeadlockHandler handler);
  /// What the kInterrupted that [thread] just got was about: a text that begins with "deadlock: ",
  /// or nothing, then it was an interrupt. @thread owner
  std::string take_deadlock(Thread& thread);
  /// What the thread waits for: "Lock held by 'w1'", "join of 'w2'", "sleep"; nothing: it runs, or
  /// is not attached any more. @thread any
  std::string describe_wait(const Thread* thread, uint64_t ident) const;
  /// While one lives, somebody who is no attached thread may still unpark one (a thread that is
  /// about to attach, an event loop, an embedder's thread): there is no "all threads are waiting".
  /// @thread any, but its last one not running
  class Helper {
   public:
    explicit Helper(World& world);
    ~Helper();
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;

   private:
    std::shared_ptr<DeadlockWatch> watch_;
  };

  /// Whether the values of [options] are allowed; the constructor takes no others.
  static Result<void> check(const WorldOptions& options);

  // --- the GIL. Setters may be called by any running thread while others run.
  bool gil_enabled() const;
  /// Returns the state before. @blocks parks (a stop)
  bool set_gil_enabled(Thread& thread, bool on);
  std::string_view policy() const;
  static std::vector<std::string_view> policy_names();
  /// The options (bits of PolicyOption) that policy [name] takes; nothing for an unknown name.
  static std::optional<unsigned> policy_options(std::string_view name);
  /// Changes nothing if the name or a value is wrong. [settings] holds none but the policy's own.
  Result<void> set_policy(Thread& thread, std::string_view name,
                          const PolicySettings& settings = {});
  double patience_s() const;
  double switch_interval_s() const;  // exactly what was set
  /// Setting it while policy `ticks` is in force selects `interval`.
  Result<void> set_switch_interval_s(Thread& thread, double seconds);
  uint32_t check_interval() const;
  Result<void> set_check_interval(Thread& thread, int64_t instructions);  // selects `ticks`
  SwitchPoints switch_points() const;
  void set_switch_points(Thread& thread, SwitchPoints points);
  GilStats stats();
  void reset_stats();

  // --- roots
  /// [roots] is called in every collection. For the runtime and libraries. Before threads start.
  void add_roots(std::function<void(Marker&)> roots);
  /// Traces thread.exec and what resumed it; set by vm/exec.
  void set_trace_thread(std::function<void(Thread&, Marker&)> trace);
  /// Called at the start of every stop_the_world and collection, and in a collection again when
  /// marking is done. For the executor's own upkeep. Before threads start.
  void add_after_mark(std::function<void()> action);

  /// All time comes from here. Nanoseconds of a monotonic clock.
  static uint64_t now_ns();

  uint64_t seed() const;

  /// At exit: from now on no thread but [thread] enters again; daemon threads stay where they are
  /// and memory is left to the system: their Thread objects and what they hold must not be
  /// destroyed. @thread running
  void shut_down(Thread& thread);

  /// Ends it from outside: no thread runs any more that comes to a safepoint or out of a wait.
  /// Waits until none does; false: some still do at [deadline] (in a native that takes long). Those
  /// that stand can be looked at from then on. There is no way back. @thread a foreign one
  bool halt(Clock::time_point deadline);

  struct Impl;

 private:
  friend class Blocking;
  std::unique_ptr<Impl> impl_;
};

/// Calls fn without the permit: `auto n = blocking(ex..., [&] { return ::read(fd, p, n); });`
template <typename F>
auto without_permit(World& world, Thread& thread, WaitEdge edge, F&& fn) {
  World::Blocking scope(world, thread, edge);
  return fn();
}

}  // namespace gilua
