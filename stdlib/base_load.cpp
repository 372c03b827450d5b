// load, loadfile, dofile: from source text or binary chunks to functions.
//
// The source is read whole before it is compiled: a reader function is called piece by piece, a
// file is read without the permit.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "stdlib/base_natives.hpp"
#include "stdlib/io_stream.hpp"
#include "stdlib/state.hpp"
#include "stdlib/stdlib.hpp"

namespace gilua {
namespace {

/// As lauxlib's skipcomment: a byte order mark, then a first line that begins with '#'. Its line
/// end stays, so that line numbers are right.
void skip_first_comment(std::string& text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  const bool marked = text.starts_with(kMark);
  const size_t start = marked ? kMark.size() : 0;
  if (start < text.size() && text[start] == '#') {
    const size_t end = std::min(text.find('\n', start), text.size());
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

Outcome return_failure(Exec& ex) { return ex.args().ret(Value::nil(), ex.error); }

/// Calls args[0] until it returns nil or "". False: the error is in ex.error.
bool read_pieces(Exec& ex, std::string& text) {
  for (;;) {
    ex.push(ex.args()[0]);
    if (ex.pcall(0, 1) < 0) return false;
    const Value piece = ex.pop();
    if (piece.is_nil()) return true;
    if (!piece.is_string()) {
      ex.raise("reader function must return a string");
      return false;
    }
    if (piece.as_string()->length == 0) return true;
    text += piece.as_string()->view();
  }
}

/// An optional string argument's bytes.
bool optional_text(Exec& ex, uint32_t i, std::string_view fallback, std::string& out) {
  out = fallback;
  if (ex.args()[i].is_nil()) return true;
  String* s = nullptr;
  if (!ex.check_string(ex.args(), i, s)) return false;
  out = s->view();
  return true;
}

}  // namespace

Outcome base_load(Exec& ex, Args args) {
  std::string name;
  std::string mode;
  const bool from_text = args[0].is_string() || args[0].is_number();
  String* source = nullptr;
  if (from_text && !ex.check_string(args, 0, source)) return kError;
  if (!from_text && !args[0].is_function()) return ex.bad_type(0, "function");
  if (!optional_text(ex, 1, from_text ? source->view() : "=(load)", name) ||
      !optional_text(ex, 2, "bt", mode))
    return kError;
  std::string pieces;
  if (!from_text && !read_pieces(ex, pieces)) return return_failure(ex);
  // The argument slot keeps a given text alive.
  const std::string_view chunk = from_text ? source->view() : std::string_view(pieces);
  if (!ex.runtime->load(ex, chunk, name, mode)) return return_failure(ex);
  return return_loaded(ex, 3);
}

Result<std::string> read_chunk_file(const std::string& path) {
  const auto failed = [&](std::string_view what) {
    return fail(ErrorKind::kIo, fmt::format("cannot {} {}: {}", what, path.empty() ? "stdin" : path,
                                            std::strerror(errno)));
  };
  const int fd = path.empty() ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return failed("open");
  std::string text;
  constexpr size_t kPiece = 64 * 1024;
  ssize_t count = 0;
  do {
    const size_t used = text.size();
    text.resize(used + kPiece);
    count = read(fd, text.data() + used, kPiece);
    text.resize(used + (count > 0 ? static_cast<size_t>(count) : 0));
  } while (count > 0 || (count < 0 && errno == EINTR));
  const int error = errno;
  if (!path.empty()) close(fd);
  errno = error;
  if (count < 0) return failed("read");
  skip_first_comment(text);
  return text;
}

bool load_file(Exec& ex, const std::string& path, std::string_view mode) {
  const Result<std::string> text =
      without_permit(ex.world(), *ex.thread, {WaitKind::kIo, &path, "file", nullptr},
                     [&] { return read_chunk_file(path); });
  if (text) {
    const std::string name = path.empty() ? "=stdin" : "@" + path;
    return ex.runtime->load(ex, *text, name, mode);
  }
  Value message;
  if (ex.make_string(text.error().message, message)) ex.raise_value(message);
  return false;
}

Outcome base_loadfile(Exec& ex, Args) {
  std::string path;
  std::string mode;
  if (!optional_text(ex, 0, "", path) || !optional_text(ex, 1, "bt", mode)) return kError;
  if (!load_file(ex, path, mode)) return return_failure(ex);
  return return_loaded(ex, 2);
}

Outcome base_dofile(Exec& ex, Args) {
  std::string path;
  if (!optional_text(ex, 0, "", path)) return kError;
  if (!load_file(ex, path, "bt")) return kError;
  return call_instead(-1);
}

}  // namespace gilua
