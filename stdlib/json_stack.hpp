// RapidJSON's stack of open arrays and objects, in memory that counts towards the heap's limit.
//
// The library's own computes addresses from a null pointer while it is empty, which the language
// does not define, and follows the null pointer of an allocator that has no memory. This one stands
// in for it (a specialisation for the allocator that our readers name) and throws std::bad_alloc.
// Include it before <rapidjson/reader.h>. Confined to its reader's thread.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <vector>

#define RAPIDJSON_NO_SIZETYPEDEFINE
namespace rapidjson {
using SizeType = ::std::size_t;  // documents may be longer than 4 GB
}
#include <rapidjson/internal/stack.h>

/// What GenericReader asks of a stack. Only things of one size are pushed while the parser is the
/// iterative one and decodes in place, so they lie aligned.
template <>
class rapidjson::internal::Stack<std::pmr::memory_resource> {
 public:
  Stack(std::pmr::memory_resource* memory, size_t capacity) : bytes_(memory) {
    bytes_.reserve(capacity);
  }

  template <typename T>
  T* Push(size_t count = 1) {
    const size_t at = bytes_.size();
    bytes_.resize(at + sizeof(T) * count);
    return reinterpret_cast<T*>(bytes_.data() + at);
  }
  template <typename T>
  T* Pop(size_t count) {
    // What was popped is read before the next push.
    bytes_.resize(bytes_.size() - sizeof(T) * count);
    return reinterpret_cast<T*>(bytes_.data() + bytes_.size());
  }
  template <typename T>
  T* Top() {
    return reinterpret_cast<T*>(bytes_.data() + bytes_.size() - sizeof(T));
  }
  void Clear() { bytes_.clear(); }

 private:
  std::pmr::vector<std::byte> bytes_;
};
