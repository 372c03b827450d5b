// Module "_aio_files": the files of asyncio.open.
//
//  1. A file is one of the library's ByteStreams (stdlib/io_stream.hpp), so reading and writing are
//     those of io.open. What its buffer can serve is answered at once; all else is done in libuv's
//     pool of threads.
//  2. One request of a file is in the pool at a time; the others wait in line, so writes that
//     nobody awaited land in their order.
//  3. The stream is shared by the userdata and the request in the pool, and closed by whoever lets
//     go of it last.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <deque>
#include <functional>
#include <memory>

#include "stdlib/aio/libraries.hpp"
#include "stdlib/aio/natives.hpp"
#include "stdlib/io_read.hpp"
#include "stdlib/io_stream.hpp"
#include "stdlib/sandbox.hpp"

namespace gilua {
namespace {

class FileOperation;

struct OpenFile {
  OpenFile() = default;
  ~OpenFile() {
    if (stream != nullptr) ByteStream::abandon(stream);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  ByteStream* stream = nullptr;
  int fd = -1;
};

/// What a request did, in the pool.
struct FileAnswer {
  explicit FileAnswer(std::pmr::memory_resource& memory) : read(memory) {}

  ReadResult read;
  int64_t number = 0;
  int error = 0;         // errno
  bool refused = false;  // by the sandbox
  bool is_closed = false;
  bool no_memory = false;
};

/// The line of requests. A Resource, so that it knows its loop.
class FileCore final : public Resource {
 public:
  explicit FileCore(EventLoop& loop) : Resource(loop), file(std::make_shared<OpenFile>()) {}

  std::shared_ptr<OpenFile> file;
  /// In line, the first one in the pool. @thread the loop's
  std::deque<FileOperation*> line;

 private:
  ~FileCore() override;
  void close_handles() override { handles_closed(); }
};

/// One request.
class FileOperation final : public Operation {
 public:
  /// Done in the pool, with the stream's mutex held (but for opening, when there is no stream yet).
  using Work = std::function<void(OpenFile& file, FileAnswer& answer)>;
  /// Pushes the results. @thread the loop's, running
  using Give = Outcome (*)(Exec& ex, FileAnswer& answer);

  FileOperation(FileCore& core, Value owner, Heap& heap, Work work, Give give)
      : core_(&core),
        file_(core.file),
        work_(std::move(work)),
        give_(give),
        answer_(heap.buffers()) {
    owner_.init(owner);
    request_.data = this;
  }
  ~FileOperation() override {
    if (core_ != nullptr) std::erase(core_->line, this);
  }
  Outcome deliver(Exec& ex) override { return give_(ex, answer_); }
  void trace(Marker& marker) const override { marker.mark(owner_.load()); }
  void cancel() override {
    if (in_pool_) {  // what runs already goes on
      uv_cancel(reinterpret_cast<uv_req_t*>(&request_));
      return;
    }
    ended();
  }
  void start(EventLoop& loop) {
    in_pool_ = true;
    const int status = uv_queue_work(uv_loop_of(loop), &request_, run, on_ran);
    if (status < 0) on_ran(&request_, status);
  }

 private:
  friend class FileCore;
  static void run(uv_work_t* request);
  static void on_ran(uv_work_t* request, int) {
    static_cast<FileOperation*>(request->data)->ended();
  }
  /// Makes room for the next in line.
  void ended();

