// The names of functions, as messages and default thread names show them.
#pragma once

#include <string>

#include "vm/exec/exec.hpp"

namespace gilua {

/// The name that the function's definition stands under (vm/front/definition_names.hpp);
/// "<script.lua:LINE>" if it has none; a native's own name; "" if [v] is no function. @thread any
std::string definition_name(Value v);

}  // namespace gilua
