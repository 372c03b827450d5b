// What the benchmark says at the end: a table for people, JSON for programs.
//
// A ratio "lua5.4 / gil on" of 1.30 means that gilua with the GIL on took 1/1.30 of the time of
// lua5.4: above 1 gilua is the faster one. Ratios are of medians.
#pragma once

#include <string>
#include <vector>

#include "bench/suite.hpp"

namespace gilua::bench {

enum class Clock { kWall, kCpu };

/// Prints a row for each program, then geometric means and the lowest ratios.
void print_table(const std::vector<Contender>& contenders,
                 const std::vector<ProgramResult>& results, Clock clock);

/// All samples and medians, as one JSON document.
std::string to_json(const std::vector<Contender>& contenders,
                    const std::vector<ProgramResult>& results);

}  // namespace gilua::bench
