// See report.hpp.
#include "bench/report.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace gilua::bench {
namespace {

// A ratio that the table shows: how long [slow] takes as a multiple of what [fast] takes.
struct Ratio {
  std::string_view slow;
  std::string_view fast;
};

constexpr Ratio kRatios[] = {
    {"lua5.4", "gil on"},
    {"gil off", "gil on"},
    {"luajit -joff", "gil on"},
};

std::optional<std::size_t> index_of(const std::vector<Contender>& contenders,
                                    std::string_view name) {
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    if (contenders[i].name == name) return i;
  }
  return std::nullopt;
}

double time_s(const Timings& timings, Clock clock) {
  return clock == Clock::kWall ? timings.wall_s() : timings.cpu_s();
}

std::optional<double> ratio_of(const Ratio& ratio, const std::vector<Contender>& contenders,
                               const ProgramResult& result, Clock clock) {
  const auto slow = index_of(contenders, ratio.slow);
  const auto fast = index_of(contenders, ratio.fast);
  if (!slow || !fast || !result.complaint.empty()) return std::nullopt;
  const Timings& slow_timings = result.timings[*slow];
  const Timings& fast_timings = result.timings[*fast];
  if (!slow_timings.ran() || !fast_timings.ran()) return std::nullopt;
  return time_s(slow_timings, clock) / std::max(time_s(fast_timings, clock), 1e-9);
}

std::string title(const Ratio& ratio) { return fmt::format("{} / {}", ratio.slow, ratio.fast); }

void print_summary(const std::vector<Contender>& contenders,
                   const std::vector<ProgramResult>& results, Clock clock) {
  for (const Ratio& ratio : kRatios) {
    std::vector<double> values;
    std::string lowest_name;
    double lowest = 0;
    for (const ProgramResult& result : results) {
      const auto value = ratio_of(ratio, contenders, result, clock);
      if (!value) continue;
      if (values.empty() || *value < lowest) {
        lowest = *value;
        lowest_name = result.program.name;
      }
      values.push_back(*value);
    }
    if (values.empty()) continue;
    fmt::print("{:<24} geometric mean {:.3f} over {} programs, lowest {:.3f} ({})\n", title(ratio),
               measure::geometric_mean(values), values.size(), lowest, lowest_name);
  }
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string timings_json(const Contender& contender, const Timings& timings) {
  std::vector<std::string> samples;
  samples.reserve(timings.samples.size());
  for (const measure::Sample& sample : timings.samples) {
    samples.push_back(
        fmt::format(R"({{"wall_s": {:.6f}, "user_s": {:.6f}, "sys_s": {:.6f}, "max_rss_kb": {}}})",
                    sample.wall_s, sample.user_s, sample.sys_s, sample.max_rss_kb));
  }
  return fmt::format(
      R"({{"contender": {}, "wall_s": {:.6f}, "cpu_s": {:.6f}, "max_rss_kb": {:.0f}, "samples": [{}]}})",
      json_string(contender.name), timings.wall_s(), timings.cpu_s(), timings.max_rss_kb(),
      fmt::join(samples, ", "));
}

}  // namespace

void print_table(const std::vector<Contender>& contenders,
                 const std::vector<ProgramResult>& results, Clock clock) {
  fmt::print("median {} time in seconds; ratios above 1: gilua with the GIL on is the faster\n\n",
             clock == Clock::kWall ? "wall" : "user + system");
  fmt::print("{:<20}", "program");
  for (const Contender& contender : contenders) fmt::print("{:>14}", contender.name);
  for (const Ratio& ratio : kRatios) fmt::print("{:>24}", title(ratio));
  fmt::print("\n");
  for (const ProgramResult& result : results) {
    fmt::print("{:<20}", result.program.name);
    if (!result.complaint.empty()) {
      fmt::print("  {}\n", result.complaint);
      continue;
    }
    for (const Timings& timings : result.timings) {
      fmt::print("{:>14}",
                 timings.ran() ? fmt::format("{:.3f}", time_s(timings, clock)) : std::string{"-"});
    }
    for (const Ratio& ratio : kRatios) {
      const auto value = ratio_of(ratio, contenders, result, clock);
      fmt::print("{:>24}", value ? fmt::format("{:.2f}", *value) : std::string{"-"});
    }
    fmt::print("\n");
  }
  fmt::print("\n");
  print_summary(contenders, results, clock);
}

std::string to_json(const std::vector<Contender>& contenders,
                    const std::vector<ProgramResult>& results) {
  std::vector<std::string> programs;
  for (const ProgramResult& result : results) {
    std::vector<std::string> timings;
    for (std::size_t i = 0; i < contenders.size(); ++i) {
      if (result.timings[i].ran())
        timings.push_back(timings_json(contenders[i], result.timings[i]));
    }
    const std::string complaint =
        result.complaint.empty() ? std::string{"null"} : json_string(result.complaint);
    programs.push_back(
        fmt::format("    {{\"program\": {}, \"complaint\": {}, \"results\": [\n      {}\n    ]}}",
                    json_string(result.program.name), complaint, fmt::join(timings, ",\n      ")));
  }
  std::vector<std::string> summaries;
  for (const Ratio& ratio : kRatios) {
    std::vector<double> values;
    for (const ProgramResult& result : results) {
      if (const auto value = ratio_of(ratio, contenders, result, Clock::kWall)) {
        values.push_back(*value);
      }
    }
    if (values.empty()) continue;
    summaries.push_back(fmt::format(
        R"(    {{"ratio": {}, "geometric_mean": {:.4f}, "lowest": {:.4f}, "programs": {}}})",
        json_string(title(ratio)), measure::geometric_mean(values),
        *std::min_element(values.begin(), values.end()), values.size()));
  }
  return fmt::format("{{\n  \"wall_ratios\": [\n{}\n  ],\n  \"programs\": [\n{}\n  ]\n}}\n",
                     fmt::join(summaries, ",\n"), fmt::join(programs, ",\n"));
}

}  // namespace gilua::bench
