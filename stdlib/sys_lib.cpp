// Module "sys": the GIL's knobs under Python's names, and exit.
#include <fmt/format.h>

#include "stdlib/state.hpp"
#include "stdlib/thread_libraries.hpp"

namespace gilua {
namespace {

Outcome sys_getswitchinterval(Exec& ex, Args args) {
  return args.ret(Value::number(ex.world().switch_interval_s()));
}

Outcome sys_setswitchinterval(Exec& ex, Args args) {
  const Value v = args[0];
  if (!v.is_number()) {
    return ex.raise_class("TypeError", fmt::format("must be real number, not {}", type_name(v)));
  }
  const double s = v.is_float() ? v.as_float() : static_cast<double>(v.as_integer());
  if (s <= 0) return ex.raise_class("ValueError", "switch interval must be strictly positive");
  const Result<void> set = ex.world().set_switch_interval_s(*ex.thread, s);
  if (!set) return ex.raise_class("ValueError", set.error().message);
  return ex.args().ret();
}

Outcome sys_getcheckinterval(Exec& ex, Args args) {
  return args.ret(Value::integer(ex.world().check_interval()));
}

Outcome sys_setcheckinterval(Exec& ex, Args args) {
  int64_t n = 0;
  if (!args[0].is_number() || !to_integer(args[0], n)) {
    return ex.raise_class("TypeError",
                          fmt::format("check interval must be an integer, not {}",
                                      args[0].is_float() ? "float" : type_name(args[0])));
  }
  const Result<void> set = ex.world().set_check_interval(*ex.thread, n);
  if (!set) return ex.raise_class("ValueError", set.error().message);
  return ex.args().ret();
}

Outcome sys_is_gil_enabled(Exec& ex, Args args) {
  return args.ret(Value::boolean(ex.world().gil_enabled()));
}

Outcome sys_exit(Exec& ex, Args args) {
  Value text = Value::nil();
  std::string message;
  if (!args[0].is_nil()) {
    if (!to_display_string(ex, args[0], text)) return kError;
    message = text.as_string()->view();
  }
  ex.raise_class("SystemExit", message);
  // The error's text is for people; its code is the value itself. (If making the error failed,
  // what came instead goes on its way.)
  const Value code = ex.args()[0];
  Value ignored = Value::nil();
  if (ex.error.is_table() && is_system_exit(ex, ex.error, ignored)) {
    set_field(ex, ex.error.as_table(), "code", code);  // an error of its own replaces this one
  }
  return kError;
}

constexpr NativeRow kRows[] = {
    {"getswitchinterval", 0, 0, Runs::kLeaf, sys_getswitchinterval,
     "getswitchinterval(): seconds a thread may keep the GIL while another wants it"},
    {"setswitchinterval", 1, 1, Runs::kFull, sys_setswitchinterval,
     "setswitchinterval(seconds): 1e-6 to 10"},
    {"getcheckinterval", 0, 0, Runs::kLeaf, sys_getcheckinterval,
     "getcheckinterval(): instructions between two offers of the GIL, policy ticks"},
    {"setcheckinterval", 1, 1, Runs::kFull, sys_setcheckinterval,
     "setcheckinterval(n): selects policy ticks"},
    {"_is_gil_enabled", 0, 0, Runs::kLeaf, sys_is_gil_enabled,
     "_is_gil_enabled(): whether the GIL is on"},
    {"exit", 0, 1, Runs::kFull, sys_exit, "exit([code]): raises SystemExit"},
};

}  // namespace

extern const Library kSysLibrary{"sys", kRows, nullptr};

}  // namespace gilua
