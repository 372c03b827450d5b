// See io_stream.hpp.
//
// Reading and writing share the file's position. Before a write the read-ahead is given back with
// lseek (a pipe has none: there the two directions do not meet); before a read what is pending is
// written. So at most one of the two buffers holds something.
#include "stdlib/io_stream.hpp"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>

#include "stdlib/stdlib.hpp"

namespace gilua {
namespace {

constexpr size_t kBufferBytes = 16 * 1024;
/// What setvbuf can ask for. Buffers do not count towards --max-memory: they belong to streams,
/// which outlive their World, and there are no more of them than descriptors.
constexpr size_t kMostBuffered = size_t{1} << 20;

ByteStream::Buffering standard_buffering(int fd) {
  return isatty(fd) != 0 ? ByteStream::Buffering::kLine : ByteStream::Buffering::kFull;
}

// A push-only stack that close_abandoned takes as a whole. Release and acquire hand the streams'
// contents over.
std::atomic<ByteStream*> abandoned{nullptr};

}  // namespace

/// Every open stream of the process, so that its end can flush them.
class StreamList {
 public:
  static StreamList& instance() {
    static StreamList* list = new StreamList;  // outlives every stream
    return *list;
  }
  void add(ByteStream& s) {
    MutexLock lock(mutex_);
    s.next_open_ = first_;
    if (first_ != nullptr) first_->previous_open_ = &s;
    first_ = &s;
  }
  void remove(ByteStream& s) {
    MutexLock lock(mutex_);
    if (s.next_open_ != nullptr) s.next_open_->previous_open_ = s.previous_open_;
    (s.previous_open_ != nullptr ? s.previous_open_->next_open_ : first_) = s.next_open_;
  }
  void flush_all() {
    MutexLock lock(mutex_);
    for (ByteStream* s = first_; s != nullptr; s = s->next_open_) {
      if (!s->dirty_.load(std::memory_order_relaxed)) continue;
      MutexLock stream_lock(s->mutex);
      s->flush(true);
    }
  }

