// The command line of `gilua compare`, and the settings it asks for. See compare.hpp.
//
// A script can carry its own axes in a comment line, "-- compare: --arg threads=1,2"; what the
// command line says of an axis overrules it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <sstream>

#include "repl/compare.hpp"
#include "repl/options.hpp"

namespace gilua {
namespace {

constexpr uint64_t kMostRuns = 10000;

struct RawCompare {
  std::string gil, switch_interval, policy, switch_points, runs, max_memory, timeout;
  bool sandbox = false;
  bool no_deadlock_check = false;
  std::vector<std::string> args;
};

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> items;
  std::istringstream in{text};
  for (std::string item; std::getline(in, item, ',');) items.push_back(item);
  if (text.empty() || text.back() == ',') items.emplace_back();
  return items;
}

void declare(CLI::App& app, RawCompare& raw, CompareOptions& options) {
  app.allow_extras();
  app.add_option("script", options.script, "the Lua file")->type_name("");
  app.add_option("args", options.script_args, "its arguments, after --")->type_name("");
  app.add_option("--gil", raw.gil, "on,off (default)")->type_name("LIST");
  app.add_option("--switch-interval", raw.switch_interval, "seconds: 0.005,0.0001")
      ->type_name("LIST");
  app.add_option("--gil-policy", raw.policy,
                 fmt::format("{}", fmt::join(World::policy_names(), ",")))
      ->type_name("LIST");
  app.add_option("--switch-points", raw.switch_points, "any,loops")->type_name("LIST");
  app.add_option("--max-memory", raw.max_memory, "of each run, as gilua's own option")
      ->type_name("N[K|M|G]");
  app.add_option("--timeout", raw.timeout, "of each run, as gilua's own option")
      ->type_name("SECONDS");
  app.add_flag("--sandbox", raw.sandbox, "for each run, as gilua's own option");
  app.add_flag("--no-deadlock-check", raw.no_deadlock_check, "for each run, as gilua's own option");
  app.add_option("--arg", raw.args,
                 "threads=1,2,4: runs the script with the argument threads=1 and so on; may be "
                 "given for several names")
      ->type_name("NAME=LIST")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--runs", raw.runs, "runs of each setting (5)")->type_name("N");
  app.footer(
      "A script may carry settings of its own in a line \"-- compare: --arg threads=1,2\".\n"
      "Speed-up is against the first setting. Times, switches and waits are medians.");
}

template <typename T>
Result<void> read_axis(const CLI::App& app, const char* flag, const std::string& text,
                       Result<T> (*check)(std::string_view), std::vector<std::string>& out) {
  if (app.count(flag) == 0) return {};
  out = split_list(text);
  for (const std::string& item : out) {
    if (const Result<T> value = check(item); !value) return tl::unexpected<Error>(value.error());
  }
  return {};
}

Result<void> read_args(const std::vector<std::string>& texts, CompareAxes& axes) {
  if (!texts.empty()) axes.args.clear();
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return fail(ErrorKind::kBadArgument,
                  fmt::format("--arg: '{}' is not allowed; it must be NAME=VALUE,VALUE...", text));
    }
    axes.args.emplace_back(text.substr(0, equals), split_list(text.substr(equals + 1)));
  }
  return {};
}

/// Options of the runs that all settings have in common. What a script says of them and what the
/// command line says add up: each run's last one counts.
Result<void> read_common(const CLI::App& app, const RawCompare& raw, CompareAxes& axes) {
  if (app.count("--max-memory") != 0) {
    if (const auto v = FlagValues::max_memory(raw.max_memory); !v)
      return tl::unexpected<Error>(v.error());
    axes.common.push_back("--max-memory=" + raw.max_memory);
  }
  if (app.count("--timeout") != 0) {
    if (const auto v = FlagValues::timeout(raw.timeout); !v)
      return tl::unexpected<Error>(v.error());
    axes.common.push_back("--timeout=" + raw.timeout);
  }
  if (raw.sandbox) axes.common.push_back("--sandbox");
  if (raw.no_deadlock_check) axes.common.push_back("--no-deadlock-check");
  return {};
}

