// Where the time of each thread went, in the terms of gil.stats().
//
// A thread's account books every nanosecond to exactly one span (holding, waiting, released): a
// transition closes one and opens the next with the same reading of the clock, so the three add up
// to the lifetime. Only the owner makes transitions; readers add the part of the open span so far.
#include <algorithm>
#include <new>

#include "vm/world/impl.hpp"
#include "vm/world/parker.hpp"

namespace gilua {
namespace {

double seconds(uint64_t ns) { return static_cast<double>(ns) * 1e-9; }

uint64_t read_clock(clockid_t clock) {
  timespec t{};
  // Fails for a thread that ended without detaching: its processor time is not known any more.
  if (clock_gettime(clock, &t) != 0) return 0;
  return static_cast<uint64_t>(t.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(t.tv_nsec);
}

void add_line(GilStats& sums, const ThreadGilStats& line) {
  sums.forced += line.forced;
  sums.voluntary += line.voluntary;
  sums.wait_s += line.wait_s;
  sums.hold_s += line.hold_s;
}

uint64_t GilCounters::*counter_of(Span span) {
  if (span == Span::kHolding) return &GilCounters::hold_ns;
  return span == Span::kWaiting ? &GilCounters::wait_ns : &GilCounters::released_ns;
}

}  // namespace

void begin_span(Thread& thread, Span span, const WaitEdge& edge, uint64_t GilCounters::*counter) {
  Thread::Parker& parker = *thread.parker;
  MutexLock lock(parker.mutex);
  const uint64_t now = World::now_ns();
  thread.gil.*counter_of(parker.span) += now - parker.since_ns;
  parker.span = span;
  parker.since_ns = now;
  parker.edge = edge;
  if (counter != nullptr) ++(thread.gil.*counter);
}

void reset_account(Thread& thread) {
  Thread::Parker& parker = *thread.parker;
  MutexLock lock(parker.mutex);
  thread.gil = GilCounters{};
  thread.gil.started_ns = parker.since_ns = World::now_ns();
  parker.cpu_from_ns = read_clock(parker.cpu_clock);
}

ThreadGilStats read_account(const Thread& thread) {
  const Thread::Parker& parker = *thread.parker;
  MutexLock lock(parker.mutex);
  const uint64_t now = World::now_ns();
  const uint64_t open = now - parker.since_ns;
  const uint64_t cpu = read_clock(parker.cpu_clock);
  ThreadGilStats line;
  line.ident = thread.ident;
  line.acquires = thread.gil.acquires;
  line.forced = thread.gil.forced;
  line.voluntary = thread.gil.voluntary;
  GilCounters sums = thread.gil;
  sums.*counter_of(parker.span) += open;
  line.hold_s = seconds(sums.hold_ns);
  line.wait_s = seconds(sums.wait_ns);
  line.released_s = seconds(sums.released_ns);
  line.cpu_s = cpu > parker.cpu_from_ns ? seconds(cpu - parker.cpu_from_ns) : 0;
  line.lifetime_s = seconds(now - thread.gil.started_ns);
  return line;
}

void Registry::keep_ended(const Thread& thread) {
  MutexLock lock(mutex_);
  ThreadGilStats line = read_account(thread);
  add_line(ended_sums_, line);
  try {
    line.name = thread.name;
    ended_.push_back(std::move(line));
  } catch (const std::bad_alloc&) {
    return;  // a thread must be able to end without memory: its times are in the sums
  }
  if (ended_.size() > kKeptEnded) ended_.pop_front();
}

void Registry::read_stats(GilStats& stats) const {
  MutexLock lock(mutex_);
  stats.forced = ended_sums_.forced;
  stats.voluntary = ended_sums_.voluntary;
  stats.wait_s = ended_sums_.wait_s;
  stats.hold_s = ended_sums_.hold_s;
  stats.threads.assign(ended_.begin(), ended_.end());
  for (const Thread* thread : threads_) {
    ThreadGilStats line = read_account(*thread);
    line.name = thread->name;
    add_line(stats, line);
    stats.threads.push_back(std::move(line));
  }
  // Idents count up, so this is the order in which the threads came.
  std::sort(stats.threads.begin(), stats.threads.end(),
            [](const auto& a, const auto& b) { return a.ident < b.ident; });
}

void Registry::reset_stats() {
  MutexLock lock(mutex_);
  ended_.clear();
  ended_sums_ = GilStats{};
  for (Thread* thread : threads_) reset_account(*thread);
}

GilStats World::stats() {
  GilStats stats;
  Gil& gil = impl_->permit.gil;
  stats.enabled = gil_enabled();
  stats.policy = policy();
  {
    MutexLock lock(gil.mutex);
    stats.switches = gil.switches;
    stats.drop_requests = gil.drop_requests;
  }
  impl_->registry.read_stats(stats);
  return stats;
}

void World::reset_stats() {
  Gil& gil = impl_->permit.gil;
  {
    MutexLock lock(gil.mutex);
    gil.switches = 0;
    gil.drop_requests = 0;
  }
  impl_->registry.reset_stats();
}

}  // namespace gilua
