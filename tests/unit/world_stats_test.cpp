// The accounts of gil.stats(): what each thread held, waited for and was released for.
#include <catch2/catch.hpp>

#include "tests/unit/world_help.hpp"

using namespace gilua;
using namespace gilua::testing;
using std::chrono::milliseconds;

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