/// Overrules [axes] by what [app] was given.
Result<void> apply(const CLI::App& app, const RawCompare& raw, CompareAxes& axes) {
  if (auto r = read_axis(app, "--gil", raw.gil, FlagValues::gil, axes.gil); !r) return r;
  if (auto r = read_axis(app, "--switch-interval", raw.switch_interval, FlagValues::switch_interval,
                         axes.switch_interval);
      !r)
    return r;
  if (auto r = read_axis(app, "--gil-policy", raw.policy, FlagValues::policy, axes.policy); !r)
    return r;
  if (auto r = read_axis(app, "--switch-points", raw.switch_points, FlagValues::switch_points,
                         axes.switch_points);
      !r)
    return r;
  if (auto r = read_args(raw.args, axes); !r) return r;
  if (auto r = read_common(app, raw, axes); !r) return r;
  if (app.count("--runs") == 0) return {};
  const auto runs = FlagValues::integer("--runs", raw.runs, 1, kMostRuns);
  if (!runs) return tl::unexpected<Error>(runs.error());
  axes.runs = static_cast<int>(*runs);
  return {};
}

/// Parses [words] (no program name) into [options]; axes that are given replace what is there.
Result<void> parse_words(std::vector<std::string> words, CompareOptions& options) {
  RawCompare raw;
  CLI::App app{"Runs a script under several settings and shows one table", "gilua compare"};
  declare(app, raw, options);
  std::reverse(words.begin(), words.end());  // CLI11's order
  const std::string last = words.empty() ? "" : words.front();
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    options.help = app.help();
    return {};
  } catch (const CLI::ParseError& e) {
    const std::string text =
        last.starts_with('-') ? fmt::format("{}: a value is missing", last) : e.what();
    return fail(ErrorKind::kBadArgument,
                fmt::format("{} (gilua compare --help lists the options)", text));
  }
  for (const std::string& word : app.remaining()) {
    if (word == "--") continue;  // CLI11 leaves the mark itself over
    return fail(ErrorKind::kBadArgument,
                fmt::format("unknown option '{}'; there are --gil --switch-interval --gil-policy "
                            "--switch-points --arg --runs --max-memory --timeout --sandbox "
                            "--no-deadlock-check",
                            word));
  }
  return apply(app, raw, options.axes);
}

/// The axes that the script's own "-- compare:" lines give.
Result<CompareAxes> axes_of_script(const std::string& path) {
  constexpr std::string_view kMark = "-- compare:";
  CompareOptions found;
  std::ifstream in{path};
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(kMark)) continue;
    std::istringstream rest{line.substr(kMark.size())};
    std::vector<std::string> words;
    for (std::string word; rest >> word;) words.push_back(word);
    if (const auto parsed = parse_words(words, found); !parsed)
      return fail(parsed.error().kind, fmt::format("{}: {}", path, parsed.error().message));
  }
  return found.axes;
}

}  // namespace

Result<CompareOptions> parse_compare_options(const std::vector<std::string>& argv) {
  const std::vector<std::string> words(argv.begin() + 2, argv.end());
  CompareOptions options;
  if (const auto first = parse_words(words, options); !first)
    return tl::unexpected<Error>(first.error());
  if (options.help) return options;
  if (options.script.empty())
    return fail(ErrorKind::kBadArgument, "no script given: gilua compare SCRIPT [-- ARGS]");
  Result<CompareAxes> own = axes_of_script(options.script);
  if (!own) return tl::unexpected<Error>(own.error());
  CompareOptions merged;
  merged.axes = std::move(*own);
  if (const auto again = parse_words(words, merged); !again)
    return tl::unexpected<Error>(again.error());
  if (merged.axes.gil.empty()) merged.axes.gil = {"on", "off"};
  return merged;
}

std::vector<Setting> make_settings(const CompareAxes& axes) {
  struct Axis {
    std::string name;
    std::vector<std::string> values;
    bool is_flag;
  };
  std::vector<Axis> list = {{"gil", axes.gil, true},
                            {"switch-interval", axes.switch_interval, true},
                            {"gil-policy", axes.policy, true},
                            {"switch-points", axes.switch_points, true}};
  for (const auto& [name, values] : axes.args) list.push_back({name, values, false});
  std::vector<Setting> settings(1);
  settings[0].flags = axes.common;
  for (const Axis& axis : list) {
    if (axis.values.empty()) continue;
    std::vector<Setting> longer;
    for (const Setting& setting : settings) {
      for (const std::string& value : axis.values) {
        Setting next = setting;
        const std::string text = fmt::format("{}={}", axis.name, value);
        // What all rows have in common does not tell them apart; the GIL is always shown.
        if (axis.values.size() > 1 || axis.name == "gil")
          next.label += (next.label.empty() ? "" : " ") + text;
        (axis.is_flag ? next.flags : next.values).push_back(axis.is_flag ? "--" + text : text);
        longer.push_back(std::move(next));
      }
    }
    settings = std::move(longer);
  }
  return settings;
}

}  // namespace gilua
