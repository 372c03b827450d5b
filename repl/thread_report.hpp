// What each thread does, for the end of a process that must come: --timeout and deadlocks.
//
// The World is halted first: threads stay at their next safepoint or in the wait they are in, and
// nothing is raised in them. Then their stacks can be read.
#pragma once

#include <chrono>
#include <string>

#include "vm/exec/runtime.hpp"

namespace gilua {

/// Halts the World, writes out what streams hold, then on standard error "gilua: LINE" and, for
/// each thread, its name, what it waits for, who holds that, and its traceback; and ends the
/// process.
///
/// @thread  any that is not running
/// @blocks  bounded, but for a standard error that takes nothing
[[noreturn]] void end_with_report(Runtime& runtime, const std::string& line, int status);

/// From now on a deadlock ends the process, with such a report and status 1. @thread any
void report_deadlocks(Runtime& runtime);
/// From now on it is an error (RuntimeError) in the thread whose wait completed it. @thread any
void raise_deadlocks(Runtime& runtime);

}  // namespace gilua
