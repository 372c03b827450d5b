// Strings: making, hashing, comparing, interning from many threads, and forgetting dead ones.
#include "vm/strings/strings.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace gilua {
namespace {

struct Fixture {
  Heap heap;
  StringTable table;
  Mutator m;

  Fixture() {
    heap.strings = &table;
    heap.attach(m);
    table.make_ready(m);
  }
  ~Fixture() { heap.detach(m); }

  void collect(const std::vector<String*>& roots = {}) {
    heap.collect(
        [&](Marker& marker) {
          table.mark_roots(marker);
          for (String* s : roots) marker.mark(Value::of(s));
        },
        {});
  }
};

std::string numbered(int i) { return "key number " + std::to_string(i); }

}  // namespace

TEST_CASE("strings: a new string has its bytes and a final zero", "[strings]") {
  Fixture f;
  const std::string bytes("a\0b with a zero inside", 22);
  String* s = new_string(f.m, bytes);
  REQUIRE(s != nullptr);
  CHECK(s->view() == bytes);
  CHECK(s->data()[s->length] == '\0');
  CHECK_FALSE(s->is_interned());
  CHECK(s->kind == Kind::kString);
  CHECK(new_string(f.m, bytes) != s);
}

TEST_CASE("strings: those of length 0 and 1 are ready-made", "[strings]") {
  Fixture f;
  CHECK(new_string(f.m, "") == f.table.empty());
  CHECK(new_string(f.m, "x") == f.table.single('x'));
  CHECK(new_string(f.m, "\xff") == f.table.single(0xff));
  CHECK(intern(f.m, "x") == f.table.single('x'));
  CHECK(f.table.size() == 257);
  f.collect();
  CHECK(f.table.size() == 257);
  CHECK(intern(f.m, "") == f.table.empty());
}

TEST_CASE("strings: interning gives one object per content, up to the short limit", "[strings]") {
  Fixture f;
  String* a = intern(f.m, "hello");
  CHECK(a->is_interned());
  CHECK(intern(f.m, "hello") == a);
  String* run_time = new_string(f.m, "hello");
  CHECK(run_time != a);
  CHECK(string_equal(run_time, a));
  CHECK(interned(f.m, run_time) == a);
  CHECK(interned(f.m, a) == a);
  CHECK_FALSE(string_equal(a, intern(f.m, "hellp")));

  String* longest = intern(f.m, std::string(kShortLimit, 'x'));
  CHECK(longest->is_interned());
  const std::string too_long(kShortLimit + 1, 'x');
  String* plain = intern(f.m, too_long);
  CHECK_FALSE(plain->is_interned());
  CHECK(intern(f.m, too_long) != plain);
  CHECK(interned(f.m, plain) == plain);
  CHECK(string_equal(intern(f.m, too_long), plain));
}

TEST_CASE("strings: hashes depend on every byte and are never 0", "[strings]") {
  Fixture f;
  for (size_t length : {1, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 48, 64, 65, 128, 1000}) {
    const std::string bytes(length, 'a');
    const uint32_t hash = hash_bytes(bytes);
    CHECK(hash != 0);
    CHECK(hash == string_hash(new_string(f.m, bytes)));
    for (size_t i = 0; i < length; ++i) {
      std::string other = bytes;
      other[i] = 'b';
      REQUIRE(hash_bytes(other) != hash);
    }
    CHECK(hash_bytes(std::string(length + 1, 'a')) != hash);
  }
}

TEST_CASE("strings: hashes of numbered keys spread in all bits", "[strings]") {
  std::set<uint32_t> low;
  std::set<uint32_t> high;
  for (int i = 0; i < 4096; ++i) {
    const uint32_t hash = hash_bytes(numbered(i));
    low.insert(hash & 4095);
    high.insert(hash >> 20);
  }
  // Random numbers would hit 63 % of 4,096 places.
  CHECK(low.size() > 2400);
  CHECK(high.size() > 2400);
}

TEST_CASE("strings: order is that of bytes, then of length", "[strings]") {
  Fixture f;
  const auto compare = [&f](std::string_view a, std::string_view b) {
    return string_compare(new_string(f.m, a), new_string(f.m, b));
  };
  CHECK(compare("abc", "abd") < 0);
  CHECK(compare("abc", "abc") == 0);
  CHECK(compare("abc", "ab") > 0);
  CHECK(compare("", "a") < 0);
  CHECK(compare("", "") == 0);
  CHECK(compare("\xff", "a") > 0);
  CHECK(compare(std::string_view("a\0b", 3), std::string_view("a\0c", 3)) < 0);
  CHECK(compare(std::string_view("a\0", 2), "a") > 0);
}

TEST_CASE("strings: a collection drops dead ones from the table and keeps live ones", "[strings]") {
  Fixture f;
  std::vector<String*> kept;
  for (int i = 0; i < 20'000; ++i) {
    String* s = intern(f.m, numbered(i));
    if (i % 100 == 0) kept.push_back(s);
  }
  CHECK(f.table.size() == 20'257);
  f.collect(kept);
  CHECK(f.table.size() == 457);
  for (size_t i = 0; i < kept.size(); ++i) {
    REQUIRE(intern(f.m, numbered(static_cast<int>(i) * 100)) == kept[i]);
  }
  for (int i = 0; i < 20'000; ++i) REQUIRE(intern(f.m, numbered(i))->view() == numbered(i));
  CHECK(f.table.size() == 20'257);
}

TEST_CASE("strings: exhausted memory gives nullptr", "[strings]") {
  Fixture f;
  CHECK(new_string_buffer(f.m, kMaxStringBytes + 1) == nullptr);
  f.heap.set_max_bytes(f.heap.used_bytes() + 100'000);
  CHECK(new_string_buffer(f.m, 1'000'000) == nullptr);
}

TEST_CASE("strings: 8 threads intern one object per content", "[strings][concurrency]") {
  constexpr int kThreads = 8;
  constexpr int kKeys = 3000;
  Fixture f;
  std::vector<String*> kept;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::vector<String*>> got(kThreads, std::vector<String*>(kKeys));
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        Mutator m;
        f.heap.attach(m);
        for (int i = 0; i < kKeys; ++i) {
          const int key = t % 2 == 0 ? i : kKeys - 1 - i;
          got[t][key] = intern(m, numbered(key));
        }
        f.heap.detach(m);
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (int t = 1; t < kThreads; ++t) REQUIRE(got[t] == got[0]);
    CHECK(f.table.size() == 257 + kKeys);
    for (int i = 0; i < kKeys; ++i) REQUIRE(got[0][i]->view() == numbered(i));
    for (size_t i = 0; i < kept.size(); ++i) REQUIRE(got[0][i] == kept[i]);
    kept.assign(got[0].begin(), got[0].begin() + kKeys / 2);
    f.collect(kept);
    CHECK(f.table.size() == 257 + kKeys / 2);
  }
}

}  // namespace gilua
