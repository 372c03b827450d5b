// The native modules behind asyncio's input and output, for the list of modules; each has its Lua
// half in stdlib/lua/_asyncio.
#pragma once

#include "vm/exec/runtime.hpp"

namespace gilua {

extern const Library kAioStreamsNative;    // "_aio_streams"
extern const Library kAioProcessesNative;  // "_aio_processes"
extern const Library kAioFilesNative;      // "_aio_files"
extern const Library kAioWatchNative;      // "_aio_watch"
extern const Library kAioNamesNative;      // "_aio_names"

}  // namespace gilua
