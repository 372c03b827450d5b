// Library "io": opening files and processes, and the default input and output.
//
// The default files are slots of the StdlibState (state.hpp), shared by all threads as everything
// else is. Opening happens without the permit.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "stdlib/io_file.hpp"
#include "stdlib/libraries.hpp"
#include "stdlib/state.hpp"

extern char** environ;

namespace gilua {
namespace {

/// open(2)'s flags for a mode that matches [rwa]%+?b*; -1 if it is none.
int open_flags(std::string_view mode) {
  if (mode.empty()) return -1;
  int flags = O_CLOEXEC;
  const bool plus = mode.size() > 1 && mode[1] == '+';
  for (const char c : mode.substr(plus ? 2 : 1)) {
    if (c != 'b') return -1;
  }
  switch (mode[0]) {
    case 'r':
      return flags | (plus ? O_RDWR : O_RDONLY);
    case 'w':
      flags |= O_CREAT | O_TRUNC;
      break;
    case 'a':
      flags |= O_CREAT | O_APPEND;
      break;
    default:
      return -1;
  }
  return flags | (plus ? O_RDWR : O_WRONLY);
}

ByteStream::Access access_of(int flags) {
  const int mode = flags & O_ACCMODE;
  return {.read = mode != O_WRONLY, .write = mode != O_RDONLY};
}

/// What opening gave: a stream, or errno.
struct OpenedStream {
  ByteStream* stream = nullptr;
  int error = 0;
};

/// Opens [path] without the permit. False after raising that it is refused.
bool open_stream(Exec& ex, const std::string& path, int flags, OpenedStream& out) {
  const Sandbox& sandbox = stdlib_state(*ex.runtime).sandbox;
  Sandbox::Opened opened;
  {
    World::Blocking scope(ex.world(), *ex.thread, {WaitKind::kIo, &path, "file", nullptr});
    ByteStream::close_abandoned();  // files that were dropped hold numbers that this one may need
    opened = sandbox.open_file(path, flags);
  }
  out.error = opened.error;
  if (opened.refused) {
    raise_refused_file(ex, path, (flags & O_ACCMODE) == O_RDONLY);
    return false;
  }
  if (opened.fd < 0) return true;
  const auto buffering =
      isatty(opened.fd) != 0 ? ByteStream::Buffering::kLine : ByteStream::Buffering::kFull;
  out.stream = new ByteStream(opened.fd, access_of(flags), buffering);
  return true;
}

bool string_or(Exec& ex, Args args, uint32_t i, std::string_view fallback, std::string& out) {
  out = fallback;
  if (args[i].is_nil()) return true;
  String* s = nullptr;
  if (!ex.check_string(args, i, s)) return false;
  out = s->view();
  return true;
}

Outcome io_open(Exec& ex, Args args) {
  String* path = nullptr;
  std::string mode;
  if (!ex.check_string(args, 0, path) || !string_or(ex, args, 1, "r", mode)) return kError;
  const std::string name(path->view());
  const int flags = open_flags(mode);
  if (flags < 0) return ex.bad_argument(1, "invalid mode");
  OpenedStream opened;
  if (!open_stream(ex, name, flags, opened)) return kError;
  if (opened.stream == nullptr) return system_result(ex, false, opened.error, name);
  Value file;
  if (!make_file(ex, opened.stream, false, file)) return kError;
  return ex.args().ret(file);
}

/// Starts "sh -c command" with a pipe to its input or from its output.
ByteStream* open_process(const std::string& command, bool reading, int& error) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    error = errno;
    return nullptr;
  }
  const int ours = ends[reading ? 0 : 1];
  const int theirs = ends[reading ? 1 : 0];
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, theirs, reading ? STDOUT_FILENO : STDIN_FILENO);
  std::string shell = "sh";
  std::string option = "-c";
  std::string text = command;
  char* const argv[] = {shell.data(), option.data(), text.data(), nullptr};
  pid_t child = 0;
  error = posix_spawn(&child, "/bin/sh", &actions, nullptr, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(theirs);
  if (error != 0) {
    close(ours);
    return nullptr;
  }
  return new ByteStream(ours, {.read = reading, .write = !reading}, ByteStream::Buffering::kFull,
                        child);
}

