// --timeout: ends the process when the script's time is over, whatever the script does.
#pragma once

#include <chrono>

#include "vm/exec/runtime.hpp"

namespace gilua {

constexpr int kTimedOut = 124;  // exit status, as timeout(1) has it

/// From now on the process has [limit]: then it says so, shows where each thread stands, writes out
/// what streams hold, and ends with kTimedOut. No script can catch or delay that.
void start_watchdog(Runtime& runtime, double limit_s);

}  // namespace gilua
