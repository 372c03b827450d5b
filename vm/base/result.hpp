// Errors of the C++ side that are not Lua errors: a bad option, an unreadable file, a chunk that
// the verifier refuses. Lua errors are values and travel as a status (see vm/exec/exec.hpp).
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace gilua {

enum class ErrorKind { kBadArgument, kSyntax, kBadChunk, kIo, kOutOfMemory };

struct Error {
  ErrorKind kind;
  std::string message;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string message) {
  return tl::unexpected<Error>(Error{kind, std::move(message)});
}

}  // namespace gilua
