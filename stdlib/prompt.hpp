// What an interactive session needs of the libraries: our modules as globals, `await` outside of
// async functions, and an event loop that goes on while the prompt waits for a line.
// The work is done in lua/_prompt.lua.
#pragma once

#include "vm/exec/runtime.hpp"

namespace gilua {

/// @thread main, running   @runs lua   @errors false: the error is in ex.error
bool open_prompt(Exec& ex);
bool close_prompt(Exec& ex);

/// Whether a statement has made the session's loop. @thread main, running
bool has_prompt_loop(Exec& ex);
/// Runs it until [fd] can be read (a file can at any time).
///
/// @thread main, running   @runs lua   @blocks until then, giving the permit up
/// @errors false: the error is in ex.error, from a task that ends the program or a closed loop
bool run_prompt_loop(Exec& ex, int fd);

}  // namespace gilua
