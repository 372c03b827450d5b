// Who may be running: the GIL on and off and switched, stops, threads that come and go.
#include <catch2/catch.hpp>

#include "tests/unit/world_help.hpp"
#include "vm/world/impl.hpp"
#include "vm/world/parker.hpp"
#include "vm/world/permit.hpp"

using namespace gilua;
using namespace gilua::testing;

namespace {

/// Counts how often a thread that is exclusive met another one that was running too.
struct Intruders {
  std::atomic<int> running{0};
  std::atomic<int> exclusive{0};
  std::atomic<int> met{0};

  void look(const Thread& thread) {
    const bool alone = thread.exclusive;
    running.fetch_add(1);
    if (alone) exclusive.fetch_add(1);
    if (exclusive.load() > 0 && running.load() > 1) met.fetch_add(1);
    if (alone) exclusive.fetch_sub(1);
    running.fetch_sub(1);
  }
};

}  // namespace

TEST_CASE("world: with the GIL one thread runs at a time", "[world][concurrency]") {
  for (const char* policy : {"interval", "ticks"}) {
    WorldOptions with = options(true, 1e-5);
    with.policy = policy;
    World world(with);
    uint64_t plain = 0;
    std::atomic<uint64_t> turns{0};
    Intruders intruders;
    run_threads(world, 4, [&](Thread& thread, int) {
      uint64_t mine = 0;
      // `ticks` promises no switch, so there the number of turns must do.
      while (mine < 50'000 || (with.policy == "interval" && world.stats().switches < 100)) {
        for (int i = 0; i < 1000; ++i, ++mine) {
          ++plain;
          intruders.look(thread);
          tick(world, thread);
        }
      }
      turns.fetch_add(mine);
    });
    CHECK(plain == turns);
    CHECK(intruders.met == 0);
  }
}

TEST_CASE("world: without the GIL threads run at once", "[world][concurrency]") {
  World world(options(false));
  std::atomic<int> here{0}, free_mode{0};
  run_threads(world, 4, [&](Thread& thread, int) {
    // Nobody polls or parks here, so this ends only if all four run at the same time.
    here.fetch_add(1);
    while (here.load() < 4) std::this_thread::yield();
    if (thread.mode == (GILUA_STRESS ? Mode::kStepped : Mode::kFree)) free_mode.fetch_add(1);
  });
  CHECK(free_mode == 4);
}

TEST_CASE("world: the GIL is switched 1000 times while four threads run", "[world][concurrency]") {
  World world(options(true, 1e-4));
  std::atomic<bool> over{false};
  std::atomic<uint64_t> turns{0};
  std::atomic<int> started{0};
  Intruders intruders;
  int wrong_answers = 0;
  run_threads(world, 5, [&](Thread& thread, int i) {
    if (i == 0) {
      // Or a busy machine may have all switches over before the others begin.
      poll_until(world, thread, [&] { return started.load() == 4; });
      for (int n = 0; n < 1000; ++n) {
        if (world.set_gil_enabled(thread, n % 2 != 0) != (n % 2 == 0)) ++wrong_answers;
        intruders.look(thread);
        tick(world, thread);
      }
      over = true;
      return;
    }
    ++started;
    do {
      intruders.look(thread);
      tick(world, thread);
      turns.fetch_add(1);
      if (turns % 64 == 0) world.park(thread, {}, Clock::now());
    } while (!over);
  });
  CHECK(wrong_answers == 0);
  CHECK(intruders.met == 0);
  CHECK(world.gil_enabled());
  CHECK(turns > 0);
}

