// Module "atomic": single steps on one table field, atomic with the GIL on and off.
//
// Each runs under the table's lock on the live slot (vm/table), raw: no metamethod is asked.
#include <fmt/format.h>

#include "stdlib/thread_libraries.hpp"

namespace gilua {
namespace {

// What a result other than kDone and kDiffers raises; [value] is what stood where a number should.
Outcome fail_atomic(Exec& ex, AtomicResult result, Value key, std::string_view function) {
  switch (result) {
    case AtomicResult::kOutOfMemory:
      return ex.raise_out_of_memory();
    case AtomicResult::kBadKey:
      return ex.raise_class("ValueError", fmt::format("atomic.{}: index is {}", function,
                                                      key.is_nil() ? "nil" : "NaN"));
    default: {
      Value shown = Value::nil();
      if (!to_raw_string(ex, key, shown)) return kError;
      return ex.raise_class("TypeError", fmt::format("atomic.{}: field '{}' is not a number",
                                                     function, shown.as_string()->view()));
    }
  }
}

Outcome atomic_add(Exec& ex, Args args) {
  Table* t = nullptr;
  if (!ex.check_table(args, 0, t) || !ex.check_any(args, 1)) return kError;
  Value delta = args.has(2) ? args[2] : Value::integer(1);
  if (!delta.is_number()) return ex.bad_type(2, "number");
  Value sum = Value::nil();
  const AtomicResult result = table_atomic_add(ex.mutator(), t, args[1], delta, sum);
  if (result != AtomicResult::kDone) return fail_atomic(ex, result, args[1], "add");
  return args.ret(sum);
}

Outcome atomic_cas(Exec& ex, Args args) {
  Table* t = nullptr;
  if (!ex.check_table(args, 0, t)) return kError;
  for (uint32_t i = 1; i < 4; ++i) {
    if (!ex.check_any(args, i)) return kError;
  }
  const AtomicResult result = table_atomic_cas(ex.mutator(), t, args[1], args[2], args[3]);
  if (result == AtomicResult::kDone) return args.ret(Value::boolean(true));
  if (result == AtomicResult::kDiffers) return args.ret(Value::boolean(false));
  return fail_atomic(ex, result, args[1], "cas");
}

Outcome atomic_swap(Exec& ex, Args args) {
  Table* t = nullptr;
  if (!ex.check_table(args, 0, t)) return kError;
  if (!ex.check_any(args, 1) || !ex.check_any(args, 2)) return kError;
  Value previous = Value::nil();
  const AtomicResult result = table_atomic_swap(ex.mutator(), t, args[1], args[2], previous);
  if (result != AtomicResult::kDone) return fail_atomic(ex, result, args[1], "swap");
  return args.ret(previous);
}

constexpr NativeRow kRows[] = {
    {"add", 2, 3, Runs::kLeaf, atomic_add,
     "add(t, key, n=1): t[key] = t[key] + n in one step; returns the sum"},
    {"cas", 4, 4, Runs::kLeaf, atomic_cas,
     "cas(t, key, old, new): if t[key] is old, makes it new; returns whether it did"},
    {"swap", 3, 3, Runs::kLeaf, atomic_swap,
     "swap(t, key, value): stores value and returns what was there"},
};

}  // namespace

extern const Library kAtomicLibrary{"atomic", kRows, nullptr};

}  // namespace gilua
