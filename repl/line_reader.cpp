// See line_reader.hpp. The plain reader shows each line that it reads after the prompt, as the
// standard `lua` does: the output of a session then reads the same whether typed or piped.
#include "repl/line_reader.hpp"

#include <unistd.h>

#include <clocale>
#include <cstdio>
#include <cstdlib>

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

  void remember(const std::string& statement) override { add_history(statement.c_str()); }
};

/// Shares standard input's and output's buffers with io.read and io.write, so that a script may
/// read lines of its own between two prompts.
class PlainReader final : public LineReader {
 public:
  std::optional<std::string> read(const std::string& prompt) override {
    show(prompt);
    std::string line;
    bool any = false;
    {
      ByteStream& in = ByteStream::standard_input();
      MutexLock lock(in.mutex);
      for (;;) {
        if (in.buffered().empty() && in.fill(true) != Io::kDone) break;
        const std::string_view held = in.buffered();
        any = true;
        const size_t end = held.find('\n');
        line.append(held.substr(0, end));
        in.consume(end == std::string_view::npos ? held.size() : end + 1);
        if (end != std::string_view::npos) break;
      }
    }
    if (!any) return std::nullopt;
    show(line + "\n");
    return line;
  }

  void remember(const std::string&) override {}

 private:
  static void show(const std::string& text) {
    ByteStream& out = ByteStream::standard_output();
    MutexLock lock(out.mutex);
    // As lua.c, which does not look whether its prompt could be written.
    out.write(text, true);
    out.flush(true);
  }
};

}  // namespace

std::unique_ptr<LineReader> make_line_reader() {
  if (isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0)
    return std::make_unique<TerminalReader>();
  return std::make_unique<PlainReader>();
}

}  // namespace gilua
