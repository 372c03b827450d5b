// What the tasks of an event loop are doing, for reports on threads that stand (deadlocks, time
// limits).
#pragma once

#include <string>
#include <vector>

#include "vm/exec/exec.hpp"

namespace gilua {

struct TaskLine {
  std::string name;
  std::string state;           // "sleeping", "waiting for Task-3"
  const Exec* exec = nullptr;  // where it stands; nullptr: nowhere
};

/// The tasks of the loops that [ex] runs, by name. @thread any, while
/// the World is halted
std::vector<TaskLine> tasks_below(const Exec& ex);

}  // namespace gilua
