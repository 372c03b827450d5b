// Running a script as the standard `lua` does: arguments, messages, exit status.
#pragma once

#include "repl/options.hpp"

namespace gilua {

/// Runs what [options] say and ends the process.
[[noreturn]] void run_script(const RunOptions& options);

constexpr const char* kVersionLine = "gilua 0.1.0  Lua 5.4 on many threads in one heap";

}  // namespace gilua
