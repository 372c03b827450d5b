// Library "os", with Python's additions: getpid, getppid, urandom, cpu_count. Dates are in
// os_time.cpp.
//
// os.setlocale knows the "C" locale only: changing the locale of a process while other threads
// convert numbers is not safe, so every other name is answered as one that is not installed.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>

#include "stdlib/io_stream.hpp"
#include "stdlib/libraries.hpp"
#include "stdlib/os_natives.hpp"
#include "stdlib/state.hpp"
#include "stdlib/stdlib.hpp"
#include "vm/exec/finish.hpp"

namespace gilua {
namespace {

Outcome os_clock(Exec&, Args args) {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return args.ret(
      Value::number(static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9));
}

Outcome os_getenv(Exec& ex, Args args) {
  String* name = nullptr;
  if (!ex.check_string(args, 0, name) ||
      !sandbox_allows(ex, Sandbox::Act::kEnvironment, name->view()))
    return kError;
  const char* value = getenv(name->data());
  if (value == nullptr) return ex.args().ret(Value::nil());
  Value out;
  if (!ex.make_string(value, out)) return kError;
  return ex.args().ret(out);
}

Outcome os_execute(Exec& ex, Args args) {
  if (args[0].is_nil()) {
    const bool shut = stdlib_state(*ex.runtime).sandbox.is_shut();
    return args.ret(Value::boolean(!shut && access("/bin/sh", X_OK) == 0));
  }
  String* text = nullptr;
  if (!ex.check_string(args, 0, text)) return kError;
  const std::string command(text->view());
  if (!sandbox_allows(ex, Sandbox::Act::kProcess, command)) return kError;
  const int status =
      without_permit(ex.world(), *ex.thread, {WaitKind::kIo, &command, "process", nullptr}, [&] {
        ByteStream::flush_all();  // the process may write there too
        return std::system(command.c_str());
      });
  return process_result(ex, status);
}

Outcome os_exit(Exec& ex, Args args) {
  int64_t status = EXIT_SUCCESS;
  if (args[0].is_boolean())
    status = args[0].is_falsy() ? EXIT_FAILURE : EXIT_SUCCESS;
  else if (!ex.opt_integer(args, 0, EXIT_SUCCESS, status))
    return kError;
  // Closing the state: pending variables, then finalizers. Files are flushed in any case.
  if (!args[1].is_falsy()) {
    Thread& thread = *ex.thread;
    close_for_exit(ex);
    run_all_finalizers(*thread.exec);
    end_process(*thread.exec, static_cast<int>(status));
  }
  end_process(ex, static_cast<int>(status));
}

/// Runs a call on one or two paths without the permit; luaL_fileresult's results.
template <typename Call>
Outcome path_call(Exec& ex, const std::optional<std::string>& path, Call call) {
  int error = 0;
  const bool ok =
      without_permit(ex.world(), *ex.thread, {WaitKind::kIo, &path, "file", nullptr}, [&] {
        const bool done = call() == 0;
        error = errno;
        return done;
      });
  return system_result(ex, ok, error, path);
}

Outcome os_remove(Exec& ex, Args args) {
  String* path = nullptr;
  if (!ex.check_string(args, 0, path)) return kError;
  const std::string name(path->view());
  if (!sandbox_allows(ex, Sandbox::Act::kChangeFile, name)) return kError;
  return path_call(ex, name, [&] { return std::remove(name.c_str()); });
}

Outcome os_rename(Exec& ex, Args args) {
  String* from = nullptr;
  String* to = nullptr;
  if (!ex.check_string(args, 0, from) || !ex.check_string(args, 1, to)) return kError;
  const std::string old_name(from->view());
  const std::string new_name(to->view());
  if (!sandbox_allows(ex, Sandbox::Act::kChangeFile, old_name)) return kError;
  // Lua's message for this one names no file.
  return path_call(ex, std::nullopt,
                   [&] { return std::rename(old_name.c_str(), new_name.c_str()); });
}

Outcome os_tmpname(Exec& ex, Args) {
  if (!sandbox_allows(ex, Sandbox::Act::kMakeFile, "os.tmpname")) return kError;
  char path[] = "/tmp/lua_XXXXXX";
  const int fd = mkostemp(path, O_CLOEXEC);
  if (fd < 0) return ex.raise("unable to generate a unique filename");
  close(fd);
  Value out;
  if (!ex.make_string(path, out)) return kError;
  return ex.args().ret(out);
}

Outcome os_setlocale(Exec& ex, Args args) {
  static constexpr std::string_view kCategories[] = {"all",      "collate", "ctype",
                                                     "monetary", "numeric", "time"};
  String* locale = nullptr;
  String* category = nullptr;
  if (!args[0].is_nil() && !ex.check_string(args, 0, locale)) return kError;
  if (!args[1].is_nil()) {
    if (!ex.check_string(args, 1, category)) return kError;
    bool known = false;
    for (const std::string_view name : kCategories) known = known || name == category->view();
    if (!known) return ex.bad_argument(1, fmt::format("invalid option '{}'", category->view()));
  }
  if (locale != nullptr && !locale->view().empty() && locale->view() != "C" &&
      locale->view() != "POSIX")
    return args.ret(Value::nil());
  Value name;
  if (!ex.make_string("C", name)) return kError;
  return args.ret(name);
}

// ---- Python's

Outcome os_getpid(Exec&, Args args) { return args.ret(Value::integer(getpid())); }
Outcome os_getppid(Exec&, Args args) { return args.ret(Value::integer(getppid())); }

Outcome os_urandom(Exec& ex, Args args) {
  int64_t count = 0;
  if (!ex.check_integer(args, 0, count)) return kError;
  if (count < 0) return ex.raise_class("ValueError", "negative argument not allowed");
  constexpr int64_t kMost = int64_t{1} << 30;
  String* bytes =
      count <= kMost ? new_string_buffer(ex.mutator(), static_cast<size_t>(count)) : nullptr;
  if (bytes == nullptr) return ex.raise_out_of_memory();
  constexpr size_t kPiece = 256;  // never interrupted and never short, says getrandom(2)
  for (size_t done = 0; done < bytes->length;) {
    const size_t left = bytes->length - done;
    const ssize_t got = getrandom(bytes->mutable_data() + done, left < kPiece ? left : kPiece, 0);
    if (got < 0 && errno != EINTR) return ex.raise("no random bytes from the system");
    if (got > 0) done += static_cast<size_t>(got);
  }
  return args.ret(Value::of(bytes));
}

Outcome os_cpu_count(Exec&, Args args) {
  const long count = sysconf(_SC_NPROCESSORS_ONLN);
  return args.ret(count > 0 ? Value::integer(count) : Value::nil());
}

constexpr NativeRow kRows[] = {
    {"clock", 0, 0, Runs::kLeaf, os_clock, "clock(): processor seconds used"},
    {"cpu_count", 0, 0, Runs::kLeaf, os_cpu_count, "cpu_count(): processors of this machine"},
    {"date", 0, 2, Runs::kLeaf, os_date, "date([format [, time]])"},
    {"difftime", 1, 2, Runs::kLeaf, os_difftime, "difftime(t2, t1): seconds"},
    {"execute", 0, 1, Runs::kFull, os_execute, "execute([command]): true|nil, exit|signal, code"},
    {"exit", 0, 2, Runs::kFull, os_exit, "exit([code [, close]]): ends the process"},
    {"getenv", 1, 1, Runs::kFull, os_getenv, "getenv(name)"},
    {"getpid", 0, 0, Runs::kLeaf, os_getpid, "getpid(): this process's id"},
    {"getppid", 0, 0, Runs::kLeaf, os_getppid, "getppid(): the parent process's id"},
    {"remove", 1, 1, Runs::kFull, os_remove, "remove(name): true, or nil, message, code"},
    {"rename", 2, 2, Runs::kFull, os_rename, "rename(old, new): true, or nil, message, code"},
    {"setlocale", 0, 2, Runs::kLeaf, os_setlocale, "setlocale([locale [, category]]): C only"},
    {"time", 0, 1, Runs::kFull, os_time, "time([table]): seconds since 1970"},
    {"tmpname", 0, 0, Runs::kFull, os_tmpname, "tmpname(): a name for a temporary file"},
    {"urandom", 1, 1, Runs::kLeaf, os_urandom, "urandom(n): n random bytes"},
};

}  // namespace

extern const Library kOsLibrary{"os", kRows, nullptr};

}  // namespace gilua
