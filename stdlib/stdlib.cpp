// Opening the standard libraries, and the end of the process. See stdlib.hpp.
#include "stdlib/stdlib.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "stdlib/base_natives.hpp"
#include "stdlib/io_stream.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

const char kStateKey = 0;  // its address is the key in the registry

Value state_key() { return Value::light(const_cast<char*>(&kStateKey)); }

bool make_state(Runtime& runtime, LibraryOptions options) {
  auto state = std::make_shared<StdlibState>();
  state->use_environment = options.use_environment && !options.sandbox;
  if (options.sandbox) {
    if (const Result<void> shut = state->sandbox.shut(); !shut) {
      runtime.main_exec().raise(shut.error().message);
      return false;
    }
  }
  state->default_input.init(Value::nil());
  state->default_output.init(Value::nil());
  Exec& ex = runtime.main_exec();
  const Value pointer = Value::light(state.get());
  runtime.world.add_roots([state](Marker& marker) {
    marker.mark(state->default_input.load());
    marker.mark(state->default_output.load());
  });
  if (table_set(ex.mutator(), runtime.registry(), state_key(), pointer) == Write::kDone)
    return true;
  ex.raise_out_of_memory();
  return false;
}

}  // namespace

StdlibState& stdlib_state(const Runtime& runtime) {
  return *static_cast<StdlibState*>(table_get(runtime.registry(), state_key()).as_light());
}

bool open_standard_libraries(Runtime& runtime, LibraryOptions options) {
  if (!make_state(runtime, options)) return false;
  runtime.set_warning_handler(print_warning);
  Exec& ex = runtime.main_exec();
  for (const Library* library :
       {&kBaseLibrary, &kPackageLibrary, &kCoroutineLibrary, &kTableLibrary, &kIoLibrary,
        &kOsLibrary, &kStringLibrary, &kMathLibrary, &kUtf8Library, &kDebugLibrary}) {
    if (!runtime.open(ex, *library)) return false;
  }
  // The class of refusals is there before a script can come between.
  Value raiser;
  return !options.sandbox || runtime.class_raiser(ex, raiser);
}

void set_warnings(Runtime& runtime, bool on) {
  stdlib_state(runtime).warnings.store(on, std::memory_order_relaxed);
}

void add_exit_hook(Runtime& runtime, std::function<void(Exec&)> hook) {
  StdlibState& state = stdlib_state(runtime);
  MutexLock lock(state.mutex);
  state.exit_hooks.push_back(std::move(hook));
}

void run_exit_hooks(Exec& ex) {
  StdlibState& state = stdlib_state(*ex.runtime);
  for (size_t i = 0;; ++i) {  // a hook may add another one
    std::function<void(Exec&)> hook;
    {
      MutexLock lock(state.mutex);
      if (i >= state.exit_hooks.size()) return;
      hook = state.exit_hooks[i];
    }
    hook(ex);
  }
}

void add_final_action(Runtime& runtime, std::function<void(Exec&)> action) {
  StdlibState& state = stdlib_state(runtime);
  MutexLock lock(state.mutex);
  state.final_actions.push_back(std::move(action));
}

void end_process(Exec& ex, int status) {
  // What the actions say of the GIL must not hold the shut-down itself, so they come first.
  StdlibState& state = stdlib_state(*ex.runtime);
  std::vector<std::function<void(Exec&)>> actions;
  {
    MutexLock lock(state.mutex);
    actions.swap(state.final_actions);
  }
  for (const auto& action : actions) action(ex);
  ex.world().shut_down(*ex.thread);
  ByteStream::flush_all();
  _exit(status);
}

// ---- helpers of the libraries (state.hpp)

bool set_field(Exec& ex, Table* table, std::string_view name, Value value) {
  const String* key = intern(ex.mutator(), name);  // a long one is no interned string
  if (key != nullptr && table_set(ex.mutator(), table, Value::of(key), value) == Write::kDone)
    return true;
  ex.raise_out_of_memory();
  return false;
}

Value raw_field(Exec& ex, const Table* table, std::string_view name) {
  const String* key = intern(ex.mutator(), name);
  return key != nullptr ? table_get_string(table, key) : Value::nil();
}

Native* make_native(Exec& ex, const NativeRow& row, std::initializer_list<Value> upvalues) {
  Native* native = new_native(ex.mutator(), &row, static_cast<uint32_t>(upvalues.size()));
  if (native == nullptr) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  uint32_t i = 0;
  for (const Value upvalue : upvalues) native->upvalues[i++].init(upvalue);
  return native;
}

bool add_methods(Exec& ex, Table* library, std::string_view name, std::span<const NativeRow> rows) {
  Table* methods = new_table(ex.mutator(), 0, static_cast<uint32_t>(rows.size()));
  if (methods == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  for (const NativeRow& row : rows) {
    Native* native = make_native(ex, row, {});
    if (native == nullptr || !set_field(ex, methods, row.name, Value::of(native))) return false;
  }
  return set_field(ex, library, name, Value::of(methods));
}

const NativeRow& row_named(std::span<const NativeRow> rows, std::string_view name) {
  for (const NativeRow& row : rows) {
    if (name == row.name) return row;
  }
  __builtin_unreachable();
}

Outcome system_result(Exec& ex, bool ok, int error, std::optional<std::string_view> name) {
  if (ok) return ex.args().ret(Value::boolean(true));
  std::string text = std::strerror(error);
  if (name) text = fmt::format("{}: {}", *name, text);
  Value message;
  if (!ex.make_string(text, message)) return kError;
  return ex.args().ret(Value::nil(), message, Value::integer(error));
}

Outcome process_result(Exec& ex, int wait_status) {
  if (wait_status == -1) return system_result(ex, false, errno);
  const bool exited = !WIFSIGNALED(wait_status);
  const int code = exited ? WEXITSTATUS(wait_status) : WTERMSIG(wait_status);
  Value what;
  if (!ex.make_string(exited ? "exit" : "signal", what)) return kError;
  const Value first = exited && code == 0 ? Value::boolean(true) : Value::nil();
  return ex.args().ret(first, what, Value::integer(code));
}

}  // namespace gilua
