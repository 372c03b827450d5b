// See script.hpp. The order of things at the end of a process is in stdlib/stdlib.hpp.
#include "repl/script.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "repl/report.hpp"
#include "stdlib/stdlib.hpp"
#include "stdlib/thread_libraries.hpp"

namespace gilua {
namespace {

constexpr int kFailure = 1;
constexpr int kInterrupted = 130;  // 128 + SIGINT, as shells say it

// ---- Ctrl-C: KeyboardInterrupt in the main thread, as Python.

// Written before the handler is installed, read by it.
Runtime* interrupted_runtime = nullptr;

extern "C" void on_interrupt(int) {
  Thread& main = interrupted_runtime->main;
  // Relaxed: only this handler's own earlier store matters. Still there: the script did not get to
  // it since the last Ctrl-C, so this one ends the process.
  if (main.pending_interrupt.load(std::memory_order_relaxed) != 0) {
    signal(SIGINT, SIG_DFL);
    raise(SIGINT);
  }
  interrupted_runtime->world.interrupt(main);
}

void catch_interrupts(Runtime& runtime) {
  struct sigaction before {};
  if (sigaction(SIGINT, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) return;
  interrupted_runtime = &runtime;
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

// ---- messages

void complain(std::string_view text) {
  flush_standard_output();
  fmt::print(stderr, "gilua: {}\n", text);
}

/// Whether [error] looks like one of module `errors`' objects. [error] must be on the stack.
bool is_class_error(Exec& ex, Value error) {
  Value field;
  Value name;
  return error.is_table() && ex.make_string("class", name) && get_index(ex, error, name, field) &&
         field.is_table() && ex.make_string("message", name) && get_index(ex, error, name, field) &&
         field.is_string();
}

/// As lua.c's message handler: strings with a traceback, objects by __tostring without; but our
/// own error objects with one, since their text does not say where they come from.
std::string describe_error(Exec& ex, Value error, const std::string& traceback) {
  if (error.is_string() || error.is_number()) {
    Value text;
    if (!to_raw_string(ex, error, text)) return "not enough memory";
    return std::string(text.as_string()->view()) + traceback;
  }
  const Table* mt = metatable_of(ex, error);
  const String* key = intern(ex.mutator(), "__tostring");
  if (mt != nullptr && key != nullptr && !table_get_string(mt, key).is_nil()) {
    ex.push(error);
    Value text;
    if (to_display_string(ex, error, text)) {
      const std::string shown(text.as_string()->view());
      return is_class_error(ex, error) ? shown + traceback : shown;
    }
  }
  return fmt::format("(error object is a {} value){}", type_name(error), traceback);
}

/// The exit status for an uncaught error, which is reported.
int report_error(Exec& ex, const std::string& traceback) {
  const Value error = ex.error;
  Value code;
  if (is_system_exit(ex, error, code)) {
    if (code.is_nil()) return EXIT_SUCCESS;
    if (code.is_integer()) return static_cast<int>(code.as_integer());
    if (code.is_boolean()) return code.is_falsy() ? 0 : 1;
    Value text;
    if (to_display_string(ex, code, text)) {
      flush_standard_output();
      fmt::print(stderr, "{}\n", text.as_string()->view());
    }
    return kFailure;
  }
  const std::string text = describe_error(ex, error, traceback);
  complain(text);
  return text.starts_with("KeyboardInterrupt") ? kInterrupted : kFailure;
}

// ---- running

/// Calls the function below the [count] arguments on top. Returns 0 or the exit status.
int call_reporting(Exec& ex, uint32_t count) {
  std::string traceback;
  if (ex.pcall(count, 0, &traceback) >= 0) return 0;
  if (!traceback.empty()) traceback.insert(0, 1, '\n');
  return report_error(ex, traceback);
}

int run_code(Exec& ex, std::string_view code, std::string_view name) {
  if (!ex.runtime->load(ex, code, name, "bt")) return report_error(ex, "");
  return call_reporting(ex, 0);
}

int require_module(Exec& ex, const std::string& spec) {
  const size_t equals = spec.find('=');
  const std::string global = spec.substr(0, equals);
  const std::string module = equals == std::string::npos ? spec : spec.substr(equals + 1);
  // A small chunk of Lua does all of it, with its errors reported as any other's.
  const std::string code = "local g, m = ... _G[g] = require(m)";
  Value names[2];
  if (!ex.runtime->load(ex, code, "=(command line)", "t") || !ex.make_string(global, names[0]))
    return report_error(ex, "");
  ex.push(names[0]);
  if (!ex.make_string(module, names[1])) return report_error(ex, "");
  ex.push(names[1]);
  return call_reporting(ex, 2);
}

bool set_argument(Exec& ex, Table* arg, int64_t i, const std::string& text) {
  Value v;
  if (!ex.make_string(text, v)) return false;
  if (table_set_integer(ex.mutator(), arg, i, v) == Write::kDone) return true;
  ex.raise_out_of_memory();
  return false;
}

/// The global `arg`: the script at 0, its arguments after it, the rest before it.
bool make_arg_table(Exec& ex, const RunOptions& options) {
  Mutator& m = ex.mutator();
  Table* arg = new_table(m, static_cast<uint32_t>(options.args.size()), 4);
  const String* key = intern(m, "arg");
  if (arg == nullptr || key == nullptr ||
      table_set(m, ex.runtime->globals(), Value::of(key), Value::of(arg)) != Write::kDone) {
    ex.raise_out_of_memory();
    return false;
  }
  const int64_t own = static_cast<int64_t>(options.own.size());
  const int64_t first = options.has_script ? -own : 0;  // without a script the program stands at 0
  for (int64_t i = 0; i < own; ++i) {
    if (!set_argument(ex, arg, first + i, options.own[static_cast<size_t>(i)])) return false;
  }
  if (options.has_script && !set_argument(ex, arg, 0, options.script)) return false;
  for (size_t i = 0; i < options.args.size(); ++i) {
    if (!set_argument(ex, arg, static_cast<int64_t>(i) + 1, options.args[i])) return false;
  }
  return true;
}

int run_file(Exec& ex, const RunOptions& options) {
  const std::string path = options.has_script && options.script != "-" ? options.script : "";
  // The main thread has no frame yet, so nothing has to be kept across the wait for the file.
  const Result<std::string> source =
      without_permit(ex.world(), *ex.thread, {WaitKind::kIo, &path, "file", nullptr},
                     [&] { return read_chunk_file(path); });
  if (!source) {
    complain(source.error().message);
    return kFailure;
  }
  if (!ex.runtime->load(ex, *source, path.empty() ? "=stdin" : "@" + path, "bt"))
    return report_error(ex, "");
  const uint32_t count = static_cast<uint32_t>(options.args.size());
  if (!ex.reserve(count)) return report_error(ex, "");
  for (const std::string& text : options.args) {
    Value v;
    if (!ex.make_string(text, v)) return report_error(ex, "");
    ex.push(v);
  }
  return call_reporting(ex, count);
}

/// LUA_INIT: code, or "@file".
int run_environment(Exec& ex) {
  const char* name = "LUA_INIT_5_4";
  const char* init = std::getenv(name);
  if (init == nullptr) init = std::getenv(name = "LUA_INIT");
  if (init == nullptr) return 0;
  if (init[0] != '@') return run_code(ex, init, fmt::format("={}", name));
  RunOptions file;
  file.has_script = true;
  file.script = init + 1;
  return run_file(ex, file);
}

int run_all(Exec& ex, const RunOptions& options) {
  if (!make_arg_table(ex, options)) return report_error(ex, "");
  if (options.use_environment) {
    if (const int status = run_environment(ex)) return status;
  }
  for (const Prelude& item : options.prelude) {
    const int status = item.kind == Prelude::Kind::kCode
                           ? run_code(ex, item.text, "=(command line)")
                           : require_module(ex, item.text);
    if (status != 0) return status;
  }
  const bool nothing_else = options.prelude.empty() && !options.version;
  return options.has_script || nothing_else ? run_file(ex, options) : 0;
}

}  // namespace

void run_script(const RunOptions& options) {
  if (options.version) fmt::print("{}\n", kVersionLine);
  std::fflush(stdout);  // from here on standard output is the library's
  // Never destroyed: at the end of the process memory is left to the system.
  Runtime& runtime = *new Runtime({options.world});
  Exec& ex = runtime.main_exec();
  if (!open_standard_libraries(runtime, {.use_environment = options.use_environment}))
    end_process(ex, report_error(ex, ""));
  if (options.warnings) set_warnings(runtime, true);
  if (options.stats) add_final_action(runtime, [](Exec& last) { print_stats(last.world()); });
  if (options.gc_stats) print_collections(runtime.world);
  if (options.report_fd) {
    add_final_action(runtime,
                     [fd = *options.report_fd](Exec& last) { write_report(last.world(), fd); });
  }
  catch_interrupts(runtime);
  const int status = run_all(ex, options);
  run_exit_hooks(ex);
  run_all_finalizers(ex);
  end_process(ex, status);
}

}  // namespace gilua
