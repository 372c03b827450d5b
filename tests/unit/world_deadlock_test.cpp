// Deadlocks: found by the thread that completes them, once, and never where somebody could help.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "tests/unit/world_help.hpp"

using namespace gilua;
using namespace gilua::testing;
using std::chrono::milliseconds;

namespace {

/// Something that one thread holds, as an RLock.
struct Held {
  std::atomic<Thread*> holder{nullptr};
  static Thread* holder_of(const void* what) { return static_cast<const Held*>(what)->holder; }
  WaitEdge edge(bool only_holder = true) const {
    return {WaitKind::kLock, this, "RLock", holder_of, only_holder};
  }
};

constexpr WaitEdge kLockEdge{WaitKind::kLock, nullptr, "Lock", nullptr};

/// Collects what is told; then wakes [wake] if it is set.
struct Teller {
  std::mutex mutex;
  std::vector<std::string> lines;
  void listen(World& world, const std::function<void()>& then = nullptr) {
    world.set_deadlock_handler([this, then](const std::string& line) {
      const std::lock_guard<std::mutex> lock(mutex);
      lines.push_back(line);
      if (then) then();
    });
  }
};

}  // namespace

TEST_CASE("deadlock: a thread that waits for itself alone", "[world][deadlock]") {
  for (bool gil : {true, false}) {
    World world(options(gil));
    Thread thread;
    thread.name = "only";
    world.attach(thread);
    Held held{&thread};
    const auto woken = world.park(thread, held.edge(false));
    const std::string text = world.take_deadlock(thread);
    const std::string again = world.take_deadlock(thread);
    world.interrupt(thread);
    const auto interrupted = world.park(thread, held.edge(false));
    const std::string none = world.take_deadlock(thread);
    world.detach(thread);
    CHECK(woken == World::Woken::kInterrupted);
    CHECK(text ==
          "deadlock: all 1 threads are waiting\n  thread 'only': waiting for RLock held by 'only'");
    CHECK(again.empty());
    CHECK(interrupted == World::Woken::kInterrupted);
    CHECK(none.empty());
  }
}

TEST_CASE("deadlock: the last of several that wait is told", "[world][deadlock][concurrency]") {
  for (bool gil : {true, false}) {
    World world(options(gil));
    std::atomic<int> told{0}, unparked{0};
    std::atomic<Thread*> threads[3] = {};
    std::string text;
    std::mutex mutex;
    run_threads(world, 3, [&](Thread& thread, int i) {
      threads[i] = &thread;
      poll_until(world, thread, [&] { return threads[0] && threads[1] && threads[2]; });
      if (world.park(thread, kLockEdge) == World::Woken::kInterrupted) {
        told.fetch_add(1);
        const std::lock_guard<std::mutex> lock(mutex);
        text = world.take_deadlock(thread);
        for (auto& other : threads) {
          if (other != &thread) world.unpark(*other);
        }
      } else {
        unparked.fetch_add(1);
      }
      poll_until(world, thread, [&] { return told + unparked == 3; });
    });
    CHECK(told == 1);
    CHECK(unparked == 2);
    CHECK(text.rfind("deadlock: all 3 threads are waiting\n  thread 'worker-", 0) == 0);
  }
}

TEST_CASE("deadlock: a cycle counts while others run", "[world][deadlock][concurrency]") {
  for (bool gil : {true, false}) {
    World world(options(gil));
    std::atomic<bool> over{false};
    Held held[2];
    std::string text;
    std::mutex mutex;
    run_threads(world, 3, [&](Thread& thread, int i) {
      if (i == 2) {  // runs all the time
        poll_until(world, thread, [&] { return over.load(); });
        return;
      }
      held[i].holder = &thread;
      poll_until(world, thread, [&] { return held[1 - i].holder.load() != nullptr; });
      if (world.park(thread, held[1 - i].edge()) == World::Woken::kInterrupted) {
        const std::lock_guard<std::mutex> lock(mutex);
        text = world.take_deadlock(thread);
        world.unpark(*held[1 - i].holder);
        over = true;
      }
      poll_until(world, thread, [&] { return over.load(); });
    });
    const bool first =
        text.rfind(
            "deadlock: thread 'worker-0' waits for RLock held by 'worker-1', 'worker-1' waits for "
            "RLock held by 'worker-0'\n",
            0) == 0;
    const bool second =
        text.rfind(
            "deadlock: thread 'worker-1' waits for RLock held by 'worker-0', 'worker-0' waits for "
            "RLock held by 'worker-1'\n",
            0) == 0;
    CHECK((first || second));
  }
}

