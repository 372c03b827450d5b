// Tables that several threads use at once without a GIL: no lost write, no torn or foreign value,
// no key that is missed while it moves. Everything is asserted after the joins.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/table_fixture.hpp"

namespace gilua {
namespace {

#if GILUA_TSAN
constexpr int64_t kScale = 1;
#else
constexpr int64_t kScale = 10;
#endif

using Counter = std::atomic<uint64_t>;

/// A value that belongs to [key]: an integer or a float, so that a torn pair shows.
Value value_for(int64_t key, int64_t sequence) {
  const int64_t n = key << 20 | sequence;
  return sequence & 1 ? Value::integer(n) : Value::number(static_cast<double>(n));
}
bool belongs_to(Value v, int64_t key) {
  if (v.is_nil()) return true;
  if (!v.is_number()) return false;
  const double d = v.is_float() ? v.as_float() : 0.0;
  if (v.is_float() && !(d >= 0 && d < 0x1p53)) return false;
  const int64_t n = v.is_integer() ? v.as_integer() : static_cast<int64_t>(d);
  return n >> 20 == key && ((n & 1) != 0) == v.is_integer();
}

/// Two threads share the table's blocks before the test begins.
Table* shared_table(TableFixture& f, uint32_t array, uint32_t hash) {
  Table* t = new_table(f.m, array, hash);
  const Value first = Value::of(f.name("first"));
  table_set(f.m, t, first, Value::integer(1));
  f.run_threads(1, [&](Mutator& m, unsigned) { table_set(m, t, first, Value::integer(2)); });
  return t;
}

}  // namespace

TEST_CASE("table: private counters in one growing table lose nothing", "[table][concurrency]") {
  TableFixture f(false);
  Table* t = shared_table(f, 0, 0);
  constexpr unsigned kThreads = 4;
  const int64_t rounds = 4000 * kScale;
  Counter lost{0};
  Counter failed{0};
  f.run_threads(kThreads, [&](Mutator& m, unsigned who) {
    String* name = intern(m, "counter" + std::to_string(who));
    const int64_t slot = 3 + who;  // and one that moves from the hash to the array
    for (int64_t i = 1; i <= rounds; ++i) {
      const Value held = table_get_interned(t, name);
      if (!(i == 1 ? held.is_nil() : held.same(Value::integer(i - 1)))) lost.fetch_add(1);
      if (table_set_interned(m, t, name, Value::integer(i)) != Write::kDone) failed.fetch_add(1);
      const Value number = table_get_integer(t, slot);
      if (!(i == 1 ? number.is_nil() : number.same(Value::integer(i - 1)))) lost.fetch_add(1);
      if (table_set_integer(m, t, slot, Value::integer(i)) != Write::kDone) failed.fetch_add(1);
      const int64_t extra = (i % 97) * kThreads + 8 + who;  // growing, cleaning, migrating
      table_set_integer(m, t, extra, i % 3 == 0 ? Value::nil() : Value::integer(extra));
    }
  });
  CHECK(lost.load() == 0);
  CHECK(failed.load() == 0);
}

TEST_CASE("table: deleted slots are reused by the right keys only", "[table][concurrency]") {
  TableFixture f(false);
  Table* t = shared_table(f, 0, 0);
  Counter foreign{0};
  Counter lost{0};
  f.run_threads(4, [&](Mutator& m, unsigned who) {
    uint64_t state = 88172645463325252u + who;
    for (int64_t i = 0; i < 6000 * kScale; ++i) {
      const int64_t key = static_cast<int64_t>(next_random(state) % 64) * 4 + who + 1000;
      table_set_integer(m, t, key, value_for(key, i & 0xfff));
      if (!table_get_integer(t, key).same(value_for(key, i & 0xfff))) lost.fetch_add(1);
      table_set_integer(m, t, key, Value::nil());
      const int64_t other = static_cast<int64_t>(next_random(state) % 256) + 1000;
      if (!belongs_to(table_get_integer(t, other), other)) foreign.fetch_add(1);
    }
  });
  CHECK(foreign.load() == 0);
  CHECK(lost.load() == 0);
}

TEST_CASE("table: growth while others index and iterate", "[table][concurrency]") {
  TableFixture f(false);
  for (int64_t round = 0; round < 20 * kScale; ++round) {
    Table* t = shared_table(f, 0, 0);
    std::atomic<int64_t> grown{0};
    Counter wrong{0};
    const int64_t size = 400;
    f.run_threads(3, [&](Mutator& m, unsigned who) {
      if (who == 0) {
        for (int64_t i = 1; i <= size; ++i) {
          table_set_integer(m, t, i, value_for(i, i));
          grown.store(i);
        }
        return;
      }
      int64_t last = 0;
      while (last < size) {
        last = grown.load();
        for (int64_t i = 1; i <= last; ++i)
          if (!table_get_integer(t, i).same(value_for(i, i))) wrong.fetch_add(1);
        if (table_length(t) < last) wrong.fetch_add(1);
        Value key = Value::nil();
        Value value = Value::nil();
        uint32_t at = 0;
        while (table_next_at(t, at, key, value) == Next::kFound)
          if (key.is_integer() && !belongs_to(value, key.as_integer())) wrong.fetch_add(1);
      }
    });
    REQUIRE(wrong.load() == 0);
  }
}

TEST_CASE("table: a key that changes sides is never missed", "[table][concurrency]") {
  TableFixture f(false);
  Counter missed{0};
  for (int64_t round = 0; round < 30 * kScale; ++round) {
    Table* t = shared_table(f, 0, 64);
    for (int64_t k = 40; k <= 64; ++k) table_set_integer(f.m, t, k, value_for(k, 1));
    std::atomic<bool> stop{false};
    f.run_threads(2, [&](Mutator& m, unsigned who) {
      if (who == 1) {
        while (!stop.load())
          for (int64_t k = 40; k <= 64; ++k)
            if (!table_get_integer(t, k).same(value_for(k, 1))) missed.fetch_add(1);
        return;
      }
      for (int64_t cycle = 0; cycle < 4; ++cycle) {
        for (int64_t k = 1; k < 40; ++k) table_set_integer(m, t, k, value_for(k, 1));
        for (int64_t k = 1; k < 40; ++k) table_set_integer(m, t, k, Value::nil());
        for (int64_t k = 0; k < 200; ++k)  // the hash overflows, the sparse array goes
          table_set(m, t, Value::number(static_cast<double>(k) + 0.5), Value::integer(k));
        for (int64_t k = 0; k < 200; ++k)
          table_set(m, t, Value::number(static_cast<double>(k) + 0.5), Value::nil());
      }
      stop.store(true);
    });
  }
  CHECK(missed.load() == 0);
}

TEST_CASE("table: five threads push onto one array", "[table][concurrency]") {
  TableFixture f(false);
  Table* t = new_table(f.m, 0, 0);
  constexpr int64_t kThreads = 5;
  const int64_t each = 3000 * kScale;
  f.run_threads(kThreads, [&](Mutator& m, unsigned who) {
    for (int64_t i = 0; i < each; ++i) table_append(m, t, Value::integer(who * each + i));
  });
  REQUIRE(table_length(t) == kThreads * each);
  std::vector<int64_t> seen;
  for (int64_t i = 1; i <= kThreads * each; ++i)
    seen.push_back(table_get_integer(t, i).as_integer());
  std::sort(seen.begin(), seen.end());
  size_t wrong = 0;
  for (size_t i = 0; i < seen.size(); ++i) wrong += seen[i] != static_cast<int64_t>(i);
  CHECK(wrong == 0);
  Counter popped{0};
  f.run_threads(kThreads, [&](Mutator& m, unsigned) {
    while (!table_pop(m, t).is_nil()) popped.fetch_add(1);
  });
  CHECK(popped.load() == static_cast<uint64_t>(kThreads * each));
}

TEST_CASE("table: adds under the lock all land", "[table][concurrency]") {
  TableFixture f(false);
  Table* t = shared_table(f, 0, 0);
  const Value counter = Value::of(f.name("counter"));
  table_set(f.m, t, counter, Value::integer(0));
  constexpr unsigned kThreads = 4;
  const int64_t each = 5000 * kScale;
  f.run_threads(kThreads, [&](Mutator& m, unsigned who) {
    Value result = Value::nil();
    for (int64_t i = 0; i < each; ++i) {
      table_atomic_add(m, t, counter, Value::integer(1), result);
      const int64_t key = (i % 50) << 10 | who;
      table_set_integer(m, t, key, i % 2 ? Value::integer(key) : Value::nil());
    }
  });
  CHECK(table_get(t, counter).same(Value::integer(kThreads * each)));
}

TEST_CASE("table: threads exit while others write their tables", "[table][concurrency]") {
  TableFixture f(false);
  constexpr unsigned kThreads = 4;
  const int64_t writes = 500;
  Counter wrong{0};
  Table* tables[kThreads] = {};
  for (int64_t round = 0; round < 6 * kScale; ++round) {
    std::atomic<unsigned> made{0};
    f.run_threads(kThreads, [&](Mutator& m, unsigned who) {
      tables[who] = new_table(m, 2, 2);
      made.fetch_add(1);
      while (made.load() < kThreads) std::this_thread::yield();
      // Each writes its own keys into everybody's table; some end early.
      for (int64_t i = 1; i <= writes * (who + 1) / kThreads; ++i) {
        for (unsigned at = 0; at < kThreads; ++at) {
          const int64_t key = i * kThreads + who;
          if (table_set_integer(m, tables[at], key, value_for(key, i)) != Write::kDone)
            wrong.fetch_add(1);
        }
      }
    });
    std::vector<Value> roots;
    for (Table* t : tables) roots.push_back(Value::of(t));
    f.collect(roots);
    for (unsigned who = 0; who < kThreads; ++who)
      for (int64_t i = 1; i <= writes * (who + 1) / kThreads; ++i)
        for (Table* t : tables) {
          const int64_t key = i * kThreads + who;
          if (!table_get_integer(t, key).same(value_for(key, i))) wrong.fetch_add(1);
        }
  }
  CHECK(wrong.load() == 0);
}

TEST_CASE("table: absence bits while the metatable changes", "[table][concurrency]") {
  TableFixture f(false);
  Counter wrong{0};
  for (int64_t round = 0; round < 50 * kScale; ++round) {
    Table* mt = shared_table(f, 0, 4);
    std::atomic<bool> placed{false};
    f.run_threads(2, [&](Mutator& m, unsigned who) {
      if (who == 0) {
        table_set_interned(m, mt, f.events.names[static_cast<int>(Event::kAdd)], Value::integer(1));
        placed.store(true);
        return;
      }
      for (bool after = false; !after;) {
        after = placed.load();
        const Value found = metamethod(mt, Event::kAdd, f.events);
        metamethod(mt, Event::kSub, f.events);
        if (after && found.is_nil()) wrong.fetch_add(1);
      }
    });
  }
  CHECK(wrong.load() == 0);
}

}  // namespace gilua
