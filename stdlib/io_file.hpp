// Lua's files: userdata that hold a ByteStream. Private to stdlib/.
//
// The stream lives as long as its userdata, closed or not, so no call can lose it to another
// thread's close.
#pragma once

#include <span>

#include "stdlib/io_read.hpp"
#include "vm/exec/runtime.hpp"

namespace gilua {

extern const UserdataType kFileType;  // "FILE*"

struct FileHandle {
  ByteStream* stream;
  bool is_standard;  // one of the process's own: scripts cannot close it
};

/// The file in argument [i], open; nullptr after an error.
FileHandle* check_file(Exec& ex, Args args, uint32_t i);
/// [v] as a file, open or closed; nullptr if it is none.
FileHandle* as_file(Value v);

/// A new file for [stream] (whose ownership it takes); false after raising.
bool make_file(Exec& ex, ByteStream* stream, bool is_standard, Value& out);

/// The work behind io.read and file:read and so on. [file] must be reachable from the frame. The
/// formats or values are the arguments from [first] on.
Outcome read_file(Exec& ex, FileHandle& file, uint32_t first);
Outcome write_file(Exec& ex, Value file, uint32_t first);
/// Writes out what [file] holds in its buffer; results as file:flush().
Outcome flush_file(Exec& ex, Value file);
Outcome close_file(Exec& ex, FileHandle& file);
/// Closes without results, for __gc, __close and exhausted io.lines.
void close_quietly(Exec& ex, FileHandle& file);
/// The iterator function of io.lines and file:lines: its upvalues are the file, whether to close it
/// at the end, and the formats (arguments from [first] on, which are checked here).
Outcome make_lines(Exec& ex, Value file, bool close_at_end, uint32_t first, Value& out);

bool register_file_type(Exec& ex);

}  // namespace gilua