TEST_CASE("deadlock: locks that anybody may release are none while somebody can",
          "[world][deadlock][concurrency]") {
  for (bool gil : {true, false}) {
    World world(options(gil));
    Teller teller;
    teller.listen(world);
    Held held[2];
    std::atomic<int> left{0};
    run_threads(world, 3, [&](Thread& thread, int i) {
      if (i < 2) {
        held[i].holder = &thread;
        poll_until(world, thread, [&] { return held[1 - i].holder.load() != nullptr; });
        world.park(thread, held[1 - i].edge(false));
        left.fetch_add(1);
      } else {
        poll_until(world, thread, [&] {
          const Thread* a = held[0].holder;
          const Thread* b = held[1].holder;
          return a && b && world.waiting_for(*a).kind == WaitKind::kLock &&
                 world.waiting_for(*b).kind == WaitKind::kLock;
        });
        // Asleep, in a wait with an end, or outside: each could still help.
        world.park(thread, kLockEdge, Clock::now() + milliseconds(20));
        world.park(thread, {WaitKind::kSleep, nullptr, "sleep", nullptr},
                   Clock::now() + milliseconds(20));
        without_permit(world, thread, {WaitKind::kIo, nullptr, "read", nullptr},
                       [&] { std::this_thread::sleep_for(milliseconds(20)); });
        world.unpark(*held[0].holder);
        world.unpark(*held[1].holder);
      }
      poll_until(world, thread, [&] { return left.load() == 2; });
    });
    CHECK(teller.lines.empty());
  }
}

TEST_CASE("deadlock: a helper outside may still wake threads", "[world][deadlock][concurrency]") {
  for (bool gil : {true, false}) {
    World world(options(gil));
    auto helper = std::make_unique<World::Helper>(world);
    std::atomic<Thread*> waiter{nullptr};
    std::atomic<World::Woken> first{World::Woken::kTimeout};
    World::Woken second{};
    std::thread t([&] {
      Thread thread;
      world.attach(thread);
      waiter = &thread;
      first = world.park(thread, kLockEdge);
      second = world.park(thread, kLockEdge);
      world.detach(thread);
    });
    const auto wait_until_parked = [&] {
      while (waiter.load() == nullptr || world.waiting_for(*waiter).kind != WaitKind::kLock)
        std::this_thread::yield();
    };
    wait_until_parked();
    world.unpark(*waiter);
    while (first != World::Woken::kUnparked) std::this_thread::yield();
    wait_until_parked();
    std::this_thread::sleep_for(milliseconds(5));  // so that it sleeps; else it looks itself
    helper.reset();
    t.join();
    CHECK(second == World::Woken::kInterrupted);
  }
}

TEST_CASE("deadlock: the end of the last one that could help", "[world][deadlock][concurrency]") {
  for (bool gil : {true, false}) {
    World world(options(gil));
    Teller teller;
    std::atomic<Thread*> waiter{nullptr};
    teller.listen(world, [&] { world.unpark(*waiter); });
    run_threads(world, 2, [&](Thread& thread, int i) {
      if (i == 0) {
        waiter = &thread;
        while (world.park(thread, kLockEdge) != World::Woken::kUnparked) {
        }
        return;
      }
      poll_until(world, thread, [&] {
        return waiter.load() != nullptr && world.waiting_for(*waiter).kind == WaitKind::kLock;
      });
    });
    CHECK(teller.lines == std::vector<std::string>{"deadlock: all 1 threads are waiting"});
  }
}

