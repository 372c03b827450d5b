// Module "_time": its functions about dates, which live in time_calendar.cpp. Private to stdlib/.
#pragma once

#include "vm/exec/exec.hpp"

namespace gilua {

Outcome time_split(Exec& ex, Args args);
Outcome time_join(Exec& ex, Args args);
Outcome time_format(Exec& ex, Args args);

}  // namespace gilua
