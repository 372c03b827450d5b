// The library's Lua modules, as they lie in the program.
//
// The build generates the table from stdlib/lua/**/*.lua, sorted by path; a module's name is its
// path below that folder with dots, so concurrent/futures.lua is "concurrent.futures".
// Read next: cmake/embed_lua.cmake.
#pragma once

#include <span>
#include <string_view>

namespace gilua {

struct EmbeddedModule {
  std::string_view name;    // as given to require
  std::string_view source;  // Lua text
};

/// All embedded modules; lives as long as the program.
///
/// @thread  any
/// @blocks  never
std::span<const EmbeddedModule> embedded_modules();

}  // namespace gilua
