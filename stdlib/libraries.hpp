// The standard libraries that are written in C++, each a table of rows (vm/exec/native.hpp).
//
// A Runtime opens them in the order that suits it: kBaseLibrary into the globals themselves, the
// others as a global and in package.loaded. Adding a library is one declaration here and one file.
#pragma once

#include "vm/exec/runtime.hpp"

namespace gilua {

extern const Library kBaseLibrary;       // "_G"
extern const Library kCoroutineLibrary;  // "coroutine"
extern const Library kDebugLibrary;      // "debug"; opened after package and io
extern const Library kIoLibrary;         // "io"
extern const Library kMathLibrary;       // "math"
extern const Library kOsLibrary;         // "os"
extern const Library kStringLibrary;     // "string"; its open function makes strings' metatable
extern const Library kTableLibrary;      // "table"
extern const Library kUtf8Library;       // "utf8"

}  // namespace gilua