TEST_CASE("world: a stop holds running and parked threads", "[world][concurrency]") {
  for (bool gil : {true, false}) {
    World world(options(gil));
    std::atomic<int> moving{0};
    std::atomic<int> disturbed{0};
    std::atomic<int> woken{0};
    std::atomic<bool> over{false};
    std::atomic<Thread*> sleeper{nullptr};
    std::atomic<int> stops{0};
    run_threads(world, 4, [&](Thread& thread, int i) {
      if (i == 0) {
        poll_until(world, thread, [&] { return sleeper.load() != nullptr; });
        for (; stops.load() < 60; ++stops) {
          world.stop_the_world(thread, WaitKind::kStopped, [&] {
            world.unpark(*sleeper);  // wakes up, but must not be running before the end
            for (int k = 0; k < 20; ++k) {
              if (moving.load() != 0) disturbed.fetch_add(1);
              std::this_thread::yield();
            }
          });
          tick(world, thread);
        }
        over = true;
        world.unpark(*sleeper);
      } else if (i == 1) {
        sleeper = &thread;
        while (!over) {
          world.park(thread, {WaitKind::kSleep, nullptr, "test", nullptr});
          moving.fetch_add(1);
          woken.fetch_add(1);
          moving.fetch_sub(1);
        }
        // Nobody may unpark a thread that is gone.
        poll_until(world, thread, [&] { return stops.load() == 60; });
      } else {
        while (!over) {
          moving.fetch_add(1);
          moving.fetch_sub(1);
          tick(world, thread);
        }
      }
    });
    CHECK(stops == 60);
    CHECK(disturbed == 0);
    CHECK(woken > 0);
  }
}

TEST_CASE("world: stops asked for at once happen one after the other", "[world][concurrency]") {
  World world(options(false));
  int plain = 0;
  run_threads(world, 4, [&](Thread& thread, int) {
    for (int i = 0; i < 500; ++i) {
      world.stop_the_world(thread, WaitKind::kStopped, [&] { ++plain; });
      tick(world, thread);
    }
  });
  CHECK(plain == 2000);
}

TEST_CASE("world: a stop names the thread that was late", "[world][concurrency]") {
  World world(options(false));
  StopStats stop;
  std::atomic<bool> running{false};
  std::atomic<bool> over{false};
  run_threads(world, 2, [&](Thread& thread, int i) {
    if (i == 1) {
      running = true;
      while (!over) tick(world, thread);
      return;
    }
    poll_until(world, thread, [&] { return running.load(); });
    stop = world.stop_the_world(thread, WaitKind::kStopped, [] {});
    over = true;
  });
  CHECK(stop.late_thread == "worker-1");
  CHECK(world.last_stop().to_safepoint_ns > 0);
}

TEST_CASE("world: threads attach and detach while others stop the world", "[world][concurrency]") {
  for (bool gil : {true, false}) {
    World world(options(gil, 1e-4));
    Intruders intruders;
    int plain = 0;
    run_threads(world, 1, [&](Thread& first, int) {
      std::vector<std::thread> coming;
      for (int i = 0; i < 3; ++i) {
        coming.emplace_back([&] {
          for (int n = 0; n < 150; ++n) {
            Thread thread;
            world.attach(thread);
            intruders.look(thread);
            tick(world, thread);
            intruders.look(thread);
            if (n % 16 == 0) {
              world.stop_the_world(thread, WaitKind::kStopped, [&] { ++plain; });
            }
            world.detach(thread);
          }
        });
      }
      for (int n = 0; n < 300; ++n) {
        intruders.look(first);
        world.stop_the_world(first, WaitKind::kStopped, [&] { ++plain; });
        intruders.look(first);
        tick(world, first);
      }
      World::Blocking scope(world, first, {WaitKind::kJoin, nullptr, "threads", nullptr});
      for (std::thread& t : coming) t.join();
    });
    CHECK(plain == 330);
    CHECK(intruders.met == 0);
    CHECK(world.thread_count() == 0);
  }
}

TEST_CASE("world: a lone thread without the GIL is exclusive again", "[world][concurrency]") {
  World world(options(false));
  bool before = false, with_other = true, after = false;
  std::atomic<bool> seen{false};
  run_threads(world, 1, [&](Thread& thread, int) {
    before = thread.exclusive;
    std::thread other([&] {
      Thread second;
      world.attach(second);
      with_other = second.exclusive;
      poll_until(world, second, [&] { return seen.load(); });
      world.detach(second);
    });
    // Attaching stops the world, so this thread must poll meanwhile.
    poll_until(world, thread, [&] { return !thread.exclusive; });
    seen = true;
    poll_until(world, thread, [&] { return thread.exclusive; });
    after = thread.exclusive;
    other.join();
  });
  CHECK(before);
  CHECK_FALSE(with_other);
  CHECK(after);
}

