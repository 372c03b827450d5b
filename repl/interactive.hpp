// The prompt: reads a statement or an expression, runs it, prints its results; as lua.c's.
#pragma once

#include "vm/exec/runtime.hpp"

namespace gilua {

/// Reads and runs until the end of the input. 0, or the exit status that sys.exit asked for.
///
/// @thread  main, running, without a frame   @runs lua
int run_interactive(Exec& ex);

}  // namespace gilua
