// The generators behind math.random.
//
// 1. All state lies in one userdata, upvalue 1 of both functions: the seed in force with a number
//    (its epoch), and the shards. Everything but the locks and the epoch is plain data.
// 2. A shard is used under its spin lock, for some 20 instructions and never across a poll. While
//    the mutator is exclusive (the GIL is on, or there is one thread) no lock is needed: natives
//    here are leaves, so nobody else can be inside.
// 3. randomseed writes the seed under the seed's lock and then raises the epoch (release). A shard
//    that sees an epoch other than its own (acquire) takes the seed under the same lock and starts
//    anew, so the numbers after a seed do not depend on what was drawn before.
#include "stdlib/math_random.hpp"

#include <new>
#include <random>

#include "stdlib/arguments.hpp"
#include "stdlib/state.hpp"
#include "stdlib/xoshiro.hpp"

namespace gilua {
namespace {

constexpr size_t kShards = 32;  // a power of two

/// One cache line, so that threads do not slow each other down.
struct alignas(64) Shard {
  SpinLock lock;
  uint32_t epoch = 0;  // the seed it was started from
  Xoshiro numbers;

  uint64_t next() { return numbers.next(); }
};

struct Generators {
  SpinLock seed_lock;
  std::atomic<uint32_t> epoch{0};  // see 3. above; 0 is "never seeded"
  uint64_t seed[2] = {};           // under seed_lock
  uint32_t seeder = 0;             // the shard that gets Lua's sequence; under seed_lock
  Shard shards[kShards];
};

constexpr UserdataType kGeneratorsType = {"random generators", nullptr};

/// The payload of a userdata is 16-byte aligned; the lines want 64.
constexpr size_t kPayloadBytes = sizeof(Generators) + alignof(Generators);

Generators& generators_in(Userdata* holder) {
  const auto address = reinterpret_cast<uintptr_t>(holder->payload());
  const uintptr_t mask = alignof(Generators) - 1;
  return *reinterpret_cast<Generators*>((address + mask) & ~mask);
}

Generators& generators_of(Args args) {
  return generators_in(args.base[-1].as_native()->upvalues[0].load().as_userdata());
}

uint32_t shard_index(const Mutator& m) { return (m.writer - kFirstWriter) % kShards; }

void set_seed(Mutator& m, Generators& g, uint64_t n1, uint64_t n2) {
  const SpinGuard guard(m, g.seed_lock);
  g.seed[0] = n1;
  g.seed[1] = n2;
  g.seeder = shard_index(m);
  // Release: pairs with the acquire in draw. Under the lock, so a plain increment in effect.
  g.epoch.store(g.epoch.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

GILUA_NOINLINE void restart(Mutator& m, Generators& g, Shard& shard, uint32_t index) {
  const SpinGuard guard(m, g.seed_lock);
  const uint64_t stream = index == g.seeder ? 0 : split_mix(index + 1);
  shard.numbers.start(g.seed[0], g.seed[1], stream);
  shard.epoch = g.epoch.load(std::memory_order_relaxed);  // nobody changes it under the lock
}

/// Calls [use] with the calling thread's generator, seeded and locked.
template <typename Use>
auto draw(Mutator& m, Generators& g, Use use) {
  const uint32_t index = shard_index(m);
  Shard& shard = g.shards[index];
  const SpinGuard guard(m, shard.lock);
  // Acquire: a thread that was started after a randomseed sees its seed.
  if (GILUA_UNLIKELY(shard.epoch != g.epoch.load(std::memory_order_acquire))) {
    restart(m, g, shard, index);
  }
  return use(shard);
}

/// A seed from --seed, so that runs repeat, or from the system.
void fresh_seed(const Exec& ex, Generators& g, uint64_t& n1, uint64_t& n2) {
  const uint64_t given = ex.world().seed();
  if (given != 0) {
    // Relaxed: which of two racing calls is the n-th is open anyway.
    n1 = split_mix(given + g.epoch.load(std::memory_order_relaxed));
    n2 = given;
    return;
  }
  std::random_device device;
  const auto word = [&] { return uint64_t{device()} << 32 | device(); };
  n1 = word();
  n2 = word();
}

}  // namespace

const NativeRow kRandomRow = {
    "random",    0,
    2,           Runs::kLeaf,
    math_random, "random([m [, n]]): a float in [0, 1), or an integer in [1, m] or [m, n]"};
const NativeRow kRandomseedRow = {
    "randomseed",
    0,
    2,
    Runs::kLeaf,
    math_randomseed,
    "randomseed([x [, y]]): starts the sequence that belongs to x; returns the seed's two parts"};

Outcome math_random(Exec& ex, Args args) {
  Mutator& m = ex.mutator();
  Generators& g = generators_of(args);
  if (args.count == 0) {
    const uint64_t random = draw(m, g, [](Shard& shard) { return shard.next(); });
    return args.ret(Value::number(static_cast<double>(random >> 11) * 0x1p-53));
  }
  int64_t low = 1;
  int64_t high;
  if (args.count > 2) return ex.raise("wrong number of arguments");
  if (args.count == 2 && !integer_argument(ex, args, 0, low)) return kError;
  if (!integer_argument(ex, args, args.count - 1, high)) return kError;
  if (args.count == 1 && high == 0) {
    const uint64_t random = draw(m, g, [](Shard& shard) { return shard.next(); });
    return args.ret(Value::integer(static_cast<int64_t>(random)));
  }
  if (low > high) return ex.bad_argument(0, "interval is empty");
  const uint64_t range = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
  const uint64_t offset =
      draw(m, g, [&](Shard& shard) { return shard.numbers.project(shard.next(), range); });
  return args.ret(Value::integer(static_cast<int64_t>(static_cast<uint64_t>(low) + offset)));
}

Outcome math_randomseed(Exec& ex, Args args) {
  Generators& g = generators_of(args);
  uint64_t n1;
  uint64_t n2;
  if (args.count == 0) {
    fresh_seed(ex, g, n1, n2);
  } else {
    int64_t first;
    int64_t second;
    if (!integer_argument(ex, args, 0, first) || !optional_integer(ex, args, 1, 0, second)) {
      return kError;
    }
    n1 = static_cast<uint64_t>(first);
    n2 = static_cast<uint64_t>(second);
  }
  set_seed(ex.mutator(), g, n1, n2);
  return args.ret(Value::integer(static_cast<int64_t>(n1)),
                  Value::integer(static_cast<int64_t>(n2)));
}

bool open_random(Exec& ex, Table* library) {
  Mutator& m = ex.mutator();
  Userdata* holder = new_userdata(m, kGeneratorsType, kPayloadBytes);
  if (holder == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  for (const NativeRow* row : {&kRandomRow, &kRandomseedRow}) {
    const Native* native = make_native(ex, *row, {Value::of(holder)});
    if (native == nullptr || !set_field(ex, library, row->name, Value::of(native))) return false;
  }
  Generators& g = *new (&generators_in(holder)) Generators{};
  uint64_t n1;
  uint64_t n2;
  fresh_seed(ex, g, n1, n2);
  set_seed(m, g, n1, n2);
  return true;
}

}  // namespace gilua
