// Tables against a model: random operations with keys of every type, in exclusive and in free mode.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>

#include "tests/unit/table_fixture.hpp"

namespace gilua {
namespace {

using Model = std::map<std::string, int64_t>;

/// A key's identity in the model: equal for keys that Lua takes for the same.
std::string identity(Value key) {
  switch (key.tag) {
    case kString:
      return "s" + std::string(key.as_string()->view());
    case kFloat:
      if (key.as_float() == std::floor(key.as_float()) && std::fabs(key.as_float()) < 0x1p62)
        return "i" + std::to_string(static_cast<int64_t>(key.as_float()));
      return "f" + std::to_string(key.bits);
    case kInteger:
      return "i" + std::to_string(key.as_integer());
    case kFalse:
    case kTrue:
      return key.tag == kTrue ? "true" : "false";
    default:
      return "p" + std::to_string(key.bits);
  }
}

struct RandomKeys {
  TableFixture& fixture;
  std::vector<Value> objects;
  uint64_t state;

  RandomKeys(TableFixture& f, uint64_t seed) : fixture(f), state(seed) {
    for (int i = 0; i < 20; ++i) objects.push_back(Value::of(new_table(f.m, 0, 0)));
  }
  Value next() {
    const uint64_t r = next_random(state);
    const int64_t small = static_cast<int64_t>(r >> 8 & 63) - 3;
    switch (r % 10) {
      case 0:
      case 1:
      case 2:
        return Value::integer(small);
      case 3:
        return Value::number(static_cast<double>(small));
      case 4:
        return Value::integer(static_cast<int64_t>(r >> 8 & 15) << 40);
      case 5:
        return Value::number(static_cast<double>(small) + 0.5);
      case 6:
        return Value::of(fixture.name("key" + std::to_string(small)));
      case 7:  // neither of these is interned
        return Value::of(new_string(fixture.m, "key" + std::to_string(small)));
      case 8:
        return Value::of(new_string(fixture.m, std::string(60, 'x') + std::to_string(small & 7)));
      default:
        if (r >> 8 & 1) return objects[(r >> 9) % objects.size()];
        return {r >> 9, (r >> 20 & 1) ? kTrue : kFalse};  // a boolean's payload means nothing
    }
  }
};

Model contents(const Table* t) {
  Model found;
  Value key = Value::nil();
  Value value = Value::nil();
  while (table_next(t, key, value) == Next::kFound) found[identity(key)] = value.as_integer();
  return found;
}

Model contents_by_position(const Table* t) {
  Model found;
  Value key = Value::nil();
  Value value = Value::nil();
  uint32_t at = 0;
  while (table_next_at(t, at, key, value) == Next::kFound)
    found[identity(key)] = value.as_integer();
  return found;
}

bool is_border(const Table* t, int64_t n) {
  return (n == 0 || !table_get_integer(t, n).is_nil()) && table_get_integer(t, n + 1).is_nil();
}

void check_random_operations(bool exclusive, uint64_t seed, uint32_t array, uint32_t hash) {
  TableFixture f(exclusive);
  RandomKeys keys(f, seed);
  Table* t = new_table(f.m, array, hash);
  Model model;
  size_t wrong = 0;
  for (int64_t i = 1; i <= 20000; ++i) {
    const Value key = keys.next();
    // Phases of growing and of shrinking.
    const bool removes = next_random(keys.state) % 8 < (i / 2000 % 2 == 0 ? 2 : 6);
    if (removes) {
      model.erase(identity(key));
      wrong += table_set(f.m, t, key, Value::nil()) != Write::kDone;
    } else {
      model[identity(key)] = i;
      wrong += table_set(f.m, t, key, Value::integer(i)) != Write::kDone;
    }
    const Value probe = keys.next();
    const auto found = model.find(identity(probe));
    const Value held = table_get(t, probe);
    wrong += found == model.end() ? !held.is_nil() : !held.same(Value::integer(found->second));
    wrong += !is_border(t, table_length(t));
    if (i % 500 == 0) {
      wrong += contents(t) != model;
      wrong += contents_by_position(t) != model;
    }
  }
  REQUIRE(wrong == 0);
}

}  // namespace

TEST_CASE("table: random operations agree with a model", "[table]") {
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    check_random_operations(seed % 2 == 0, seed * 7919, 0, 0);
    check_random_operations(seed % 2 == 1, seed * 104729, 10, 40);
  }
}

