// The rounds of `gilua compare`. See compare.hpp.
//
// Ctrl-C reaches the running child too, since it is in our process group; that run is dropped, and
// the table shows what there is. A second one ends the program.
#include "repl/compare.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace gilua {
namespace {

constexpr int kFailure = 1;
constexpr int kBadUsage = 2;
constexpr int kInterrupted = 130;
constexpr int kReportFd = 3;

volatile sig_atomic_t interrupted = 0;

extern "C" void note_interrupt(int) {
  if (interrupted) _exit(kInterrupted);  // the child did not end of the first one
  interrupted = 1;
}

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = note_interrupt;  // no SA_RESTART: waiting ends at once
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

/// Says on standard error how far it is: on a terminal in one line, else a line a round.
class Progress {
 public:
  explicit Progress(int rounds) : rounds_(rounds), terminal_(isatty(STDERR_FILENO) != 0) {}

  void start(int round, const Setting& setting) {
    if (terminal_)
      fmt::print(stderr, "\r\x1b[Kround {} of {}: {}", round + 1, rounds_, setting.label);
  }
  void round_done(int round, double seconds) {
    if (!terminal_) fmt::print(stderr, "round {} of {}: {:.1f} s\n", round + 1, rounds_, seconds);
  }
  void clear() {
    if (terminal_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  int rounds_;
  bool terminal_;
};

std::vector<std::string> command_of(const CompareOptions& options, const Setting& setting) {
  std::vector<std::string> command = {"/proc/self/exe", "--report-fd={fd}"};
  command.insert(command.end(), setting.flags.begin(), setting.flags.end());
  command.push_back("--");  // a script's name may begin with '-'
  command.push_back(options.script);
  command.insert(command.end(), setting.values.begin(), setting.values.end());
  command.insert(command.end(), options.script_args.begin(), options.script_args.end());
  return command;
}

/// Runs one setting once. An error text, or nothing in [run] if Ctrl-C ended it.
Result<std::optional<CompareRun>> run_once(const CompareOptions& options, const Setting& setting) {
  measure::Options how;
  how.err = measure::Stream::kCapture;  // scripts report timings there; shown if the run fails
  how.extra_fd = kReportFd;
  auto sample = measure::run_measured(command_of(options, setting), how);
  if (interrupted) return std::optional<CompareRun>{};
  if (!sample) return fail(ErrorKind::kIo, sample.error());
  const auto report = parse_report(sample->extra);
  if (sample->status != 0 || !report) {
    return fail(ErrorKind::kIo, fmt::format("{}gilua compare: {}: exit status {}", sample->err,
                                            setting.label, sample->status));
  }
  return std::optional<CompareRun>{CompareRun{std::move(*sample), *report}};
}

/// All rounds. False: a run failed, and that has been said.
bool run_rounds(const CompareOptions& options, const std::vector<Setting>& settings,
                std::vector<SettingRuns>& results) {
  const int rounds = options.axes.runs.value_or(kDefaultRuns);
  Progress progress(rounds);
  std::optional<std::string> first_output;
  for (int round = 0; round < rounds && !interrupted; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (size_t i = 0; i < settings.size() && !interrupted; ++i) {
      progress.start(round, settings[i]);
      auto run = run_once(options, settings[i]);
      if (!run) {
        progress.clear();
        fmt::print(stderr, "{}\n", run.error().message);
        return false;
      }
      if (!*run) break;
      std::string output = std::move((*run)->sample.out);
      if (!first_output) first_output = output;
      results[i].agrees = results[i].agrees && output == *first_output;
      (*run)->sample.out.clear();
      results[i].runs.push_back(std::move(**run));
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (!interrupted) progress.round_done(round, took.count());
  }
  progress.clear();
  return true;
}

}  // namespace

int compare_main(const std::vector<std::string>& argv) {
  const auto options = parse_compare_options(argv);
  if (!options) {
    fmt::print(stderr, "gilua compare: {}\n", options.error().message);
    return kBadUsage;
  }
  if (options->help) {
    fmt::print("{}", *options->help);
    return 0;
  }
  catch_interrupts();
  const std::vector<Setting> settings = make_settings(options->axes);
  std::vector<SettingRuns> results(settings.size());
  if (!run_rounds(*options, settings, results)) return kFailure;
  if (!results[0].runs.empty()) fmt::print("{}", compare_table(settings, results));
  return interrupted ? kInterrupted : 0;
}

}  // namespace gilua
