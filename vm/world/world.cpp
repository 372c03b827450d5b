// A World's threads, stops and collections. The other parts of the class: permit.cpp (running and
// stopping, the protocol), safepoint.cpp (polls), park.cpp (waits), settings.cpp (the GIL's
// settings), gil_stats.cpp (who held and waited for how long), handshake.cpp (without membarrier).
#include "vm/world/world.hpp"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <new>

#include "vm/world/impl.hpp"
#include "vm/world/parker.hpp"

namespace gilua {
namespace {

/// The Threads that this OS thread attached, the last one first, linked by Parker::attached_before
/// (more than one if it works in several Worlds). For the table's fallback, which knows no World.
thread_local Thread* attached_here = nullptr;

void wait_for_all_mutators() {
  for (Thread* thread = attached_here; thread != nullptr;
       thread = thread->parker->attached_before) {
    // Relaxed: the owner's own state.
    if (thread->state.load(std::memory_order_relaxed) == ThreadState::kRunning)
      thread->parker->impl->permit.handshake(*thread);
  }
}

uint64_t mix(uint64_t x) {  // splitmix64 (Steele, Lea, Flood 2014)
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

void register_barrier_once() {
  [[maybe_unused]] static const bool done = [] {
    if (!register_membarrier()) set_barrier_fallback(wait_for_all_mutators);
    return true;
  }();
}

}  // namespace

void fatal(std::string_view what) {
  std::fprintf(stderr, "gilua: internal error: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

Thread::Thread() : parker(std::make_unique<Parker>()), policy(std::make_unique<PolicyData>()) {}
Thread::~Thread() = default;

World::World(const WorldOptions& options)
    : heap(options.heap), impl_(std::make_unique<Impl>(options)) {
  register_barrier_once();
  heap.set_table_tracing(table_tracing(events));
  heap.strings = &strings;
}

World::~World() {
  impl_->deadlocks->close();
  // Threads that shut_down left stopped sleep inside for ever.
  if (impl_->registry.size() == 0) return;
  [[maybe_unused]] const Impl* const left = impl_.release();
}

// --- threads

void World::attach(Thread& thread) {
  Thread::Parker& parker = *thread.parker;
  thread.world = this;
  thread.native_id = static_cast<int>(syscall(SYS_gettid));
  if (thread.ident == 0) thread.ident = impl_->next_ident.fetch_add(1, std::memory_order_relaxed);
  thread.random_state = mix(impl_->seed ^ mix(thread.ident)) | 1;
  thread.poll.store(GILUA_STRESS ? uint32_t{kPollAlways} : 0u, std::memory_order_relaxed);
  parker.impl = impl_.get();
  if (pthread_getcpuclockid(pthread_self(), &parker.cpu_clock) != 0)
    fatal("this thread has no processor clock");
  impl_->deadlocks->add_able();
  parker.attached_before = attached_here;
  attached_here = &thread;
  reset_account(thread);

  bool joined = false;
  try {
    impl_->permit.join(thread);
    joined = true;
    heap.attach(thread);  // now that it is running, no collection can be under way
  } catch (const std::bad_alloc&) {
    if (joined) impl_->permit.resign(thread);
    attached_here = parker.attached_before;
    thread.world = nullptr;
    throw;
  }
  // Acquire: pairs with the release below; the names are read without a lock from here on.
  if (!impl_->ready.load(std::memory_order_acquire)) {
    stop_the_world(thread, WaitKind::kStopped, [&] {
      if (impl_->ready.load(std::memory_order_relaxed)) return;
      strings.make_ready(thread);
      make_event_names(thread, events);
      impl_->ready.store(true, std::memory_order_release);
    });
  }
  impl_->refresh_mode(thread);
}

void World::detach(Thread& thread) {
  heap.detach(thread);
  impl_->permit.resign(thread);
  Thread** link = &attached_here;
  while (*link != nullptr && *link != &thread) link = &(*link)->parker->attached_before;
  if (*link == nullptr) fatal("a thread is detached by another");
  *link = thread.parker->attached_before;
  thread.world = nullptr;
  impl_->deadlocks->drop_able();
}

size_t World::thread_count() const { return impl_->registry.size(); }

void World::for_each_thread(const std::function<void(Thread&)>& visit) {
  impl_->registry.for_each(visit);
}

// --- stops and collections

bool World::Impl::stop(Thread& thread, const std::function<void()>& action,
                       const std::function<bool()>& served, StopStats& stats) {
  if (!permit.begin_stop(thread, served, stats)) return false;
  for (const auto& upkeep : after_mark) upkeep();
  action();
  permit.end_stop();
  refresh_mode(thread);
  return true;
}

StopStats World::stop_the_world(Thread& thread, WaitKind, const std::function<void()>& action) {
  StopStats stats;
  impl_->stop(thread, action, nullptr, stats);
  return stats;
}

StopStats World::last_stop() const { return impl_->permit.last_stop(); }

CollectionStats World::collect(Thread& thread, CollectReason reason) {
  // Acquire: pairs with the release below. A collection with a higher number starts after this.
  const uint64_t asked_after = impl_->collections.load(std::memory_order_acquire);
  CollectionStats result;
  const auto roots = [this](Marker& marker) {
    if (impl_->trace_thread) {
      // A copy of the list: no lock is held while marking, and nobody can detach in a stop.
      for (Thread* other : impl_->registry.list()) impl_->trace_thread(*other, marker);
    }
    for (const auto& add : impl_->roots) add(marker);
    strings.mark_roots(marker);
    for (const String* name : events.names)
      if (name != nullptr) marker.mark(name);
  };
  const auto after_mark = [this] {
    for (const auto& upkeep : impl_->after_mark) upkeep();
  };
  const auto action = [&] {
    impl_->collections.fetch_add(1, std::memory_order_release);
    // The heap also clears kPollCollect everywhere: older requests are served by this collection.
    result = impl_->last_collection = heap.collect(roots, after_mark);
  };
  const auto served = [&] {
    // Called while running, so the collection that raised the number is over, and none can begin
    // before this thread leaves: last_collection is not written now.
    if (impl_->collections.load(std::memory_order_acquire) <= asked_after) return false;
    result = impl_->last_collection;
    return true;
  };
  CollectionReport report;
  const bool collected = impl_->stop(thread, action, served, report.stop);
  if (heap.finalizers_due() != 0) {
    // Relaxed: the thread's own word, and the bit only makes it look.
    thread.poll.fetch_or(kPollFinalize, std::memory_order_relaxed);
  }
  if (collected && impl_->observe_collection) {
    report.reason = reason;
    report.asked_by = thread.name;
    report.collection = result;
    impl_->observe_collection(report);
  }
  return result;
}

void World::set_collection_observer(std::function<void(const CollectionReport&)> observe) {
  impl_->observe_collection = std::move(observe);
}

// --- roots

void World::add_roots(std::function<void(Marker&)> roots) {
  impl_->roots.push_back(std::move(roots));
}

void World::set_trace_thread(std::function<void(Thread&, Marker&)> trace) {
  impl_->trace_thread = std::move(trace);
}

void World::add_after_mark(std::function<void()> action) {
  impl_->after_mark.push_back(std::move(action));
}

uint64_t World::now_ns() {
  return static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch())
          .count());
}

uint64_t World::seed() const { return impl_->seed; }

void World::shut_down(Thread& thread) {
  StopStats stats;
  impl_->stop(
      thread, [&] { impl_->permit.bar_all_but(thread); }, nullptr, stats);
}

bool World::halt(Clock::time_point deadline) { return impl_->permit.halt(deadline); }

}  // namespace gilua
