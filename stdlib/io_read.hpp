// The formats of io.read, io.lines and file:read, carried out on a ByteStream without touching
// Lua objects, so that it can be done without the permit.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <string>
#include <vector>

#include "stdlib/io_stream.hpp"

namespace gilua {

/// One format: 'n', 'l', 'L', 'a', or 'c' for [count] bytes.
struct ReadFormat {
  char kind = 'l';
  size_t count = 0;
};

/// What one format gave.
struct ReadItem {
  enum class Kind : uint8_t { kNothing, kText, kNumber };
  Kind kind = Kind::kNothing;
  std::pmr::string text{};
  Value number = Value::nil();
};

struct ReadResult {
  explicit ReadResult(std::pmr::memory_resource& memory) : items(&memory) {}

  std::pmr::vector<ReadItem> items;  // up to the first that gave nothing
  int error = 0;                     // errno if reading failed
};

/// Carries [formats] out in order. Texts come from the resource of [result]'s items. False: it
/// would have to wait; nothing is consumed then.
bool read_formats(ByteStream& stream, const std::vector<ReadFormat>& formats, bool may_wait,
                  ReadResult& result);

}  // namespace gilua
