// Where the prompt's lines come from: a terminal with line editing and history (libedit), or any
// other standard input, read plainly.
#pragma once

#include <cstdint>
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

  // --- the same in steps, for who has something to do meanwhile. @thread main   @blocks never
  /// Shows [prompt].
  virtual void begin(const std::string& prompt) = 0;
  /// Whether step() has something to take now, without standard input being readable.
  virtual bool has_input() const = 0;
  /// Takes what there is, when has_input() or standard input is readable.
  enum class Step : uint8_t { kMore, kLine, kEnd };
  virtual Step step(std::string& line) = 0;
  /// Gives it up before there was a line.
  virtual void abandon() = 0;

  /// Keeps a whole statement for recall.
  virtual void remember(const std::string& statement) = 0;
};

/// The reader that suits standard input.
std::unique_ptr<LineReader> make_line_reader();

}  // namespace gilua
