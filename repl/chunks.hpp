// Running chunks as the standard `lua` does: with a message handler that adds a traceback, and a
// report on standard error.
//
// The handler runs where the error is raised, as lua.c's: __tostring of an error object sees the
// stack as it was. Read next: script.cpp (the command line), interactive.cpp (the prompt).
#pragma once

#include <string>
#include <string_view>

#include "vm/exec/runtime.hpp"

namespace gilua {

constexpr int kFailure = 1;        // exit status after an uncaught error
constexpr int kInterrupted = 130;  // 128 + SIGINT, as shells say it

/// How an error is reported: lua.c leaves the program's name out at the prompt.
enum class Prefix : uint8_t { kProgram, kNone };

/// "gilua: TEXT" on standard error, after what standard output holds.
void complain(std::string_view text, Prefix prefix = Prefix::kProgram);

/// Pushes the message handler, which call_with_handler wants below the function.
bool push_message_handler(Exec& ex);
/// Calls what lies on the stack: handler, function, [count] arguments. Returns the number of
/// results on top, or kError with the message (a text, or a SystemExit) in ex.error. The handler
/// stays below in either case. @runs lua
Outcome call_with_handler(Exec& ex, uint32_t count, int32_t wanted);

/// Reports ex.error, which the handler has seen. Returns the exit status that it stands for.
int report_error(Exec& ex, Prefix prefix = Prefix::kProgram);
/// Whether ex.error ends the program, also at the prompt: sys.exit.
bool is_exit(Exec& ex);

/// Calls a native with the arguments on top, protected, and leaves its result on top.
/// False: the error is in ex.error.
bool call_row(Exec& ex, const NativeRow& row, uint32_t count);
/// Pushes a global, by __index of the globals if need be. False: the error is in ex.error.
bool push_global(Exec& ex, std::string_view name);

/// Compiles and runs; 0 or the exit status, after reporting what went wrong.
int run_code(Exec& ex, std::string_view code, std::string_view name);
/// A file, or standard input if [path] is empty, with the elements of table `arg` as arguments if
/// [with_arguments].
int run_file(Exec& ex, const std::string& path, bool with_arguments);
/// "module" or "global=module": requires it into the global.
int require_module(Exec& ex, const std::string& spec);

}  // namespace gilua
