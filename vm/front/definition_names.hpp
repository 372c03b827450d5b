// The names of the functions that a function defines.
#pragma once

#include <string>
#include <vector>

#include "vm/object/proto.hpp"

namespace gilua::front {

/// For each of the [children] of a function whose code and constants are there already: `local
/// function f`, `local f = function`, `local f = wrap(function`, `function M.f` give "f"; "" where
/// the definition stands under no name, or the parent is stripped.
std::vector<std::string> definition_names(const Proto& parent, size_t children);

}  // namespace gilua::front
