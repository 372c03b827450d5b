// Changes a binary chunk as a tree of functions instead of as bytes.
#pragma once

#include <string>
#include <string_view>

#include "vm/front/front.hpp"

namespace gilua::fuzz {

/// [chunk] with one to four random changes of its parts; "" if it cannot be read.
std::string mutate_chunk(std::string_view chunk, unsigned seed);

/// A binary chunk with [main] as it is: nothing is checked.
std::string write_chunk(const LuaFunction& main);

}  // namespace gilua::fuzz
