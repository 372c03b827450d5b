// What the front end's parts share for reporting: a chunk's name as lundump.c prints it, and the
// two errors that every part can meet.
#pragma once

#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "vm/base/result.hpp"

namespace gilua::front {

/// "x.lua" for "@x.lua" and "=x.lua", "binary string" for a chunk that is its own name.
inline std::string display_name(std::string_view chunk_name) {
  if (!chunk_name.empty() && (chunk_name[0] == '@' || chunk_name[0] == '='))
    chunk_name.remove_prefix(1);
  else if (!chunk_name.empty() && chunk_name[0] == '\x1b')
    chunk_name = "binary string";
  return std::string(chunk_name);
}

inline tl::unexpected<Error> bad_chunk(std::string_view chunk_name, std::string_view why) {
  return fail(ErrorKind::kBadChunk,
              display_name(chunk_name) + ": bad binary format (" + std::string(why) + ")");
}

inline tl::unexpected<Error> out_of_memory() {
  return fail(ErrorKind::kOutOfMemory, "not enough memory");
}

/// Runs [body]; a failed C++ allocation becomes the error that Lua has for it.
template <typename Body>
auto guard_memory(Body&& body) -> decltype(body()) {
  try {
    return std::forward<Body>(body)();
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  } catch (const std::length_error&) {  // a container's size limit
    return out_of_memory();
  }
}

}  // namespace gilua::front