TEST_CASE("table: keys that are equal in Lua are one key", "[table]") {
  TableFixture f;
  Table* t = new_table(f.m, 0, 0);
  table_set(f.m, t, Value::number(3.0), Value::integer(1));
  CHECK(table_get_integer(t, 3).same(Value::integer(1)));
  table_set(f.m, t, Value::number(-0.0), Value::integer(2));
  CHECK(table_get_integer(t, 0).same(Value::integer(2)));
  table_set(f.m, t, Value::number(0x1p63), Value::integer(3));
  CHECK(table_get_integer(t, std::numeric_limits<int64_t>::min()).is_nil());
  CHECK(table_get(t, Value::number(0x1p63)).same(Value::integer(3)));
  table_set(f.m, t, Value{77, kTrue}, Value::integer(4));
  CHECK(table_get(t, Value::boolean(true)).same(Value::integer(4)));
  CHECK(table_get(t, Value::boolean(false)).is_nil());
  const std::string text(100, 'q');
  table_set(f.m, t, Value::of(new_string(f.m, text)), Value::integer(5));
  CHECK(table_get_string(t, new_string(f.m, text)).same(Value::integer(5)));
  table_set(f.m, t, Value::of(new_string(f.m, "short")), Value::integer(6));
  CHECK(table_get_interned(t, f.name("short")).same(Value::integer(6)));
}

TEST_CASE("table: nil and NaN are no keys", "[table]") {
  TableFixture f;
  Table* t = new_table(f.m, 0, 0);
  const Value nan = Value::number(std::nan(""));
  CHECK(table_set(f.m, t, Value::nil(), Value::integer(1)) == Write::kNilKey);
  CHECK(table_set(f.m, t, nan, Value::integer(1)) == Write::kNanKey);
  CHECK(table_get(t, Value::nil()).is_nil());
  CHECK(table_get(t, nan).is_nil());
  CHECK(table_set(f.m, t, Value::integer(9), Value::nil()) == Write::kDone);
  CHECK(t->hash_part.load() == empty_hash_block());
}

TEST_CASE("table: sizes follow the hints and Lua's rule", "[table]") {
  TableFixture f;
  Table* t = new_table(f.m, 5, 5);
  CHECK(t->array.load()->size == 5);
  CHECK(t->hash_part.load()->mask == 7);
  t = new_table(f.m, 0, 0);
  CHECK(t->array.load() == empty_array_block());
  CHECK(t->hash_part.load() == empty_hash_block());
  table_set_integer(f.m, t, 1000000, Value::integer(1));  // sparse: not an array
  CHECK(t->array.load()->size == 0);
  for (int64_t i = 1; i <= 1000; ++i) table_set_integer(f.m, t, i, Value::integer(i));
  CHECK(t->array.load()->size >= 1000);
  CHECK(t->array.load()->size <= 1024);
  CHECK(table_reserve(f.m, t, 5000, 100) == Write::kDone);
  CHECK(t->array.load()->size == 5000);
  CHECK(t->hash_part.load()->mask == 127);
  CHECK(table_get_integer(t, 777).same(Value::integer(777)));
  CHECK(table_get_integer(t, 1000000).same(Value::integer(1)));
}

TEST_CASE("table: keys move from the hash to the array and back", "[table]") {
  TableFixture f;
  Table* t = new_table(f.m, 0, 0);
  for (int64_t i = 600; i >= 1; --i) table_set_integer(f.m, t, i, Value::integer(i));
  CHECK(t->array.load()->size >= 512);
  size_t wrong = 0;
  for (int64_t i = 1; i <= 600; ++i) wrong += !table_get_integer(t, i).same(Value::integer(i));
  for (int64_t i = 1; i <= 590; ++i) table_set_integer(f.m, t, i, Value::nil());
  for (int64_t i = 0; i < 200; ++i)  // growing the hash lets the sparse array go
    table_set(f.m, t, Value::number(static_cast<double>(i) + 0.25), Value::integer(i));
  CHECK(t->array.load()->size == 0);
  for (int64_t i = 591; i <= 600; ++i) wrong += !table_get_integer(t, i).same(Value::integer(i));
  CHECK(wrong == 0);
}

