// Module "_aio_streams", reading and writing: the C++ half of StreamReader and StreamWriter
// (stdlib/lua/_asyncio/streams.lua). Connecting and listening are rows of connect.cpp.
//
// See natives.hpp for how they answer.
#include <fmt/format.h>

#include <cstring>

#include "stdlib/aio/address.hpp"
#include "stdlib/aio/connect.hpp"
#include "stdlib/aio/libraries.hpp"
#include "stdlib/aio/natives.hpp"

namespace gilua {
namespace {

// ---- reading

Outcome read_as(Exec& ex, Args args, StreamCore& core, ReadWish wish, const char* method) {
  if (core.reader() != nullptr)
    return ex.raise_class(
        "RuntimeError",
        fmt::format("{}() called while another coroutine is already waiting for incoming data",
                    method));
  const ReadReply reply = core.look(wish);
  if (reply.kind != ReadReply::Kind::kWait) return return_pushed(ex, core.push_reply(ex, reply));
  const Outcome outcome =
      return_wait(ex, core.loop(), std::make_unique<ReadOperation>(core, args[0], std::move(wish)));
  core.update_reading();
  return outcome;
}

// read(stream, n): up to n bytes; all up to the end if n is negative
Outcome read(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  int64_t count = 0;
  if (core == nullptr || !integer_argument(ex, args, 1, count)) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  if (count == 0) return return_string(ex, args, "");
  ReadWish wish;
  wish.kind = count < 0 ? ReadWish::Kind::kAll : ReadWish::Kind::kSome;
  wish.count = static_cast<size_t>(count);
  return read_as(ex, args, *core, std::move(wish), "read");
}

Outcome read_exactly(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  int64_t count = 0;
  if (core == nullptr || !integer_argument(ex, args, 1, count)) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  if (count < 0) return ex.raise_class("ValueError", "readexactly size can not be less than zero");
  ReadWish wish;
  wish.kind = ReadWish::Kind::kExactly;
  wish.count = static_cast<size_t>(count);
  return read_as(ex, args, *core, std::move(wish), "readexactly");
}

Outcome read_until(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  String* separator = nullptr;
  if (core == nullptr || !string_argument(ex, args, 1, separator)) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  if (separator->length == 0)
    return ex.raise_class("ValueError", "Separator should be at least one-byte string");
  ReadWish wish;
  wish.kind = ReadWish::Kind::kUntil;
  wish.separator = separator->view();
  return read_as(ex, args, *core, std::move(wish), "readuntil");
}

// skip_line(stream, count, separator): what readline drops when a line was too long
Outcome skip_line(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  int64_t count = 0;
  String* separator = nullptr;
  if (core == nullptr || !integer_argument(ex, args, 1, count) ||
      !string_argument(ex, args, 2, separator))
    return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  core->skip_line(static_cast<size_t>(count), separator->view());
  return args.ret();
}

Outcome at_eof(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  return use ? args.ret(Value::boolean(core->at_end())) : kError;
}

Outcome failure(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  return use ? args.ret(Value::integer(core->failure())) : kError;
}

Outcome feed_data(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  String* bytes = nullptr;
  if (core == nullptr || !string_argument(ex, args, 1, bytes)) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  return core->feed(bytes->view()) ? args.ret() : ex.raise_out_of_memory();
}

template <void (StreamCore::*act)()>
Outcome do_to(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  (core->*act)();
  return args.ret();
}

Outcome pause(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  core->pause(!args[1].is_falsy());
  return args.ret();
}

// ---- writing

/// As long as something is to be written, it keeps the stream from being collected.
bool keep_until_written(Exec& ex, Args args, StreamCore& core) {
  if (!core.needs_flush_wait()) return true;
  Value ignored = Value::nil();
  return start_operation(ex, core.loop(),
                         std::make_unique<StreamWait>(core, StreamWait::For::kFlushed, args[0]),
                         ignored);
}

Outcome write(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  if (core == nullptr) return kError;
  if (!args[1].is_string())
    return ex.raise_class("TypeError", fmt::format("data argument must be a string, not {}",
                                                   message_type_name(ex, args[1])));
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  if (core->wrote_eof())
    return ex.raise_class("RuntimeError", "Cannot call write() after write_eof()");
  if (!core->write(args[1].as_string()->view())) return ex.raise_out_of_memory();
  return keep_until_written(ex, args, *core) ? args.ret() : kError;
}

// drain(stream): nothing, `future, true`, or `nil, status`
Outcome drain(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  if (core->failure() != 0) return return_status(args, core->failure());
  if (core->is_gone()) return return_status(args, UV_ENOTCONN);
  if (!core->is_over_mark()) return args.ret();
  return return_wait(ex, core->loop(),
                     std::make_unique<StreamWait>(*core, StreamWait::For::kRoom, Value::nil()));
}

// wait_closed(stream): nothing, `future, true`, or `nil, status`
Outcome wait_closed(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  if (core->is_gone())
    return core->failure() == 0 ? args.ret() : return_status(args, core->failure());
  return return_wait(ex, core->loop(),
                     std::make_unique<StreamWait>(*core, StreamWait::For::kClosed, Value::nil()));
}

// marks(stream): unwritten, low, high
Outcome marks(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  return args.ret(Value::integer(static_cast<int64_t>(core->unwritten())),
                  Value::integer(static_cast<int64_t>(core->low_water())),
                  Value::integer(static_cast<int64_t>(core->high_water())));
}

Outcome set_marks(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  int64_t high = 0;
  int64_t low = 0;
  if (core == nullptr || !integer_argument(ex, args, 1, high) ||
      !integer_argument(ex, args, 2, low))
    return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  core->set_marks(static_cast<size_t>(high), static_cast<size_t>(low));
  return args.ret();
}

Outcome write_eof(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  return use ? return_status(args, core->write_eof()) : kError;
}

Outcome is_closing(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  return use ? args.ret(Value::boolean(core->is_ending())) : kError;
}

// ---- what it is connected to

Outcome address_of(Exec& ex, Args args, bool peer) {
  StreamCore* core = check_stream(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  uv_os_fd_t fd = -1;
  Address address;
  socklen_t length = sizeof address.storage;
  if (core->kind() == StreamCore::Kind::kNone ||
      uv_fileno(reinterpret_cast<uv_handle_t*>(core->stream()), &fd) != 0)
    return args.ret();
  const int failed =
      peer ? getpeername(fd, address.any(), &length) : getsockname(fd, address.any(), &length);
  if (failed != 0) return args.ret();
  return return_pushed(ex, push_address(ex, address));
}

Outcome sockname(Exec& ex, Args args) { return address_of(ex, args, false); }
Outcome peername(Exec& ex, Args args) { return address_of(ex, args, true); }

Outcome fileno(Exec& ex, Args args) {
  StreamCore* core = check_stream(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  uv_os_fd_t fd = -1;
  if (core->kind() == StreamCore::Kind::kNone ||
      uv_fileno(reinterpret_cast<uv_handle_t*>(core->stream()), &fd) != 0)
    fd = -1;
  return args.ret(Value::integer(fd));
}

// new_reader(loop, limit): a stream that a script feeds
Outcome new_reader(Exec& ex, Args args) {
  EventLoop* loop = check_loop(ex, args, 0);
  int64_t limit = 0;
  if (loop == nullptr || !check_limit(ex, args, 1, limit)) return kError;
  const LoopUse use(ex, *loop);
  if (!use) return kError;
  auto* core =
      new StreamCore(*loop, ex.heap(), StreamCore::Kind::kNone, static_cast<size_t>(limit));
  Value stream = Value::nil();
  return make_stream(ex, core, stream) ? args.ret(stream) : kError;
}

constexpr NativeRow kRows[] = {
    {"new_reader", 2, 2, Runs::kFull, new_reader, "new_reader(loop, limit): one that is fed"},
    {"read", 2, 2, Runs::kFull, read, "read(stream, n)"},
    {"readexactly", 2, 2, Runs::kFull, read_exactly, "readexactly(stream, n)"},
    {"readuntil", 2, 2, Runs::kFull, read_until, "readuntil(stream, separator)"},
    {"skip_line", 3, 3, Runs::kFull, skip_line, "skip_line(stream, count, separator)"},
    {"at_eof", 1, 1, Runs::kFull, at_eof, "at_eof(stream): nothing is there or will come"},
    {"failure", 1, 1, Runs::kFull, failure, "failure(stream): a status, 0 if there was none"},
    {"feed_data", 2, 2, Runs::kFull, feed_data, "feed_data(stream, bytes)"},
    {"feed_eof", 1, 1, Runs::kFull, do_to<&StreamCore::feed_eof>, "feed_eof(stream)"},
    {"fail", 1, 1, Runs::kFull, do_to<&StreamCore::fail_reads>, "fail(stream): reads fail"},
    {"pause", 2, 2, Runs::kFull, pause, "pause(stream, on)"},
    {"write", 2, 2, Runs::kFull, write, "write(stream, bytes)"},
    {"drain", 1, 1, Runs::kFull, drain, "drain(stream): until there is room"},
    {"wait_closed", 1, 1, Runs::kFull, wait_closed, "wait_closed(stream)"},
    {"marks", 1, 1, Runs::kFull, marks, "marks(stream): unwritten, low, high"},
    {"set_marks", 3, 3, Runs::kFull, set_marks, "set_marks(stream, high, low)"},
    {"write_eof", 1, 1, Runs::kFull, write_eof, "write_eof(stream)"},
    {"is_closing", 1, 1, Runs::kFull, is_closing, "is_closing(stream)"},
    {"close", 1, 1, Runs::kFull, do_to<&StreamCore::finish_and_close>, "close(stream)"},
    {"abort", 1, 1, Runs::kFull, do_to<&StreamCore::abort>, "abort(stream)"},
    {"sockname", 1, 1, Runs::kFull, sockname, "sockname(stream): host, port or path"},
    {"peername", 1, 1, Runs::kFull, peername, "peername(stream): host, port or path"},
    {"fileno", 1, 1, Runs::kFull, fileno, "fileno(stream): -1 once it is closed"},
};

bool open_streams(Exec& ex, Table* library) {
  for (const NativeRow& row : kConnectRows) {
    Native* function = make_native(ex, row, {});
    if (function == nullptr || !set_field(ex, library, row.name, Value::of(function))) return false;
  }
  return true;
}

}  // namespace

bool check_limit(Exec& ex, Args args, uint32_t i, int64_t& limit) {
  if (!ex.check_integer(args, i, limit)) return false;
  if (limit > 0) return true;
  ex.raise_class("ValueError", "Limit cannot be <= 0");
  return false;
}

extern const Library kAioStreamsNative{"_aio_streams", kRows, open_streams};

}  // namespace gilua
