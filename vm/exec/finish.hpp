// What the end of a program does with Lua code that is still running. See close.cpp.
#pragma once

namespace gilua {

struct Exec;

/// Closes every to-be-closed variable of the calling thread's main strand, the last one first, as
/// lua_close; errors are dropped. No frame goes on afterwards: end the process.
///
/// @thread owner, running   @runs lua
void close_for_exit(Exec& ex);

}  // namespace gilua