TEST_CASE("table: long chains keep every key", "[table]") {
  TableFixture f;
  Table* t = new_table(f.m, 0, 0);
  // With this hash, multiples of 2^32 times an odd constant share few main positions.
  size_t wrong = 0;
  for (int64_t i = 1; i <= 5000; ++i)
    table_set_integer(f.m, t, static_cast<int64_t>(static_cast<uint64_t>(i) << 48 | 1),
                      Value::integer(i));
  for (int64_t i = 1; i <= 5000; ++i)
    wrong += !table_get_integer(t, static_cast<int64_t>(static_cast<uint64_t>(i) << 48 | 1))
                  .same(Value::integer(i));
  CHECK(wrong == 0);
}

TEST_CASE("table: next finds its way through deletions and collections", "[table]") {
  TableFixture f;
  Table* t = new_table(f.m, 0, 0);
  for (int64_t i = 1; i <= 100; ++i) {
    table_set_integer(f.m, t, i, Value::integer(i));
    table_set(f.m, t, Value::of(f.name("name" + std::to_string(i))), Value::integer(i));
  }
  Value key = Value::nil();
  Value value = Value::nil();
  size_t visited = 0;
  while (table_next(t, key, value) == Next::kFound) {
    ++visited;
    table_set(f.m, t, key, Value::nil());
    if (visited % 10 == 0) f.collect({Value::of(t), key});  // the deleted key is dead now
  }
  CHECK(visited == 200);
  key = Value::nil();
  CHECK(table_next(t, key, value) == Next::kEnd);
  key = Value::integer(12345);
  CHECK(table_next(t, key, value) == Next::kInvalidKey);
  key = Value::of(f.name("never a key"));
  CHECK(table_next(t, key, value) == Next::kInvalidKey);
  // A lookup never takes a dead key for a live one: the name is a new key now.
  table_set_interned(f.m, t, f.name("name7"), Value::integer(1));
  CHECK(table_get_interned(t, f.name("name7")).same(Value::integer(1)));
}

TEST_CASE("table: collections reset write tags of dead and shared blocks", "[table]") {
  TableFixture f(false);
  Table* mine = new_table(f.m, 4, 4);
  Table* theirs = nullptr;
  f.run_threads(1, [&](Mutator& m, unsigned) {
    theirs = new_table(m, 4, 4);
    table_set_integer(m, mine, 1, Value::integer(1));
  });
  CHECK(mine->array.load()->writer.load() == kShared);
  f.collect({Value::of(mine), Value::of(theirs)});
  CHECK(mine->array.load()->writer.load() == kUnowned);
  CHECK(mine->hash_part.load()->writer.load() == f.m.writer);
  CHECK(theirs->array.load()->writer.load() == kUnowned);
  table_set_integer(f.m, theirs, 1, Value::integer(2));
  CHECK(theirs->array.load()->writer.load() == f.m.writer);
}

TEST_CASE("table: length, append and pop", "[table]") {
  TableFixture f;
  Table* t = new_table(f.m, 0, 0);
  CHECK(table_length(t) == 0);
  size_t wrong = 0;
  for (int64_t i = 1; i <= 3000; ++i) {
    wrong += table_append(f.m, t, Value::integer(i)) != Write::kDone;
    wrong += table_length(t) != i;
  }
  for (int64_t i = 3000; i > 10; --i) {
    wrong += !table_pop(f.m, t).same(Value::integer(i));
    wrong += table_length(t) != i - 1;
  }
  for (int64_t i = 11; i <= 5000; ++i) {
    wrong += table_set_integer(f.m, t, table_length(t) + 1, Value::integer(i)) != Write::kDone;
    wrong += table_length(t) != i;
  }
  CHECK(wrong == 0);
  Table* empty = new_table(f.m, 0, 0);
  table_set_integer(f.m, empty, 0, Value::integer(7));
  CHECK(table_pop(f.m, empty).same(Value::integer(7)));  // table.remove({[0] = 7})
  CHECK(table_pop(f.m, empty).is_nil());
  Table* hashed = new_table(f.m, 0, 16);
  for (int64_t i = 9; i >= 2; --i) table_set_integer(f.m, hashed, i, Value::integer(i));
  table_set_integer(f.m, hashed, 1, Value::integer(1));
  CHECK(table_length(hashed) == 9);
}

