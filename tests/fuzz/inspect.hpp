// Loads a binary chunk and looks at it in every way that the front end offers.
#pragma once

#include "tests/fuzz/sandbox.hpp"

namespace gilua::fuzz {

enum class Refusal : uint8_t { kIsFine, kIsFinding };

/// Loads, disassembles and dumps [chunk], and names every register at every instruction. What was
/// accepted must be accepted again once dumped. False: it was refused.
bool inspect(Sandbox& sandbox, std::string_view chunk, Refusal refusal);

}  // namespace gilua::fuzz
