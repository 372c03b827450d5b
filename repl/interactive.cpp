// See interactive.hpp.
//
// 1. A line is tried as an expression first ("return LINE;"), then as a statement. A statement that
//    ends too early (the compiler's message ends with "<eof>") is continued with the next line.
// 2. Results go to the global `print`, as it is then. An error is reported without the program's
//    name, and the prompt goes on. A deadlock is an error too, of the wait that completed it.
// 3. Once a statement has awaited something there is an event loop, which runs while the prompt
//    waits (stdlib/prompt.hpp).
// 4. Ctrl-C at the prompt ends the program, as with lua.c; while a statement runs it interrupts it.
#include "repl/interactive.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "repl/chunks.hpp"
#include "repl/line_reader.hpp"
#include "repl/thread_report.hpp"
#include "stdlib/prompt.hpp"
#include "stdlib/stdlib.hpp"

namespace gilua {
namespace {

/// Gives SIGINT its default action for as long as it lives.
class DefaultInterrupt {
 public:
  DefaultInterrupt() {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &before_);
  }
  ~DefaultInterrupt() { sigaction(SIGINT, &before_, nullptr); }
  DefaultInterrupt(const DefaultInterrupt&) = delete;
  DefaultInterrupt& operator=(const DefaultInterrupt&) = delete;

 private:
  struct sigaction before_ {};
};

/// args: the global's value, the default. A prompt may be any value: each time its tostring.
Outcome make_prompt(Exec& ex, Args args) {
  Value text = args[1];
  if (!args[0].is_nil() && !to_display_string(ex, args[0], text)) return kError;
  return ex.args().ret(text);
}

constexpr NativeRow kMakePrompt = {"prompt", 2, 2, Runs::kFull, make_prompt, "the text of _PROMPT"};

class Session {
 public:
  explicit Session(Exec& ex) : ex_(ex), reader_(make_line_reader()) {}

  /// False at the end of the input, or when the program is to end with exit_status().
  bool turn() {
    Value* const bottom = ex_.top;
    const ptrdiff_t offset = bottom - ex_.stack;
    if (!push_message_handler(ex_)) return complain_and_go_on(offset);
    const std::optional<bool> loaded = load_statement();
    if (!loaded) return false;
    if (!*loaded) return complain_and_go_on(offset);
    const Outcome count = call_with_handler(ex_, 0, -1);
    if (count < 0) return complain_and_go_on(offset);
    print_results(static_cast<uint32_t>(count));
    ex_.top = ex_.stack + offset;
    return true;
  }

  std::optional<int> exit_status() const { return exit_status_; }

 private:
  /// Drops what the failed statement left. False if the error was sys.exit.
  bool complain_and_go_on(ptrdiff_t offset) {
    const bool ends = is_exit(ex_);
    const int status = report_error(ex_, Prefix::kNone);
    ex_.top = ex_.stack + offset;
    if (ends) exit_status_ = status;
    return !ends;
  }

  /// "> " or what _PROMPT says; a prompt that cannot be made is reported and left out.
  std::string prompt(bool first) {
    const std::string fallback = first ? "> " : ">> ";
    Value text;
    if (push_global(ex_, first ? "_PROMPT" : "_PROMPT2") && ex_.make_string(fallback, text) &&
        ex_.reserve(1)) {
      ex_.push(text);
      if (call_row(ex_, kMakePrompt, 2)) return std::string(ex_.pop().as_string()->view());
    }
    report_error(ex_, Prefix::kNone);
    return fallback;
  }

  std::optional<std::string> read_line(bool first) {
    const std::string shown = prompt(first);
    flush_standard_output();
    if (has_prompt_loop(ex_)) return read_beside_loop(shown);
    return without_permit(ex_.world(), *ex_.thread, {WaitKind::kIo, nullptr, "prompt", nullptr},
                          [&] {
                            const DefaultInterrupt scope;
                            return reader_->read(shown);
                          });
  }

  /// As above, while the session's event loop runs. What ends the loop is told, and the line is
  /// waited for without it.
  std::optional<std::string> read_beside_loop(const std::string& shown) {
    const DefaultInterrupt scope;
    std::string line;
    bool loop_runs = true;
    for (reader_->begin(shown);;) {
      if (loop_runs && !reader_->has_input() && !run_prompt_loop(ex_, STDIN_FILENO)) {
        const bool ends = is_exit(ex_);
        const int status = report_error(ex_, Prefix::kNone);
        loop_runs = false;
        if (ends) {
          reader_->abandon();
          exit_status_ = status;
          return std::nullopt;
        }
      }
      switch (without_permit(ex_.world(), *ex_.thread, {WaitKind::kIo, nullptr, "prompt", nullptr},
                             [&] { return reader_->step(line); })) {
        case LineReader::Step::kLine:
          return line;
        case LineReader::Step::kEnd:
          return std::nullopt;
        case LineReader::Step::kMore:
          break;
      }
    }
  }

  bool load(const std::string& text) { return ex_.runtime->load(ex_, text, "=stdin", "bt"); }

  bool is_incomplete() const {
    return ex_.error.is_string() && ex_.error.as_string()->view().ends_with("<eof>");
  }

  /// Pushes the next statement's function. False: the error is in ex.error; nothing: no more input.
  std::optional<bool> load_statement() {
    std::optional<std::string> line = read_line(true);
    if (!line) return std::nullopt;
    if (line->starts_with('=')) line->replace(0, 1, "return ");  // as Lua 5.2 wrote it
    if (load("return " + *line + ";")) {
      if (!line->empty()) reader_->remember(*line);
      return true;
    }
    for (;;) {
      const bool done = load(*line);
      std::optional<std::string> more;
      const bool ends_early = !done && is_incomplete();
      if (ends_early) more = read_line(false);
      if (!more) {
        reader_->remember(*line);
        return ends_early ? load(*line) : done;  // again, for the message: the prompt ran Lua
      }
      *line += "\n" + *more;
    }
  }

  void print_results(uint32_t count) {
    if (count == 0) return;
    // The message handler's place below the results is free for the function now.
    Value* const at = ex_.top - count - 1;
    const ptrdiff_t offset = at - ex_.stack;
    if (push_global(ex_, "print")) {
      copy(ex_.stack[offset], ex_.pop());
      if (ex_.pcall(count, 0) >= 0) return;
    }
    Value text = ex_.error;
    const bool shows = text.is_string() || (text.is_number() && to_raw_string(ex_, text, text));
    complain(fmt::format("error calling 'print' ({})",
                         shows ? text.as_string()->view() : std::string_view("(null)")),
             Prefix::kNone);
  }

  Exec& ex_;
  std::unique_ptr<LineReader> reader_;
  std::optional<int> exit_status_;
};

}  // namespace

int run_interactive(Exec& ex) {
  Session session(ex);
  raise_deadlocks(*ex.runtime);
  if (!open_prompt(ex)) report_error(ex, Prefix::kNone);  // a script has replaced `require`, say
  while (session.turn()) {
  }
  if (!close_prompt(ex)) report_error(ex, Prefix::kNone);
  report_deadlocks(*ex.runtime);  // among the threads that are waited for now
  if (session.exit_status()) return *session.exit_status();
  write_standard_output(ex, "\n");
  return 0;
}

}  // namespace gilua
