// Library "debug": its table of functions, and those that are about no call stack.
//
// getregistry gives a table of its own kind: what Lua programs look for in PUC's registry. Ours
// holds what natives trust, and stays out of reach. No userdata of ours has user values.
#include "stdlib/debug_natives.hpp"
#include "stdlib/io_file.hpp"
#include "stdlib/libraries.hpp"
#include "stdlib/state.hpp"
#include "stdlib/stdlib.hpp"

namespace gilua {
namespace {

constexpr std::string_view kRegistryKey = "debug.registry";
constexpr std::string_view kProgramKey = "debug.program";
constexpr int64_t kCStackLimit = 200;  // what the compatibility function of 5.4.4 returns

Outcome do_nothing(Exec&, Args args) { return args.ret(); }
constexpr NativeRow kProgramRow = {
    "?", 0, -1, Runs::kLeaf, do_nothing, "stands for the program that runs the script"};

Outcome debug_getregistry(Exec& ex, Args args) { return args.ret(Value::of(debug_registry(ex))); }

Outcome debug_getmetatable(Exec& ex, Args args) {
  if (!ex.check_any(args, 0)) return kError;
  const Table* mt = metatable_of(ex, args[0]);
  return args.ret(mt != nullptr ? Value::of(mt) : Value::nil());
}

Outcome debug_setmetatable(Exec& ex, Args args) {
  if (!args.has(1) || !(args[1].is_nil() || args[1].is_table()))
    return ex.bad_type(1, "nil or table");
  if (!set_metatable_of(ex, args[0], args[1].is_nil() ? nullptr : args[1].as_table()))
    return kError;
  return args.ret(args[0]);
}

Outcome debug_getuservalue(Exec& ex, Args args) {
  int32_t number = 0;
  if (!opt_int(ex, args, 1, 1, number)) return kError;
  return args.ret(Value::nil());
}

Outcome debug_setuservalue(Exec& ex, Args args) {
  int32_t number = 0;
  if (!opt_int(ex, args, 2, 1, number)) return kError;
  if (!args[0].is_userdata()) return ex.bad_type(0, "userdata");
  if (!ex.check_any(args, 1)) return kError;
  return args.ret(Value::nil());
}

Outcome debug_setcstacklimit(Exec& ex, Args args) {
  int32_t limit = 0;
  if (!check_int(ex, args, 0, limit)) return kError;
  return args.ret(Value::integer(kCStackLimit));
}

/// A line of standard input with its end; false where there is none.
bool read_command(Exec& ex, std::string& line) {
  ByteStream& input = ByteStream::standard_input();
  ReadResult result(ex.heap().buffers());
  with_stream(ex, input, [&](bool may_wait) {
    return read_formats(input, {ReadFormat{'L', 0}}, may_wait, result);
  });
  if (result.items.empty() || result.items[0].kind != ReadItem::Kind::kText) return false;
  line = std::move(result.items[0].text);
  return true;
}

/// Loads and runs one command; its results go nowhere, its error to standard error.
bool run_command(Exec& ex, const std::string& line) {
  const Args args = ex.args();
  ex.top = args.base + args.count;
  if (ex.runtime->load(ex, line, "=(debug command)", "bt") && ex.pcall(0, 0) >= 0) return true;
  const Value error = ex.error;
  ex.push(error);
  Value text;
  if (!to_display_string(ex, error, text)) return false;
  const std::string shown(text.as_string()->view());
  write_stream(ex, ByteStream::standard_error(), shown + "\n");  // if it fails: nobody to tell
  return true;
}

Outcome debug_debug(Exec& ex, Args) {
  for (std::string line;;) {
    flush_standard_output();
    write_stream(ex, ByteStream::standard_error(), "lua_debug> ");
    if (!read_command(ex, line) || line == "cont\n") return ex.args().ret();
    if (!run_command(ex, line)) return kError;
  }
}

constexpr NativeRow kRows[] = {
    {"debug", 0, 0, Runs::kFull, debug_debug, "debug(): runs lines of standard input until 'cont'"},
    {"gethook", 0, 1, Runs::kFull, debug_gethook, "gethook([co]): function, mask, count"},
    {"getinfo", 1, 3, Runs::kFull, debug_getinfo,
     "getinfo([co,] level or function [, what]): a table about it"},
    {"getlocal", 2, 3, Runs::kFull, debug_getlocal,
     "getlocal([co,] level or function, n): name and value"},
    {"getmetatable", 1, 1, Runs::kFull, debug_getmetatable, "getmetatable(value): the true one"},
    {"getregistry", 0, 0, Runs::kFull, debug_getregistry, "getregistry(): a table"},
    {"getupvalue", 2, 2, Runs::kFull, debug_getupvalue, "getupvalue(f, n): name and value"},
    {"getuservalue", 1, 2, Runs::kFull, debug_getuservalue, "getuservalue(u [, n]): nil"},
    {"setcstacklimit", 1, 1, Runs::kFull, debug_setcstacklimit, "setcstacklimit(limit): 200"},
    {"sethook", 0, 4, Runs::kFull, debug_sethook, "sethook([co,] [f, mask [, count]])"},
    {"setlocal", 3, 4, Runs::kFull, debug_setlocal, "setlocal([co,] level, n, value): name"},
    {"setmetatable", 2, 2, Runs::kFull, debug_setmetatable, "setmetatable(value, mt): value"},
    {"setupvalue", 3, 3, Runs::kFull, debug_setupvalue, "setupvalue(f, n, value): name"},
    {"setuservalue", 2, 3, Runs::kFull, debug_setuservalue, "setuservalue(u, value [, n]): nil"},
    {"traceback", 0, 3, Runs::kFull, debug_traceback, "traceback([co,] [message [, level]])"},
    {"upvalueid", 2, 2, Runs::kFull, debug_upvalueid, "upvalueid(f, n): the variable's identity"},
    {"upvaluejoin", 4, 4, Runs::kFull, debug_upvaluejoin,
     "upvaluejoin(f1, n1, f2, n2): f1's upvalue becomes f2's"},
};

bool open_debug(Exec& ex, Table*) {
  Runtime& runtime = *ex.runtime;
  Table* registry = new_table(ex.mutator(), 2, 8);
  Table* c_libraries = new_table(ex.mutator(), 0, 0);
  const Native* program = make_native(ex, kProgramRow, {});
  if (registry == nullptr || c_libraries == nullptr || program == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  if (!set_field(ex, runtime.registry(), kRegistryKey, Value::of(registry)) ||
      !set_field(ex, runtime.registry(), kProgramKey, Value::of(program)))
    return false;
  if (table_set_integer(ex.mutator(), registry, 1, Value::of(&runtime.main_exec())) !=
          Write::kDone ||
      table_set_integer(ex.mutator(), registry, 2, Value::of(runtime.globals())) != Write::kDone) {
    ex.raise_out_of_memory();
    return false;
  }
  const Value package = raw_field(ex, runtime.loaded(), "package");
  const Value preload =
      package.is_table() ? raw_field(ex, package.as_table(), "preload") : Value::nil();
  const Table* files = runtime.type_metatable(kFileType);
  return set_field(ex, registry, "_LOADED", Value::of(runtime.loaded())) &&
         set_field(ex, registry, "_PRELOAD", preload) &&
         set_field(ex, registry, "_CLIBS", Value::of(c_libraries)) &&
         set_field(ex, registry, kFileType.name,
                   files != nullptr ? Value::of(files) : Value::nil());
}

}  // namespace

Table* debug_registry(Exec& ex) {
  return raw_field(ex, ex.runtime->registry(), kRegistryKey).as_table();
}

Value program_function(Exec& ex) { return raw_field(ex, ex.runtime->registry(), kProgramKey); }

extern const Library kDebugLibrary{"debug", kRows, open_debug};

}  // namespace gilua
