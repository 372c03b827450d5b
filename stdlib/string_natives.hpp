// The string library's natives that have a file of their own; string_lib.cpp has the rows.
#pragma once

#include "vm/exec/exec.hpp"

namespace gilua {

// string_match.cpp
Outcome string_find(Exec& ex, Args args);
Outcome string_gmatch(Exec& ex, Args args);
Outcome string_gsub(Exec& ex, Args args);
Outcome string_match(Exec& ex, Args args);

// string_format.cpp
Outcome string_format(Exec& ex, Args args);

// string_pack.cpp
Outcome string_pack(Exec& ex, Args args);
Outcome string_packsize(Exec& ex, Args args);
Outcome string_unpack(Exec& ex, Args args);

/// The arithmetic metamethods of strings, "__add" to "__unm" (string_arith.cpp).
std::span<const NativeRow> string_metamethods();

}  // namespace gilua
