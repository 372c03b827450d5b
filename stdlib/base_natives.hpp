// The base library's functions that live outside base_lib.cpp. Private to stdlib/.
#pragma once

#include "vm/exec/exec.hpp"

namespace gilua {

// base_load.cpp
Outcome base_load(Exec& ex, Args args);
Outcome base_loadfile(Exec& ex, Args args);
Outcome base_dofile(Exec& ex, Args args);

// base_system.cpp
Outcome base_print(Exec& ex, Args args);
Outcome base_warn(Exec& ex, Args args);
/// Where Runtime::warn goes: standard error, if warnings are on.
void print_warning(Exec& ex, std::string_view text);
Outcome base_collectgarbage(Exec& ex, Args args);

}  // namespace gilua