Outcome io_popen(Exec& ex, Args args) {
  String* text = nullptr;
  std::string mode;
  if (!ex.check_string(args, 0, text) || !string_or(ex, args, 1, "r", mode)) return kError;
  if (mode != "r" && mode != "w") return ex.bad_argument(1, "invalid mode");
  const std::string command(text->view());
  if (!sandbox_allows(ex, Sandbox::Act::kProcess, command)) return kError;
  int error = 0;
  ByteStream* stream = nullptr;
  {
    World::Blocking scope(ex.world(), *ex.thread, {WaitKind::kIo, &command, "process", nullptr});
    ByteStream::close_abandoned();
    ByteStream::flush_all();  // the process may write to the same places
    stream = open_process(command, mode == "r", error);
  }
  if (stream == nullptr) return system_result(ex, false, error, command);
  Value file;
  if (!make_file(ex, stream, false, file)) return kError;
  return ex.args().ret(file);
}

Outcome io_tmpfile(Exec& ex, Args) {
  if (!sandbox_allows(ex, Sandbox::Act::kMakeFile, "io.tmpfile")) return kError;
  int error = 0;
  ByteStream* stream = nullptr;
  {
    World::Blocking scope(ex.world(), *ex.thread, {WaitKind::kIo, nullptr, "file", nullptr});
    char path[] = "/tmp/lua_XXXXXX";
    const int fd = mkostemp(path, O_CLOEXEC);
    error = errno;
    if (fd >= 0) {
      unlink(path);
      stream = new ByteStream(fd, {.read = true, .write = true}, ByteStream::Buffering::kFull);
    }
  }
  if (stream == nullptr) return system_result(ex, false, error);
  Value file;
  if (!make_file(ex, stream, false, file)) return kError;
  return ex.args().ret(file);
}

Outcome io_type(Exec& ex, Args args) {
  if (!ex.check_any(args, 0)) return kError;
  const FileHandle* file = as_file(args[0]);
  if (file == nullptr) return args.ret(Value::nil());
  Value name;
  if (!ex.make_string(file->stream->is_open() ? "file" : "closed file", name)) return kError;
  return args.ret(name);
}

Slot& default_slot(Exec& ex, bool input) {
  StdlibState& state = stdlib_state(*ex.runtime);
  return input ? state.default_input : state.default_output;
}

/// The default input or output, open. It is pushed, because another thread may make another file
/// the default one while this one is in use.
FileHandle* default_file(Exec& ex, bool input) {
  const Value v = default_slot(ex, input).load();
  FileHandle* file = as_file(v);
  if (file->stream->is_open()) {
    ex.push(v);
    return file;
  }
  ex.raise(fmt::format("default {} file is closed", input ? "input" : "output"));
  return nullptr;
}

/// A file of [name] for those who have no other way to say that there is none.
bool open_or_raise(Exec& ex, const std::string& name, std::string_view mode, Value& file) {
  OpenedStream opened;
  if (!open_stream(ex, name, open_flags(mode), opened)) return false;
  if (opened.stream != nullptr) return make_file(ex, opened.stream, false, file);
  ex.raise(fmt::format("cannot open file '{}' ({})", name, std::strerror(opened.error)));
  return false;
}

/// io.input and io.output.
Outcome choose_default(Exec& ex, Args args, bool input) {
  if (args.has(0) && !args[0].is_nil()) {
    if (args[0].is_string() || args[0].is_number()) {
      String* path = nullptr;
      if (!ex.check_string(args, 0, path)) return kError;
      const std::string name(path->view());
      Value file;
      if (!open_or_raise(ex, name, input ? "r" : "w", file)) return kError;
      default_slot(ex, input).store(file);
    } else {
      if (check_file(ex, args, 0) == nullptr) return kError;
      default_slot(ex, input).store(args[0]);
    }
  }
  return ex.args().ret(default_slot(ex, input).load());
}

