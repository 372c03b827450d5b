// Source text to a 5.4 binary chunk, by Lua's own compiler in a private, short-lived lua_State.
//
// Everything that can raise a Lua error runs inside lua_pcall. liblua is C: its longjmp must not
// pass over C++ objects, and no C++ exception may pass through its frames, so compile_protected
// holds plain data only and the writer keeps its exceptions to itself.
#include <lua.hpp>
#include <memory>

#include "vm/front/errors.hpp"
#include "vm/front/front.hpp"

namespace gilua {

namespace {

struct CompileJob {
  const char* text;
  size_t length;
  const char* name;
  std::string* chunk;
  bool out_of_memory;
};

int append_chunk(lua_State*, const void* bytes, size_t length, void* user) {
  CompileJob* job = static_cast<CompileJob*>(user);
  try {
    job->chunk->append(static_cast<const char*>(bytes), length);
  } catch (...) {  // bad_alloc or length_error: both mean that there is no room
    job->out_of_memory = true;
    return 1;
  }
  return 0;
}

int compile_protected(lua_State* L) {
  CompileJob* job = static_cast<CompileJob*>(lua_touserdata(L, 1));
  const int status = luaL_loadbufferx(L, job->text, job->length, job->name, "t");
  lua_pushinteger(L, status);
  if (status != LUA_OK) return 2;  // message, status
  lua_pushvalue(L, -2);            // lua_dump takes the function from the top
  lua_dump(L, append_chunk, job, 0);
  lua_pop(L, 1);
  return 2;
}

Result<std::string> compile(std::string_view text, std::string_view chunk_name) {
  using State = std::unique_ptr<lua_State, decltype(&lua_close)>;
  const State state(luaL_newstate(), &lua_close);
  lua_State* L = state.get();
  if (L == nullptr) return front::out_of_memory();
  const std::string name(chunk_name);
  std::string chunk;
  CompileJob job{text.data(), text.size(), name.c_str(), &chunk, false};
  lua_pushcfunction(L, compile_protected);
  lua_pushlightuserdata(L, &job);
  int status = lua_pcall(L, 1, 2, 0);
  if (status == LUA_OK) {
    status = static_cast<int>(lua_tointeger(L, -1));
    lua_pop(L, 1);
  }
  if (status == LUA_ERRMEM || job.out_of_memory) return front::out_of_memory();
  if (status != LUA_OK) {
    size_t length = 0;
    const char* message = lua_tolstring(L, -1, &length);  // always a string here: no conversion
    return fail(ErrorKind::kSyntax, message != nullptr ? std::string(message, length)
                                                       : std::string("unknown compiler error"));
  }
  return chunk;
}

}  // namespace

const char* lua_copyright() { return LUA_COPYRIGHT; }

Result<std::string> compile_to_chunk(std::string_view text, std::string_view chunk_name) {
  return front::guard_memory([&] { return compile(text, chunk_name); });
}

}  // namespace gilua
