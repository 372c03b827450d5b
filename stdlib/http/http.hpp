// The C++ half of module "http" as rows for the list of modules. stdlib/lua/http.lua and
// stdlib/lua/_http/ are the other one.
#pragma once

#include "vm/exec/runtime.hpp"

namespace gilua {

extern const Library kHttpNative;  // "_http"

}  // namespace gilua
