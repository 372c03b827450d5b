// The benchmark suite: which programs, which Luas, and the runs.
//
// Runs are interleaved (A B C A B C ...), so that a slow minute of the machine falls on all alike.
// Invariant: a program's contenders are compared only if their outputs agree; where they do not,
// [ProgramResult::complaint] says so and the program counts in no mean.
// Read next: report.hpp, which prints what stands here.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "repl/measure/measure.hpp"

namespace gilua::bench {

/// One way to run a Lua program.
struct Contender {
  std::string name;
  std::vector<std::string> command;  // the script's path is appended
  bool is_lua51 = false;             // runs only programs whose first line says "luajit: yes"
};

struct Program {
  std::string name;
  std::filesystem::path path;
  bool is_lua51 = false;
};

/// The runs of one contender on one program; empty if it was left out.
struct Timings {
  std::vector<measure::Sample> samples;

  bool ran() const { return !samples.empty(); }
  double wall_s() const;      // median
  double cpu_s() const;       // median of user + system
  double max_rss_kb() const;  // median
};

struct ProgramResult {
  Program program;
  std::vector<Timings> timings;  // one for each contender, in their order
  std::string complaint;         // empty if all is well
};

struct SuiteOptions {
  std::filesystem::path programs;
  std::string filter;  // only programs whose name contains this
  int runs = 5;
  std::chrono::milliseconds timeout{60'000};
};

/// The programs of a folder, by name.
std::vector<Program> find_programs(const SuiteOptions& options);

/// gilua with the GIL on and off, then lua5.4 and luajit where they are installed.
std::vector<Contender> find_contenders(const std::filesystem::path& gilua);

/// Runs everything; says on stderr how far it is.
std::vector<ProgramResult> run_suite(const std::vector<Program>& programs,
                                     const std::vector<Contender>& contenders,
                                     const SuiteOptions& options);

}  // namespace gilua::bench
