// The heap: allocation, what a collection keeps and frees, reuse, limits, several mutators.
#include "vm/heap/heap.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <memory>
#include <set>
#include <thread>
#include <vector>

namespace gilua {
namespace {

struct Fixture {
  Heap heap;
  Mutator m;

  Fixture() { heap.attach(m); }
  ~Fixture() { heap.detach(m); }

  CollectionStats collect(const std::vector<const Object*>& roots = {}) {
    return heap.collect(
        [&](Marker& marker) {
          for (const Object* o : roots) marker.mark(o);
        },
        {});
  }
};

/// An object of [bytes] whose bytes say which it is.
Object* new_raw(Mutator& m, size_t bytes, int fill) {
  void* p = Heap::allocate(m, bytes);
  if (p == nullptr) return nullptr;
  std::memset(p, fill, bytes);
  init_object(p, Kind::kRaw);
  return static_cast<Object*>(p);
}

bool has_fill(const Object* object, size_t bytes, int fill) {
  const char* p = reinterpret_cast<const char*>(object);
  return std::all_of(p + sizeof(Object), p + bytes,
                     [fill](char c) { return c == static_cast<char>(fill); });
}

/// Sizes in every kind of place: small cells, medium cells, page runs, own mappings.
const std::vector<size_t> kSizes = {8,     16,     24,      32,        100,       512,
                                    513,   1000,   4128,    8224,      16416,     32768,
                                    32769, 65'536, 200'000, 1'048'576, 1'048'577, 5'000'000};

int destroyed = 0;
const UserdataType kCountingType = {"counting", [](void*) { ++destroyed; }};

}  // namespace

TEST_CASE("heap: objects of all sizes keep their bytes and do not overlap", "[heap]") {
  Fixture f;
  std::vector<std::pair<Object*, size_t>> objects;
  for (int round = 0; round < 20; ++round) {
    for (size_t bytes : kSizes) {
      Object* o = new_raw(f.m, bytes, static_cast<int>(objects.size() % 251));
      REQUIRE(o != nullptr);
      REQUIRE(reinterpret_cast<uintptr_t>(o) % 16 == 0);
      objects.emplace_back(o, bytes);
    }
  }
  for (size_t i = 0; i < objects.size(); ++i) {
    REQUIRE(has_fill(objects[i].first, objects[i].second, static_cast<int>(i % 251)));
  }
}

TEST_CASE("heap: a collection keeps what is marked, and what it frees is reused", "[heap]") {
  Fixture f;
  std::vector<const Object*> kept;
  std::vector<size_t> sizes;
  size_t used_before = 0;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 300; ++i) {
      for (size_t bytes : kSizes) {
        if (bytes > 40'000 && i % 100 != 0) continue;
        Object* o = new_raw(f.m, bytes, static_cast<int>(kept.size() % 251));
        REQUIRE(o != nullptr);
        if (round == 0 && i % 3 == 0) {
          kept.push_back(o);
          sizes.push_back(bytes);
        }
      }
    }
    f.collect(kept);
    for (size_t k = 0; k < kept.size(); ++k) {
      REQUIRE(f.heap.is_marked(kept[k]));
      REQUIRE(has_fill(kept[k], sizes[k], static_cast<int>(k % 251)));
    }
    if (round == 0) used_before = f.heap.used_bytes();
    CHECK(f.heap.used_bytes() == used_before);
  }
  CHECK(f.collect().live_bytes == 0);
  CHECK(f.heap.used_bytes() == 0);
}

TEST_CASE("heap: used_bytes grows with each allocation and falls at a collection", "[heap]") {
  Fixture f;
  for (size_t bytes : kSizes) {
    const size_t before = f.heap.used_bytes();
    new_raw(f.m, bytes, 1);
    const size_t grown = f.heap.used_bytes() - before;
    CHECK(grown >= bytes);
    CHECK(grown <= bytes + std::max<size_t>(bytes / 3, 4096 + 128));
  }
  f.collect();
  CHECK(f.heap.used_bytes() == 0);
}

