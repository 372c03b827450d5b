// load, loadfile, dofile: from source text or binary chunks to functions.
//
// The source is read whole before it is compiled: a reader function is called piece by piece, a
// file is read without the permit.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>

#include "stdlib/base_natives.hpp"
#include "stdlib/io_stream.hpp"
#include "stdlib/state.hpp"
#include "stdlib/stdlib.hpp"

namespace gilua {
namespace {

/// As lauxlib's skipcomment: a byte order mark, then a first line that begins with '#'. Its line
/// end stays, so that line numbers are right.
template <typename Text>
void skip_first_comment(Text& text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  const bool marked = text.starts_with(kMark);
  const size_t start = marked ? kMark.size() : 0;
  if (start < text.size() && text[start] == '#') {
    const size_t end = std::min<size_t>(text.find('\n', start), text.size());
    // A binary chunk after the comment must begin with its signature.
    const bool binary = end + 1 < text.size() && text[end + 1] == '\x1b';
    text.erase(0, binary ? end + 1 : end);
  } else if (marked) {
    text.erase(0, start);
  }
}

/// The loaded function lies on top. Its first upvalue becomes args[index], if that was given.
Outcome return_loaded(Exec& ex, uint32_t environment) {
  const Value function = ex.top[-1];
  const Args args = ex.args();
  if (args.has(environment) && function.as_closure()->proto->upvalue_count > 0) {
    // Acquire pairs with whoever replaces a cell (upvaluejoin).
    Cell* cell = function.as_closure()->upvalues[0].load(std::memory_order_acquire);
    cell->slot.store(args[environment]);
  }
  return args.ret(function);
}

/// nil and the message, as load has it. What the sandbox refuses is no message but an object, which
/// is raised.
Outcome return_failure(Exec& ex) {
  const bool refused = stdlib_state(*ex.runtime).sandbox.is_shut() && !ex.error.is_string();
  return refused ? kError : ex.args().ret(Value::nil(), ex.error);
}

/// Calls args[0] until it returns nil or "". False: the error is in ex.error.
bool read_pieces(Exec& ex, std::pmr::string& text) {
  for (;;) {
    ex.push(ex.args()[0]);
    if (ex.pcall(0, 1) < 0) return false;
    Value piece = ex.pop();
    if (piece.is_nil()) return true;
    if (piece.is_number() && !to_raw_string(ex, piece, piece)) return false;
    if (!piece.is_string()) {
      ex.raise("reader function must return a string");
      return false;
    }
    if (piece.as_string()->length == 0) return true;
    try {
      text += piece.as_string()->view();
    } catch (const std::bad_alloc&) {  // load returns what goes wrong, this too
      ex.raise_out_of_memory();
      return false;
    }
  }
}

/// An optional string argument's bytes.
template <typename Text>
bool optional_text(Exec& ex, uint32_t i, std::string_view fallback, Text& out) {
  out = fallback;
  if (ex.args()[i].is_nil()) return true;
  String* s = nullptr;
  if (!ex.check_string(ex.args(), i, s)) return false;
  out = s->view();
  return true;
}

/// The argument of loadfile and dofile; without one, standard input.
bool optional_path(Exec& ex, std::optional<std::string>& path) {
  return ex.args()[0].is_nil() || optional_text(ex, 0, "", path.emplace());
}

}  // namespace

Outcome base_load(Exec& ex, Args args) {
  std::pmr::string name(&ex.heap().buffers());
  std::string mode;
  const bool from_text = args[0].is_string() || args[0].is_number();
  String* source = nullptr;
  if (from_text && !ex.check_string(args, 0, source)) return kError;
  if (!from_text && !args[0].is_function()) return ex.bad_type(0, "function");
  if (!optional_text(ex, 1, from_text ? source->view() : "=(load)", name) ||
      !optional_text(ex, 2, "bt", mode))
    return kError;
  std::pmr::string pieces(&ex.heap().buffers());
  if (!from_text && !read_pieces(ex, pieces)) return ex.args().ret(Value::nil(), ex.error);
  // The argument slot keeps a given text alive.
  const std::string_view chunk = from_text ? source->view() : std::string_view(pieces);
  if (!ex.runtime->load(ex, chunk, name, mode)) return return_failure(ex);
  return return_loaded(ex, 3);
}

namespace {

/// Reads an opened file to its end; false with errno set.
template <typename Text>
bool read_whole(int fd, Text& text) {
  constexpr size_t kPiece = 64 * 1024;
  ssize_t count = 0;
  do {
    const size_t used = text.size();
    if (text.capacity() < used + kPiece) text.reserve(2 * used + kPiece);
    text.resize(used + kPiece);
    count = read(fd, text.data() + used, kPiece);
    text.resize(used + (count > 0 ? static_cast<size_t>(count) : 0));
  } while (count > 0 || (count < 0 && errno == EINTR));
  return count == 0;
}

std::string cannot(std::string_view what, const std::optional<std::string>& path, int error) {
  return fmt::format("cannot {} {}: {}", what, path.value_or("stdin"), std::strerror(error));
}

/// Closes a file that is not standard input.
struct Closer {
  int fd;
  ~Closer() {
    if (fd > STDIN_FILENO) close(fd);
  }
};

/// Fills [text], or says in [message] why not.
template <typename Text>
void read_chunk(const std::optional<std::string>& path, const Sandbox::Opened& opened, Text& text,
                std::string& message) {
  const Closer closer{path ? opened.fd : -1};
  if (path && opened.fd < 0) {
    message = cannot("open", path, opened.error);
  } else if (!read_whole(path ? opened.fd : STDIN_FILENO, text)) {
    message = cannot("read", path, errno);
  } else {
    skip_first_comment(text);
  }
}

}  // namespace

Result<std::string> read_chunk_file(const std::optional<std::string>& path) {
  const Sandbox open_world;
  std::string text;
  std::string message;
  const auto opened = path ? open_world.open_file(*path, O_RDONLY | O_CLOEXEC) : Sandbox::Opened{};
  read_chunk(path, opened, text, message);
  if (!message.empty()) return fail(ErrorKind::kIo, message);
  return text;
}

namespace {

bool load_file_unguarded(Exec& ex, const std::optional<std::string>& path, std::string_view mode) {
  const Sandbox& sandbox = stdlib_state(*ex.runtime).sandbox;
  std::pmr::string text(&ex.heap().buffers());
  std::string message;
  Sandbox::Opened opened;
  {
    World::Blocking scope(ex.world(), *ex.thread, {WaitKind::kIo, &path, "file", nullptr});
    if (path) opened = sandbox.open_file(*path, O_RDONLY | O_CLOEXEC);
    if (!opened.refused) read_chunk(path, opened, text, message);
  }
  if (opened.refused) {
    raise_refused_file(ex, *path, true);
    return false;
  }
  if (message.empty()) return ex.runtime->load(ex, text, path ? "@" + *path : "=stdin", mode);
  Value v;
  if (ex.make_string(message, v)) ex.raise_value(v);
  return false;
}

}  // namespace

bool load_file(Exec& ex, const std::optional<std::string>& path, std::string_view mode) {
  try {
    return load_file_unguarded(ex, path, mode);
  } catch (const std::bad_alloc&) {  // loadfile returns what goes wrong, this too
    ex.raise_out_of_memory();
    return false;
  }
}

Outcome base_loadfile(Exec& ex, Args) {
  std::optional<std::string> path;
  std::string mode;
  if (!optional_path(ex, path) || !optional_text(ex, 1, "bt", mode)) return kError;
  if (!load_file(ex, path, mode)) return return_failure(ex);
  return return_loaded(ex, 2);
}

Outcome base_dofile(Exec& ex, Args) {
  std::optional<std::string> path;
  if (!optional_path(ex, path)) return kError;
  if (!load_file(ex, path, "bt")) return kError;
  return call_instead(-1);
}

}  // namespace gilua
