// What the World's tests share: threads that behave like the interpreter's loops.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "vm/world/world.hpp"

namespace gilua::testing {

/// One instruction and one poll, as the interpreter does them. True: an interrupt is pending.
inline bool tick(World& world, Thread& thread) {
  bool interrupted = false;
  if (thread.poll.load(std::memory_order_relaxed) != 0) interrupted = world.safepoint(thread);
  if (thread.mode == Mode::kStepped && (thread.steps == 0 || --thread.steps == 0))
    interrupted = world.step(thread) || interrupted;
  return interrupted;
}

/// Polls until [done], giving the processor up: tests wait for conditions, never for a time.
inline void poll_until(World& world, Thread& thread, const std::function<bool()>& done) {
  while (!done()) {
    tick(world, thread);
    std::this_thread::yield();
  }
}

/// Runs [body] in [count] attached threads, from the moment when all are, and joins them. The
/// caller is not attached. The Threads outlive all bodies: they may unpark each other to the end.
inline void run_threads(World& world, int count, const std::function<void(Thread&, int)>& body) {
  std::atomic<int> attached{0};
  std::deque<Thread> workers(static_cast<size_t>(count));
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      Thread& thread = workers[static_cast<size_t>(i)];
      thread.name = "worker-" + std::to_string(i);
      world.attach(thread);
      attached.fetch_add(1);
      // Parks, because with the GIL on somebody else has to get in first.
      while (attached.load() < count)
        world.park(thread, {}, Clock::now() + std::chrono::microseconds(50));
      body(thread, i);
      world.detach(thread);
    });
  }
  for (std::thread& t : threads) t.join();
}

/// Two threads that compute until [done]; the account starts when both are there.
inline void compete(
    World& world, const std::function<bool()>& done,
    const std::function<void(Thread&, int)>& at_end = [](Thread&, int) {}) {
  std::atomic<int> here{0}, settled{0};
  std::atomic<bool> reset{false};
  run_threads(world, 2, [&](Thread& thread, int i) {
    tick(world, thread);  // stress builds collect at the first safepoint, with a stop
    here.fetch_add(1);
    poll_until(world, thread, [&] { return here.load() == 2; });
    settled.fetch_add(1);  // nobody is on its way out of that stop any more
    if (i == 0) {
      poll_until(world, thread, [&] { return settled.load() == 2; });
      world.reset_stats();
      reset = true;
    }
    poll_until(world, thread, [&] { return reset.load(); });
    for (bool over = false; !over; over = done())
      for (int n = 0; n < 1000; ++n) tick(world, thread);
    at_end(thread, i);
  });
}

inline WorldOptions options(bool gil, double interval_s = 0.005) {
  WorldOptions result;
  result.gil = gil;
  result.switch_interval_s = interval_s;
  return result;
}

}  // namespace gilua::testing
