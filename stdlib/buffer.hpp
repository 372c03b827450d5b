// A growing byte buffer on the C heap, for natives that build a string piece by piece.
//
// Failure is kept, so callers append freely and ask once at the end: after a failed allocation
// every append is ignored and to_value raises "not enough memory". It owns no Lua objects, so it
// may live across polls and calls of Lua. Its bytes count towards the heap's limit. At the limit a
// buffer that may collect (kFull natives whose values are all in stack slots) does so once.
#pragma once

#include <cstdlib>
#include <cstring>
#include <string_view>

#include "vm/exec/exec.hpp"

namespace gilua {

class Buffer {
 public:
  enum class AtLimit : uint8_t { kFail, kCollect };

  explicit Buffer(Exec& ex, AtLimit at_limit = AtLimit::kFail)
      : heap_(ex.heap()), collector_(at_limit == AtLimit::kCollect ? &ex : nullptr) {}
  ~Buffer() {
    if (data_ == local_) return;
    std::free(data_);
    heap_.discharge(capacity_);
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  size_t size() const { return size_; }
  bool failed() const { return failed_; }
  std::string_view view() const { return {data_, size_}; }

  /// Room for [count] more bytes, to be filled and then counted by advance(); nullptr on failure.
  GILUA_ALWAYS_INLINE char* room(size_t count) {
    if (GILUA_LIKELY(capacity_ - size_ >= count)) return data_ + size_;
    return grow(count) ? data_ + size_ : nullptr;
  }
  void advance(size_t count) { size_ += count; }

  GILUA_ALWAYS_INLINE void append(const char* bytes, size_t count) {
    char* to = room(count);
    if (GILUA_UNLIKELY(to == nullptr || count == 0)) return;  // no bytes may be at nullptr
    std::memcpy(to, bytes, count);
    size_ += count;
  }
  void append(std::string_view bytes) { append(bytes.data(), bytes.size()); }
  GILUA_ALWAYS_INLINE void append(char byte) {
    char* to = room(1);
    if (GILUA_UNLIKELY(to == nullptr)) return;
    *to = byte;
    ++size_;
  }
  void append(size_t count, char byte) {
    char* to = room(count);
    if (GILUA_UNLIKELY(to == nullptr)) return;
    std::memset(to, byte, count);
    size_ += count;
  }

  /// The bytes as a Lua string; false after raising.
  bool to_value(Exec& ex, Value& out) {
    String* s = failed_ ? nullptr : new_string(ex.mutator(), view());
    if (GILUA_UNLIKELY(s == nullptr) && !failed_ && collect()) s = new_string(ex.mutator(), view());
    if (GILUA_UNLIKELY(s == nullptr)) {
      ex.raise_out_of_memory();
      return false;
    }
    out = Value::of(s);
    return true;
  }

 private:
  static constexpr size_t kLocalBytes = 1024;

  /// Whether there may be more memory now.
  bool collect() {
    if (collector_ == nullptr) return false;
    collector_->world().collect(*collector_->thread);
    return true;
  }

  bool charge(size_t bytes) { return heap_.charge(bytes) || (collect() && heap_.charge(bytes)); }

  GILUA_NOINLINE bool grow(size_t count) {
    if (failed_) return false;
    failed_ = true;  // unless the end is reached
    if (count > kMaxStringBytes || size_ + count > kMaxStringBytes) return false;
    const size_t wanted = capacity_ * 2 < size_ + count ? size_ + count : capacity_ * 2;
    // Both blocks exist while one is copied to the other.
    if (!charge(wanted)) return false;
    char* bigger =
        static_cast<char*>(data_ == local_ ? std::malloc(wanted) : std::realloc(data_, wanted));
    heap_.discharge(bigger == nullptr ? wanted : data_ == local_ ? 0 : capacity_);
    if (bigger == nullptr) return false;
    if (data_ == local_) std::memcpy(bigger, local_, size_);
    data_ = bigger;
    capacity_ = wanted;
    failed_ = false;
    return true;
  }

  Heap& heap_;
  Exec* collector_;
  char* data_ = local_;
  size_t size_ = 0;
  size_t capacity_ = kLocalBytes;
  bool failed_ = false;
  char local_[kLocalBytes];
};

}  // namespace gilua
