// gilua_bench: our Lua programs under gilua and under other Luas, side by side.
//
// Exit status: 0; 1 if a program failed or outputs disagree; 2 for bad usage.
// Read next: suite.hpp (how it is run), report.hpp (what is printed).
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

#include "bench/report.hpp"
#include "bench/suite.hpp"

int main(int argc, char** argv) {
  using namespace gilua::bench;
  SuiteOptions options;
  options.programs = "bench/programs";
  std::string gilua = "build/gilua";
  std::string json_file;
  std::string clock_name = "wall";
  double timeout_s = 60;

  CLI::App app{"Compares gilua with lua5.4 and luajit -joff over a folder of programs."};
  app.add_option("--gilua", gilua, "the program to measure")->capture_default_str();
  app.add_option("--programs", options.programs, "the folder of programs")->capture_default_str();
  app.add_option("--filter", options.filter, "only programs whose name contains this");
  app.add_option("--runs", options.runs, "runs of each program under each Lua")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--by", clock_name, "what the ratios are of: wall or cpu")
      ->capture_default_str()
      ->check(CLI::IsMember({"wall", "cpu"}));
  app.add_option("--timeout", timeout_s, "seconds that one run may take")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--json", json_file, "writes every sample to this file");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  options.timeout = std::chrono::milliseconds{static_cast<long>(timeout_s * 1000)};

  const auto programs = find_programs(options);
  if (programs.empty()) {
    fmt::print(stderr, "gilua_bench: no program in {} fits \"{}\"\n", options.programs.string(),
               options.filter);
    return 2;
  }
  const auto contenders = find_contenders(gilua);
  const auto results = run_suite(programs, contenders, options);
  print_table(contenders, results, clock_name == "cpu" ? Clock::kCpu : Clock::kWall);
  if (!json_file.empty()) {
    std::ofstream out{json_file};
    out << to_json(contenders, results);
    out.close();
    if (!out) {
      fmt::print(stderr, "gilua_bench: cannot write {}\n", json_file);
      return 1;
    }
  }
  const bool all_well = std::all_of(results.begin(), results.end(),
                                    [](const auto& result) { return result.complaint.empty(); });
  return all_well ? 0 : 1;
}