  FileCore* core_;
  std::shared_ptr<OpenFile> file_;
  Slot owner_;
  uv_work_t request_{};
  Work work_;
  const Give give_;
  FileAnswer answer_;
  bool in_pool_ = false;
};

FileCore::~FileCore() {
  for (FileOperation* operation : line) operation->core_ = nullptr;
}

void FileOperation::run(uv_work_t* request) {
  auto* self = static_cast<FileOperation*>(request->data);
  OpenFile& file = *self->file_;
  try {
    if (file.stream == nullptr) return self->work_(file, self->answer_);
    const MutexLock lock(file.stream->mutex);
    if (file.stream->is_open())
      self->work_(file, self->answer_);
    else
      self->answer_.is_closed = true;
  } catch (const std::bad_alloc&) {
    self->answer_.no_memory = true;
  }
}

void FileOperation::ended() {
  if (core_ != nullptr) {
    FileCore& core = *std::exchange(core_, nullptr);
    const bool was_first = core.line.front() == this;
    std::erase(core.line, this);
    if (was_first && !core.line.empty()) core.line.front()->start(core.loop());
  }
  finish();
}

struct FileBox {
  FileCore* core;
};
void destroy_file(void* payload) {
  FileCore* core = static_cast<FileBox*>(payload)->core;
  if (core != nullptr) core->release();
}
const UserdataType kAioFileType{"_aio_file", destroy_file};

FileCore* check_aio_file(Exec& ex, Args args) {
  auto* box = check_payload<FileBox>(ex, args, 0, kAioFileType);
  if (box == nullptr) return nullptr;
  if (box->core == nullptr) ex.bad_type(0, kAioFileType.name);
  return box->core;
}

/// Puts a request in line; answers `future, true`.
Outcome request(Exec& ex, Value owner, FileCore& core, FileOperation::Work work,
                FileOperation::Give give) {
  auto operation = std::make_unique<FileOperation>(core, owner, ex.heap(), std::move(work), give);
  FileOperation* const started = operation.get();
  Value future = Value::nil();
  core.line.push_back(started);
  if (!start_operation(ex, core.loop(), std::move(operation), future)) return kError;
  if (core.line.front() == started) started->start(core.loop());
  return ex.args().ret(future, Value::boolean(true));
}

// ---- results

Outcome raise_closed(Exec& ex) {
  return ex.raise_class("ValueError", "I/O operation on closed file.");
}

/// False after an error: what every request may end with.
bool check_answer(Exec& ex, const FileAnswer& answer) {
  if (answer.no_memory) {
    ex.raise_out_of_memory();
    return false;
  }
  if (answer.is_closed) {
    raise_closed(ex);
    return false;
  }
  const int error = answer.error != 0 ? answer.error : answer.read.error;
  if (error == 0) return true;
  raise_uv(ex, -error, std::strerror(error));
  return false;
}

Outcome give_items(Exec& ex, FileAnswer& answer) {
  if (!check_answer(ex, answer)) return kError;
  const auto& items = answer.read.items;
  if (!ex.reserve(static_cast<uint32_t>(items.size()) + 1)) return kError;
  for (const ReadItem& item : items) {
    Value v = item.number;
    if (item.kind == ReadItem::Kind::kText && !ex.make_string(item.text, v)) return kError;
    ex.push(v);
  }
  return static_cast<Outcome>(items.size());
}

Outcome give_number(Exec& ex, FileAnswer& answer) {
  if (!check_answer(ex, answer)) return kError;
  ex.push(Value::integer(answer.number));
  return 1;
}

Outcome give_nothing(Exec& ex, FileAnswer& answer) { return check_answer(ex, answer) ? 0 : kError; }

/// `true`; `nil, status`; or `nil, "refused"`.
Outcome give_opened(Exec& ex, FileAnswer& answer) {
  if (answer.no_memory) return ex.raise_out_of_memory();
  if (answer.error == 0 && !answer.refused) {
    ex.push(Value::boolean(true));
    return 1;
  }
  Value why = Value::integer(-answer.error);
  if (answer.refused && !ex.make_string("refused", why)) return kError;
  ex.push(Value::nil());
  ex.push(why);
  return 2;
}

// ---- the requests

void open_in_pool(const Sandbox& sandbox, const std::string& path, int flags, OpenFile& file,
                  FileAnswer& answer) {
  ByteStream::close_abandoned();  // their descriptors may be needed
  const Sandbox::Opened opened = sandbox.open_file(path, flags);
  answer.refused = opened.refused;
  answer.error = opened.error;
  if (opened.fd < 0) return;
  struct stat info {};
  if (fstat(opened.fd, &info) == 0 && S_ISDIR(info.st_mode)) {
    close(opened.fd);
    answer.error = EISDIR;
    return;
  }
  const int mode = flags & O_ACCMODE;
  file.fd = opened.fd;
  file.stream = new ByteStream(opened.fd, {.read = mode != O_WRONLY, .write = mode != O_RDONLY},
                               ByteStream::Buffering::kFull);
}

int open_flags(std::string_view mode) {
  const bool both = mode.find('+') != std::string_view::npos;
  const int access = both ? O_RDWR : mode[0] == 'r' ? O_RDONLY : O_WRONLY;
  const int flags = O_CLOEXEC | access;
  switch (mode[0]) {
    case 'w':
      return flags | O_CREAT | O_TRUNC;
    case 'a':
      return flags | O_CREAT | O_APPEND;
    case 'x':
      return flags | O_CREAT | O_EXCL;
    default:
      return flags;
  }
}

// new_file(loop): a file that is still to be opened
Outcome new_file(Exec& ex, Args args) {
  EventLoop* loop = check_loop(ex, args, 0);
  if (loop == nullptr) return kError;
  const LoopUse use(ex, *loop);
  if (!use) return kError;
  Userdata* box = new_userdata(ex.mutator(), kAioFileType, sizeof(FileBox));
  if (box == nullptr) return ex.raise_out_of_memory();
  static_cast<FileBox*>(box->payload())->core = new FileCore(*loop);
  return args.ret(Value::of(box));
}

// open(file, path, mode): mode matches [rwax]%+?, which the Lua half has checked
Outcome open_file(Exec& ex, Args args) {
  FileCore* core = check_aio_file(ex, args);
  std::string path;
  String* mode = nullptr;
  if (core == nullptr || !check_name(ex, args, 1, path) || !string_argument(ex, args, 2, mode))
    return kError;
  if (mode->length == 0) return ex.bad_argument(2, "invalid mode");
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  const int flags = open_flags(mode->view());
  const Sandbox& sandbox = stdlib_state(*ex.runtime).sandbox;
  return request(
      ex, args[0], *core,
      [&sandbox, path, flags](OpenFile& file, FileAnswer& answer) {
        open_in_pool(sandbox, path, flags, file, answer);
      },
      give_opened);
}

Outcome refuse(Exec& ex, Args args) {
  std::string path;
  if (!check_name(ex, args, 0, path)) return kError;
  return raise_refused_file(ex, path, !args[1].is_falsy());
}

bool parse_formats(Exec& ex, Args args, std::vector<ReadFormat>& formats) {
  for (uint32_t i = 1; i < args.count; ++i) {
    const Value v = args[i];
    int64_t count = 0;
    if (v.is_number() && to_integer(v, count)) {
      formats.push_back({'c', static_cast<size_t>(count)});
      continue;
    }
    std::string_view text = v.is_string() ? v.as_string()->view() : std::string_view();
    if (text.starts_with('*')) text.remove_prefix(1);
    if (text.empty() || std::string_view("nlLa").find(text[0]) == std::string_view::npos) {
      ex.bad_argument(i, "invalid format");
      return false;
    }
    formats.push_back({text[0], 0});
  }
  return true;
}

/// The file behind argument 1 if it can be used at this moment; nullptr after an error.
FileCore* check_open_file(Exec& ex, Args args) {
  FileCore* core = check_aio_file(ex, args);
  if (core == nullptr) return nullptr;
  const ByteStream* stream = core->file->stream;
  if (stream != nullptr && stream->is_open()) return core;
  raise_closed(ex);
  return nullptr;
}

/// From the buffer, without waiting.
bool read_at_once(FileCore& core, const std::vector<ReadFormat>& formats, FileAnswer& answer) {
  ByteStream& stream = *core.file->stream;
  if (!core.line.empty() || !stream.mutex.try_lock()) return false;
  const AdoptedLock lock(stream.mutex);
  return stream.is_open() && read_formats(stream, formats, false, answer.read);
}

// read(file, ...): formats of io.read
Outcome read(Exec& ex, Args args) {
  std::vector<ReadFormat> formats;
  FileCore* core = check_aio_file(ex, args);
  if (core == nullptr || !parse_formats(ex, args, formats)) return kError;
  const LoopUse use(ex, core->loop());
  if (!use || check_open_file(ex, args) == nullptr) return kError;
  FileAnswer answer(ex.heap().buffers());
  if (read_at_once(*core, formats, answer)) return return_pushed(ex, give_items(ex, answer));
  return request(
      ex, args[0], *core,
      [formats](OpenFile& file, FileAnswer& to) {
        read_formats(*file.stream, formats, true, to.read);
      },
      give_items);
}

void write_in_pool(const std::pmr::string& text, OpenFile& file, FileAnswer& answer) {
  if (file.stream->write(text, true) != Io::kDone) answer.error = file.stream->error();
  answer.number = static_cast<int64_t>(text.size());
}

// write(file, text): how many bytes were written
Outcome write(Exec& ex, Args args) {
  FileCore* core = check_aio_file(ex, args);
  if (core == nullptr) return kError;
  if (!args[1].is_string())
    return ex.raise_class("TypeError", fmt::format("write() argument must be a string, not {}",
                                                   message_type_name(ex, args[1])));
  const LoopUse use(ex, core->loop());
  if (!use || check_open_file(ex, args) == nullptr) return kError;
  const std::string_view bytes = args[1].as_string()->view();
  ByteStream& stream = *core->file->stream;
  if (core->line.empty() && stream.mutex.try_lock()) {
    const AdoptedLock lock(stream.mutex);
    if (stream.is_open() && stream.write(bytes, false) == Io::kDone)
      return args.ret(Value::integer(static_cast<int64_t>(bytes.size())));
  }
  auto text = std::make_shared<std::pmr::string>(bytes, &ex.heap().buffers());
  return request(
      ex, args[0], *core,
      [text](OpenFile& file, FileAnswer& answer) { write_in_pool(*text, file, answer); },
      give_number);
}

// seek(file, whence 0..2, offset): the position
Outcome seek(Exec& ex, Args args) {
  constexpr int kWhence[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  FileCore* core = check_aio_file(ex, args);
  int64_t whence = 0;
  int64_t offset = 0;
  if (core == nullptr || !ex.check_integer(args, 1, whence) || !ex.check_integer(args, 2, offset))
    return kError;
  if (whence < 0 || whence > 2)
    return ex.raise_class("ValueError",
                          fmt::format("invalid whence ({}, should be 0, 1 or 2)", whence));
  const LoopUse use(ex, core->loop());
  if (!use || check_open_file(ex, args) == nullptr) return kError;
  const int from = kWhence[whence];
  return request(
      ex, args[0], *core,
      [from, offset](OpenFile& file, FileAnswer& answer) {
        off_t position = 0;
        if (file.stream->seek(from, offset, position) != Io::kDone)
          answer.error = file.stream->error();
        answer.number = position;
      },
      give_number);
}

void truncate_in_pool(int64_t size, OpenFile& file, FileAnswer& answer) {
  off_t position = 0;
  // Seeking writes out what is pending, and gives back what was read ahead.
  if (file.stream->seek(SEEK_CUR, 0, position) != Io::kDone) {
    answer.error = file.stream->error();
    return;
  }
  answer.number = size < 0 ? position : size;
  if (ftruncate(file.fd, answer.number) != 0) answer.error = errno;
}

// truncate(file, size): to the position if it is negative; the new size
Outcome truncate(Exec& ex, Args args) {
  FileCore* core = check_aio_file(ex, args);
  int64_t size = 0;
  if (core == nullptr || !ex.check_integer(args, 1, size)) return kError;
  const LoopUse use(ex, core->loop());
  if (!use || check_open_file(ex, args) == nullptr) return kError;
  return request(
      ex, args[0], *core,
      [size](OpenFile& file, FileAnswer& answer) { truncate_in_pool(size, file, answer); },
      give_number);
}

Outcome flush(Exec& ex, Args args) {
  FileCore* core = check_aio_file(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  if (!use || check_open_file(ex, args) == nullptr) return kError;
  return request(
      ex, args[0], *core,
      [](OpenFile& file, FileAnswer& answer) {
        if (file.stream->flush(true) != Io::kDone) answer.error = file.stream->error();
      },
      give_nothing);
}

// close(file): closing again does nothing
Outcome close_file(Exec& ex, Args args) {
  FileCore* core = check_aio_file(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  const ByteStream* stream = core->file->stream;
  if (stream == nullptr || !stream->is_open()) return args.ret();
  return request(
      ex, args[0], *core,
      [](OpenFile& file, FileAnswer& answer) {
        int ignored = 0;
        if (file.stream->close(ignored) != Io::kDone) answer.error = file.stream->error();
      },
      give_nothing);
}

Outcome is_open(Exec& ex, Args args) {
  FileCore* core = check_aio_file(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  if (!use) return kError;
  const ByteStream* stream = core->file->stream;
  return args.ret(Value::boolean(stream != nullptr && stream->is_open()));
}

Outcome fileno(Exec& ex, Args args) {
  FileCore* core = check_aio_file(ex, args);
  if (core == nullptr) return kError;
  const LoopUse use(ex, core->loop());
  if (!use || check_open_file(ex, args) == nullptr) return kError;
  return args.ret(Value::integer(core->file->fd));
}

constexpr NativeRow kRows[] = {
    {"new_file", 1, 1, Runs::kFull, new_file, "new_file(loop): to be opened"},
    {"open", 3, 3, Runs::kFull, open_file, "open(file, path, mode)"},
    {"refuse", 2, 2, Runs::kFull, refuse, "refuse(path, for_reading): the sandbox's error"},
    {"read", 1, -1, Runs::kFull, read, "read(file, ...): formats of io.read"},
    {"write", 2, 2, Runs::kFull, write, "write(file, text): how many bytes"},
    {"seek", 3, 3, Runs::kFull, seek, "seek(file, whence, offset): the position"},
    {"truncate", 2, 2, Runs::kFull, truncate, "truncate(file, size): the new size"},
    {"flush", 1, 1, Runs::kFull, flush, "flush(file)"},
    {"close", 1, 1, Runs::kFull, close_file, "close(file)"},
    {"is_open", 1, 1, Runs::kFull, is_open, "is_open(file)"},
    {"fileno", 1, 1, Runs::kFull, fileno, "fileno(file)"},
};

}  // namespace

extern const Library kAioFilesNative{"_aio_files", kRows, nullptr};

}  // namespace gilua
