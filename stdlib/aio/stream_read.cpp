// Reading from a StreamCore: see stream.hpp. What each kind of read answers is asyncio's, word for
// word in its limits and errors; the searches are here, so that no byte passes through Lua twice.
#include <algorithm>
#include <new>

#include "stdlib/aio/stream.hpp"

namespace gilua {
namespace {

constexpr size_t kReadBytes = size_t{64} * 1024;

/// Where libuv reads to: one place per thread, since what was read is copied to its stream before
/// the next one is read.
char* read_place() {
  thread_local std::unique_ptr<char[]> place(new char[kReadBytes]);
  return place.get();
}

}  // namespace

// ---- looking

ReadReply StreamCore::look(ReadWish& wish) const {
  using Is = ReadReply::Kind;
  if (reads_fail_) return {Is::kFailed};
  const std::string_view have = received_.view();
  switch (wish.kind) {
    case ReadWish::Kind::kSome:
      if (have.empty() && !eof_) return {};
      return {Is::kBytes, std::min(have.size(), wish.count)};
    case ReadWish::Kind::kAll:
      if (!eof_) return {};
      return {Is::kBytes, have.size()};
    case ReadWish::Kind::kExactly:
      if (have.size() >= wish.count) return {Is::kBytes, wish.count};
      if (!eof_) return {};
      return {Is::kIncomplete, have.size()};
    case ReadWish::Kind::kUntil:
      break;
  }
  const size_t at = have.find(wish.separator, wish.searched);
  if (at != std::string_view::npos) {
    if (at > limit_) return {Is::kTooLong, at, true};
    return {Is::kBytes, at + wish.separator.size()};
  }
  if (have.size() >= wish.separator.size()) {
    wish.searched = have.size() + 1 - wish.separator.size();
    if (wish.searched > limit_) return {Is::kTooLong, wish.searched, false};
  }
  if (!eof_) return {};
  return {Is::kIncomplete, have.size()};
}

Outcome StreamCore::push_reply(Exec& ex, const ReadReply& reply) {
  Value bytes = Value::nil();
  if (reply.kind == ReadReply::Kind::kBytes || reply.kind == ReadReply::Kind::kIncomplete) {
    if (!ex.make_string(received_.view().substr(0, reply.count), bytes)) return kError;
    received_.consume(reply.count);
    update_reading();
  }
  if (reply.kind == ReadReply::Kind::kBytes) {
    ex.push(bytes);
    return 1;
  }
  const char* what = reply.kind == ReadReply::Kind::kIncomplete ? "incomplete"
                     : reply.kind == ReadReply::Kind::kTooLong  ? "limit"
                                                                : "failed";
  Value name = Value::nil();
  if (!ex.make_string(what, name)) return kError;
  ex.push(Value::nil());
  ex.push(name);
  if (reply.kind == ReadReply::Kind::kFailed) return 2;
  if (reply.kind == ReadReply::Kind::kIncomplete) {
    ex.push(bytes);
    return 3;
  }
  ex.push(Value::integer(static_cast<int64_t>(reply.count)));
  ex.push(Value::boolean(reply.found));
  return 4;
}

void StreamCore::skip_line(size_t count, std::string_view separator) {
  const std::string_view have = received_.view();
  if (count <= have.size() && have.substr(count).starts_with(separator))
    received_.consume(count + separator.size());
  else
    received_.clear();
  update_reading();
}

// ---- what comes

void StreamCore::on_alloc(uv_handle_t*, size_t, uv_buf_t* buffer) {
  *buffer = uv_buf_init(read_place(), kReadBytes);
}

void StreamCore::on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  if (count != 0) static_cast<StreamCore*>(stream->data)->received(count, buffer->base);
}

void StreamCore::received(ssize_t count, const char* bytes) {
  if (count > 0) {
    if (!feed({bytes, static_cast<size_t>(count)})) lose(UV_ENOMEM);
    return;
  }
  reading_ = false;
  if (count != UV_EOF) return lose(static_cast<int>(count));
  feed_eof();
  if (one_way_) abort();
}

bool StreamCore::feed(std::string_view bytes) {
  try {
    received_.append(bytes);
  } catch (const std::bad_alloc&) {
    return false;
  }
  wake_reader();
  update_reading();
  return true;
}

void StreamCore::feed_eof() {
  eof_ = true;
  wake_reader();
  update_reading();
}

void StreamCore::fail_reads() {
  reads_fail_ = true;
  wake_reader();
}

void StreamCore::pause(bool on) {
  paused_ = on;
  update_reading();
}

void StreamCore::wake_reader() {
  if (reader_ == nullptr || reader_->answered_) return;
  if (look(reader_->wish_).kind != ReadReply::Kind::kWait) reader_->answered();
}

/// Twice the limit may lie here unread; whoever waits for more gets it all the same.
void StreamCore::update_reading() {
  if (kind_ == Kind::kNone || !connected_) return;
  const bool waits = reader_ != nullptr && !reader_->answered_;
  const size_t most = reading_ ? 2 * limit_ : limit_;
  const bool wanted = !eof_ && !ending_ && !paused_ && (waits || received_.size() <= most);
  if (wanted == reading_) return;
  reading_ = wanted;
  if (!wanted) {
    uv_read_stop(stream());
    return;
  }
  const int status = uv_read_start(stream(), on_alloc, on_read);
  if (status == UV_ENOTCONN || status == UV_EINVAL) {  // it only writes
    reading_ = false;
  } else if (status < 0) {
    reading_ = false;
    lose(status);
  }
}

// ---- a read that waits

ReadOperation::ReadOperation(StreamCore& core, Value owner, ReadWish wish)
    : OwnedOperation(owner), core_(&core), wish_(std::move(wish)) {
  core.reader_ = this;
}

ReadOperation::~ReadOperation() {
  if (core_ != nullptr) core_->reader_ = nullptr;
}

void ReadOperation::answered() {
  answered_ = true;
  finish();
}

void ReadOperation::cancel() {
  if (core_ == nullptr || answered_) return;
  core_->reader_ = nullptr;
  core_ = nullptr;
  finish();
}

Outcome ReadOperation::deliver(Exec& ex) {
  if (core_ == nullptr) return 0;
  StreamCore& core = *core_;
  core.reader_ = nullptr;
  core_ = nullptr;
  return core.push_reply(ex, core.look(wish_));
}

}  // namespace gilua
