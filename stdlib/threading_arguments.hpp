// How arguments reach what Python would give keywords to: positional ones first, then at most one
// table of keywords (contract, section 1.3). Used by natives, and by Lua classes as
// `_threading.bind`, so that the rule stands in one place.
//
// Nothing here polls: Values in C++ locals stay valid.
#pragma once

#include <span>
#include <string_view>

#include "vm/exec/exec.hpp"

namespace gilua {

struct Signature {
  std::string_view function;                // as messages name it: "acquire"
  std::span<const std::string_view> names;  // all parameters, positional ones first
  uint32_t positional;                      // how many may be given by position
};

/// Whether [v] is a table of keywords: no metatable, at least one key, only string keys.
bool is_keyword_table(Value v);

/// Spreads the arguments from index [first] over the signature's names; nil where not given. False
/// after a TypeError: an unknown keyword (the known ones are listed), a value given twice, too
/// many.
bool bind_arguments(Exec& ex, Args args, uint32_t first, const Signature& signature,
                    std::span<Value> out);

/// A parameter that Python takes as a bool: nil means [fallback]; anything but true and false is a
/// TypeError, because 0 is true in Lua.
bool check_bool(Exec& ex, Value v, std::string_view name, bool fallback, bool& out);

/// A parameter that Python takes as an int: nil leaves [out] as it is; anything but a number with
/// an integer value is a TypeError.
bool check_whole(Exec& ex, Value v, std::string_view name, int64_t& out);

/// A number (an integer or a float, no string) as seconds; else a TypeError.
bool check_seconds(Exec& ex, Value v, std::string_view name, double& out);

/// Seconds as nanoseconds, as CPython's pytime.c: NaN is a ValueError, what does not fit 64 bits an
/// OverflowError.
bool seconds_to_ns(Exec& ex, double seconds, int64_t& out);

/// The point [ns] from now on the World's clock; World::kForever where the clock cannot tell it.
Clock::time_point deadline_after(int64_t ns);

/// The longest timeout, in nanoseconds: Python's threading.TIMEOUT_MAX, 9223372036 seconds.
constexpr int64_t kTimeoutMaxNs = int64_t{9223372036} * 1'000'000'000;

}  // namespace gilua
