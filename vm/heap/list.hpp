// A growing array that says when there is no memory, instead of throwing. Private to vm/heap.
//
// The collector works when memory is short, so each of its lists has a plan for a failed push.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <type_traits>

#include "vm/base/attributes.hpp"

namespace gilua {

template <typename T>
class List {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  List() = default;
  ~List() { std::free(static_cast<void*>(items_)); }
  List(const List&) = delete;
  List& operator=(const List&) = delete;

  size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  T& operator[](size_t i) { return items_[i]; }
  const T& operator[](size_t i) const { return items_[i]; }
  T* begin() { return items_; }
  T* end() { return items_ + count_; }

  /// False: no memory; the list is as it was.
  bool push(T item) {
    if (GILUA_UNLIKELY(count_ == capacity_) && !reserve(count_ + 1)) return false;
    items_[count_++] = item;
    return true;
  }
  T pop() { return items_[--count_]; }
  /// Drops all but the first [count].
  void shrink(size_t count) { count_ = count; }
  GILUA_COLD bool reserve(size_t count) {
    if (count <= capacity_) return true;
    size_t capacity = capacity_ == 0 ? 256 : capacity_ * 2;
    if (capacity < count) capacity = count;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): the items may be pointers
    void* p = std::realloc(static_cast<void*>(items_), capacity * sizeof(T));
    if (p == nullptr) return false;
    items_ = static_cast<T*>(p);
    capacity_ = capacity;
    return true;
  }

 private:
  T* items_ = nullptr;
  size_t count_ = 0;
  size_t capacity_ = 0;
};

}  // namespace gilua
