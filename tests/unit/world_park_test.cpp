// Waiting: park and unpark, deadlines, interrupts, blocking scopes, wait-for edges.
#include <catch2/catch.hpp>

#include "tests/unit/world_help.hpp"

using namespace gilua;
using namespace gilua::testing;
using std::chrono::milliseconds;

TEST_CASE("park: a token that is there is taken at once", "[world][park]") {
  World world(options(true));
  Thread thread;
  world.attach(thread);
  world.unpark(thread);
  world.unpark(thread);  // one token at most
  const auto first = world.park(thread, {}, Clock::now());
  const auto second = world.park(thread, {}, Clock::now());
  const uint64_t voluntary = world.stats().voluntary;
  world.detach(thread);
  CHECK(first == World::Woken::kUnparked);
  CHECK(second == World::Woken::kTimeout);
  CHECK(voluntary == 0);  // an edge without a kind is no wait of the script's
}

TEST_CASE("park: two threads hand a ball to and fro", "[world][park][concurrency]") {
  for (bool gil : {true, false}) {
    World world(options(gil));
    constexpr int kTurns = 5'000;
    std::atomic<Thread*> players[2] = {nullptr, nullptr};
    std::atomic<int> ball{0};
    std::atomic<int> left{0};
    int plain = 0;  // only touched by who has the ball
    run_threads(world, 2, [&](Thread& thread, int me) {
      players[me] = &thread;
      poll_until(world, thread, [&] { return players[1 - me].load() != nullptr; });
      for (int i = 0; i < kTurns; ++i) {
        while (ball.load(std::memory_order_acquire) % 2 != me)
          world.park(thread, {WaitKind::kLock, &ball, "Ball", nullptr});
        ++plain;
        ball.fetch_add(1, std::memory_order_release);
        world.unpark(*players[1 - me]);
      }
      left.fetch_add(1);
      poll_until(world, thread, [&] { return left.load() == 2; });
    });
    CHECK(plain == 2 * kTurns);
    CHECK(ball == 2 * kTurns);
  }
}

TEST_CASE("park: a deadline is kept, also one that has passed", "[world][park]") {
  for (bool gil : {true, false}) {
    World world(options(gil));
    Thread thread;
    world.attach(thread);
    const auto from = Clock::now();
    const auto woken =
        world.park(thread, {WaitKind::kSleep, nullptr, "sleep", nullptr}, from + milliseconds(20));
    const auto took = Clock::now() - from;
    const auto at_once = world.park(thread, {}, from - milliseconds(1));
    world.detach(thread);
    CHECK(woken == World::Woken::kTimeout);
    CHECK(took >= milliseconds(20));
    CHECK(at_once == World::Woken::kTimeout);
  }
}

TEST_CASE("park: an interrupt ends a wait, and only one", "[world][park][concurrency]") {
  for (bool gil : {true, false}) {
    World world(options(gil));
    std::atomic<Thread*> target{nullptr};
    std::atomic<bool> over{false};
    World::Woken first{}, second{};
    bool at_safepoint = false, again = true;
    run_threads(world, 2, [&](Thread& thread, int i) {
      if (i == 0) {
        target = &thread;
        first = world.park(thread, {WaitKind::kSleep, nullptr, "sleep", nullptr});
        again = world.safepoint(thread);
        second = world.park(thread, {}, Clock::now());
        world.interrupt(thread);
        at_safepoint = world.safepoint(thread);
        again = again || world.safepoint(thread);
        if (world.park(thread, {}, Clock::now()) != World::Woken::kTimeout) again = true;
        over = true;
        return;
      }
      poll_until(world, thread, [&] {
        return target.load() != nullptr && world.waiting_for(*target).kind == WaitKind::kSleep;
      });
      world.interrupt(*target);
      poll_until(world, thread, [&] { return over.load(); });
    });
    CHECK(first == World::Woken::kInterrupted);
    CHECK(second == World::Woken::kTimeout);
    CHECK(at_safepoint);
    CHECK_FALSE(again);
  }
}

TEST_CASE("park: others see what a thread waits for", "[world][park][concurrency]") {
  World world(options(true));
  std::atomic<Thread*> sleeper{nullptr};
  std::atomic<bool> left{false};
  int identity = 0;
  WaitEdge seen, self;
  run_threads(world, 2, [&](Thread& thread, int i) {
    if (i == 0) {
      sleeper = &thread;
      world.park(thread, {WaitKind::kLock, &identity, "Lock", nullptr});
      self = world.waiting_for(thread);
      left = true;
      return;
    }
    poll_until(world, thread, [&] {
      return sleeper.load() != nullptr && world.waiting_for(*sleeper).kind == WaitKind::kLock;
    });
    seen = world.waiting_for(*sleeper);
    world.unpark(*sleeper);
    poll_until(world, thread, [&] { return left.load(); });
  });
  CHECK(seen.what == &identity);
  CHECK(std::string(seen.what_name) == "Lock");
  CHECK(self.kind == WaitKind::kNone);
}

TEST_CASE("blocking: others run meanwhile, and a stop does not wait",
          "[world][park][concurrency]") {
  for (bool gil : {true, false}) {
    World world(options(gil, 10.0));  // nobody is forced out in the time of this test
    std::atomic<bool> blocked{false}, stopped{false};
    run_threads(world, 2, [&](Thread& thread, int i) {
      if (i == 0) {
        without_permit(world, thread, {WaitKind::kIo, nullptr, "read", nullptr}, [&] {
          blocked = true;
          while (!stopped) std::this_thread::yield();
        });
        return;
      }
      poll_until(world, thread, [&] {
        if (!blocked) world.park(thread, {}, Clock::now() + milliseconds(1));
        return blocked.load();
      });
      world.stop_the_world(thread, WaitKind::kStopped, [&] { stopped = true; });
    });
    CHECK(stopped);
  }
}