Outcome io_input(Exec& ex, Args args) { return choose_default(ex, args, true); }
Outcome io_output(Exec& ex, Args args) { return choose_default(ex, args, false); }

Outcome io_read(Exec& ex, Args) {
  FileHandle* file = default_file(ex, true);
  return file != nullptr ? read_file(ex, *file, 0) : kError;
}

Outcome io_write(Exec& ex, Args) {
  if (default_file(ex, false) == nullptr) return kError;
  return write_file(ex, ex.top[-1], 0);
}

Outcome io_flush(Exec& ex, Args) {
  return default_file(ex, false) == nullptr ? kError : flush_file(ex, ex.top[-1]);
}

Outcome io_close(Exec& ex, Args args) {
  if (args.has(0)) {
    FileHandle* file = check_file(ex, args, 0);
    return file != nullptr ? close_file(ex, *file) : kError;
  }
  const Value output = default_slot(ex, false).load();
  ex.push(output);  // see default_file; a closed one is close_file's error, as for f:close()
  return close_file(ex, *as_file(output));
}

Outcome io_lines(Exec& ex, Args args) {
  Value iterator;
  if (args[0].is_nil()) {
    ex.push(default_slot(ex, true).load());
    if (!as_file(ex.top[-1])->stream->is_open()) return ex.raise("attempt to use a closed file");
    if (make_lines(ex, ex.top[-1], false, 1, iterator) < 0) return kError;
    return ex.args().ret(iterator);
  }
  String* path = nullptr;
  if (!ex.check_string(args, 0, path)) return kError;
  const std::string name(path->view());
  Value file;
  if (!open_or_raise(ex, name, "r", file) || make_lines(ex, file, true, 1, iterator) < 0)
    return kError;
  Args results = ex.args();
  copy(results.base[2], file);  // the fourth result is the loop's to-be-closed value
  results.ret(iterator, Value::nil(), Value::nil());
  return 4;
}

constexpr NativeRow kRows[] = {
    {"close", 0, 1, Runs::kFull, io_close, "close([file]): closes it, or the default output"},
    {"flush", 0, 0, Runs::kFull, io_flush, "flush(): writes out what the default output holds"},
    {"input", 0, 1, Runs::kFull, io_input, "input([file or name]): the default input"},
    {"lines", 0, -1, Runs::kFull, io_lines, "lines([name, ...]): an iterator over a file's lines"},
    {"open", 1, 2, Runs::kFull, io_open, "open(name [, mode]): a file, or nil, message, code"},
    {"output", 0, 1, Runs::kFull, io_output, "output([file or name]): the default output"},
    {"popen", 1, 2, Runs::kFull, io_popen, "popen(command [, mode]): a file"},
    {"read", 0, -1, Runs::kFull, io_read, "read(...): reads from the default input"},
    {"tmpfile", 0, 0, Runs::kFull, io_tmpfile, "tmpfile(): a file that goes when it is closed"},
    {"type", 1, 1, Runs::kLeaf, io_type, "type(v): file, closed file or nil"},
    {"write", 0, -1, Runs::kFull, io_write, "write(...): writes to the default output"},
};

bool set_standard(Exec& ex, Table* io, std::string_view name, ByteStream& stream, Slot* slot) {
  Value file;
  if (!make_file(ex, &stream, true, file) || !set_field(ex, io, name, file)) return false;
  if (slot != nullptr) slot->store(file);
  return true;
}

bool open_io(Exec& ex, Table* io) {
  StdlibState& state = stdlib_state(*ex.runtime);
  return register_file_type(ex) &&
         set_standard(ex, io, "stdin", ByteStream::standard_input(), &state.default_input) &&
         set_standard(ex, io, "stdout", ByteStream::standard_output(), &state.default_output) &&
         set_standard(ex, io, "stderr", ByteStream::standard_error(), nullptr);
}

}  // namespace

extern const Library kIoLibrary{"io", kRows, open_io};

}  // namespace gilua
