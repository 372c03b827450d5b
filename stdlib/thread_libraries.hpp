// The libraries about threads, the GIL, errors and JSON, as rows for the list of modules; and what
// the program needs to end a process as Python does.
//
// Underscored ones are the C++ halves of Lua modules below stdlib/lua: "threading", say, is written
// in Lua over "_threading".
#pragma once

#include "vm/exec/runtime.hpp"

namespace gilua {

extern const Library kSysLibrary;
extern const Library kGilLibrary;
extern const Library kAtomicLibrary;
extern const Library kThreadingNative;        // "_threading"
extern const Library kSyncNative;             // "_sync"
extern const Library kQueueNative;            // "_queue"
extern const Library kErrorsNative;           // "_errors"
extern const Library kExitNative;             // "_exit"
extern const Library kRandomNative;           // "_random"
extern const Library kTimeNative;             // "_time"
extern const Library kAsyncGeneratorsNative;  // "_async_generators"
extern const Library kAsyncioNative;          // "_asyncio"
extern const Library kGeneratorsNative;       // "_generators"
extern const Library kFuturesNative;          // "_futures"
extern const Library kJsonNative;             // "_json"

/// Ends threading as Python's interpreter does: the main thread counts as ended (who joins it goes
/// on), then every non-daemon thread is waited for, those that are started meanwhile too. When it
/// returns true, no OS thread that `threading` started will touch the World again, daemon threads
/// apart. Call it from the main thread before World::shut_down or ~Runtime.
///
/// @thread  main, running
/// @blocks  parks
/// @errors  KeyboardInterrupt: false, in ex.error
bool finish_threads(Exec& ex);

/// Calls what `_exit.register_before_threads` was given, the youngest first: when the main script
/// has ended and nobody waits for threads yet.
///
/// @thread  main, running
void call_before_threads_end(Exec& ex);

/// Whether [error] is a SystemExit (or a class made from it); [code] is then what sys.exit was
/// given: nil, an integer, or what is to be printed on stderr before status 1.
/// @thread running
bool is_system_exit(Exec& ex, Value error, Value& code);

}  // namespace gilua
