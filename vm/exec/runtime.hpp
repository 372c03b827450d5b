// A Runtime is a World with Lua in it: globals, registry, loaded modules, the main thread.
// What an embedder (the program, tests) uses. See tests/unit for examples.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "vm/exec/exec.hpp"

namespace gilua {

/// A library: opened into a table, either as a global (base, string...) or by `require`.
struct Library {
  const char* name;  // "string"; "_G" for the base library
  std::span<const NativeRow> rows;
  /// Fills what rows cannot say (constants, metatables); [table] is the library's table, also in
  /// the stack slot ex.top[-1]. False after an error. May be nullptr.
  bool (*open)(Exec& ex, Table* table);
};

struct RuntimeOptions {
  WorldOptions world;
  bool binary_chunks = true;  // false: load() refuses them, whoever calls it
};

class Runtime {
 public:
  explicit Runtime(const RuntimeOptions& options);
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  World world;
  Thread main;  // attached; the constructor's thread holds the permit
  const bool binary_chunks;

  Table* globals() const;
  Table* registry() const;  // [1] unused; "_LOADED" and what libraries keep, by name
  Table* loaded() const;    // package.loaded
  /// The metatable that all values of a basic type share: strings' and what debug.setmetatable
  /// sets. nullptr if there is none. Not for tables and userdata.
  Table* basic_metatable(uint64_t tag) const;
  void set_basic_metatable(uint64_t tag, Table* t);
  Exec& main_exec() const;

  /// Opens a library as a global and in package.loaded. False: the error is in main_exec().error.
  bool open(Exec& ex, const Library& library);
  /// Makes the library's table and leaves it on top of [ex]'s stack (for require's searcher).
  bool make_library(Exec& ex, const Library& library);
  /// Registers a C++ type's metatable: methods from rows, __index, __name, extra metamethods.
  Table* type_metatable(const UserdataType& type) const;  // nullptr if not registered
  bool register_type(Exec& ex, const UserdataType& type, std::span<const NativeRow> methods,
                     std::span<const NativeRow> metamethods);

  /// Compiles a source text or binary chunk to a function on top of the stack. [mode] as load's.
  /// False: error value (message) in ex.error.
  bool load(Exec& ex, std::string_view chunk, std::string_view chunk_name, std::string_view mode);

  /// A new Exec for a coroutine whose body is [fn], with room for [more] values; nullptr if memory
  /// is exhausted.
  Exec* new_coroutine(Exec& ex, Value fn, uint32_t more = 0);
  /// A new main Exec for another OS thread: attach the Thread first.
  Exec* new_thread_exec(Thread& thread);

  /// Strings that conversions and messages need; interned, made once.
  struct Names {
    String* tostring = nullptr;  // "__tostring"
    String* name = nullptr;      // "__name"
  };
  const Names& names() const;
  // Ready-made, since there may be no memory when they are needed.
  Value out_of_memory_message() const;    // "not enough memory"
  Value error_in_error_handling() const;  // "error in error handling"
  /// The function (class name, message) -> error object that module `errors` registers as
  /// registry()["_raise_class"]; requires the module if need be. nil: there is no such module.
  bool class_raiser(Exec& ex, Value& out);

  /// Where warnings go (those of finalizers' errors); set once, before threads start.
  void set_warning_handler(std::function<void(Exec&, std::string_view)> handler);
  /// @thread kFull natives only: the handler may wait
  void warn(Exec& ex, std::string_view text);

  /// A traceback in Lua's format, from [level] 0 = the current frame. @thread owner or stopped
  std::string traceback(Exec& ex, std::string_view message, int level);

  struct Impl;
  std::unique_ptr<Impl> impl;
};

}  // namespace gilua
