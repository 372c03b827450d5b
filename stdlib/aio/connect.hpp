// Connections and listeners: rows of module "_aio_streams" (see connect.cpp, listen.cpp).
#pragma once

#include <span>

#include "vm/exec/native.hpp"

namespace gilua {

/// Made of connect.cpp's rows and listen.cpp's.
extern const NativeRow kConnectRows[7];

/// A limit in argument [i], above 0; false after an error.
bool check_limit(Exec& ex, Args args, uint32_t i, int64_t& limit);

Outcome listen_tcp(Exec& ex, Args args);
Outcome listen_unix(Exec& ex, Args args);
Outcome accept_streams(Exec& ex, Args args);
Outcome close_listener(Exec& ex, Args args);
Outcome listener_address(Exec& ex, Args args);

}  // namespace gilua
