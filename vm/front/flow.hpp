// What must hold along every path of a function, checked on our own final instructions.
#pragma once

#include "vm/front/weave.hpp"

namespace gilua::front {

/// How CLOSURE fills the upvalues of each child; registers are final.
using ChildUpvalues = std::vector<std::vector<UpvalueInfo>>;

/// nullptr if on every path each register is written before it is read, cells are made before they
/// are used and never read as values, and to-be-closed registers are closed before the function
/// ends and never overwritten. Else what is wrong.
const char* check_flow(const Woven& woven, const ChildUpvalues& upvalues);

}  // namespace gilua::front
