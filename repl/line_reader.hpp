// Where the prompt's lines come from: a terminal with line editing and history (libedit), or any
// other standard input, read plainly.
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace gilua {

class LineReader {
 public:
  virtual ~LineReader() = default;
  /// Shows [prompt] and reads a line, without its end; nothing at the end of the input.
  ///
  /// @thread  main, without the permit   @blocks  until there is a line
  virtual std::optional<std::string> read(const std::string& prompt) = 0;
  /// Keeps a whole statement for recall.
  virtual void remember(const std::string& statement) = 0;
};

/// The reader that suits standard input.
std::unique_ptr<LineReader> make_line_reader();

}  // namespace gilua
