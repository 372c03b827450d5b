// What the program (or an embedder) needs of the libraries: opening them, and ending the process.
//
// The end of a process has two parts. Exit hooks run while Lua still runs, after the main script:
// there the threading module waits for non-daemon threads. Final actions run last, however the
// process ends (os.exit too): they print statistics. After them the World is shut down, streams
// are flushed, and memory is left to the system.
// Read next: modules.def (modules written in C++), package_lib.cpp (where `require` looks).
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "stdlib/libraries.hpp"
#include "vm/base/result.hpp"

namespace gilua {

extern const Library kPackageLibrary;  // "package", and the global `require`

struct LibraryOptions {
  bool use_environment = true;  // LUA_PATH, LUA_CPATH and their _5_4 forms
  bool sandbox = false;         // what scripts may reach is limited: docs/safe-play.md
};

/// Opens base, package and the standard libraries as globals. Call it once, before threads start.
///
/// @thread  the Runtime's main thread, running
/// @errors  false: the error is in main_exec().error
bool open_standard_libraries(Runtime& runtime, LibraryOptions options = {});

/// Turns warn()'s output on or off, as option -W and warn("@on").
void set_warnings(Runtime& runtime, bool on);

/// Runs after the main script while Lua still runs, in the order of registration. False: Ctrl-C
/// ended it, and that has been said.
void add_exit_hook(Runtime& runtime, std::function<bool(Exec&)> hook);
/// False: one of them was interrupted.
bool run_exit_hooks(Exec& ex);
/// Runs at the very end of the process, however it ends. Must not run Lua.
void add_final_action(Runtime& runtime, std::function<void(Exec&)> action);

/// Ends the process now: final actions, shut-down of the World, flushing of every stream.
///
/// @thread  any, running   @blocks  until the streams are flushed
[[noreturn]] void end_process(Exec& ex, int status);

/// A Lua file's bytes without a first line that begins with '#' and without a byte order mark;
/// no path reads standard input. The message is Lua's ("cannot open x.lua: No such file or
/// directory"). For the program's own script: no sandbox is asked, and the bytes are not counted.
///
/// @thread  any, no permit needed   @blocks  until it is read
Result<std::string> read_chunk_file(const std::optional<std::string>& path);
/// Reads (without the permit) and compiles a file to a function on top of the stack. False: the
/// message is in ex.error. kFull natives only.
bool load_file(Exec& ex, const std::optional<std::string>& path, std::string_view mode);

/// Writes whole to standard output, whatever other threads write there; false with errno set.
/// Gives the permit up only when the bytes do not fit the buffer. kFull natives only.
bool write_standard_output(Exec& ex, std::string_view bytes);
/// Flushes what can be flushed by [deadline], without waiting for anybody who uses a stream. For
/// the end of a process that must come. @thread any, no permit needed
void flush_streams_by(std::chrono::steady_clock::time_point deadline);
/// The same for print: the line is then on its way, as with PUC's print, which flushes. The permit
/// is kept where a file or a pipe takes the line at once.
bool print_standard_output(Exec& ex, std::string_view bytes);
/// Flushes standard output before something is written to standard error by other means.
void flush_standard_output();

}  // namespace gilua
