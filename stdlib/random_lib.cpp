// Module "_random": the generator of a random.Random, and what has to be quick or whole about it.
// The rest of Python's "random" is stdlib/lua/random.lua.
//
// A core is a userdata with a xoshiro256** generator under a spin lock: every draw takes its step
// as a whole, so threads that share one never see the same number twice nor a torn state, in either
// mode. Under --seed a core that gets no seed of its own starts from that one and its number.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>
#include <random>

#include "stdlib/buffer.hpp"
#include "stdlib/state.hpp"
#include "stdlib/table_access.hpp"
#include "stdlib/thread_libraries.hpp"
#include "stdlib/xoshiro.hpp"

namespace gilua {
namespace {

constexpr int kMostBits = 64;

struct RandomCore {
  SpinLock lock;
  Xoshiro numbers;  // under the lock
};
static_assert(std::is_trivially_destructible_v<RandomCore>);

const UserdataType kCoreType{"random generator", nullptr};

RandomCore* check_core(Exec& ex, Args args) {
  if (GILUA_LIKELY(args.count > 0 && args.base[0].is_userdata())) {
    if (auto* core = args.base[0].as_userdata()->as<RandomCore>(kCoreType)) return core;
  }
  ex.bad_type(0, "random generator");
  return nullptr;
}

template <typename Use>
auto draw(Exec& ex, RandomCore& core, Use use) {
  const SpinGuard guard(ex.mutator(), core.lock);
  return use(core.numbers);
}

/// The two words that a generator without a seed of its own starts from.
void fresh_seed(Exec& ex, uint64_t& n1, uint64_t& n2) {
  if (const uint64_t given = ex.world().seed(); given != 0) {
    std::atomic<uint64_t>& count = stdlib_state(*ex.runtime).random_cores;
    n1 = split_mix(given ^ split_mix(count.fetch_add(1, std::memory_order_relaxed)));
    n2 = given;
    return;
  }
  std::random_device device;
  const auto word = [&] { return uint64_t{device()} << 32 | device(); };
  n1 = word();
  n2 = word();
}

/// Text of any length as two words.
void hash_text(std::string_view text, uint64_t& n1, uint64_t& n2) {
  n1 = split_mix(text.size());
  n2 = ~n1;
  for (const char c : text) {
    n1 = split_mix(n1 ^ static_cast<unsigned char>(c));
    n2 = split_mix(n2 + n1);
  }
}

// seed(core [, integer, float or string])
Outcome random_seed(Exec& ex, Args args) {
  RandomCore* core = check_core(ex, args);
  if (core == nullptr) return kError;
  uint64_t n1 = 0;
  uint64_t n2 = 0;
  int64_t whole = 0;
  const Value seed = args[1];
  if (seed.is_nil()) {
    fresh_seed(ex, n1, n2);
  } else if (seed.is_string()) {
    hash_text(seed.as_string()->view(), n1, n2);
  } else if (seed.is_number() && to_integer(seed, whole)) {
    // As Python's, which takes the magnitude: seed(-1) is seed(1), and 1.0 is 1.
    n1 = whole < 0 ? -static_cast<uint64_t>(whole) : static_cast<uint64_t>(whole);
  } else if (seed.is_float()) {
    const double d = seed.as_float();
    std::memcpy(&n1, &d, sizeof n1);
    n2 = 1;  // another sequence than that of the integer with these bits
  } else {
    return ex.raise_class("TypeError",
                          "The only supported seed types are: None,\n"
                          "int, float, str, bytes, and bytearray.");
  }
  draw(ex, *core, [&](Xoshiro& numbers) {
    numbers.start(n1, n2, 0);
    return 0;
  });
  return args.ret();
}

Outcome new_core(Exec& ex, Args args) {
  Userdata* holder = new_userdata(ex.mutator(), kCoreType, sizeof(RandomCore));
  if (holder == nullptr) return ex.raise_out_of_memory();
  new (holder->payload()) RandomCore;
  return args.ret(Value::of(holder));
}

Outcome random_float(Exec& ex, Args args) {
  RandomCore* core = check_core(ex, args);
  if (core == nullptr) return kError;
  return args.ret(
      Value::number(draw(ex, *core, [](Xoshiro& numbers) { return numbers.next_float(); })));
}

// random.random itself: its generator is an upvalue.
Outcome random_bound(Exec& ex, Args args) {
  Userdata* holder = args.base[-1].as_native()->upvalues[0].load().as_userdata();
  RandomCore& core = *holder->as<RandomCore>(kCoreType);
  return args.ret(
      Value::number(draw(ex, core, [](Xoshiro& numbers) { return numbers.next_float(); })));
}

constexpr NativeRow kBound{
    "random", 0, 0, Runs::kLeaf, random_bound, "random(): a float in [0, 1)"};

// bind(core): a function random() of that generator.
Outcome bind_core(Exec& ex, Args args) {
  if (check_core(ex, args) == nullptr) return kError;
  const Native* native = make_native(ex, kBound, {args[0]});
  if (native == nullptr) return kError;
  return args.ret(Value::of(native));
}

// between(core, low, high): an integer of that range, ends included, without bias.
Outcome random_between(Exec& ex, Args args) {
  RandomCore* core = check_core(ex, args);
  int64_t low = 0;
  int64_t high = 0;
  if (core == nullptr || !integer_argument(ex, args, 1, low) ||
      !integer_argument(ex, args, 2, high))
    return kError;
  if (low > high) return ex.raise_class("ValueError", "empty range");
  const uint64_t range = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
  const uint64_t offset =
      draw(ex, *core, [&](Xoshiro& numbers) { return numbers.project(numbers.next(), range); });
  return args.ret(Value::integer(static_cast<int64_t>(static_cast<uint64_t>(low) + offset)));
}

// bits(core, k): k random bits as an integer.
Outcome random_bits(Exec& ex, Args args) {
  RandomCore* core = check_core(ex, args);
  int64_t count = 0;
  if (core == nullptr || !integer_argument(ex, args, 1, count)) return kError;
  if (count < 0) return ex.raise_class("ValueError", "number of bits must be non-negative");
  if (count > kMostBits) {
    return ex.raise_class("OverflowError", "number of bits must be at most 64");
  }
  if (count == 0) return args.ret(Value::integer(0));
  const uint64_t word = draw(ex, *core, [](Xoshiro& numbers) { return numbers.next(); });
  return args.ret(Value::integer(static_cast<int64_t>(word >> (kMostBits - count))));
}

// bytes(core, n): a string of n random bytes.
Outcome random_bytes(Exec& ex, Args args) {
  RandomCore* core = check_core(ex, args);
  int64_t count = 0;
  if (core == nullptr || !integer_argument(ex, args, 1, count)) return kError;
  if (count < 0) return ex.raise_class("ValueError", "number of bits must be non-negative");
  String* text = static_cast<uint64_t>(count) <= kMaxStringBytes
                     ? new_string_buffer(ex.mutator(), static_cast<size_t>(count))
                     : nullptr;
  if (text == nullptr) return ex.raise_out_of_memory();
  char* out = text->mutable_data();
  for (size_t left = text->length; left > 0;) {
    const uint64_t word = draw(ex, *core, [](Xoshiro& numbers) { return numbers.next(); });
    const size_t piece = std::min(left, sizeof word);
    std::memcpy(out, &word, piece);
    out += piece;
    left -= piece;
  }
  return args.ret(Value::of(text));
}

// shuffle(core, list): as Fisher and Yates do it, in place.
Outcome random_shuffle(Exec& ex, Args args) {
  RandomCore* core = check_core(ex, args);
  if (core == nullptr || !check_table_like(ex, args, 1, {true, true, true})) return kError;
  int64_t count = 0;
  if (!length_at(ex, ex.args()[1], count)) return kError;
  if (!ex.reserve(2)) return kError;
  // The userdata stands in this frame, so the core stays where it is when a poll collects.
  for (int64_t i = count; i > 1; --i) {
    if (!poll_now_and_then(ex, i)) return kError;
    const auto j = static_cast<int64_t>(draw(ex, *core,
                                             [&](Xoshiro& numbers) {
                                               return numbers.project(numbers.next(),
                                                                      static_cast<uint64_t>(i) - 1);
                                             })) +
                   1;
    Value v;
    if (!get_at(ex, ex.args()[1], i, v)) return kError;
    ex.push(v);
    if (!get_at(ex, ex.args()[1], j, v)) return kError;
    ex.push(v);
    if (!set_at(ex, ex.args()[1], i, ex.top[-1]) || !set_at(ex, ex.args()[1], j, ex.top[-2]))
      return kError;
    ex.pop();
    ex.pop();
  }
  return ex.args().ret();
}

// getstate(core): its four words as a table.
Outcome random_getstate(Exec& ex, Args args) {
  RandomCore* core = check_core(ex, args);
  if (core == nullptr) return kError;
  const Xoshiro copy = draw(ex, *core, [](Xoshiro& numbers) { return numbers; });
  Mutator& m = ex.mutator();
  Table* state = new_table(m, 4, 0);
  if (state == nullptr) return ex.raise_out_of_memory();
  for (const uint64_t word : copy.state) {
    if (table_append(m, state, Value::integer(static_cast<int64_t>(word))) != Write::kDone)
      return ex.raise_out_of_memory();
  }
  return args.ret(Value::of(state));
}

// setstate(core, table of four words)
Outcome random_setstate(Exec& ex, Args args) {
  RandomCore* core = check_core(ex, args);
  Table* state = nullptr;
  if (core == nullptr || !ex.check_table(args, 1, state)) return kError;
  Xoshiro restored;
  bool any = false;
  for (int i = 0; i < 4; ++i) {
    const Value word = table_get_integer(state, i + 1);
    if (!word.is_integer()) return ex.raise_class("ValueError", "state vector invalid");
    restored.state[i] = static_cast<uint64_t>(word.as_integer());
    any = any || restored.state[i] != 0;
  }
  if (!any) return ex.raise_class("ValueError", "state vector invalid");  // it would give zeros
  draw(ex, *core, [&](Xoshiro& numbers) {
    numbers = restored;
    return 0;
  });
  return args.ret();
}

constexpr NativeRow kRows[] = {
    {"new", 0, 0, Runs::kLeaf, new_core, "new(): a generator that has to be seeded"},
    {"seed", 1, 2, Runs::kFull, random_seed, "seed(core [, number or string])"},
    {"random", 1, 1, Runs::kLeaf, random_float, "random(core): a float in [0, 1)"},
    {"bind", 1, 1, Runs::kLeaf, bind_core, "bind(core): its function random()"},
    {"between", 3, 3, Runs::kLeaf, random_between, "between(core, low, high): an integer"},
    {"bits", 2, 2, Runs::kLeaf, random_bits, "bits(core, k): an integer of k bits"},
    {"bytes", 2, 2, Runs::kLeaf, random_bytes, "bytes(core, n): a string of n bytes"},
    {"shuffle", 2, 2, Runs::kFull, random_shuffle, "shuffle(core, list): in place"},
    {"getstate", 1, 1, Runs::kLeaf, random_getstate, "getstate(core): {four words}"},
    {"setstate", 2, 2, Runs::kLeaf, random_setstate, "setstate(core, {four words})"},
};

}  // namespace

extern const Library kRandomNative{"_random", kRows, nullptr};

}  // namespace gilua
