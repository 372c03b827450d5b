// Source text to a 5.4 binary chunk, by Lua's own compiler in a private, short-lived lua_State.
//
// Everything that can raise a Lua error runs inside lua_pcall. liblua is C: its longjmp must not
// pass over C++ objects, and no C++ exception may pass through its frames, so compile_protected
// holds plain data only and the writer keeps its exceptions to itself.
#include <algorithm>
#include <cstdlib>
#include <lua.hpp>
#include <memory>

#include "vm/front/errors.hpp"
#include "vm/front/front.hpp"

namespace gilua {

namespace {

/// What one compilation has charged to the heap. Its end gives all of it back.
struct Account {
  Heap* heap;
  size_t charged = 0;

  explicit Account(Heap* h) : heap(h) {}
  ~Account() {
    if (heap != nullptr) heap->discharge(charged);
  }
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;
  bool take(size_t bytes) {
    if (heap != nullptr && !heap->charge(bytes)) return false;
    charged += bytes;
    return true;
  }
  void give(size_t bytes) {
    if (heap != nullptr) heap->discharge(bytes);
    charged -= bytes;
  }
};

/// lua_Alloc. For a new block [old_bytes] is a type's code, not a size.
void* allocate_counted(void* user, void* block, size_t old_bytes, size_t new_bytes) {
  Account& account = *static_cast<Account*>(user);
  if (block == nullptr) old_bytes = 0;
  if (new_bytes == 0) {
    std::free(block);
    account.give(old_bytes);
    return nullptr;
  }
  if (new_bytes > old_bytes && !account.take(new_bytes - old_bytes)) return nullptr;
  void* const p = std::realloc(block, new_bytes);
  if (p == nullptr && new_bytes > old_bytes) account.give(new_bytes - old_bytes);
  if (p != nullptr && new_bytes < old_bytes) account.give(old_bytes - new_bytes);
  return p;
}

struct CompileJob {
  const char* text;
  size_t length;
  const char* name;
  std::string* chunk;
  Account* account;
  bool out_of_memory;
};

int append_chunk(lua_State*, const void* bytes, size_t length, void* user) {
  CompileJob* job = static_cast<CompileJob*>(user);
  try {
    const size_t before = job->chunk->capacity();
    if (job->chunk->size() + length > before) {
      const size_t wanted = std::max(2 * before, job->chunk->size() + length);
      if (!job->account->take(wanted - before)) throw std::bad_alloc();
      job->chunk->reserve(wanted);
    }
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

Result<std::string> compile(std::string_view text, std::string_view chunk_name, Heap* heap) {
  using State = std::unique_ptr<lua_State, decltype(&lua_close)>;
  Account account(heap);  // outlives the state
  // Without a panic function: everything below runs protected.
  const State state(lua_newstate(allocate_counted, &account), &lua_close);
  lua_State* L = state.get();
  if (L == nullptr) return front::out_of_memory();
  const std::string name(chunk_name);
  std::string chunk;
  CompileJob job{text.data(), text.size(), name.c_str(), &chunk, &account, false};
  lua_pushcfunction(L, compile_protected);  // a light one: takes no memory
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

Result<std::string> compile_to_chunk(std::string_view text, std::string_view chunk_name,
                                     Heap* heap) {
  return front::guard_memory([&] { return compile(text, chunk_name, heap); });
}

}  // namespace gilua
