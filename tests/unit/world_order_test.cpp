// Who gets the GIL next: the policies with a queue, and changes of policy while threads wait.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "tests/unit/world_help.hpp"

using namespace gilua;
using namespace gilua::testing;

namespace {

WorldOptions with_policy(const char* name, double interval_s) {
  WorldOptions result = options(true, interval_s);
  result.policy = name;
  return result;
}

void wait_until_it_wants_the_gil(World& world, const Thread& thread) {
  while (world.waiting_for(thread).kind != WaitKind::kGil) std::this_thread::yield();
}

/// The order in which the GIL goes to a thread that was forced out ('F') and to one that came back
/// from a wait ('R') after it, both of which wait for it when it is let go.
std::string order_of_two(const char* policy) {
  World world(with_policy(policy, 1e-4));
  std::atomic<Thread*> forced{nullptr}, returned{nullptr};
  std::atomic<bool> let_go{false};
  std::string order;  // under the GIL
  std::thread f([&] {
    Thread thread;
    world.attach(thread);
    PolicySettings settings;
    // However slow the machine is, F is not kept waiting for too long.
    if (world.policy() == "priority") settings.patience_s = 3600;
    static_cast<void>(world.set_policy(thread, policy, settings));
    forced = &thread;
    while (!let_go) tick(world, thread);
    order += 'F';
    world.detach(thread);
  });
  std::thread r([&] {
    Thread thread;
    world.attach(thread);
    returned = &thread;
    while (world.park(thread, {WaitKind::kSleep, nullptr, "sleep", nullptr}) !=
           World::Woken::kUnparked) {
    }
    order += 'R';
    world.detach(thread);
  });
  while (forced == nullptr || returned == nullptr) std::this_thread::yield();
  while (world.waiting_for(*returned).kind != WaitKind::kSleep) std::this_thread::yield();
  Thread thread;
  world.attach(thread);  // takes the GIL from F, the only one that computes, and keeps it
  wait_until_it_wants_the_gil(world, *forced);
  world.unpark(*returned);
  wait_until_it_wants_the_gil(world, *returned);
  let_go = true;
  world.detach(thread);
  f.join();
  r.join();
  return order;
}

}  // namespace

TEST_CASE("fifo: who waits longest is next", "[world][gil][concurrency]") {
  CHECK(order_of_two("fifo") == "FR");
}

TEST_CASE("priority: who blocked goes before who was forced out", "[world][gil][concurrency]") {
  CHECK(order_of_two("priority") == "RF");
}

TEST_CASE("fifo: computing threads take turns in one order", "[world][gil][concurrency]") {
  World world(with_policy("fifo", 1e-5));
  constexpr size_t kTurns = 300;
  constexpr int kThreads = 3;
  std::vector<int> turns;  // under the GIL: who had it, one entry for each turn
  std::atomic<int> here{0};
  run_threads(world, kThreads, [&](Thread& thread, int i) {
    here.fetch_add(1);
    poll_until(world, thread, [&] { return here.load() == kThreads; });
    while (turns.size() < kTurns) {
      if (turns.empty() || turns.back() != i) turns.push_back(i);
      tick(world, thread);
    }
  });
  // Until each has had a turn, one may still be on its way into the line.
  size_t from = 0;
  for (int i = 0; i < kThreads; ++i) {
    const auto first = std::find(turns.begin(), turns.end(), i);
    from = std::max(from, static_cast<size_t>(first - turns.begin()));
  }
  CHECK(from < kTurns / 2);
  size_t out_of_order = 0;
  for (size_t n = from + kThreads; n < turns.size(); ++n)
    if (turns[n] != turns[n - kThreads]) ++out_of_order;
  CHECK(out_of_order == 0);
}

TEST_CASE("priority: a thread that comes back does not wait for an interval",
          "[world][gil][concurrency]") {
  World world(with_policy("priority", 1e-4));
  std::atomic<bool> over{false};
  int times = 0;
  run_threads(world, 2, [&](Thread& thread, int i) {
    if (i == 0) {
      while (!over) tick(world, thread);
      return;
    }
    // Once by the rule of `interval`; from then on the other one is known to compute.
    while (world.stats().forced == 0)
      world.park(thread, {WaitKind::kSleep, nullptr, "sleep", nullptr}, Clock::now());
    static_cast<void>(world.set_policy(thread, "priority", {10.0, {}, 3600.0}));
    for (; times < 200; ++times)  // 200 intervals of 10 s would be too long for any test
      world.park(thread, {WaitKind::kSleep, nullptr, "sleep", nullptr},
                 Clock::now() + std::chrono::microseconds(100));
    over = true;
  });
  CHECK(times == 200);
}

TEST_CASE("priority: computing threads go on beside others that come back all the time",
          "[world][gil][concurrency]") {
  World world(with_policy("priority", 1e-4));
  std::atomic<bool> over{false};
  std::atomic<int> computing{2};
  int turns[2] = {0, 0};
  run_threads(world, 5, [&](Thread& thread, int i) {
    if (i == 0) static_cast<void>(world.set_policy(thread, "priority", {{}, {}, 1e-3}));
    if (i >= 2) {  // the GIL is never free of them
      while (!over) {
        for (int n = 0; n < 100; ++n) tick(world, thread);
        world.park(thread, {WaitKind::kSleep, nullptr, "sleep", nullptr}, Clock::now());
      }
      return;
    }
    for (; turns[i] < 200'000; ++turns[i]) tick(world, thread);
    if (--computing == 0) over = true;
  });
  CHECK(turns[0] == 200'000);
  CHECK(turns[1] == 200'000);
}

TEST_CASE("gil: the policy changes while threads wait for the GIL", "[world][gil][concurrency]") {
  World world(options(true, 10.0));
  const auto names = World::policy_names();
  std::atomic<bool> over{false};
  int plain = 0, turns = 0;
  std::mt19937 random(1);
  run_threads(world, 5, [&](Thread& thread, int i) {
    if (i == 0) {
      for (; turns < 1000; ++turns) {
        static_cast<void>(world.set_policy(thread, names[random() % names.size()]));
        static_cast<void>(world.set_switch_interval_s(thread, turns % 4 == 3 ? 1e-4 : 10.0));
        if (turns % 8 < 2) static_cast<void>(world.set_check_interval(thread, 1 + turns % 7));
        if (turns % 2 == 0)
          static_cast<void>(world.set_policy(thread, names[random() % names.size()]));
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
      if (plain % 32 == i) world.park(thread, {}, Clock::now());
    }
  });
  CHECK(turns == 1000);
  CHECK(plain >= 1000);
}