  void flush_all_by(Clock::time_point deadline) NO_THREAD_SAFETY_ANALYSIS {
    // Whoever has the list may hold it while a stream of his waits.
    while (!mutex_.try_lock()) {
      if (Clock::now() >= deadline) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    for (ByteStream* s = first_; s != nullptr; s = s->next_open_) {
      if (!s->dirty_.load(std::memory_order_relaxed) || !s->mutex.try_lock()) continue;
      s->flush_by(deadline);
      s->mutex.unlock();
    }
    mutex_.unlock();
  }

 private:
  Mutex mutex_;
  ByteStream* first_ GUARDED_BY(mutex_) = nullptr;
};

ByteStream::ByteStream(int fd, Access access, Buffering buffering, pid_t child)
    : fd_(fd), access_(access), buffering_(buffering), child_(child), capacity_(kBufferBytes) {
  StreamList::instance().add(*this);
}

ByteStream::~ByteStream() { StreamList::instance().remove(*this); }

ByteStream& ByteStream::standard_input() {
  static ByteStream* s = new ByteStream(STDIN_FILENO, {.read = true}, Buffering::kFull);
  return *s;
}
ByteStream& ByteStream::standard_output() {
  static ByteStream* s =
      new ByteStream(STDOUT_FILENO, {.write = true}, standard_buffering(STDOUT_FILENO));
  return *s;
}
ByteStream& ByteStream::standard_error() {
  static ByteStream* s = new ByteStream(STDERR_FILENO, {.write = true}, Buffering::kNone);
  return *s;
}

void ByteStream::flush_all() { StreamList::instance().flush_all(); }

void ByteStream::flush_all_by(Clock::time_point deadline) {
  StreamList::instance().flush_all_by(deadline);
}

void ByteStream::flush_by(Clock::time_point deadline) {
  size_t done = 0;
  while (done < pending_.size()) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd target{fd_, POLLOUT, 0};
    if (::poll(&target, 1, static_cast<int>(std::max<int64_t>(left, 0))) <= 0) return;
    // A pipe that is ready takes this much without waiting.
    const size_t piece = std::min<size_t>(pending_.size() - done, PIPE_BUF);
    const ssize_t written = ::write(fd_, pending_.data() + done, piece);
    if (written <= 0) return;
    done += static_cast<size_t>(written);
  }
}

void ByteStream::abandon(ByteStream* stream) {
  ByteStream* head = abandoned.load(std::memory_order_relaxed);
  do {
    stream->next_abandoned_ = head;
  } while (!abandoned.compare_exchange_weak(head, stream, std::memory_order_release,
                                            std::memory_order_relaxed));
}

bool ByteStream::has_abandoned() {
  return abandoned.load(std::memory_order_relaxed) != nullptr;  // a hint: close_abandoned acquires
}

void ByteStream::close_abandoned() {
  ByteStream* s = abandoned.exchange(nullptr, std::memory_order_acquire);
  while (s != nullptr) {
    ByteStream* next = s->next_abandoned_;
    {
      MutexLock lock(s->mutex);
      int ignored = 0;  // nobody is left to be told
      if (s->is_open()) s->close(ignored);
    }
    delete s;
    s = next;
  }
}

Io ByteStream::fail_with(int error) {
  error_ = error;
  return Io::kFailed;
}

Io ByteStream::fill(bool may_wait) {
  if (!access_.read) return fail_with(EBADF);
  if (!may_wait) return Io::kWouldWait;
  if (!pending_.empty() && flush(true) != Io::kDone) return Io::kFailed;
  if (read_at_ > 0) {  // keep what is not consumed at the front
    buffer_.erase(0, read_at_);
    read_end_ -= read_at_;
    read_at_ = 0;
  }
  if (buffer_.size() < read_end_ + capacity_) buffer_.resize(read_end_ + capacity_);
  ssize_t count = 0;
  do {
    count = ::read(fd_, buffer_.data() + read_end_, buffer_.size() - read_end_);
  } while (count < 0 && errno == EINTR && !is_interrupted());
  if (count < 0) return fail_with(errno);
  read_end_ += static_cast<size_t>(count);
  return count == 0 ? Io::kEnd : Io::kDone;
}

void ByteStream::drop_read_ahead() {
  if (read_end_ > read_at_) {
    const off_t unread = static_cast<off_t>(read_end_ - read_at_);
    if (lseek(fd_, -unread, SEEK_CUR) < 0) return;  // no position: the directions do not meet
  }
  read_at_ = read_end_ = 0;
  buffer_.clear();
}

Io ByteStream::write_out(const char* bytes, size_t count) {
  while (count > 0) {
    const ssize_t written = ::write(fd_, bytes, count);
    if (written < 0) {
      if (errno == EINTR) continue;
      return fail_with(errno);
    }
    bytes += written;
    count -= static_cast<size_t>(written);
  }
  return Io::kDone;
}

Io ByteStream::write(std::string_view bytes, bool may_wait) {
  if (!access_.write) return fail_with(EBADF);
  const bool must_flush =
      buffering_ == Buffering::kNone ||
      (buffering_ == Buffering::kLine && bytes.find('\n') != std::string_view::npos);
  if (!must_flush && pending_.size() + bytes.size() <= capacity_) {
    drop_read_ahead();
    pending_ += bytes;
    dirty_.store(true, std::memory_order_relaxed);
    return Io::kDone;
  }
  if (!may_wait) return Io::kWouldWait;
  drop_read_ahead();
  // One write for a line on a terminal; large blocks are not copied.
  if (bytes.size() <= capacity_) {
    pending_ += bytes;
    if (must_flush || pending_.size() > capacity_) return flush(true);
    return Io::kDone;
  }
  if (flush(true) != Io::kDone) return Io::kFailed;
  return write_out(bytes.data(), bytes.size());
}

bool ByteStream::takes_pending_at_once() {
  if (kind_ == FdKind::kUnknown) {
    struct stat status {};
    kind_ = FdKind::kOther;
    if (fstat(fd_, &status) == 0 && S_ISREG(status.st_mode)) kind_ = FdKind::kFile;
    if (kind_ != FdKind::kFile && S_ISFIFO(status.st_mode)) kind_ = FdKind::kPipe;
  }
  if (kind_ == FdKind::kFile) return true;
  if (kind_ != FdKind::kPipe || pending_.size() > PIPE_BUF) return false;
  pollfd target{fd_, POLLOUT, 0};  // a pipe that is ready takes PIPE_BUF bytes without waiting
  return ::poll(&target, 1, 0) > 0;
}

Io ByteStream::flush(bool may_wait) {
  if (pending_.empty()) return Io::kDone;
  if (!may_wait && !takes_pending_at_once()) return Io::kWouldWait;
  const Io result = write_out(pending_.data(), pending_.size());
  pending_.clear();  // after a failure too: the same bytes would fail again at every later call
  dirty_.store(false, std::memory_order_relaxed);
  return result;
}

void ByteStream::set_buffering(Buffering buffering, size_t bytes) {
  buffering_ = buffering;
  capacity_ = std::clamp<size_t>(bytes != 0 ? bytes : kBufferBytes, 1, kMostBuffered);
}

Io ByteStream::seek(int whence, off_t offset, off_t& position) {
  if (flush(true) != Io::kDone) return Io::kFailed;
  if (whence == SEEK_CUR) offset -= static_cast<off_t>(read_end_ - read_at_);
  position = lseek(fd_, offset, whence);
  if (position < 0) return fail_with(errno);
  read_at_ = read_end_ = 0;
  return Io::kDone;
}

Io ByteStream::close(int& child_status) {
  Io result = flush(true);
  open_.store(false, std::memory_order_release);
  if (::close(fd_) != 0 && result == Io::kDone) result = fail_with(errno);
  fd_ = -1;
  child_status = 0;
  if (child_ != 0) {
    while (waitpid(child_, &child_status, 0) < 0) {
      if (errno == EINTR && !is_interrupted()) continue;
      child_status = -1;
      return fail_with(errno);
    }
  }
  buffer_ = std::string();
  read_at_ = read_end_ = 0;
  return result;
}

bool write_stream(Exec& ex, ByteStream& stream, std::string_view bytes) {
  Io result = Io::kDone;
  int error = 0;
  with_stream(ex, stream, [&](bool may_wait) {
    result = stream.write(bytes, may_wait);
    error = stream.error();
    return result != Io::kWouldWait;
  });
  errno = error;
  return result == Io::kDone;
}

void close_abandoned_streams(Exec& ex) {
  if (!ByteStream::has_abandoned()) return;
  World::Blocking scope(ex.world(), *ex.thread, {WaitKind::kIo, nullptr, "file", nullptr});
  ByteStream::close_abandoned();
}

bool write_standard_output(Exec& ex, std::string_view bytes) {
  return write_stream(ex, ByteStream::standard_output(), bytes);
}

bool print_standard_output(Exec& ex, std::string_view bytes) {
  ByteStream& out = ByteStream::standard_output();
  if (!write_stream(ex, out, bytes)) return false;
  Io result = Io::kDone;
  with_stream(ex, out, [&](bool may_wait) {
    result = out.flush(may_wait);
    return result != Io::kWouldWait;
  });
  return result == Io::kDone;
}

void flush_streams_by(Clock::time_point deadline) { ByteStream::flush_all_by(deadline); }

void flush_standard_output() {
  ByteStream& out = ByteStream::standard_output();
  MutexLock lock(out.mutex);
  out.flush(true);
}

}  // namespace gilua
