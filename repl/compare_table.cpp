// The table of `gilua compare`. See compare.hpp.
#include <fmt/format.h>

#include <algorithm>

#include "repl/compare.hpp"
#include "repl/table.hpp"

namespace gilua {
namespace {

template <typename Figure>
double median_of(const SettingRuns& setting, Figure figure) {
  std::vector<double> values;
  for (const CompareRun& run : setting.runs) values.push_back(figure(run));
  return measure::median(std::move(values));
}

double wall_of(const SettingRuns& setting) {
  return median_of(setting, [](const CompareRun& r) { return r.sample.wall_s; });
}

std::string memory_text(long kib) {
  return kib < 10 * 1024 ? fmt::format("{:.1f} MB", static_cast<double>(kib) / 1024)
                         : fmt::format("{} MB", (kib + 512) / 1024);
}

std::vector<std::string> row_of(const Setting& setting, const SettingRuns& result,
                                double first_wall) {
  const double wall = wall_of(result);
  const double cpu = median_of(result, [](const CompareRun& r) { return r.sample.cpu_s(); });
  const double forced = median_of(result, [](const CompareRun& r) { return r.report.forced; });
  const double voluntary =
      median_of(result, [](const CompareRun& r) { return r.report.voluntary; });
  const double wait = median_of(result, [](const CompareRun& r) { return r.report.wait_s; });
  long peak = 0;
  for (const CompareRun& run : result.runs) peak = std::max(peak, run.sample.max_rss_kb);
  return {setting.label,
          fmt::format("{:.3f} s", wall),
          fmt::format("{:.3f} s", cpu),
          fmt::format("{:.2f}", wall > 0 ? cpu / wall : 0),
          fmt::format("{:.2f}x", wall > 0 ? first_wall / wall : 0),
          fmt::format("{:.0f}", forced),
          fmt::format("{:.0f}", voluntary),
          fmt::format("{:.3f} s", wait),
          memory_text(peak),
          result.agrees ? "yes" : "no"};
}

}  // namespace

std::string compare_table(const std::vector<Setting>& settings,
                          const std::vector<SettingRuns>& results) {
  TextTable table({"setting", "wall", "cpu", "cores used", "speed-up", "forced", "voluntary",
                   "GIL wait", "peak memory", "outputs agree"});
  const double first_wall = wall_of(results[0]);
  bool all_agree = true;
  for (size_t i = 0; i < settings.size(); ++i) {
    if (results[i].runs.empty()) continue;  // Ctrl-C came first
    table.add(row_of(settings[i], results[i], first_wall));
    all_agree = all_agree && results[i].agrees;
  }
  std::string text = table.text();
  if (!all_agree) text += "outputs differ: the program has a race (or prints timings)\n";
  return text;
}

}  // namespace gilua
