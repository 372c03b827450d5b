// The GIL's policies, their settings, and the accounts of gil.stats().
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tests/unit/world_help.hpp"

using namespace gilua;
using namespace gilua::testing;
using std::chrono::milliseconds;

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
        "unknown GIL policy 'lottery'; it must be one of: interval, ticks, fifo, priority");
  CHECK(world.set_gil_enabled(thread, false));
  CHECK_FALSE(world.set_gil_enabled(thread, true));

  CHECK(world.set_policy(thread, "fifo", {0.25, {}, {}}));
  CHECK(world.policy() == "fifo");
  CHECK(world.switch_interval_s() == 0.25);
  CHECK(world.set_policy(thread, "priority", {0.5, {}, 2.0}));
  CHECK(world.patience_s() == 2.0);
  CHECK_FALSE(world.set_policy(thread, "ticks", {{}, 0, {}}));
  CHECK_FALSE(world.set_policy(thread, "priority", {0.1, {}, 0.0}));
  CHECK(world.policy() == "priority");
  CHECK(world.switch_interval_s() == 0.5);
  world.detach(thread);

  WorldOptions wrong;
  wrong.policy = "lottery";
  CHECK_FALSE(World::check(wrong));
}
