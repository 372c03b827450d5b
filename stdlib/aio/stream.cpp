// See stream.hpp: the handle's life and writing. Reading is in stream_read.cpp.
#include "stdlib/aio/stream.hpp"

#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <new>

namespace gilua {
namespace {

/// Writing to a pipe whose reader is gone is to be an error, not the end of the program. A handler
/// and not SIG_IGN, because programs that are started would inherit that.
void catch_broken_pipes() {
  static const bool once = [] {
    struct sigaction before {};
    sigaction(SIGPIPE, nullptr, &before);
    if (before.sa_handler != SIG_DFL) return true;
    struct sigaction action {};
    action.sa_handler = [](int) {};
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGPIPE, &action, nullptr);
    return true;
  }();
  static_cast<void>(once);
}

}  // namespace

/// Bytes that the system did not take at once, behind the request.
struct StreamCore::WriteRequest {
  uv_write_t request;
  size_t size;

  char* bytes() { return reinterpret_cast<char*>(this + 1); }
};

StreamCore::StreamCore(EventLoop& loop, Heap& heap, Kind kind, size_t limit)
    : Resource(loop),
      handle_{},
      heap_(heap),
      received_(heap.buffers()),
      limit_(limit),
      kind_(kind) {}

StreamCore::~StreamCore() {
  if (reader_ != nullptr) reader_->core_ = nullptr;
  for (StreamWait* wait : waits_) wait->core_ = nullptr;
}

int StreamCore::init(int fd) {
  uv_loop_t* uv = uv_loop_of(loop());
  int status = 0;
  catch_broken_pipes();
  if (kind_ == Kind::kTcp) status = uv_tcp_init(uv, tcp());
  if (kind_ == Kind::kPipe) status = uv_pipe_init(uv, pipe(), 0);
  handle_.any.data = this;
  if (status < 0 || fd < 0) return status;
  return uv_pipe_open(pipe(), fd);
}

void StreamCore::connected() {
  connected_ = true;
  if (kind_ == Kind::kTcp) uv_tcp_nodelay(tcp(), 1);  // as asyncio; a failure only costs time
  update_reading();
}

// ---- writing

bool StreamCore::write(std::string_view bytes) {
  if (bytes.empty() || gone_ || ending_) return true;
  if (unwritten_ == 0) {
    const ssize_t count = write_now(bytes.substr(0, size_t{1} << 30));
    if (count < 0 && count != UV_EAGAIN) {
      lose(static_cast<int>(count));
      return true;
    }
    if (count > 0) bytes.remove_prefix(static_cast<size_t>(count));
    if (bytes.empty()) return true;
  }
  return queue_write(bytes);
}

/// How much of [bytes] the system took, or a status. Sockets are asked directly: send() costs less
/// than write(), which looks at files first.
ssize_t StreamCore::write_now(std::string_view bytes) {
  uv_os_fd_t fd = -1;
  if (kind_ == Kind::kTcp && connected_ && uv_fileno(&handle_.any, &fd) == 0) {
    const ssize_t count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return count >= 0 ? count : uv_translate_sys_error(errno);
  }
  uv_buf_t buffer =
      uv_buf_init(const_cast<char*>(bytes.data()), static_cast<unsigned>(bytes.size()));
  return uv_try_write(stream(), &buffer, 1);
}

bool StreamCore::queue_write(std::string_view bytes) {
  WriteRequest* request = nullptr;
  try {
    request = new (heap_.buffers().allocate(sizeof(WriteRequest) + bytes.size())) WriteRequest;
  } catch (const std::bad_alloc&) {
    return false;
  }
  request->size = bytes.size();
  request->request.data = this;
  std::memcpy(request->bytes(), bytes.data(), bytes.size());
  unwritten_ += bytes.size();
  if (unwritten_ > high_water_) over_mark_ = true;
  const uv_buf_t buffer = uv_buf_init(request->bytes(), static_cast<unsigned>(bytes.size()));
  const int status = uv_write(&request->request, stream(), &buffer, 1, on_write);
  if (status < 0) on_write(&request->request, status);
  return true;
}

void StreamCore::on_write(uv_write_t* request, int status) {
  auto* owned = reinterpret_cast<WriteRequest*>(request);
  auto* core = static_cast<StreamCore*>(request->data);
  const size_t size = owned->size;
  core->heap_.buffers().deallocate(owned, sizeof(WriteRequest) + size);
  core->written(size, status);
}

void StreamCore::written(size_t bytes, int status) {
  unwritten_ -= bytes;
  if (unwritten_ <= low_water_) over_mark_ = false;
  if (status < 0 && status != UV_ECANCELED) {
    lose(status);
  } else if (unwritten_ == 0 && ending_) {
    close();
  }
  wake_waits();
}

