// Methods of Lua's files. See io_file.hpp; the module's own functions are in io_lib.cpp.
#include "stdlib/io_file.hpp"

#include <fmt/format.h>
#include <fmt/printf.h>
#include <unistd.h>

#include <cstring>

#include "stdlib/state.hpp"

namespace gilua {
namespace {

/// In a stop, so it must not wait: closing may flush, or wait for a process.
void destroy_file(void* payload) {
  const FileHandle* file = static_cast<FileHandle*>(payload);
  if (file->stream != nullptr && !file->is_standard) ByteStream::abandon(file->stream);
}

bool parse_format(Exec& ex, Value v, uint32_t i, ReadFormat& out) {
  int64_t count = 0;
  if (v.is_number()) {
    if (!to_integer(v, count)) {
      ex.bad_argument(i, "number has no integer representation");
      return false;
    }
    out = {'c', static_cast<size_t>(count)};
    return true;
  }
  std::string_view text = v.is_string() ? v.as_string()->view() : std::string_view();
  if (text.starts_with('*')) text.remove_prefix(1);  // as Lua 5.2 and before
  if (!text.empty() && std::string_view("nlLa").find(text[0]) != std::string_view::npos) {
    out = {text[0], 0};
    return true;
  }
  if (v.is_string())
    ex.bad_argument(i, "invalid format");
  else
    ex.bad_type(i, "string");
  return false;
}

bool run_formats(Exec& ex, FileHandle& file, const std::vector<ReadFormat>& formats,
                 ReadResult& result) {
  bool open = true;
  with_stream(ex, *file.stream, [&](bool may_wait) {
    open = file.stream->is_open();  // another thread may have closed it meanwhile
    return !open || read_formats(*file.stream, formats, may_wait, result);
  });
  if (!open) ex.raise("attempt to use a closed file");
  if (result.error == EINTR && !ex.poll()) return false;
  return open;
}

/// The items as results from the function's own slot on.
Outcome return_items(Exec& ex, const std::pmr::vector<ReadItem>& items) {
  Args args = ex.args();
  if (items.size() > kNativeFreeSlots &&
      !ex.reserve_results(args, static_cast<uint32_t>(items.size()), "too many arguments"))
    return kError;
  for (size_t i = 0; i < items.size(); ++i) {
    Value v = items[i].number;
    if (items[i].kind == ReadItem::Kind::kText && !ex.make_string(items[i].text, v)) return kError;
    copy(args.base[static_cast<int64_t>(i) - 1], v);
  }
  return static_cast<Outcome>(items.size());
}

Outcome lines_step(Exec& ex, Args args) {
  const Native* function = args.base[-1].as_native();
  FileHandle* file = as_file(function->upvalues[0].load());
  if (!file->stream->is_open()) return ex.raise("file is already closed");
  std::vector<ReadFormat> formats;
  for (uint32_t i = 2; i < function->upvalue_count; ++i) {
    formats.emplace_back();
    if (!parse_format(ex, function->upvalues[i].load(), i - 2, formats.back())) return kError;
  }
  if (formats.empty()) formats.emplace_back();
  ReadResult result(ex.heap().buffers());
  if (!run_formats(ex, *file, formats, result)) return kError;
  if (result.error != 0) return ex.raise(std::strerror(result.error));
  if (result.items[0].kind == ReadItem::Kind::kNothing) {
    // The function itself lies in the frame: it keeps the file alive while it is being closed.
    const Value closes = ex.args().base[-1].as_native()->upvalues[1].load();
    if (!closes.is_falsy()) close_quietly(ex, *file);
    return ex.args().ret();
  }
  return return_items(ex, result.items);
}

constexpr NativeRow kLinesStep = {"lines_next", 0,          -1,
                                  Runs::kFull,  lines_step, "the next line of a file"};

Outcome file_read(Exec& ex, Args args) {
  FileHandle* file = check_file(ex, args, 0);
  return file != nullptr ? read_file(ex, *file, 1) : kError;
}

Outcome file_write(Exec& ex, Args args) {
  return check_file(ex, args, 0) != nullptr ? write_file(ex, args[0], 1) : kError;
}

Outcome file_close(Exec& ex, Args args) {
  FileHandle* file = check_file(ex, args, 0);
  return file != nullptr ? close_file(ex, *file) : kError;
}

Outcome file_lines(Exec& ex, Args args) {
  if (check_file(ex, args, 0) == nullptr) return kError;
  Value iterator;
  if (make_lines(ex, args[0], false, 1, iterator) < 0) return kError;
  return ex.args().ret(iterator);
}

Outcome file_flush(Exec& ex, Args args) {
  return check_file(ex, args, 0) == nullptr ? kError : flush_file(ex, args[0]);
}

/// The index of the string argument [i] in [names], or [fallback] if it is absent; -1 after an
/// error.
int option_argument(Exec& ex, Args args, uint32_t i, std::span<const std::string_view> names,
                    int fallback) {
  if (args[i].is_nil() && fallback >= 0) return fallback;
  String* s = nullptr;
  if (!ex.check_string(args, i, s)) return -1;
  for (size_t n = 0; n < names.size(); ++n) {
    if (names[n] == s->view()) return static_cast<int>(n);
  }
  ex.bad_argument(i, fmt::format("invalid option '{}'", s->view()));
  return -1;
}

Outcome file_seek(Exec& ex, Args args) {
  static constexpr std::string_view kNames[] = {"set", "cur", "end"};
  static constexpr int kWhence[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  FileHandle* file = check_file(ex, args, 0);
  if (file == nullptr) return kError;
  const int whence = option_argument(ex, args, 1, kNames, 1);
  int64_t offset = 0;
  if (whence < 0 || !ex.opt_integer(args, 2, 0, offset)) return kError;
  Io result = Io::kDone;
  int error = 0;
  off_t position = 0;
  with_stream(ex, *file->stream, [&](bool may_wait) {
    if (!may_wait) return false;
    result = file->stream->seek(kWhence[whence], offset, position);
    error = file->stream->error();
    return true;
  });
  if (result != Io::kDone) return system_result(ex, false, error);
  return ex.args().ret(Value::integer(position));
}

Outcome file_setvbuf(Exec& ex, Args args) {
  static constexpr std::string_view kNames[] = {"no", "full", "line"};
  static constexpr ByteStream::Buffering kModes[] = {
      ByteStream::Buffering::kNone, ByteStream::Buffering::kFull, ByteStream::Buffering::kLine};
  FileHandle* file = check_file(ex, args, 0);
  if (file == nullptr) return kError;
  const int mode = option_argument(ex, args, 1, kNames, -1);
  int64_t bytes = 0;
  if (mode < 0 || !ex.opt_integer(args, 2, 0, bytes)) return kError;
  Io result = Io::kDone;
  int error = 0;
  with_stream(ex, *file->stream, [&](bool may_wait) {
    result = file->stream->flush(may_wait);
    error = file->stream->error();
    if (result == Io::kWouldWait) return false;
    file->stream->set_buffering(kModes[mode], static_cast<size_t>(bytes > 0 ? bytes : 0));
    return true;
  });
  return system_result(ex, result == Io::kDone, error);
}

Outcome file_tostring(Exec& ex, Args args) {
  const FileHandle* file = as_file(args[0]);
  if (file == nullptr) return ex.bad_type(0, "FILE*");
  const std::string text = file->stream->is_open()
                               ? fmt::format("file ({})", static_cast<const void*>(file->stream))
                               : "file (closed)";
  Value out;
  if (!ex.make_string(text, out)) return kError;
  return args.ret(out);
}

/// __gc and __close: no error for a file that is closed already.
Outcome file_end(Exec& ex, Args args) {
  FileHandle* file = as_file(args[0]);
  if (file == nullptr) return ex.bad_type(0, "FILE*");
  if (!file->is_standard) close_quietly(ex, *file);
  return 0;
}

constexpr NativeRow kMethods[] = {
    {"close", 0, 0, Runs::kFull, file_close, "f:close(): true, or nil, message, code"},
    {"flush", 0, 0, Runs::kFull, file_flush, "f:flush(): writes out what the buffer holds"},
    {"lines", 0, -1, Runs::kFull, file_lines, "f:lines(...): an iterator over read(...)"},
    {"read", 0, -1, Runs::kFull, file_read, "f:read(...): formats n, l, L, a or a number of bytes"},
    {"seek", 0, 2, Runs::kFull, file_seek, "f:seek([whence [, offset]]): the position"},
    {"setvbuf", 1, 2, Runs::kFull, file_setvbuf, "f:setvbuf(mode [, size]): no, full or line"},
    {"write", 0, -1, Runs::kFull, file_write, "f:write(...): f"},
};

constexpr NativeRow kMetamethods[] = {
    {"__gc", 0, 0, Runs::kFull, file_end, "closes the file"},
    {"__close", 0, 1, Runs::kFull, file_end, "closes the file"},
    {"__tostring", 0, 0, Runs::kLeaf, file_tostring, "file (0x...)"},
};

}  // namespace

extern const UserdataType kFileType{"FILE*", destroy_file};

bool register_file_type(Exec& ex) {
  return ex.runtime->register_type(ex, kFileType, kMethods, kMetamethods);
}

FileHandle* as_file(Value v) {
  return v.is_userdata() ? v.as_userdata()->as<FileHandle>(kFileType) : nullptr;
}

FileHandle* check_file(Exec& ex, Args args, uint32_t i) {
  FileHandle* file = as_file(args[i]);
  if (file == nullptr) {
    ex.bad_type(i, "FILE*");
    return nullptr;
  }
  if (file->stream->is_open()) return file;
  ex.raise("attempt to use a closed file");
  return nullptr;
}

bool make_file(Exec& ex, ByteStream* stream, bool is_standard, Value& out) {
  Userdata* u = new_userdata(ex.mutator(), kFileType, sizeof(FileHandle));
  if (u == nullptr) {
    if (!is_standard) ByteStream::abandon(stream);
    ex.raise_out_of_memory();
    return false;
  }
  *static_cast<FileHandle*>(u->payload()) = {stream, is_standard};
  u->metatable.store(ex.runtime->type_metatable(kFileType), std::memory_order_release);
  ex.heap().add_finalizable(ex.mutator(), u);
  out = Value::of(u);
  return true;
}

Outcome read_file(Exec& ex, FileHandle& file, uint32_t first) {
  const Args args = ex.args();
  std::vector<ReadFormat> formats;
  for (uint32_t i = first; i < args.count; ++i) {
    formats.emplace_back();
    if (!parse_format(ex, args[i], i, formats.back())) return kError;
  }
  if (formats.empty()) formats.emplace_back();
  ReadResult result(ex.heap().buffers());
  if (!run_formats(ex, file, formats, result)) return kError;
  if (result.error != 0) return system_result(ex, false, result.error);
  return return_items(ex, result.items);
}

Outcome flush_file(Exec& ex, Value file) {
  ByteStream& stream = *as_file(file)->stream;
  Io result = Io::kDone;
  int error = 0;
  with_stream(ex, stream, [&](bool may_wait) {
    result = stream.flush(may_wait);
    error = stream.error();
    return result != Io::kWouldWait;
  });
  return system_result(ex, result == Io::kDone, error);
}

Outcome write_file(Exec& ex, Value file, uint32_t first) {
  const Args args = ex.args();
  ByteStream& stream = *as_file(file)->stream;
  std::pmr::string text(&ex.heap().buffers());
  for (uint32_t i = first; i < args.count; ++i) {
    String* s = nullptr;
    if (args[i].is_float()) {
      text += fmt::sprintf("%.14g", args[i].as_float());  // io.write(1.0) writes "1", as PUC's
    } else if (args[i].is_integer()) {
      char digits[48];
      text.append(digits, number_to_chars(args[i], digits));
    } else if (ex.check_string(args, i, s)) {
      text += s->view();
    } else {
      return kError;
    }
  }
  const bool ok = write_stream(ex, stream, text);
  if (!ok) return system_result(ex, false, errno);
  return ex.args().ret(file);  // the caller keeps it in a stack slot
}

Outcome close_file(Exec& ex, FileHandle& file) {
  if (file.is_standard) {
    Value message;
    if (!ex.make_string("cannot close standard file", message)) return kError;
    return ex.args().ret(Value::nil(), message);
  }
  Io result = Io::kDone;
  int error = 0;
  int status = 0;
  bool was_open = true;
  with_stream(ex, *file.stream, [&](bool may_wait) {
    if (!may_wait) return false;
    was_open = file.stream->is_open();
    if (was_open) result = file.stream->close(status);
    error = file.stream->error();
    return true;
  });
  if (!was_open) return ex.raise("attempt to use a closed file");
  if (result == Io::kFailed && error == EINTR && !ex.poll()) return kError;
  if (result == Io::kFailed) return system_result(ex, false, error);
  return file.stream->has_child() ? process_result(ex, status) : system_result(ex, true, 0);
}

void close_quietly(Exec& ex, FileHandle& file) {
  with_stream(ex, *file.stream, [&](bool may_wait) {
    if (!file.stream->is_open()) return true;
    if (!may_wait) return false;
    int ignored = 0;
    file.stream->close(ignored);
    return true;
  });
}

Outcome make_lines(Exec& ex, Value file, bool close_at_end, uint32_t first, Value& out) {
  constexpr uint32_t kMaxFormats = 250;  // as Lua's
  const Args args = ex.args();
  const uint32_t count = args.count > first ? args.count - first : 0;
  if (count > kMaxFormats) return ex.bad_argument(kMaxFormats + 1, "too many arguments");
  Native* function = new_native(ex.mutator(), &kLinesStep, count + 2);
  if (function == nullptr) return ex.raise_out_of_memory();
  function->upvalues[0].init(file);
  function->upvalues[1].init(Value::boolean(close_at_end));
  for (uint32_t i = 0; i < count; ++i) function->upvalues[i + 2].init(args[first + i]);
  out = Value::of(function);
  return 0;
}

}  // namespace gilua
