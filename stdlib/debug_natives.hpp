// The functions of library "debug", by what they look at. Private to stdlib/.
//
// All of them are kFull natives: they are a level of the call stack themselves, as Lua counts.
#pragma once

#include "vm/exec/inspect.hpp"
#include "vm/exec/runtime.hpp"

namespace gilua {

/// The optional first argument: a coroutine to look into instead of the running one. The other
/// arguments follow from [first] on.
struct DebugTarget {
  Exec& exec;
  uint32_t first;

  static DebugTarget of(Exec& ex, Args args) {
    if (args[0].is_coroutine()) return {*args[0].as_coroutine(), 1};
    return {ex, 0};
  }
};

/// Raises the error of an Inspection that was refused.
inline Outcome refuse_inspection(Exec& ex) {
  return ex.bad_argument(0, "coroutine runs in another thread");
}

/// Lua's C functions take numbers as int and drop what does not fit.
inline bool check_int(Exec& ex, Args args, uint32_t i, int32_t& out) {
  int64_t wide = 0;
  if (!ex.check_integer(args, i, wide)) return false;
  out = static_cast<int32_t>(wide);
  return true;
}
inline bool opt_int(Exec& ex, Args args, uint32_t i, int32_t fallback, int32_t& out) {
  int64_t wide = 0;
  if (!ex.opt_integer(args, i, fallback, wide)) return false;
  out = static_cast<int32_t>(wide);
  return true;
}

/// The table that debug.getregistry gives; it is not the registry that the libraries trust.
Table* debug_registry(Exec& ex);
/// What getinfo gives as the function of the level that is the C++ program.
Value program_function(Exec& ex);

// debug_info.cpp
Outcome debug_getinfo(Exec& ex, Args args);
Outcome debug_traceback(Exec& ex, Args args);

// debug_variables.cpp
Outcome debug_getlocal(Exec& ex, Args args);
Outcome debug_setlocal(Exec& ex, Args args);
Outcome debug_getupvalue(Exec& ex, Args args);
Outcome debug_setupvalue(Exec& ex, Args args);
Outcome debug_upvalueid(Exec& ex, Args args);
Outcome debug_upvaluejoin(Exec& ex, Args args);

// debug_hooks.cpp
Outcome debug_gethook(Exec& ex, Args args);
Outcome debug_sethook(Exec& ex, Args args);

}  // namespace gilua