TEST_CASE("heap: allocate_zeroed gives zeros, also from memory that was used", "[heap]") {
  Fixture f;
  for (int round = 0; round < 3; ++round) {
    for (size_t bytes : kSizes) {
      char* p = static_cast<char*>(Heap::allocate_zeroed(f.m, bytes));
      REQUIRE(p != nullptr);
      REQUIRE(std::all_of(p, p + bytes, [](char c) { return c == 0; }));
      std::memset(p, 0x55, bytes);
      init_object(p, Kind::kRaw);
    }
    f.collect();
  }
}

TEST_CASE("heap: free_now gives memory back at once", "[heap]") {
  Fixture f;
  for (size_t bytes : kSizes) {
    new_raw(f.m, bytes, 1);
    const size_t before = f.heap.used_bytes();
    Object* first = new_raw(f.m, bytes, 2);
    Object* second = new_raw(f.m, bytes, 3);
    f.heap.free_now(f.m, second, bytes);
    f.heap.free_now(f.m, first, bytes);
    CHECK(f.heap.used_bytes() == before);
    std::set<Object*> again = {new_raw(f.m, bytes, 4), new_raw(f.m, bytes, 5)};
    CHECK(again.size() == 2);
    // Mappings beyond what is cached go back to the system and may come back elsewhere.
    if (bytes <= 1'048'576) CHECK(again == std::set<Object*>{first, second});
  }
}

TEST_CASE("heap: replacing objects again and again needs little memory", "[heap]") {
  Fixture f;
  for (size_t bytes : kSizes) {
    if (bytes > 1'048'576) continue;
    std::set<Object*> places;
    Object* last = new_raw(f.m, bytes, 1);
    const size_t before = f.heap.used_bytes();
    for (int i = 0; i < 5000; ++i) {
      Object* next = new_raw(f.m, bytes, 1);
      places.insert(next);
      f.heap.free_now(f.m, last, bytes);
      last = next;
    }
    CHECK(f.heap.used_bytes() == before);
    CHECK(places.size() * bytes <= std::max<size_t>(40'000, 3 * bytes + 200'000));
  }
}

TEST_CASE("heap: a cell freed, reused and kept survives collections", "[heap]") {
  Fixture f;
  std::vector<const Object*> kept;
  for (int i = 0; i < 1000; ++i) kept.push_back(new_raw(f.m, 96, i % 251));
  f.collect(kept);  // now all have their mark bits set
  for (int i = 0; i < 1000; i += 2) {
    f.heap.free_now(f.m, const_cast<Object*>(kept[i]), 96);
  }
  for (int i = 0; i < 1000; i += 2) kept[i] = new_raw(f.m, 96, i % 251);
  for (int round = 0; round < 3; ++round) {
    const std::set<const Object*> distinct(kept.begin(), kept.end());
    REQUIRE(distinct.size() == kept.size());
    f.collect(kept);
    for (int i = 0; i < 3000; ++i) {
      const Object* fresh = new_raw(f.m, 96, 0xee);
      REQUIRE(distinct.count(fresh) == 0);
    }
    for (int i = 0; i < 1000; ++i) REQUIRE(has_fill(kept[i], 96, i % 251));
  }
}

TEST_CASE("heap: passing the threshold asks the allocating mutator to collect", "[heap]") {
  Fixture f;
  const auto allocate = [&f](size_t total) {
    for (size_t done = 0; done < total; done += 64) new_raw(f.m, 64, 1);
  };
  f.heap.set_automatic(false);
  allocate(size_t{100} << 20);
  CHECK((f.m.poll.load() & kPollCollect) == 0);
  f.heap.set_automatic(true);
  f.collect();
  allocate(size_t{100} << 20);
  CHECK((f.m.poll.load() & kPollCollect) != 0);
  f.collect();
  CHECK((f.m.poll.load() & kPollCollect) == 0);
}

