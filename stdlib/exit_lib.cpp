// Module "_exit": Lua functions that are called when the main script and the non-daemon threads
// have ended, the youngest first, as Python's atexit. os.exit does not call them.
//
// They lie in a list in the registry. An error in one becomes a warning; the others are called.
#include <fmt/format.h>

#include "stdlib/state.hpp"
#include "stdlib/stdlib.hpp"
#include "stdlib/thread_libraries.hpp"

namespace gilua {
namespace {

constexpr std::string_view kFunctions = "_exit_functions";

bool call_functions(Exec& ex) {
  Value list = raw_field(ex, ex.runtime->registry(), kFunctions);
  if (!ex.reserve(2)) return true;  // a stack overflow at the end of the main script: there is none
  for (int64_t i = table_length(list.as_table()); i > 0; --i) {
    list = raw_field(ex, ex.runtime->registry(), kFunctions);
    ex.push(table_get_integer(list.as_table(), i));
    if (ex.pcall(0, 0) >= 0) continue;
    Value text = Value::nil();
    ex.push(ex.error);
    const bool shown = to_display_string(ex, ex.top[-1], text);
    const std::string message(shown ? text.as_string()->view() : "no text");
    ex.pop();
    ex.runtime->warn(ex, fmt::format("error at exit ({})", message));
  }
  return true;
}

// register(f)
Outcome register_function(Exec& ex, Args args) {
  if (!args[0].is_function()) return ex.bad_type(0, "function");
  Table* list = raw_field(ex, ex.runtime->registry(), kFunctions).as_table();
  if (table_append(ex.mutator(), list, args[0]) != Write::kDone) return ex.raise_out_of_memory();
  return args.ret();
}

bool open_exit(Exec& ex, Table*) {
  Table* list = new_table(ex.mutator(), 1, 0);
  if (list == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  if (!set_field(ex, ex.runtime->registry(), kFunctions, Value::of(list))) return false;
  add_exit_hook(*ex.runtime, call_functions);
  return true;
}

constexpr NativeRow kRows[] = {
    {"register", 1, 1, Runs::kLeaf, register_function, "register(f): f() is called at the end"},
};

}  // namespace

extern const Library kExitNative{"_exit", kRows, open_exit};

}  // namespace gilua
