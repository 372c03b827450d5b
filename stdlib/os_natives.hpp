// Library "os": its functions about dates, which live in os_time.cpp. Private to stdlib/.
#pragma once

#include "vm/exec/exec.hpp"

namespace gilua {

Outcome os_date(Exec& ex, Args args);
Outcome os_difftime(Exec& ex, Args args);
Outcome os_time(Exec& ex, Args args);

}  // namespace gilua
