// Marking by several threads gives what marking by one gives; weak tables and finalizers at the
// level of the heap.
#include <catch2/catch.hpp>

#include "tests/unit/world_help.hpp"

using namespace gilua;
using namespace gilua::testing;

namespace {

/// A World whose collections are done by [markers] threads, however little there is to mark.
struct Collected {
  World world;
  Thread thread;
  std::vector<Value> roots;

  explicit Collected(unsigned markers) : world(with(markers)) {
    world.add_roots([this](Marker& marker) {
      for (const Value root : roots) marker.mark(root);
    });
    world.attach(thread);
  }
  ~Collected() { world.detach(thread); }

  static WorldOptions with(unsigned markers) {
    WorldOptions options;
    options.heap.markers = markers;
    options.heap.parallel_from = 0;
    return options;
  }
  Table* table(uint32_t array = 0, uint32_t hash = 0) {
    Table* t = new_table(thread, array, hash);
    REQUIRE(t != nullptr);
    return t;
  }
  void set(Table* t, Value key, Value value) {
    REQUIRE(table_set(thread, t, key, value) == Write::kDone);
  }
  Value name(std::string_view text) { return Value::of(intern(thread, text)); }
  Table* weak(std::string_view mode) {
    Table* t = table();
    Table* mt = table();
    set(mt, name("__mode"), Value::of(intern(thread, mode)));
    t->metatable.store(mt);
    return t;
  }
};

/// Tables that refer to random others: wide, deep and with cycles, from one root. The same for each
/// World, as far as [seed] goes.
void build_graph(Collected& c, uint64_t seed, int64_t tables) {
  std::vector<Table*> all;
  for (int64_t i = 0; i < tables; ++i) {
    Table* t = c.table(4, 2);
    c.set(t, c.name("id"), Value::integer(i));
    for (int64_t k = 1; k <= 4 && !all.empty(); ++k) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      c.set(t, Value::integer(k), Value::of(all[(seed >> 33) % all.size()]));
    }
    // A list through all of them, so that one marker alone cannot be lucky.
    if (i % 2 == 0 && !all.empty()) c.set(t, c.name("last"), Value::of(all.back()));
    all.push_back(t);
  }
  Table* root = c.table();
  for (size_t i = all.size() / 16; i < all.size(); i += all.size() / 16)
    c.set(root, Value::integer(static_cast<int64_t>(i)), Value::of(all[i]));
  c.roots = {Value::of(root)};
}

}  // namespace

TEST_CASE("collector: several markers keep exactly what one keeps", "[heap][gc][concurrency]") {
  for (const uint64_t seed : {1u, 2u, 3u}) {
    std::vector<uint64_t> live;
    for (const unsigned markers : {1u, 2u, 4u, 8u}) {
      Collected c(markers);
      build_graph(c, seed, 5000);
      for (int round = 0; round < 3; ++round) {
        const CollectionStats stats = c.world.collect(c.thread);
        REQUIRE(stats.markers == markers);
        live.push_back(stats.live_bytes);
      }
    }
    for (const uint64_t bytes : live) CHECK(bytes == live[0]);
  }
}

TEST_CASE("collector: a list of a million cells has no depth", "[heap][gc][concurrency]") {
  constexpr int64_t kLength = GILUA_STRESS || GILUA_TSAN ? 20'000 : 1'000'000;
  for (const unsigned markers : {1u, 3u}) {
    Collected c(markers);
    c.world.heap.set_automatic(false);
    Cell* last = new_cell(c.thread, Value::nil());
    for (int64_t i = 1; i < kLength; ++i) last = new_cell(c.thread, Value::of(last));
    c.roots = {Value::of(last)};
    c.world.collect(c.thread);
    int64_t length = 0;
    for (Value v = Value::of(last); v.is_cell(); v = v.as_cell()->slot.load()) ++length;
    CHECK(length == kLength);
    c.roots.clear();
    CHECK(c.world.collect(c.thread).live_bytes < 1'000'000);
  }
}

TEST_CASE("collector: weak entries go whichever marker finds the table",
          "[heap][gc][concurrency]") {
  for (const unsigned markers : {1u, 4u}) {
    Collected c(markers);
    c.world.heap.set_automatic(false);
    Table* root = c.table();
    Table* kept = c.table();
    c.set(root, Value::integer(0), Value::of(kept));
    c.roots = {Value::of(root)};
    constexpr int64_t kTables = 200;
    for (int64_t i = 1; i <= kTables; ++i) {
      Table* holder = c.table();  // one step between the root and the weak table
      Table* t = c.weak(i % 3 == 0 ? "k" : i % 3 == 1 ? "v" : "kv");
      c.set(root, Value::integer(i), Value::of(holder));
      c.set(holder, Value::integer(1), Value::of(t));
      c.set(t, Value::of(c.table()), Value::of(c.table()));
      c.set(t, Value::of(kept), Value::of(kept));
    }
    c.world.collect(c.thread);
    c.world.collect(c.thread);
    int64_t entries = 0;
    bool right = true;
    for (int64_t i = 1; i <= kTables; ++i) {
      const Value holder = table_get_integer(root, i);
      Table* t = table_get_integer(holder.as_table(), 1).as_table();
      Value key = Value::nil();
      Value value;
      while (table_next(t, key, value) == Next::kFound) {
        ++entries;
        right = right && key.same(Value::of(kept)) && value.same(Value::of(kept));
      }
    }
    CHECK(right);
    CHECK(entries == kTables);
  }
}

TEST_CASE("collector: finalizers become due once, the last set first", "[heap][gc]") {
  Collected c(1);
  c.world.heap.set_automatic(false);
  for (int64_t i = 0; i < 5; ++i) {
    Table* t = c.table();
    c.set(t, Value::integer(1), Value::integer(i));
    REQUIRE(c.world.heap.add_finalizer(t));
    REQUIRE(c.world.heap.add_finalizer(t));  // again: no effect
    if (i == 2) c.roots = {Value::of(t)};
  }
  CHECK(c.world.collect(c.thread).finalizers == 4);
  c.world.collect(c.thread);  // due objects live until they are taken
  std::vector<int64_t> order;
  while (Object* o = c.world.heap.take_finalizable())
    order.push_back(table_get_integer(static_cast<Table*>(o), 1).as_integer());
  CHECK(order == std::vector<int64_t>{4, 3, 1, 0});
  c.world.heap.finalize_all();
  Object* last = c.world.heap.take_finalizable();
  REQUIRE(last != nullptr);
  CHECK(table_get_integer(static_cast<Table*>(last), 1).as_integer() == 2);
  CHECK(c.world.heap.take_finalizable() == nullptr);
  REQUIRE(c.world.heap.add_finalizer(c.table()));
  CHECK(c.world.collect(c.thread).finalizers == 0);  // none are accepted any more
}