TEST_CASE("table: atomic steps", "[table]") {
  TableFixture f(false);
  Table* t = new_table(f.m, 0, 0);
  const Value n = Value::of(f.name("n"));
  Value result = Value::nil();
  CHECK(table_atomic_add(f.m, t, n, Value::integer(1), result) == AtomicResult::kNotANumber);
  CHECK(table_atomic_cas(f.m, t, n, Value::nil(), Value::integer(5)) == AtomicResult::kDone);
  CHECK(table_atomic_cas(f.m, t, n, Value::nil(), Value::integer(6)) == AtomicResult::kDiffers);
  CHECK(table_atomic_cas(f.m, t, n, Value::number(5.0), Value::integer(6)) == AtomicResult::kDone);
  CHECK(table_atomic_add(f.m, t, n, Value::integer(4), result) == AtomicResult::kDone);
  CHECK(result.same(Value::integer(10)));
  CHECK(table_atomic_add(f.m, t, n, Value::number(0.5), result) == AtomicResult::kDone);
  CHECK(result.same(Value::number(10.5)));
  CHECK(table_atomic_swap(f.m, t, n, Value::nil(), result) == AtomicResult::kDone);
  CHECK(result.same(Value::number(10.5)));
  CHECK(table_get(t, n).is_nil());
  CHECK(table_atomic_swap(f.m, t, Value::nil(), n, result) == AtomicResult::kBadKey);
}

TEST_CASE("table: absence bits answer, and give way to a new key", "[table]") {
  TableFixture f;
  Table* mt = new_table(f.m, 0, 0);
  CHECK(metamethod(nullptr, Event::kIndex, f.events).is_nil());
  CHECK(metamethod(mt, Event::kIndex, f.events).is_nil());
  table_set_interned(f.m, mt, f.name("x"), Value::integer(1));
  for (int event = 0; event < static_cast<int>(Event::kCount); ++event)
    CHECK(metamethod(mt, static_cast<Event>(event), f.events).is_nil());
  constexpr uint32_t kAll = (1u << static_cast<int>(Event::kCount)) - 1;
  CHECK((mt->hash_part.load()->absent.load() & kAll) == kAll);
  table_set_interned(f.m, mt, f.name("__add"), Value::integer(2));
  CHECK(metamethod(mt, Event::kAdd, f.events).same(Value::integer(2)));
  CHECK(metamethod(mt, Event::kSub, f.events).is_nil());
  table_set_interned(f.m, mt, f.name("__add"), Value::nil());
  CHECK(metamethod(mt, Event::kAdd, f.events).is_nil());
  // The node is still there: a store to it takes no lock, so its bit must not have been set.
  table_set_interned(f.m, mt, f.name("__add"), Value::integer(3));
  CHECK(metamethod(mt, Event::kAdd, f.events).same(Value::integer(3)));
}

TEST_CASE("table: running out of memory is reported and changes nothing", "[table]") {
  TableFixture f;
  Table* t = new_table(f.m, 0, 0);
  int64_t n = 0;
  f.heap.set_max_bytes(f.heap.used_bytes() + (size_t{1} << 20));
  Write status = Write::kDone;
  while (n < 10000000 && (status = table_append(f.m, t, Value::integer(n + 1))) == Write::kDone)
    ++n;
  CHECK(status == Write::kOutOfMemory);
  CHECK(table_length(t) == n);
  CHECK(table_get_integer(t, n).same(Value::integer(n)));
}

}  // namespace gilua
