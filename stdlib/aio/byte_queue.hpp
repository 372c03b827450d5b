// Bytes in the order in which they came: what a stream has read and nobody has taken yet.
//
// The memory counts towards the heap's limit (Heap::buffers), so appending may throw
// std::bad_alloc; the queue is then as it was. Confined to its stream's loop.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory_resource>
#include <string_view>

namespace gilua {

class ByteQueue {
 public:
  explicit ByteQueue(std::pmr::memory_resource& memory) : memory_(memory) {}
  ~ByteQueue() { release(); }
  ByteQueue(const ByteQueue&) = delete;
  ByteQueue& operator=(const ByteQueue&) = delete;

  size_t size() const { return end_ - begin_; }
  std::string_view view() const { return {data_ + begin_, size()}; }

  void append(std::string_view bytes) {
    if (bytes.size() > capacity_ - end_) make_room(bytes.size());
    if (!bytes.empty()) std::memcpy(data_ + end_, bytes.data(), bytes.size());
    end_ += bytes.size();
  }
  void consume(size_t count) {
    begin_ += count;
    if (begin_ != end_) return;
    begin_ = end_ = 0;
    if (capacity_ > kKept) release();
  }
  void clear() { consume(size()); }

 private:
  static constexpr size_t kKept = 4096;  // bytes that an empty queue keeps room for
  static constexpr size_t kSmallest = 256;

  void make_room(size_t count) {
    const size_t used = size();
    if (used + count <= capacity_ / 2) {  // so that what is moved is at most what was consumed
      std::memmove(data_, data_ + begin_, used);
    } else {
      size_t wanted = capacity_ == 0 ? kSmallest : capacity_ * 2;
      while (wanted < used + count) wanted *= 2;
      char* bigger = static_cast<char*>(memory_.allocate(wanted));
      if (used != 0) std::memcpy(bigger, data_ + begin_, used);
      if (data_ != nullptr) memory_.deallocate(data_, capacity_);
      data_ = bigger;
      capacity_ = wanted;
    }
    begin_ = 0;
    end_ = used;
  }
  void release() {
    if (data_ != nullptr) memory_.deallocate(data_, capacity_);
    data_ = nullptr;
    capacity_ = 0;
  }

  std::pmr::memory_resource& memory_;
  char* data_ = nullptr;
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace gilua
