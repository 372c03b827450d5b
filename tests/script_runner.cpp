// Runs one script test: a Lua file that says in comments how it is run and what is expected.
//
//   -- run: --gil=off --seed=1     a run with these flags; without any such line: [kDefaultRuns]
//   -- oracle: lua5.4              a further run by another program, which must agree
//   -- args: a b                   the script's arguments
//   -- timeout: 30                 seconds each run may take
//   -- expect: TEXT                the next line of standard output (may end a line of code)
//   -- expect error: TEXT          standard error contains this
//   -- expect status: 1            the exit status, else 0
//
// With at least one "expect:" the output must be exactly those lines; without, it must only be the
// same in all runs, as it must be in either case. Exit status 0: as expected; 1: not; 2: bad usage.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "repl/measure/measure.hpp"

namespace {

using gilua::measure::Options;
using gilua::measure::run_measured;
using gilua::measure::Sample;
using gilua::measure::Stream;

const std::vector<std::string> kDefaultRuns = {"--gil=on", "--gil=on --switch-interval=1e-6",
                                               "--gil=off"};

struct Plan {
  std::vector<std::vector<std::string>> commands;  // the program and its flags; no script yet
  std::vector<std::string> args;
  std::optional<std::vector<std::string>> lines;
  std::vector<std::string> errors;
  int status = 0;
  double timeout_s = 30;
};

struct Arguments {
  std::string gilua;
  std::string script;
  double timeout_factor = 1;
};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in{text};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in{text};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// What follows [mark] in [line], less one space; nothing if the mark is not there.
std::optional<std::string> after(const std::string& line, std::string_view mark) {
  const auto at = line.find(mark);
  if (at == std::string::npos) return std::nullopt;
  std::string rest = line.substr(at + mark.size());
  if (!rest.empty() && rest.front() == ' ') rest.erase(0, 1);
  return rest;
}

std::optional<std::string> header(const std::string& line, std::string_view mark) {
  return line.starts_with(mark) ? after(line, mark) : std::nullopt;
}

Plan read_plan(std::istream& script, const std::string& gilua) {
  Plan plan;
  std::vector<std::string> runs;
  std::optional<std::string> oracle;
  for (std::string line; std::getline(script, line);) {
    if (auto flags = header(line, "-- run:")) {
      runs.push_back(*flags);
    } else if (auto program = header(line, "-- oracle:")) {
      oracle = *program;
    } else if (auto args = header(line, "-- args:")) {
      plan.args = words_of(*args);
    } else if (auto seconds = header(line, "-- timeout:")) {
      plan.timeout_s = std::strtod(seconds->c_str(), nullptr);
    } else if (auto text = after(line, "-- expect error:")) {
      plan.errors.push_back(*text);
    } else if (auto status = after(line, "-- expect status:")) {
      plan.status = std::atoi(status->c_str());
    } else if (auto shown = after(line, "-- expect:")) {
      if (!plan.lines) plan.lines.emplace();
      plan.lines->push_back(*shown);
    }
  }
  if (runs.empty()) runs = kDefaultRuns;
  for (const std::string& flags : runs) {
    std::vector<std::string> command = words_of(flags);
    command.insert(command.begin(), gilua);
    plan.commands.push_back(std::move(command));
  }
  if (oracle) plan.commands.push_back(words_of(*oracle));
  return plan;
}

// The first line in which the two differ, with the line before it.
std::string first_difference(const std::vector<std::string>& expected,
                             const std::vector<std::string>& got) {
  const auto shown = [](const std::vector<std::string>& lines, std::size_t index) {
    return index < lines.size() ? fmt::format("\"{}\"", lines[index]) : std::string{"(nothing)"};
  };
  std::size_t at = 0;
  while (at < expected.size() && at < got.size() && expected[at] == got[at]) ++at;
  std::string text;
  if (at > 0) text += fmt::format("  line {}:     {}\n", at, shown(got, at - 1));
  text += fmt::format("- expected {}: {}\n", at + 1, shown(expected, at));
  text += fmt::format("+ got {}:      {}\n", at + 1, shown(got, at));
  return text;
}

// What is wrong with a run; empty if nothing is.
std::string complaints(const Plan& plan, const Sample& sample, const Sample& first) {
  std::string text;
  if (sample.timed_out) {
    text += fmt::format("ended after {:.1f} s: it took too long\n", sample.wall_s);
  } else if (sample.status != plan.status) {
    text += fmt::format("status {}, expected {}\n", sample.status, plan.status);
  }
  const auto got = lines_of(sample.out);
  if (plan.lines && got != *plan.lines) text += first_difference(*plan.lines, got);
  if (sample.out != first.out) {
    text +=
        "the output differs from the first run's\n" + first_difference(lines_of(first.out), got);
  }
  for (const std::string& error : plan.errors) {
    if (sample.err.find(error) == std::string::npos) {
      text += fmt::format("standard error lacks \"{}\"\n", error);
    }
  }
  return text;
}

// The end of a long text, where the reason usually stands.
std::string_view tail(std::string_view text) {
  constexpr std::size_t kShown = 6000;
  return text.size() > kShown ? text.substr(text.size() - kShown) : text;
}

int run_plan(const Plan& plan, const Arguments& arguments) {
  int failures = 0;
  std::optional<Sample> first;
  for (const auto& command : plan.commands) {
    std::vector<std::string> argv = command;
    argv.push_back(arguments.script);
    argv.insert(argv.end(), plan.args.begin(), plan.args.end());
    Options options;
    options.err = Stream::kCapture;
    options.own_process_group = true;  // workers that a script starts end with it
    options.timeout = std::chrono::milliseconds{
        static_cast<long>(1000 * plan.timeout_s * arguments.timeout_factor)};
    const auto sample = run_measured(argv, options);
    if (!sample) {
      fmt::print("FAILED {}\n{}\n", fmt::join(argv, " "), sample.error());
      ++failures;
      continue;
    }
    if (!first) first = *sample;
    const std::string text = complaints(plan, *sample, *first);
    fmt::print("{} {:.2f} s  {}\n", text.empty() ? "ok    " : "FAILED", sample->wall_s,
               fmt::join(argv, " "));
    if (text.empty()) continue;
    ++failures;
    fmt::print("{}", text);
    if (!sample->err.empty()) fmt::print("--- standard error:\n{}\n", tail(sample->err));
  }
  return failures == 0 ? 0 : 1;
}

std::optional<Arguments> parse(int argc, char** argv) {
  Arguments arguments;
  const std::vector<std::string> words(argv + 1, argv + argc);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool has_value = i + 1 < words.size();
    if (words[i] == "--gilua" && has_value) {
      arguments.gilua = words[++i];
    } else if (words[i] == "--timeout-factor" && has_value) {
      arguments.timeout_factor = std::strtod(words[++i].c_str(), nullptr);
    } else if (arguments.script.empty() && !words[i].starts_with("-")) {
      arguments.script = words[i];
    } else {
      return std::nullopt;
    }
  }
  if (arguments.gilua.empty() || arguments.script.empty() || arguments.timeout_factor <= 0) {
    return std::nullopt;
  }
  return arguments;
}

}  // namespace

int main(int argc, char** argv) {
  auto arguments = parse(argc, argv);
  if (!arguments) {
    fmt::print(stderr, "usage: script_runner --gilua PROGRAM [--timeout-factor X] SCRIPT\n");
    return 2;
  }
  std::ifstream script{arguments->script};
  if (!script) {
    fmt::print(stderr, "script_runner: cannot read {}\n", arguments->script);
    return 2;
  }
  const Plan plan = read_plan(script, arguments->gilua);
  // Messages name the script as it was given: run it by its bare name in its own folder, so that
  // an expectation reads the same on every machine.
  const std::filesystem::path path = std::filesystem::absolute(arguments->script);
  std::filesystem::current_path(path.parent_path());
  arguments->script = path.filename().string();
  return run_plan(plan, *arguments);
}
