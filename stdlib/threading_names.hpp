// The names of functions, as messages and default thread names show them.
#pragma once

#include <string>

#include "vm/exec/exec.hpp"

namespace gilua {

/// The name that the function's definition stands under: `local function f`, `local f = function`,
/// `local f = wrap(function`, `function M.f`; "<script.lua:LINE>" if it has none or the chunk that
/// defines it does not run any more; a native's own name; "" if [v] is no function.
/// @thread the Exec's owner, running
std::string definition_name(const Exec& ex, Value v);

}  // namespace gilua
