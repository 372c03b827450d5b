// Bytes that come piece by piece and are wanted as one string in the end: kept in chunks, so that
// no copy of what is there already is made while they grow. Private to stdlib/http.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

namespace gilua {

class ByteChunks {
 public:
  explicit ByteChunks(std::pmr::memory_resource& memory) : chunks_(&memory) {}

  size_t size() const { return size_; }

  /// All of [bytes] or, with std::bad_alloc, none of them.
  void append(std::string_view bytes) {
    const size_t room = chunks_.empty() ? 0 : chunks_.back().capacity() - chunks_.back().size();
    const size_t fits = std::min(room, bytes.size());
    const size_t rest = bytes.size() - fits;
    if (rest > 0) {
      std::pmr::string fresh(chunks_.get_allocator());
      fresh.reserve(std::max(rest, std::clamp(size_, kLeast, kMost)));
      chunks_.push_back(std::move(fresh));
    }
    if (fits > 0) (chunks_.end() - (rest > 0 ? 2 : 1))->append(bytes, 0, fits);
    if (rest > 0) chunks_.back().append(bytes, fits);
    size_ += bytes.size();
  }

  void copy_to(char* to) const {
    for (const std::pmr::string& chunk : chunks_) {
      std::memcpy(to, chunk.data(), chunk.size());
      to += chunk.size();
    }
  }

  void clear() {
    chunks_.clear();
    chunks_.shrink_to_fit();
    size_ = 0;
  }

 private:
  static constexpr size_t kLeast = size_t{16} << 10;
  static constexpr size_t kMost = size_t{1} << 20;

  std::pmr::vector<std::pmr::string> chunks_;
  size_t size_ = 0;
};

}  // namespace gilua