TEST_CASE("heap: max_bytes makes allocation fail until something is freed", "[heap]") {
  Fixture f;
  f.heap.set_max_bytes(1 << 20);
  CHECK(Heap::allocate(f.m, 2 << 20) == nullptr);
  size_t objects = 0;
  while (new_raw(f.m, 100, 1) != nullptr) ++objects;
  CHECK(objects * 112 <= (1u << 20));
  CHECK(objects * 112 > (1u << 20) - 20'000);
  CHECK(Heap::allocate(f.m, 40'000) == nullptr);
  f.collect();
  CHECK(Heap::allocate(f.m, 40'000) != nullptr);
  f.heap.set_max_bytes(0);
  CHECK(Heap::allocate(f.m, SIZE_MAX / 2) == nullptr);
}

TEST_CASE("heap: dead finalizable objects are destroyed, once", "[heap]") {
  destroyed = 0;
  {
    Heap heap;
    Mutator m;
    heap.attach(m);
    Userdata* kept = new_userdata(m, kCountingType, 40);
    heap.add_finalizable(m, kept);  // a second time: harmless
    new_userdata(m, kCountingType, 40);
    new_userdata(m, kCountingType, 100'000);
    CHECK(std::string_view(static_cast<char*>(kept->payload()), 40) == std::string(40, '\0'));
    CHECK(kept->user_value.load().is_nil());
    heap.collect([&](Marker& marker) { marker.mark(kept); }, {});
    CHECK(destroyed == 2);
    heap.collect([&](Marker& marker) { marker.mark(kept); }, {});
    CHECK(destroyed == 2);
    heap.detach(m);
  }
  CHECK(destroyed == 3);
}

TEST_CASE("heap: marking follows cells, natives, closures and userdata", "[heap]") {
  Fixture f;
  Proto* proto = new_proto(f.m);
  proto->upvalue_count = 2;
  Closure* closure = new_closure(f.m, proto);
  CHECK(closure->upvalues[1].load() == nullptr);
  Object* raw = new_raw(f.m, 24, 1);
  Native* native = new_native(f.m, nullptr, 3);
  CHECK(native->upvalues[2].load().is_nil());
  // Its payload refers to a cell, which its type's trace function marks.
  static const UserdataType kTracing = {"tracing", nullptr,
                                        [](const void* payload, Marker& marker) {
                                          marker.mark(*static_cast<Cell* const*>(payload));
                                        }};
  Userdata* userdata = new_userdata(f.m, kTracing, sizeof(Cell*));
  Cell* traced = new_cell(f.m, Value::nil());
  *static_cast<Cell**>(userdata->payload()) = traced;
  userdata->user_value.init(Value::of(native));
  native->upvalues[1].init(Value::object(raw, kString));
  closure->upvalues[1].store(new_cell(f.m, Value::of(userdata)));
  Cell* unreached = new_cell(f.m, Value::nil());
  f.collect({closure});
  for (const Object* o : std::initializer_list<const Object*>{
           closure, proto, closure->upvalues[1].load(), userdata, native, raw, traced}) {
    CHECK(f.heap.is_marked(o));
  }
  CHECK_FALSE(f.heap.is_marked(unreached));
}

TEST_CASE("heap: a list of 10 million cells does not overflow any stack", "[heap]") {
  constexpr int kCells = GILUA_TSAN ? 1'000'000 : 10'000'000;
  Fixture f;
  Cell* list = nullptr;
  for (int i = 0; i < kCells; ++i) {
    list = new_cell(f.m, list == nullptr ? Value::nil() : Value::of(list));
  }
  const CollectionStats stats = f.collect({list});
  CHECK(stats.live_bytes == kCells * sizeof(Cell));
}

TEST_CASE("heap: after_mark sees what is dead, before it is gone", "[heap]") {
  Fixture f;
  Object* kept = new_raw(f.m, 32, 1);
  Object* dead = new_raw(f.m, 50'000, 2);
  bool kept_marked = false;
  bool dead_marked = true;
  const CollectionStats stats = f.heap.collect([&](Marker& marker) { marker.mark(kept); },
                                               [&] {
                                                 kept_marked = f.heap.is_marked(kept);
                                                 dead_marked = f.heap.is_marked(dead);
                                                 (void)f.heap.used_bytes();  // takes the mutex
                                               });
  CHECK(kept_marked);
  CHECK_FALSE(dead_marked);
  CHECK(stats.number == 1);
  CHECK(stats.live_bytes == 32);
}

TEST_CASE("heap: writer ids are never reused, identities start at 1", "[heap]") {
  Fixture f;
  const WriterId mine = f.m.writer;
  CHECK(mine >= kFirstWriter);
  CHECK(f.heap.is_attached(mine));
  WriterId other = 0;
  {
    Mutator m;
    f.heap.attach(m);
    other = m.writer;
    CHECK(f.heap.is_attached(other));
    f.heap.detach(m);
  }
  CHECK(other != mine);
  CHECK_FALSE(f.heap.is_attached(other));
  Mutator again;
  f.heap.attach(again);
  CHECK(again.writer != other);
  bool attached = false;
  f.heap.collect([&](Marker&) { attached = f.heap.is_attached(again.writer); }, {});
  CHECK(attached);
  f.heap.detach(again);
  CHECK(f.heap.next_identity() == 1);
  Object* o = new_raw(f.m, 32, 1);
  CHECK(identity_hash(f.heap, o) == 2);
  CHECK(identity_hash(f.heap, o) == 2);
}

TEST_CASE("heap: short-lived mutators do not use up pages", "[heap]") {
  Fixture f;
  std::set<uintptr_t> pages;
  std::set<Object*> objects;
  for (int i = 0; i < 1000; ++i) {
    Mutator m;
    f.heap.attach(m);
    for (int k = 0; k < 10; ++k) {
      Object* o = new_raw(m, 48, 1);
      REQUIRE(objects.insert(o).second);
      pages.insert(reinterpret_cast<uintptr_t>(o) / kPageBytes);
    }
    f.heap.detach(m);
  }
  CHECK(pages.size() <= 1000 * 10 * 48 / kPageBytes + 1);
  CHECK(f.heap.used_bytes() == 1000 * 10 * 48);
}

TEST_CASE("heap: mutators that allocate little share pages", "[heap]") {
  Heap heap;
  constexpr size_t kMutators = 64;
  std::vector<std::unique_ptr<Mutator>> mutators;
  std::set<uintptr_t> pages;
  std::set<const Object*> objects;
  for (size_t i = 0; i < kMutators; ++i) {
    mutators.push_back(std::make_unique<Mutator>());
    heap.attach(*mutators.back());
    for (int k = 0; k < 3; ++k) {
      const Object* object = new_raw(*mutators.back(), 64, 1);
      REQUIRE(object != nullptr);
      objects.insert(object);
      pages.insert(reinterpret_cast<uintptr_t>(object) / kPageBytes);
    }
  }
  CHECK(objects.size() == 3 * kMutators);
  CHECK(pages.size() <= 2);
  // One that allocates much gets pages of its own, and what others hold stays theirs.
  for (int i = 0; i < 10000; ++i) objects.insert(new_raw(*mutators[0], 64, 2));
  for (const auto& m : mutators) objects.insert(new_raw(*m, 64, 3));
  CHECK(objects.size() == 3 * kMutators + 10000 + kMutators);
  for (const auto& m : mutators) heap.detach(*m);
}

TEST_CASE("heap: 8 threads allocate side by side across collections", "[heap][concurrency]") {
  constexpr int kThreads = 8;
  constexpr int kObjects = 4000;
  Fixture f;
  std::vector<std::vector<Object*>> kept(kThreads);
  for (int round = 0; round < 4; ++round) {
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        Mutator m;
        f.heap.attach(m);
        for (int i = 0; i < kObjects; ++i) {
          const size_t bytes = 16 + static_cast<size_t>(i * 7 % 900);
          Object* o = new_raw(m, bytes, t + 1);
          if (i % 20 == 0) kept[t].push_back(o);
          if (i % 500 == 0) new_raw(m, 70'000, t + 1);
        }
        f.heap.detach(m);
      });
    }
    for (std::thread& thread : threads) thread.join();  // stands for the stop
    std::vector<const Object*> roots;
    for (const auto& objects : kept) roots.insert(roots.end(), objects.begin(), objects.end());
    f.collect(roots);
    const std::set<const Object*> distinct(roots.begin(), roots.end());
    REQUIRE(distinct.size() == roots.size());
    for (int t = 0; t < kThreads; ++t) {
      for (size_t i = 0; i < kept[t].size(); ++i) {
        const size_t bytes = 16 + i % (kObjects / 20) * 20 * 7 % 900;
        REQUIRE(has_fill(kept[t][i], bytes, t + 1));
      }
    }
  }
}

}  // namespace gilua
