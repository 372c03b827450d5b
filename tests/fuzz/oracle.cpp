// See oracle.hpp. Lua's side runs without a time limit: the drivers keep their inputs small.
#include "tests/fuzz/oracle.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <lua.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "tests/fuzz/sandbox.hpp"

namespace gilua::fuzz {
namespace {

using Parts = std::array<std::string_view, 3>;

Parts cut(std::string_view input) {
  Parts parts;
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    const size_t end = input.find('\n');
    parts[i] = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
  }
  parts.back() = input;
  return parts;
}

/// A lua_State whose slot 1 holds the driver.
lua_State* start_lua(const char* driver) {
  lua_State* L = luaL_newstate();
  luaL_openlibs(L);
  if (luaL_loadbuffer(L, driver, std::string_view(driver).size(), "=driver") != LUA_OK ||
      lua_pcall(L, 0, 1, 0) != LUA_OK) {
    std::fprintf(stderr, "fuzz: lua5.4: %s\n", lua_tostring(L, -1));
    std::abort();
  }
  return L;
}

std::optional<std::string> run_lua(lua_State* L, const Parts& parts) {
  lua_pushvalue(L, 1);
  for (const std::string_view part : parts) lua_pushlstring(L, part.data(), part.size());
  const bool good = lua_pcall(L, static_cast<int>(parts.size()), 1, 0) == LUA_OK;
  std::optional<std::string> result;
  if (good && lua_type(L, -1) == LUA_TSTRING) {
    size_t length = 0;
    const char* text = lua_tolstring(L, -1, &length);
    result = std::string(text, length);
  }
  lua_pop(L, 1);
  return result;
}

[[noreturn]] void report(const char* who, const std::string& ours, const std::string& theirs) {
  std::fprintf(stderr, "fuzz: %s\n--- gilua:\n%s\n--- lua5.4:\n%s\n---\n", who, ours.c_str(),
               theirs.c_str());
  std::abort();
}

}  // namespace

void compare_with_lua(const char* driver, const uint8_t* data, size_t size) {
  static Sandbox* const sandbox = new Sandbox(driver);
  static lua_State* const lua = start_lua(driver);
  const Parts parts = cut({reinterpret_cast<const char*>(data), size});
  const auto ours = sandbox->run({parts[0], parts[1], parts[2]});
  if (!ours) return;
  const auto theirs = run_lua(lua, parts);
  if (theirs && *ours != *theirs) report("the results differ", *ours, *theirs);
}

}  // namespace gilua::fuzz
