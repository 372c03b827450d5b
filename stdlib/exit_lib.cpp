// Module "_exit": Lua functions that are called when the main script and the non-daemon threads
// have ended, the youngest first, as Python's atexit; and others that are called before the threads
// are waited for, as threading._register_atexit's. os.exit calls none of them.
//
// They lie in lists in the registry. An error in one becomes a warning; the others are called.
#include <fmt/format.h>

#include "stdlib/state.hpp"
#include "stdlib/stdlib.hpp"
#include "stdlib/thread_libraries.hpp"

namespace gilua {
namespace {

constexpr std::string_view kFunctions = "_exit_functions";
constexpr std::string_view kBeforeThreads = "_exit_before_threads";

bool call_functions(Exec& ex, std::string_view key) {
  Value list = raw_field(ex, ex.runtime->registry(), key);
  if (!ex.reserve(2)) return true;  // a stack overflow at the end of the main script: there is none
  for (int64_t i = table_length(list.as_table()); i > 0; --i) {
    list = raw_field(ex, ex.runtime->registry(), key);
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

Outcome register_in(Exec& ex, Args args, std::string_view key) {
  if (!args[0].is_function()) return ex.bad_type(0, "function");
  Table* list = raw_field(ex, ex.runtime->registry(), key).as_table();
  if (table_append(ex.mutator(), list, args[0]) != Write::kDone) return ex.raise_out_of_memory();
  return args.ret();
}

// register(f)
Outcome register_function(Exec& ex, Args args) { return register_in(ex, args, kFunctions); }
// register_before_threads(f)
Outcome register_before(Exec& ex, Args args) { return register_in(ex, args, kBeforeThreads); }

bool open_exit(Exec& ex, Table*) {
  for (const std::string_view key : {kFunctions, kBeforeThreads}) {
    Table* list = new_table(ex.mutator(), 1, 0);
    if (list == nullptr) {
      ex.raise_out_of_memory();
      return false;
    }
    if (!set_field(ex, ex.runtime->registry(), key, Value::of(list))) return false;
  }
  add_exit_hook(*ex.runtime, [](Exec& at_end) { return call_functions(at_end, kFunctions); });
  return true;
}

constexpr NativeRow kRows[] = {
    {"register", 1, 1, Runs::kLeaf, register_function, "register(f): f() is called at the end"},
    {"register_before_threads", 1, 1, Runs::kLeaf, register_before,
     "register_before_threads(f): f() is called before threads are waited for"},
};

}  // namespace

void call_before_threads_end(Exec& ex) {
  // Without the module nothing was registered.
  if (raw_field(ex, ex.runtime->registry(), kBeforeThreads).is_table())
    call_functions(ex, kBeforeThreads);
}

extern const Library kExitNative{"_exit", kRows, open_exit};

}  // namespace gilua
