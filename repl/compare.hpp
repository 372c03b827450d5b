// `gilua compare`: one script under several settings, as one table.
//
//   options (compare_options.cpp) ──▶ settings ──▶ rounds of runs (compare.cpp) ──▶ table
//
// Every run is a process of its own, so that no run warms up another's heap. Runs are interleaved
// (each round runs every setting once), so that a slow spell of the machine hits all settings.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "repl/measure/measure.hpp"
#include "repl/report.hpp"
#include "vm/base/result.hpp"

namespace gilua {

/// What is varied: each has one value or more.
struct CompareAxes {
  std::vector<std::string> gil, switch_interval, policy, switch_points;
  std::vector<std::pair<std::string, std::vector<std::string>>> args;  // --arg NAME=A,B
  std::vector<std::string> common;  // flags that every run gets: "--sandbox"
  std::optional<int> runs;
};

struct CompareOptions {
  CompareAxes axes;
  std::string script;
  std::vector<std::string> script_args;
  std::optional<std::string> help;
};

/// One row of the table: how its runs are started.
struct Setting {
  std::string label;                // what distinguishes it: "gil=on threads=2"
  std::vector<std::string> flags;   // "--gil=on"
  std::vector<std::string> values;  // "threads=2", the script's first arguments
};

/// One run's figures.
struct CompareRun {
  measure::Sample sample;
  RunReport report;
};

/// What came of one setting.
struct SettingRuns {
  std::vector<CompareRun> runs;
  bool agrees = true;  // every output is the same as the very first run's
};

constexpr int kDefaultRuns = 5;

/// Reads the command line and the script's own "-- compare:" line.
Result<CompareOptions> parse_compare_options(const std::vector<std::string>& argv);
/// Every combination of the axes' values: the GIL varies slowest, script arguments fastest.
std::vector<Setting> make_settings(const CompareAxes& axes);
/// The table and what is to be said below it.
std::string compare_table(const std::vector<Setting>& settings,
                          const std::vector<SettingRuns>& results);

/// The command itself: [argv] with "compare" as its second word. Returns the exit status.
int compare_main(const std::vector<std::string>& argv);

}  // namespace gilua
