// A growing byte buffer on the C heap, for natives that build a string piece by piece.
//
// Failure is kept, so callers append freely and ask once at the end: after a failed allocation
// every append is ignored and to_value raises "not enough memory". It owns no Lua objects, so it
// may live across polls and calls of Lua.
#pragma once

#include <cstdlib>
#include <cstring>
#include <string_view>

#include "vm/exec/exec.hpp"

namespace gilua {

class Buffer {
 public:
  Buffer() = default;
  ~Buffer() {
    if (data_ != local_) std::free(data_);
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
    if (GILUA_UNLIKELY(to == nullptr)) return;
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
  bool to_value(Exec& ex, Value& out) const {
    if (GILUA_UNLIKELY(failed_)) {
      ex.raise_out_of_memory();
      return false;
    }
    return ex.make_string(view(), out);
  }

 private:
  static constexpr size_t kLocalBytes = 1024;

  GILUA_NOINLINE bool grow(size_t count) {
    if (failed_) return false;
    size_t wanted = capacity_ * 2;
    if (count > kMaxStringBytes || size_ + count > kMaxStringBytes)
      wanted = 0;
    else if (wanted < size_ + count)
      wanted = size_ + count;
    char* bigger = wanted == 0       ? nullptr
                   : data_ == local_ ? static_cast<char*>(std::malloc(wanted))
                                     : static_cast<char*>(std::realloc(data_, wanted));
    if (bigger == nullptr) {
      failed_ = true;
      return false;
    }
    if (data_ == local_) std::memcpy(bigger, local_, size_);
    data_ = bigger;
    capacity_ = wanted;
    return true;
  }

  char* data_ = local_;
  size_t size_ = 0;
  size_t capacity_ = kLocalBytes;
  bool failed_ = false;
  char local_[kLocalBytes];
};

}  // namespace gilua