TEST_CASE("deadlock: an interrupt, a deadline and a missing check are none", "[world][deadlock]") {
  WorldOptions unchecked = options(false);
  unchecked.deadlock_check = false;
  World world(unchecked);
  std::atomic<Thread*> waiter{nullptr};
  World::Woken woken{};
  std::thread t([&] {
    Thread thread;
    world.attach(thread);
    waiter = &thread;
    woken = world.park(thread, kLockEdge);
    world.detach(thread);
  });
  while (waiter.load() == nullptr || world.waiting_for(*waiter).kind != WaitKind::kLock)
    std::this_thread::yield();
  world.unpark(*waiter);
  t.join();
  CHECK(woken == World::Woken::kUnparked);
}

TEST_CASE("deadlock: what a thread waits for, in words", "[world][deadlock][concurrency]") {
  World world(options(true));
  Held held;
  std::atomic<Thread*> waiter{nullptr};
  std::string lock, sleep, running;
  run_threads(world, 2, [&](Thread& thread, int i) {
    if (i == 0) {
      held.holder = &thread;
      poll_until(world, thread, [&] {
        return waiter.load() != nullptr && world.waiting_for(*waiter).kind == WaitKind::kLock;
      });
      lock = world.describe_wait(waiter, waiter.load()->ident);
      running = world.describe_wait(&thread, thread.ident);
      world.unpark(*waiter);
      poll_until(world, thread,
                 [&] { return world.waiting_for(*waiter).kind == WaitKind::kSleep; });
      sleep = world.describe_wait(waiter, waiter.load()->ident);
      held.holder = nullptr;
      world.unpark(*waiter);
      return;
    }
    waiter = &thread;
    world.park(thread, held.edge());
    while (held.holder != nullptr)
      world.park(thread, {WaitKind::kSleep, nullptr, "sleep", nullptr},
                 Clock::now() + std::chrono::seconds(100));
  });
  CHECK(lock == "RLock held by 'worker-0'");
  CHECK(sleep == "sleep");
  CHECK(running.empty());
}

// Each thread of a ring hands a token on to the next and sleeps for ever; several tokens go round,
// so that nearly always nearly all sleep. A token is only ever in one place: no deadlock.
TEST_CASE("deadlock: none in rings of threads that wake each other",
          "[world][deadlock][concurrency][stress]") {
  for (bool gil : {true, false}) {
    constexpr int kThreads = 12;
    constexpr int kTurns = 3'000;
    World world(options(gil));
    Teller teller;
    teller.listen(world, [] { std::abort(); });  // after which nothing could go on
    std::atomic<Thread*> ring[kThreads] = {};
    std::atomic<int> tokens[kThreads] = {};
    std::atomic<int> here{0}, left{0};
    Held chain[kThreads];  // edges that rule B follows, in a row with an end that moves
    run_threads(world, kThreads, [&](Thread& thread, int me) {
      ring[me] = &thread;
      here.fetch_add(1);
      poll_until(world, thread, [&] { return here.load() == kThreads; });
      const int next = (me + 1) % kThreads;
      chain[me].holder = ring[(me + kThreads - 1) % kThreads].load();
      if (me == 0) tokens[0] = 2;
      for (int i = 0; i < kTurns; ++i) {
        while (tokens[me].load() == 0) world.park(thread, chain[me].edge());
        tokens[me].fetch_sub(1);
        tokens[next].fetch_add(1);
        world.unpark(*ring[next]);
      }
      // Whoever is through takes no more tokens, but the others go on: pass them all on.
      left.fetch_add(1);
      while (left.load() < kThreads) {
        const int n = tokens[me].exchange(0);
        if (n != 0) {
          tokens[next].fetch_add(n);
          world.unpark(*ring[next]);
        }
        world.park(thread, {}, Clock::now() + milliseconds(1));
      }
    });
    CHECK(teller.lines.empty());
  }
}
