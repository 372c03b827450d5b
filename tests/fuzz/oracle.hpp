// The same driver under Lua itself: what it returns there has to be what it returns in ours.
//
// Debian's liblua5.4 is linked in for its compiler anyway, so a target that can say what the right
// answer is costs a few lines: findings are then not only crashes but every wrong result.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gilua::fuzz {

/// Runs [driver] in a sandbox and in lua5.4 with the input cut at line ends: (first line, second
/// line, all the rest). Different results end the process, so that the fuzzer keeps the input; a
/// result other than a string says that there is nothing to compare.
void compare_with_lua(const char* driver, const uint8_t* data, size_t size);

}  // namespace gilua::fuzz