void StreamCore::set_marks(size_t high, size_t low) {
  high_water_ = high;
  low_water_ = low;
  over_mark_ = unwritten_ > high || (over_mark_ && unwritten_ > low);
  wake_waits();
}

int StreamCore::write_eof() {
  if (wrote_eof_ || ending_ || gone_) return 0;
  wrote_eof_ = true;
  if (one_way_) {  // a pipe: its reader sees the end when it is closed
    finish_and_close();
    return 0;
  }
  const int status = uv_shutdown(&shutdown_, stream(), on_shutdown);
  return status == UV_ENOTCONN ? 0 : status;  // the peer was faster
}

// A failure shows at the next read or write; the handle outlives the request, which is in it.
void StreamCore::on_shutdown(uv_shutdown_t*, int) {}

// ---- closing

void StreamCore::finish_and_close() {
  if (ending_) return;
  ending_ = true;
  eof_ = true;
  update_reading();
  wake_reader();
  if (unwritten_ == 0) close();
}

void StreamCore::abort() {
  ending_ = true;
  close();
}

void StreamCore::lose(int status) {
  if (failure_ == 0) failure_ = status;
  reads_fail_ = true;
  ending_ = true;
  gone_ = true;
  close();
}

void StreamCore::close_handles() {
  ending_ = true;
  gone_ = true;
  eof_ = true;
  reading_ = false;
  over_mark_ = false;
  wake_reader();
  if (kind_ == Kind::kNone) {
    unwritten_ = 0;
    wake_waits();
    handles_closed();
    return;
  }
  uv_close(&handle_.any, on_close);
  wake_waits();
}

void StreamCore::on_close(uv_handle_t* handle) {
  auto* core = static_cast<StreamCore*>(handle->data);
  core->unwritten_ = 0;
  core->wake_waits();
  core->handles_closed();  // which may destroy it
}

// ---- what waits for a stream

void StreamCore::wake_waits() {
  for (size_t i = 0; i < waits_.size();) {
    StreamWait* wait = waits_[i];
    bool is_over = false;
    switch (wait->what_) {
      case StreamWait::For::kRoom:
        is_over = !over_mark_;
        break;
      case StreamWait::For::kFlushed:
        is_over = unwritten_ == 0;
        break;
      case StreamWait::For::kClosed:
        is_over = gone_ && (kind_ == Kind::kNone || uv_is_closing(&handle_.any) != 0);
        break;
    }
    if (!is_over) {
      ++i;
      continue;
    }
    waits_[i] = waits_.back();
    waits_.pop_back();
    if (wait->what_ == StreamWait::For::kFlushed) has_flush_wait_ = false;
    wait->core_ = nullptr;
    const bool no_room = wait->what_ == StreamWait::For::kRoom && gone_;
    wait->status_ = failure_ != 0 ? failure_ : no_room ? UV_ENOTCONN : 0;
    wait->finish();
  }
}

StreamWait::StreamWait(StreamCore& core, For what, Value owner)
    : OwnedOperation(owner), core_(&core), what_(what) {
  core.waits_.push_back(this);
  if (what == For::kFlushed) core.has_flush_wait_ = true;
}

StreamWait::~StreamWait() {
  if (core_ == nullptr) return;
  std::erase(core_->waits_, this);
  if (what_ == For::kFlushed) core_->has_flush_wait_ = false;
}

void StreamWait::cancel() {
  if (core_ == nullptr) return;
  std::erase(core_->waits_, this);
  if (what_ == For::kFlushed) core_->has_flush_wait_ = false;
  core_ = nullptr;
  finish();
}

Outcome StreamWait::deliver(Exec& ex) {
  if (status_ == 0) return 0;
  ex.push(Value::nil());
  ex.push(Value::integer(status_));
  return 2;
}

// ---- the userdata

namespace {

void destroy_stream(void* payload) {
  StreamCore* core = static_cast<StreamBox*>(payload)->core;
  if (core != nullptr) core->release();
}

}  // namespace

extern const UserdataType kStreamType{"_aio_stream", destroy_stream};

bool make_stream(Exec& ex, StreamCore* core, Value& out) {
  Userdata* box = new_userdata(ex.mutator(), kStreamType, sizeof(StreamBox));
  if (box == nullptr) {
    core->release();
    ex.raise_out_of_memory();
    return false;
  }
  static_cast<StreamBox*>(box->payload())->core = core;
  out = Value::of(box);
  return true;
}

}  // namespace gilua
