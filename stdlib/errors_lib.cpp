// Module "_errors": what stdlib/lua/errors.lua needs from the VM, and how C++ finds SystemExit.
//
// An error object is a table whose metatable ("shape") has the fields `class` and `base`, the
// latter the shape of the class it inherits from.
#include "stdlib/state.hpp"
#include "stdlib/thread_libraries.hpp"

namespace gilua {
namespace {

constexpr std::string_view kRaiser = "_raise_class";
constexpr std::string_view kSystemExit = "_system_exit";

// install(raiser, shape of SystemExit): raiser(class name, message) returns an error object;
// Exec::raise_class calls it.
Outcome install(Exec& ex, Args args) {
  Table* shape = nullptr;
  if (!args[0].is_function()) return ex.bad_type(0, "function");
  if (!ex.check_table(args, 1, shape)) return kError;
  Table* registry = ex.runtime->registry();
  if (!set_field(ex, registry, kRaiser, args[0])) return kError;
  if (!set_field(ex, registry, kSystemExit, args[1])) return kError;
  return args.ret();
}

// traceback(level): where the running thread is, as debug.traceback without a message.
Outcome traceback(Exec& ex, Args args) {
  int64_t level = 0;
  if (!ex.opt_integer(args, 0, 0, level)) return kError;
  Value text = Value::nil();
  if (!ex.make_string(ex.runtime->traceback(ex, "", static_cast<int>(level)), text)) return kError;
  return args.ret(text);
}

constexpr NativeRow kRows[] = {
    {"install", 2, 2, Runs::kLeaf, install, "install(raiser, shape of SystemExit)"},
    {"traceback", 0, 1, Runs::kFull, traceback, "traceback(level): the calling thread's"},
};

}  // namespace

bool is_system_exit(Exec& ex, Value error, Value& code) {
  if (!error.is_table()) return false;
  const Value wanted = raw_field(ex, ex.runtime->registry(), kSystemExit);
  if (!wanted.is_table())
    return false;  // module errors is not loaded, so nobody can have raised it
  // Acquire pairs with setmetatable's release.
  const Table* shape = error.as_table()->metatable.load(std::memory_order_acquire);
  while (shape != nullptr && shape != wanted.as_table()) {
    const Value base = raw_field(ex, shape, "base");
    shape = base.is_table() ? base.as_table() : nullptr;
  }
  if (shape == nullptr) return false;
  code = raw_field(ex, error.as_table(), "code");
  return true;
}

extern const Library kErrorsNative{"_errors", kRows, nullptr};

}  // namespace gilua
