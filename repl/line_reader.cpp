// See line_reader.hpp. The plain reader shows each line that it reads after the prompt, as the
// standard `lua` does: the output of a session then reads the same whether typed or piped.
#include "repl/line_reader.hpp"

#include <termios.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

// libedit's declarations of what GNU readline offers.
#include <editline/readline.h>

#include "stdlib/io_stream.hpp"

namespace gilua {
namespace {

class TerminalReader final : public LineReader {
 public:
  TerminalReader() {
    setlocale(LC_CTYPE, "");  // so that libedit takes bytes beyond ASCII for what they are
    rl_readline_name = "gilua";
    using_history();
  }

  std::optional<std::string> read(const std::string& prompt) override {
    char* line = readline(prompt.c_str());
    if (line == nullptr) return std::nullopt;
    std::string text = line;
    std::free(line);
    return text;
  }

  void begin(const std::string& prompt) override {
    tcgetattr(STDIN_FILENO, &terminal_before);
    std::signal(SIGINT, restore_and_end);
    came.reset();
    ended = false;
    rl_callback_handler_install(prompt.c_str(), [](char* line) {
      if (line == nullptr) {
        ended = true;
      } else {
        came = line;
        std::free(line);
      }
    });
  }

  bool has_input() const override { return false; }

  Step step(std::string& line) override {
    rl_callback_read_char();
    if (!came && !ended) return Step::kMore;
    abandon();
    if (!came) return Step::kEnd;
    line = std::move(*came);
    return Step::kLine;
  }

  void abandon() override {
    rl_callback_handler_remove();
    std::signal(SIGINT, SIG_DFL);
  }

  void remember(const std::string& statement) override { add_history(statement.c_str()); }

 private:
  /// Ctrl-C at the prompt ends the program; libedit has the terminal in its own mode.
  static void restore_and_end(int) {
    tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }

  // libedit's callback has no place for data, and there is one terminal.
  static inline std::optional<std::string> came;
  static inline bool ended = false;
  static inline termios terminal_before{};
};

/// Shares standard input's and output's buffers with io.read and io.write, so that a script may
/// read lines of its own between two prompts.
class PlainReader final : public LineReader {
 public:
  std::optional<std::string> read(const std::string& prompt) override {
    begin(prompt);
    std::string line;
    for (;;) {
      switch (step(line)) {
        case Step::kLine:
          return line;
        case Step::kEnd:
          return std::nullopt;
        case Step::kMore:
          break;
      }
    }
  }

  void begin(const std::string& prompt) override {
    show(prompt);
    partial_.clear();
  }

  bool has_input() const override {
    ByteStream& in = ByteStream::standard_input();
    MutexLock lock(in.mutex);
    return !in.buffered().empty();
  }

  Step step(std::string& line) override {
    ByteStream& in = ByteStream::standard_input();
    {
      MutexLock lock(in.mutex);
      const bool is_over = in.buffered().empty() && in.fill(true) != Io::kDone;
      if (is_over && partial_.empty()) return Step::kEnd;
      const std::string_view held = is_over ? "\n" : in.buffered();
      const size_t end = held.find('\n');
      partial_.append(held.substr(0, end));
      if (!is_over) in.consume(end == std::string_view::npos ? held.size() : end + 1);
      if (end == std::string_view::npos) return Step::kMore;
    }
    line = std::exchange(partial_, {});
    show(line + "\n");
    return Step::kLine;
  }

  void abandon() override {}

  void remember(const std::string&) override {}

 private:
  static void show(const std::string& text) {
    ByteStream& out = ByteStream::standard_output();
    MutexLock lock(out.mutex);
    // As lua.c, which does not look whether its prompt could be written.
    out.write(text, true);
    out.flush(true);
  }

  std::string partial_;  // of the line that is read
};

}  // namespace

std::unique_ptr<LineReader> make_line_reader() {
  if (isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0)
    return std::make_unique<TerminalReader>();
  return std::make_unique<PlainReader>();
}

}  // namespace gilua
