// A ByteStream is an open file, pipe or terminal with a buffer: what a Lua file is made of. It
// knows nothing of Lua.
//
// Why not stdio: a call has to be able to say beforehand "this needs no system call", so that a
// thread keeps the permit for what the buffer can serve and gives it up for all else.
//
// One call uses a stream at a time, under its mutex, which is never held while a thread waits for
// the permit: take it with try_lock while running, or inside a Blocking scope (with_stream below).
// A function with [may_wait] false makes no system call that can wait and returns kWouldWait
// instead.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <string>
#include <string_view>

#include "vm/base/mutex.hpp"
#include "vm/exec/exec.hpp"

namespace gilua {

enum class Io : uint8_t { kDone, kEnd, kFailed, kWouldWait };  // kFailed: errno is in error()

class ByteStream {
 public:
  enum class Buffering : uint8_t { kNone, kLine, kFull };
  struct Access {
    bool read = false;
    bool write = false;
  };

  ByteStream(int fd, Access access, Buffering buffering, pid_t child = 0);
  ~ByteStream();  // must have been closed
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  /// The process's own streams; never destroyed, never closed.
  static ByteStream& standard_input();
  static ByteStream& standard_output();
  static ByteStream& standard_error();
  /// Writes out what every stream holds. @blocks until it is written; for the process's end
  static void flush_all();
  /// As flush_all, as far as it can be done by [deadline]: streams that somebody uses, or whose
  /// other end takes nothing, keep what they hold. For an end that must come.
  static void flush_all_by(Clock::time_point deadline);
  /// Leaves a stream that nobody uses any more to be closed by the next close_abandoned. It neither
  /// waits nor allocates. @thread any, stopped too
  static void abandon(ByteStream* stream);
  static bool has_abandoned();
  static void close_abandoned();  // @blocks until they are closed

  Mutex mutex;
  /// For the time of a call that may wait: while [flag] is not 0, a signal ends a read or the wait
  /// for a child, which then fails with EINTR. Under the mutex.
  class Interruptible {
   public:
    Interruptible(ByteStream& stream, const std::atomic<int>& flag) : stream_(stream) {
      stream.interrupt_ = &flag;
    }
    ~Interruptible() { stream_.interrupt_ = nullptr; }
    Interruptible(const Interruptible&) = delete;
    Interruptible& operator=(const Interruptible&) = delete;

   private:
    ByteStream& stream_;
  };

  bool is_open() const { return open_.load(std::memory_order_acquire); }
  int error() const { return error_; }
  bool has_child() const { return child_ != 0; }

  // --- reading
  /// What is buffered and not yet consumed.
  std::string_view buffered() const { return {buffer_.data() + read_at_, read_end_ - read_at_}; }
  void consume(size_t bytes) { read_at_ += bytes; }
  /// Reads more into an emptied or partly consumed buffer.
  Io fill(bool may_wait);

  // --- writing
  Io write(std::string_view bytes, bool may_wait);
  Io flush(bool may_wait);
  void set_buffering(Buffering buffering, size_t bytes);
  Buffering buffering() const { return buffering_; }

  /// lseek's result in [position]. Waits as writing does.
  Io seek(int whence, off_t offset, off_t& position);
  /// Flushes and closes; [child_status] is waitpid's for a pipe to a process, else 0.
  Io close(int& child_status);

 private:
  enum class FdKind : uint8_t { kUnknown, kFile, kPipe, kOther };

  /// Whether what is pending can be written without waiting.
  bool takes_pending_at_once();
  Io fail_with(int error);
  // Relaxed: a signal handler of this thread set it, or else it is raised at the next poll.
  bool is_interrupted() const {
    return interrupt_ != nullptr && interrupt_->load(std::memory_order_relaxed) != 0;
  }
  Io write_out(const char* bytes, size_t count);
  void flush_by(Clock::time_point deadline);
  void drop_read_ahead();  // before writing: the file's position becomes the reader's

  int fd_;
  FdKind kind_ = FdKind::kUnknown;  // asked for once it matters
  Access access_;
  Buffering buffering_;
  pid_t child_;  // a process at the other end, or 0
  int error_ = 0;
  const std::atomic<int>* interrupt_ = nullptr;
  // Acquire and release, so that a thread that sees "closed" without the mutex sees it for good.
  std::atomic<bool> open_{true};
  size_t capacity_;
  std::string buffer_;  // read ahead
  size_t read_at_ = 0;
  size_t read_end_ = 0;
  std::string pending_;  // to be written
  // Written under the mutex; flush_all reads it without, to pass over streams with nothing to
  // write (their mutex may be held by a reader for ever). Relaxed: nothing is published by it.
  std::atomic<bool> dirty_{false};

  // The list of open streams (its own mutex) and of abandoned ones.
  ByteStream* next_open_ = nullptr;
  ByteStream* previous_open_ = nullptr;
  ByteStream* next_abandoned_ = nullptr;
  friend class StreamList;
};

/// Runs [op](may_wait), which returns false if it would have to wait: first as a running thread,
/// and if that does not do, without the permit.
template <typename Op>
void with_stream(Exec& ex, ByteStream& stream, Op op) {
  if (stream.mutex.try_lock()) {
    const AdoptedLock lock(stream.mutex);  // [op] may run out of memory
    if (op(false)) return;
  }
  World::Blocking scope(ex.world(), *ex.thread, {WaitKind::kIo, &stream, "file", nullptr});
  MutexLock lock(stream.mutex);  // released before the permit is taken again
  const ByteStream::Interruptible reading(stream, ex.thread->pending_interrupt);
  op(true);
}

/// Writes all of [bytes], which must not lie in Lua's heap; false with errno set. kFull natives.
bool write_stream(Exec& ex, ByteStream& stream, std::string_view bytes);

/// Closes the streams whose files were collected. kFull natives.
void close_abandoned_streams(Exec& ex);

}  // namespace gilua
