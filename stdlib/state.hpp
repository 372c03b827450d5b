// What the standard libraries keep for one Runtime: hooks, the default files of `io`, warnings,
// modules that are being loaded. Private to stdlib/.
//
// The World's root function owns it, so it lives as long as the World; the registry holds a light
// userdata that points to it. Slots in it are roots.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "stdlib/sandbox.hpp"
#include "vm/base/mutex.hpp"
#include "vm/exec/runtime.hpp"

namespace gilua {

/// A module that a thread is loading, and who waits for it (package_lib.cpp).
struct ModuleLoad {
  Thread* loader = nullptr;
  std::vector<Thread*> waiting;
};

struct StdlibState {
  // Relaxed: flags that nothing else is published through.
  std::atomic<bool> warnings{false};
  std::atomic<bool> warning_continues{false};
  std::atomic<bool> generational{
      true};  // only remembered, as lua.c sets it: there is one collector
  std::atomic<int64_t> pause_percent{200};
  std::atomic<int64_t> step_multiplier{100};

  std::atomic<uint64_t> random_cores{0};   // relaxed: only a number for each; random_lib.cpp
  std::atomic<uint64_t> futures_ended{0};  // relaxed: the same; futures_core.cpp

  Slot default_input;   // io.read's file
  Slot default_output;  // io.write's file

  bool use_environment = true;  // written before threads start
  Sandbox sandbox;              // shut, if at all, before threads start

  Mutex mutex;
  std::vector<std::function<bool(Exec&)>> exit_hooks GUARDED_BY(mutex);
  std::vector<std::function<void(Exec&)>> final_actions GUARDED_BY(mutex);
  std::map<std::string, ModuleLoad> loads GUARDED_BY(mutex);
};

/// @thread any running
StdlibState& stdlib_state(const Runtime& runtime);

/// Sets table[name]; false after raising "not enough memory". Neither polls nor runs Lua.
bool set_field(Exec& ex, Table* table, std::string_view name, Value value);
/// table[name] without metamethods.
Value raw_field(Exec& ex, const Table* table, std::string_view name);
/// A native for [row] with the given upvalues; nullptr after raising "not enough memory".
Native* make_native(Exec& ex, const NativeRow& row, std::initializer_list<Value> upvalues);
/// library[name] = a table of the rows' functions: a class's methods. False after raising.
bool add_methods(Exec& ex, Table* library, std::string_view name, std::span<const NativeRow> rows);
/// The row named [name]; it must exist.
const NativeRow& row_named(std::span<const NativeRow> rows, std::string_view name);

/// `nil, "NAME: reason", errno` or `true`, as luaL_fileresult; without a name only the reason.
Outcome system_result(Exec& ex, bool ok, int error,
                      std::optional<std::string_view> name = std::nullopt);
/// `true|nil, "exit"|"signal", code` of a wait status, as luaL_execresult.
Outcome process_result(Exec& ex, int wait_status);

}  // namespace gilua
