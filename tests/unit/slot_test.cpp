// Slots: what one thread stores another loads whole.
#include "vm/value/slot.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

namespace gilua {
namespace {

Value pair_of(uint64_t n) { return {n, ~n}; }
bool is_whole(Value v) { return v.tag == ~v.bits; }

}  // namespace

TEST_CASE("slot: this processor moves slots whole", "[slot]") { REQUIRE(slots_are_atomic()); }

TEST_CASE("slot: loads give what was stored", "[slot]") {
  Slot slot;
  slot.init(Value::integer(-7));
  CHECK(slot.load().same(Value::integer(-7)));
  slot.store(Value::number(2.5));
  CHECK(slot.load().same(Value::number(2.5)));
  Value to = Value::nil();
  CHECK(slot.load_into(to) == kFloat);
  CHECK(to.same(Value::number(2.5)));
  CHECK(slot.exclusive().same(Value::number(2.5)));
}

TEST_CASE("slot: compare_exchange wants both halves equal", "[slot]") {
  Slot slot;
  slot.init(Value::integer(1));
  CHECK_FALSE(slot.compare_exchange(Value::integer(2), Value::integer(3)));
  CHECK_FALSE(slot.compare_exchange({1, kFloat}, Value::integer(3)));
  CHECK(slot.load().same(Value::integer(1)));
  CHECK(slot.compare_exchange(Value::integer(1), Value::boolean(true)));
  CHECK(slot.load().same(Value::boolean(true)));
}

TEST_CASE("slot: racing stores and loads tear nothing", "[slot][concurrency]") {
  Slot slot;
  slot.init(pair_of(0));
  std::atomic<bool> stop{false};
  std::atomic<uint64_t> torn{0};
  uint64_t writes = 0;
  uint64_t reads = 0;
  std::thread writer([&] {
    while (!stop.load(std::memory_order_relaxed)) slot.store(pair_of(++writes));
  });
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
  while (std::chrono::steady_clock::now() < end) {
    for (int i = 0; i < 1000; ++i) {
      Value to;
      slot.load_into(to);
      const bool whole = is_whole(slot.load()) && is_whole(to);
      if (!whole) torn.fetch_add(1, std::memory_order_relaxed);
      reads += 2;
    }
  }
  stop.store(true, std::memory_order_relaxed);
  writer.join();
  INFO(reads << " reads, " << writes << " writes");
  CHECK(torn.load() == 0);
}

TEST_CASE("slot: racing compare_exchange loses no step", "[slot][concurrency]") {
  constexpr int kSteps = 50'000;
  Slot slot;
  slot.init(pair_of(0));
  const auto add = [&slot] {
    for (int i = 0; i < kSteps; ++i) {
      Value seen = slot.load();
      while (!slot.compare_exchange(seen, pair_of(seen.bits + 1))) seen = slot.load();
    }
  };
  std::thread a(add);
  std::thread b(add);
  a.join();
  b.join();
  CHECK(slot.load().same(pair_of(2 * kSteps)));
}

}  // namespace gilua
