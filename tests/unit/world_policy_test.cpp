// The GIL's policies, their settings, and the accounts of gil.stats().
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tests/unit/world_help.hpp"

using namespace gilua;
using namespace gilua::testing;
using std::chrono::milliseconds;

namespace {

/// Two threads that compute until [done]; the account starts when both are there.
void compete(
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

}  // namespace

#if !GILUA_STRESS  // where the GIL also changes hands without being asked for
TEST_CASE("interval: the holder is made to let go every 5 ms", "[world][gil][concurrency]") {
  for (auto points : {SwitchPoints::kAny, SwitchPoints::kLoops}) {
    WorldOptions with = options(true);
    with.switch_points = points;
    World world(with);
    constexpr uint64_t kForced = 20;
    const auto from = Clock::now();
    compete(world, [&] { return world.stats().forced >= kForced; });
    const auto took = Clock::now() - from;
    const GilStats stats = world.stats();
    // A busy machine makes fewer in a time (a waiter is late, the holder does not run), never more.
    CHECK(took >= kForced * milliseconds(5));
    CHECK(stats.forced <= static_cast<uint64_t>(took / milliseconds(5)));
    CHECK(stats.switches + 2 >= stats.forced);
    CHECK(stats.drop_requests >= stats.forced);
    CHECK(stats.voluntary == 0);
  }
}
#endif

TEST_CASE("interval: one microsecond works", "[world][gil][concurrency]") {
  World world(options(true, 1e-6));
  compete(world, [&] { return world.stats().switches >= 200; });
  CHECK(world.stats().switches >= 200);
}

TEST_CASE("interval: switch points `any` send a thread to the stepped loop first",
          "[world][gil][concurrency]") {
  World world(options(true, 1e-4));
  std::atomic<int> counted{0}, ran_out{0};
  std::atomic<bool> over{false};
  run_threads(world, 2, [&](Thread& thread, int i) {
    if (i == 1) {
      while (!over) tick(world, thread);
      return;
    }
    for (int n = 0; n < 50; ++n) {
      while ((thread.poll.load(std::memory_order_relaxed) & kPollDropGil) == 0) {
      }
      world.safepoint(thread);
      if (thread.mode == Mode::kStepped && thread.steps >= 1 && thread.steps <= 128)
        counted.fetch_add(1);
      thread.steps = 0;
      world.step(thread);
      if (thread.mode == (GILUA_STRESS ? Mode::kStepped : Mode::kGil)) ran_out.fetch_add(1);
    }
    over = true;
  });
  CHECK(counted == 50);
  CHECK(ran_out == 50);
}

TEST_CASE("ticks: no requests, no forced switches, and everybody finishes",
          "[world][gil][concurrency]") {
  WorldOptions with = options(true);
  with.policy = "ticks";
  World world(with);
  std::atomic<int> stepped{0};
  int plain = 0;
  run_threads(world, 4, [&](Thread& thread, int) {
    if (thread.mode == Mode::kStepped && thread.steps <= kDefaultCheckInterval)
      stepped.fetch_add(1);
    for (int i = 0; i < 20'000; ++i) {
      ++plain;
      tick(world, thread);
    }
  });
  const GilStats stats = world.stats();
  CHECK(stepped == 4);
  CHECK(plain == 80'000);
  CHECK(stats.forced == 0);
  CHECK(stats.drop_requests == 0);
  CHECK(stats.policy == "ticks");
}

TEST_CASE("gil: the policy changes while threads wait for the GIL", "[world][gil][concurrency]") {
  World world(options(true, 10.0));
  std::atomic<bool> over{false};
  int plain = 0, turns = 0;
  run_threads(world, 4, [&](Thread& thread, int i) {
    if (i == 0) {
      for (; turns < 300; ++turns) {
        static_cast<void>(world.set_policy(thread, turns % 2 == 0 ? "ticks" : "interval"));
        static_cast<void>(world.set_switch_interval_s(thread, turns % 4 == 3 ? 1e-4 : 10.0));
        if (turns % 4 < 2) static_cast<void>(world.set_check_interval(thread, 1 + turns % 7));
        ++plain;
        tick(world, thread);
        world.park(thread, {WaitKind::kSleep, nullptr, "sleep", nullptr}, Clock::now());
      }
      over = true;
      return;
    }
    while (!over) {
      ++plain;
      tick(world, thread);
      if (plain % 32 == 0) world.park(thread, {}, Clock::now());
    }
  });
  CHECK(turns == 300);
  CHECK(plain >= 300);
}

TEST_CASE("gil: what the setters take and say", "[world][gil]") {
  World world(options(true));
  Thread thread;
  world.attach(thread);
  auto says = [&](double s) {
    const auto result = world.set_switch_interval_s(thread, s);
    return result ? std::string() : result.error().message;
  };
  CHECK(says(0) == "switch interval must be strictly positive");
  CHECK(says(-1) == "switch interval must be strictly positive");
  for (double bad : {std::nan(""), std::numeric_limits<double>::infinity(), 1e-7, 10.5})
    CHECK_THAT(says(bad), Catch::Contains("1e-06 to 10 seconds"));
  CHECK(world.switch_interval_s() == 0.005);
  CHECK(says(0.1 + 0.2) == "");
  CHECK(world.switch_interval_s() == 0.1 + 0.2);

  CHECK(world.set_check_interval(thread, 7));
  CHECK(world.policy() == "ticks");
  CHECK(world.check_interval() == 7);
  CHECK(thread.mode == Mode::kStepped);
  CHECK(thread.steps <= 7);
  CHECK_FALSE(world.set_check_interval(thread, 0));
  CHECK_FALSE(world.set_check_interval(thread, int64_t{1} << 31));
  CHECK(world.set_switch_interval_s(thread, 0.005));
  CHECK(world.policy() == "interval");

  const auto unknown = world.set_policy(thread, "lottery");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().message ==
        "unknown GIL policy 'lottery'; it must be one of: interval, ticks");
  CHECK(world.set_gil_enabled(thread, false));
  CHECK_FALSE(world.set_gil_enabled(thread, true));
  world.detach(thread);

  WorldOptions wrong;
  wrong.policy = "lottery";
  CHECK_FALSE(World::check(wrong));
}

TEST_CASE("stats: holding and waiting add up to the lifetime", "[world][gil][concurrency]") {
  for (bool gil : {true, false}) {
    World world(options(gil));
    ThreadGilStats lines[2];
    const auto until = Clock::now() + milliseconds(200);
    compete(
        world, [&] { return Clock::now() >= until; },
        [&](Thread& thread, int i) {
          for (const ThreadGilStats& line : world.stats().threads)
            if (line.ident == thread.ident) lines[i] = line;
        });
    for (const ThreadGilStats& line : lines) {
      CHECK(line.hold_s + line.wait_s == Approx(line.lifetime_s).epsilon(0.01));
      CHECK(line.cpu_s <= line.lifetime_s * 1.01);
      CHECK(line.lifetime_s > 0);
      if (!gil) CHECK(line.wait_s == 0);
      if (!gil) CHECK(line.acquires == 0);
    }
    const GilStats stats = world.stats();  // both have ended
    CHECK(stats.threads.size() == 2);
    CHECK(stats.threads[0].name != stats.threads[1].name);
    CHECK(stats.hold_s >= lines[0].hold_s + lines[1].hold_s);
  }
}

TEST_CASE("stats: a wait for something else is neither holding nor waiting", "[world][gil]") {
  for (bool gil : {true, false}) {
    World world(options(gil));
    Thread thread;
    thread.name = "main";
    world.attach(thread);
    world.reset_stats();
    const auto from = Clock::now();
    world.park(thread, {WaitKind::kSleep, nullptr, "sleep", nullptr}, from + milliseconds(50));
    const std::chrono::duration<double> slept = Clock::now() - from;
    const auto until = Clock::now() + milliseconds(50);
    while (Clock::now() < until) tick(world, thread);
    const ThreadGilStats line = world.stats().threads.at(0);
    world.detach(thread);
    CHECK(line.name == "main");
    CHECK(line.hold_s + line.wait_s + slept.count() == Approx(line.lifetime_s).epsilon(0.01));
    CHECK(line.voluntary == (gil ? 1 : 0));
  }
}

TEST_CASE("stats: the last 64 ended threads are listed, all are counted", "[world][gil]") {
  World world(options(true));
  for (int i = 0; i < 70; ++i)
    run_threads(world, 1, [&](Thread& thread, int) {
      world.park(thread, {WaitKind::kSleep, nullptr, "sleep", nullptr}, Clock::now());
    });
  const GilStats stats = world.stats();
  CHECK(stats.threads.size() == 64);
  CHECK(stats.voluntary == 70);
  world.reset_stats();
  CHECK(world.stats().threads.empty());
}
