// Quick ways to arguments and results for the libraries' hot functions: the usual type inline, and
// everything else (conversions, errors) through Exec's checks.
//
// All of them are safe in kLeaf natives: they neither poll nor call Lua.
#pragma once

#include "vm/exec/exec.hpp"

namespace gilua {

/// Strings and numbers; false after raising.
GILUA_ALWAYS_INLINE bool string_argument(Exec& ex, Args args, uint32_t i, String*& out) {
  if (GILUA_LIKELY(args.has(i) && args.base[i].is_string())) {
    out = args.base[i].as_string();
    return true;
  }
  return ex.check_string(args, i, out);
}

GILUA_ALWAYS_INLINE bool integer_argument(Exec& ex, Args args, uint32_t i, int64_t& out) {
  if (GILUA_LIKELY(args.has(i) && args.base[i].is_integer())) {
    out = args.base[i].as_integer();
    return true;
  }
  return ex.check_integer(args, i, out);
}

GILUA_ALWAYS_INLINE bool optional_integer(Exec& ex, Args args, uint32_t i, int64_t fallback,
                                          int64_t& out) {
  if (!args.has(i)) {
    out = fallback;
    return true;
  }
  if (GILUA_LIKELY(args.base[i].is_integer())) {
    out = args.base[i].as_integer();
    return true;
  }
  return ex.opt_integer(args, i, fallback, out);
}

GILUA_ALWAYS_INLINE bool number_argument(Exec& ex, Args args, uint32_t i, double& out) {
  if (GILUA_LIKELY(args.has(i) && args.base[i].is_float())) {
    out = args.base[i].as_float();
    return true;
  }
  return ex.check_number(args, i, out);
}

GILUA_ALWAYS_INLINE Outcome return_string(Exec& ex, Args args, std::string_view bytes) {
  String* s = new_string(ex.mutator(), bytes);
  if (GILUA_UNLIKELY(s == nullptr)) return ex.raise_out_of_memory();
  return args.ret(Value::of(s));
}

/// Natives get 4 free slots; more results than that need room. May move the stack. [what]: see
/// Exec::reserve_results.
GILUA_ALWAYS_INLINE bool room_for_results(Exec& ex, Args& args, size_t count, const char* what) {
  return count <= kLeafFreeSlots || ex.reserve_results(args, static_cast<uint32_t>(count), what);
}

/// The values from [from] on, which lie above the place of results: behind the last argument, or
/// are arguments. Nothing may fail afterwards, as the function's own slot is overwritten.
inline Outcome return_values(Args args, const Value* from, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) copy(args.base[static_cast<ptrdiff_t>(i) - 1], from[i]);
  return static_cast<Outcome>(count);
}

/// A start position as string.sub's second argument: from 1; negative ones count from the end and
/// are clipped to 1. May be larger than the length.
inline size_t start_position(int64_t position, size_t length) {
  if (position > 0) return static_cast<size_t>(position);
  if (position == 0 || position < -static_cast<int64_t>(length)) return 1;
  return length + static_cast<size_t>(position) + 1;
}

/// An end position as string.sub's third argument: clipped to [0, length].
inline size_t end_position(int64_t position, size_t length) {
  if (position > static_cast<int64_t>(length)) return length;
  if (position >= 0) return static_cast<size_t>(position);
  if (position < -static_cast<int64_t>(length)) return 0;
  return length + static_cast<size_t>(position) + 1;
}

}  // namespace gilua
