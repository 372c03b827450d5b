// C++ functions that scripts call. A library is a table of rows.
//
// A native gets its arguments as Args: a pointer to the first one on the Exec's stack and a count.
// Results begin at base[-1] (where the function stood); the native returns how many, or kError
// after Exec::raise*. The helpers ret(...) do that.
//
//  * kLeaf natives run without a frame of their own: they may allocate, read and write tables
//    (raw) and raise errors, but must not poll, park, call Lua or yield. As nothing polls, raw
//    object pointers in C++ locals are safe, and so is [Args] until the end.
//  * kPure natives are leaves that may be run again: see Runs.
//  * kTry natives are tried as leaves first, for calls that seldom wait.
//  * kFull natives get a frame. They may call Lua (Exec::call), park (vm/world/park.hpp) and poll.
//    Any of these may collect, and may move the stack: keep values in stack slots (arguments, or
//    Exec::push), and fetch Args again with ex.args() afterwards.
//  * kStaged natives are full ones that wait without nesting a C++ call: see stage.hpp.
#pragma once

#include <span>

#include "vm/object/object.hpp"

namespace gilua {

struct Exec;

/// Number of results, or kError. (Yielding is done by the interpreter for coroutine.yield.)
using Outcome = int32_t;
constexpr Outcome kError = -1;
/// Ends a kFull native with a call: `return call_instead(3)`. The function, pushed right above the
/// native's arguments, and its own arguments on top of it are called; its results are the native's,
/// [wanted] many (-1: all). No C++ call nests, so the function may yield.
constexpr Outcome call_instead(int32_t wanted) { return -3 - wanted; }

struct Args {
  Value* base;
  uint32_t count;

  /// Argument [i] from 0; nil where absent (use has() to tell).
  Value operator[](uint32_t i) const { return i < count ? base[i] : Value::nil(); }
  bool has(uint32_t i) const { return i < count; }

  Outcome ret() const { return 0; }
  Outcome ret(Value a) const {
    copy(base[-1], a);
    return 1;
  }
  Outcome ret(Value a, Value b) const {  // there is room: see kLeafFreeSlots
    copy(base[-1], a);
    copy(base[0], b);
    return 2;
  }
  Outcome ret(Value a, Value b, Value c) const {
    copy(base[-1], a);
    copy(base[0], b);
    copy(base[1], c);
    return 3;
  }
};

using NativeFn = Outcome (*)(Exec& ex, Args args);

/// A kPure native is a leaf that changes nothing and writes to no argument or result (conversions
/// in place apart) before it is sure to succeed. So when it fails of memory it is run once more
/// after a collection, and when it gives up because of an interrupt it can be started over.
/// A kTry native has two functions: [fn] runs as a leaf that never raises; its kError, before which
/// it changes nothing, only says that it could not finish. Then [full] runs with a frame.
/// Those before kFull are called without a frame.
enum class Runs : uint8_t { kLeaf, kPure, kTry, kFull, kStaged };

struct Arrival;  // what a kStaged native waited for
using StageFn = Outcome (*)(Exec& ex, Args args, Arrival arrival);

/// Natives that the interpreter carries out itself, so that they nest no C++ call and can yield.
enum class Intrinsic : uint8_t {
  kNone,
  kPcall,
  kXpcall,
  kResume,
  kWrapCall,
  kYield,
  kClose,
  kNext,
  kRaise,         // error()
  kGeneratorNext  // a staged native that resumes the generator in its only argument
};

/// One row of a library.
struct NativeRow {
  const char* name;  // as messages show it: "insert"
  int8_t min_args;   // fewer: the function's own argument check complains; for help and tests
  int8_t max_args;   // -1: any number
  Runs runs;
  NativeFn fn;
  const char* help;  // "insert(list, [pos,] value): ..."
  Intrinsic intrinsic = Intrinsic::kNone;
  NativeFn full = nullptr;  // kTry only
  StageFn next = nullptr;   // kStaged only
};

/// Stack slots a kFull native may use beyond its arguments without Exec::reserve.
constexpr uint32_t kNativeFreeSlots = 20;
/// The same for kStaged natives: few, as they stay on the stacks of coroutines that wait.
constexpr uint32_t kStageFreeSlots = 3;
/// The same for kLeaf natives, which only return results there (more: Exec::reserve_results).
constexpr uint32_t kLeafFreeSlots = 4;

}  // namespace gilua
