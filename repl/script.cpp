// See script.hpp. The order of things at the end of a process is in stdlib/stdlib.hpp.
#include "repl/script.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "repl/chunks.hpp"
#include "repl/interactive.hpp"
#include "repl/report.hpp"
#include "repl/thread_report.hpp"
#include "repl/watchdog.hpp"
#include "stdlib/stdlib.hpp"
#include "vm/front/front.hpp"

namespace gilua {
namespace {

// ---- Ctrl-C: KeyboardInterrupt in the main thread, as Python.

// Written before the handler is installed, read by it.
Runtime* interrupted_runtime = nullptr;

extern "C" void on_interrupt(int) {
  Thread& main = interrupted_runtime->main;
  // The system may choose any thread. The main one's read or wait for a child is to end.
  if (syscall(SYS_gettid) != main.native_id) {
    syscall(SYS_tgkill, getpid(), main.native_id, SIGINT);
    return;
  }
  // Relaxed: only this handler's own earlier store matters. Still there: the script did not get to
  // it since the last Ctrl-C, so this one ends the process.
  if (main.pending_interrupt.load(std::memory_order_relaxed) != 0) _exit(kInterrupted);
  interrupted_runtime->world.interrupt(main);
}

void catch_interrupts(Runtime& runtime) {
  // Also where a shell has it ignored, as in background jobs: so does lua.c.
  interrupted_runtime = &runtime;
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

/// Directly, since standard output becomes the library's only afterwards.
void print_version() {
  fmt::print("{}\n{}\n", kVersionLine, lua_copyright());
  std::fflush(stdout);
}

// ---- running

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

/// LUA_INIT: code, or "@file".
int run_environment(Exec& ex) {
  const char* name = "LUA_INIT_5_4";
  const char* init = std::getenv(name);
  if (init == nullptr) init = std::getenv(name = "LUA_INIT");
  if (init == nullptr) return 0;
  if (init[0] == '@') return run_file(ex, init + 1, false);
  return run_code(ex, init, fmt::format("={}", name));
}

int run_all(Exec& ex, const RunOptions& options) {
  if (!make_arg_table(ex, options)) return report_error(ex);
  if (options.use_environment && !options.sandbox) {
    if (const int status = run_environment(ex)) return status;
  }
  bool ran_code = false;
  for (const Prelude& item : options.prelude) {
    if (item.kind == Prelude::Kind::kWarnings) {
      set_warnings(*ex.runtime, true);
      continue;
    }
    const bool is_code = item.kind == Prelude::Kind::kCode;
    ran_code = ran_code || is_code;
    const int status =
        is_code ? run_code(ex, item.text, "=(command line)") : require_module(ex, item.text);
    if (status != 0) return status;
  }
  if (options.has_script) {
    const std::string path = options.script_is_input ? "" : options.script;
    if (const int status = run_file(ex, path, true)) return status;
  }
  if (options.interactive) return run_interactive(ex);
  // -l alone does not keep it from reading its input, as with lua.c.
  if (options.has_script || ran_code || options.version) return 0;
  if (isatty(STDIN_FILENO) == 0) return run_file(ex, "", false);
  print_version();
  return run_interactive(ex);
}

}  // namespace

void run_script(const RunOptions& options) {
  if (options.version) print_version();
  // Never destroyed: at the end of the process memory is left to the system.
  Runtime& runtime = *new Runtime({.world = options.world, .binary_chunks = !options.sandbox});
  if (options.timeout_s) start_watchdog(runtime, *options.timeout_s);
  Exec& ex = runtime.main_exec();
  if (!open_standard_libraries(
          runtime, {.use_environment = options.use_environment, .sandbox = options.sandbox}))
    end_process(ex, report_error(ex));
  if (options.stats) add_final_action(runtime, [](Exec& last) { print_stats(last.world()); });
  if (options.gc_stats) print_collections(runtime.world);
  if (options.report_fd) {
    add_final_action(runtime,
                     [fd = *options.report_fd](Exec& last) { write_report(last.world(), fd); });
  }
  catch_interrupts(runtime);
  report_deadlocks(runtime);
  int status = run_all(ex, options);
  if (!run_exit_hooks(ex)) status = kInterrupted;
  run_all_finalizers(ex);
  end_process(ex, status);
}

}  // namespace gilua