TEST_CASE("world: collections asked for at once", "[world][concurrency]") {
  for (bool gil : {true, false}) {
    World world(options(gil, 1e-4));
    int marked = 0;
    world.add_roots([&](Marker&) { ++marked; });
    std::atomic<int> too_old{0};
    std::atomic<uint64_t> highest{0};
    run_threads(world, 4, [&](Thread& thread, int) {
      uint64_t last = 0;
      for (int i = 0; i < 25; ++i) {
        const uint64_t number = world.collect(thread).number;
        if (number <= last) too_old.fetch_add(1);
        last = number;
        tick(world, thread);
      }
      uint64_t seen = highest.load();
      while (seen < last && !highest.compare_exchange_weak(seen, last)) {
      }
    });
    CHECK(too_old == 0);
    CHECK(marked >= 25);
    CHECK(marked <= 100);
    CHECK(highest == static_cast<uint64_t>(marked));
  }
}

TEST_CASE("world: handshakes and stops do not wait for each other", "[world][concurrency]") {
  World world(options(false));
  int plain = 0;
  std::atomic<int> done{0};
  run_threads(world, 4, [&](Thread& thread, int i) {
    for (int n = 0; n < 300; ++n) {
      if (i == 3) {
        world.stop_the_world(thread, WaitKind::kStopped, [&] { ++plain; });
      } else {
        thread.parker->impl->permit.handshake(thread);
      }
      if (n % 8 == 0) world.park(thread, {}, Clock::now());
      tick(world, thread);
    }
    done.fetch_add(1);
  });
  CHECK(done == 4);
  CHECK(plain == 300);
}

TEST_CASE("world: several Worlds in one process and one thread", "[world]") {
  World one(options(true));
  World two(options(false));
  Thread a, b;
  one.attach(a);
  two.attach(b);
  CHECK(one.thread_count() == 1);
  CHECK(two.thread_count() == 1);
  CHECK(a.writer != b.writer);
  CHECK(one.collect(a).number == 1);
  CHECK(two.collect(b).number == 1);
  one.detach(a);
  two.detach(b);
  CHECK(one.thread_count() == 0);
}

TEST_CASE("world: after shut_down nobody else enters", "[world][concurrency]") {
  for (bool gil : {true, false}) {
    // Left to the system, as at the end of a process: daemon threads sleep in them for ever.
    static std::vector<void*> kept;
    auto* world = new World(options(gil));
    auto* turns = new std::atomic<uint64_t>(0);
    auto* parked = new Thread;
    kept.insert(kept.end(), {world, turns, parked});
    for (int i = 0; i < 2; ++i) {
      std::thread([world, turns] {
        auto* daemon = new Thread;
        world->attach(*daemon);
        for (;;) {
          turns->fetch_add(1);
          tick(*world, *daemon);
        }
      }).detach();
    }
    std::thread([world, turns, parked] {
      world->attach(*parked);
      world->park(*parked, {});
      turns->fetch_add(1'000'000'000);
    }).detach();
    Thread main;
    world->attach(main);
    poll_until(*world, main, [&] {
      return *turns > 0 && world->thread_count() == 4 && parked->state == ThreadState::kParked;
    });
    world->shut_down(main);
    world->unpark(*parked);
    const uint64_t before = turns->load();
    for (int i = 0; i < 50; ++i) {
      tick(*world, main);
      world->park(main, {}, Clock::now() + std::chrono::microseconds(100));
    }
    const uint64_t after = turns->load();
    world->detach(main);
    CHECK(before == after);
    CHECK(world->thread_count() == 3);
  }
}
