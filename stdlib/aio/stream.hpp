// A StreamCore is what a StreamReader and its StreamWriter share: a connected handle of libuv's,
// the bytes that were read ahead and what is still to be written.
//
//  1. It is a Resource of one loop. Natives touch it under a LoopUse, callbacks in the loop's
//     thread; callbacks do not have the permit and change C++ memory only.
//  2. At most one read waits (its ReadOperation is linked here both ways). The read callback looks
//     whether what came is what it waits for, so Lua is woken once per answer, not once per packet.
//     The bytes are taken when the answer is delivered.
//  3. Writes go out at once where the system takes them. What it does not take is copied and
//     written by libuv; as long as that goes on a FlushOperation keeps the owner alive, so that
//     nothing is cut off by a collection.
//  4. Whoever may be destroyed first is unlinked by its destructor: operations point to their core
//     and back.
#pragma once

#include <string>
#include <vector>

#include "stdlib/aio/byte_queue.hpp"
#include "stdlib/aio/loop.hpp"

namespace gilua {

class StreamCore;

/// What a read waits for.
struct ReadWish {
  enum class Kind : uint8_t {
    kSome,     // at least one byte, at most [count]
    kAll,      // up to the end
    kExactly,  // [count] bytes
    kUntil,    // up to and with [separator]
  };
  Kind kind = Kind::kSome;
  size_t count = 0;
  std::string separator{};
  size_t searched = 0;  // the separator does not begin before this
};

/// How far it is fulfilled.
struct ReadReply {
  enum class Kind : uint8_t { kWait, kBytes, kIncomplete, kTooLong, kFailed };
  Kind kind = Kind::kWait;
  size_t count = 0;    // bytes to take; kTooLong: where the separator was found, or looked for last
  bool found = false;  // kTooLong
};

class ReadOperation final : public OwnedOperation {
 public:
  ReadOperation(StreamCore& core, Value owner, ReadWish wish);
  ~ReadOperation() override;
  Outcome deliver(Exec& ex) override;
  void cancel() override;

  /// The answer is there: deliver() is to take it.
  void answered();

 private:
  friend class StreamCore;
  StreamCore* core_;  // nullptr: neither is linked to the other any more
  ReadWish wish_;
  bool answered_ = false;
};

/// Ends when something becomes true of a stream.
class StreamWait final : public OwnedOperation {
 public:
  enum class For : uint8_t {
    kRoom,     // less is to be written than the low-water mark, or never again
    kClosed,   // the handle is closed
    kFlushed,  // nothing is to be written: keeps [owner] alive until then
  };
  StreamWait(StreamCore& core, For what, Value owner);
  ~StreamWait() override;
  /// Nothing; or `nil, status` where the connection was lost.
  Outcome deliver(Exec& ex) override;
  void cancel() override;

 private:
  friend class StreamCore;
  StreamCore* core_;
  const For what_;
  int status_ = 0;
};

class StreamCore final : public Resource {
 public:
  enum class Kind : uint8_t { kNone, kTcp, kPipe };  // kNone: only fed by a script

  StreamCore(EventLoop& loop, Heap& heap, Kind kind, size_t limit);
  /// Initialises the handle, for [fd] if one is given. A status of libuv's: if it is negative the
  /// caller abandons the core (and still owns [fd]).
  int init(int fd = -1);

  uv_stream_t* stream() { return &handle_.stream; }
  uv_tcp_t* tcp() { return &handle_.tcp; }
  uv_pipe_t* pipe() { return &handle_.pipe; }
  Kind kind() const { return kind_; }
  /// Its end of file closes it: a pipe from a child, which goes one way.
  void set_one_way() { one_way_ = true; }
  /// Begins to read ahead, now that it is connected.
  void connected();

  // --- reading
  ReadReply look(ReadWish& wish) const;
  /// Pushes what [reply] says and takes the bytes: `bytes`; `nil, "incomplete", bytes`;
  /// `nil, "limit", count, found`; `nil, "failed"`. Returns how many values, or kError.
  Outcome push_reply(Exec& ex, const ReadReply& reply);
  ReadOperation* reader() const { return reader_; }
  /// Reads on, or stops, as what lies here and who waits for it want it.
  void update_reading();
  bool at_end() const { return eof_ && received_.size() == 0; }
  /// What a read or a write failed with, else 0: a status of libuv's.
  int failure() const { return failure_; }
  bool feed(std::string_view bytes);  // false: no memory
  void feed_eof();
  /// Fails every read from now on; the script knows with what.
  void fail_reads();
  void skip_line(size_t count, std::string_view separator);
  void pause(bool on);
  bool is_paused() const { return paused_; }

  // --- writing
  /// What could not be written at once is queued. False: no memory.
  bool write(std::string_view bytes);
  size_t unwritten() const { return unwritten_; }
  size_t high_water() const { return high_water_; }
  size_t low_water() const { return low_water_; }
  void set_marks(size_t high, size_t low);
  /// Whether drain has to wait.
  bool is_over_mark() const { return over_mark_; }
  /// Sends the end of file once all is written. A status.
  int write_eof();
  bool wrote_eof() const { return wrote_eof_; }
  /// Something waits to be written and nothing keeps the owner alive yet.
  bool needs_flush_wait() const { return unwritten_ != 0 && !has_flush_wait_; }

  // --- closing
  /// Takes no more, and closes once all is written.
  void finish_and_close();
  void abort();
  bool is_ending() const { return ending_; }
  bool is_gone() const { return gone_; }

 private:
  friend class ReadOperation;
  friend class StreamWait;
  struct WriteRequest;

  ~StreamCore() override;
  void close_handles() override;
  static void on_alloc(uv_handle_t* handle, size_t suggested, uv_buf_t* buffer);
  static void on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer);
  static void on_write(uv_write_t* request, int status);
  static void on_shutdown(uv_shutdown_t* request, int status);
  static void on_close(uv_handle_t* handle);

  void received(ssize_t count, const char* bytes);
  ssize_t write_now(std::string_view bytes);
  bool queue_write(std::string_view bytes);
  void written(size_t bytes, int status);
  void lose(int status);  // the connection: nothing more comes or goes
  void wake_reader();
  void wake_waits();

  union Handle {
    uv_handle_t any;
    uv_stream_t stream;
    uv_tcp_t tcp;
    uv_pipe_t pipe;
  } handle_;
  Heap& heap_;
  ByteQueue received_;
  std::vector<StreamWait*> waits_;
  ReadOperation* reader_ = nullptr;
  size_t limit_;
  size_t unwritten_ = 0;
  size_t high_water_ = size_t{64} * 1024;
  size_t low_water_ = size_t{16} * 1024;
  uv_shutdown_t shutdown_{};
  int failure_ = 0;
  const Kind kind_;
  bool one_way_ = false;
  bool connected_ = false;
  bool reading_ = false;     // libuv reads
  bool paused_ = false;      // by the script
  bool eof_ = false;         // nothing more comes
  bool reads_fail_ = false;  // with failure_, or with what the script set
  bool over_mark_ = false;
  bool wrote_eof_ = false;
  bool has_flush_wait_ = false;
  bool ending_ = false;  // close was called, or the connection was lost
  bool gone_ = false;    // nothing can be written any more
};

/// The userdata that owns a core.
struct StreamBox {
  StreamCore* core;
};
extern const UserdataType kStreamType;
/// A new userdata that owns [core]. False after "not enough memory"; the core is then released.
bool make_stream(Exec& ex, StreamCore* core, Value& out);

}  // namespace gilua
