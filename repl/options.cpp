// See options.hpp. CLI11 splits the command line and prints the help; values are checked here, so
// that every message has one shape.
#include "repl/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace gilua {
namespace {

tl::unexpected<Error> bad_value(std::string_view flag, std::string_view value,
                                std::string_view allowed) {
  return fail(ErrorKind::kBadArgument,
              fmt::format("{}: '{}' is not allowed; it must be {}", flag, value, allowed));
}

/// The texts as they stand on the command line, before they are checked.
struct RawOptions {
  std::string gil, switch_interval, check_interval, policy, switch_points, seed, report_fd,
      max_memory, timeout;
};

void declare(CLI::App& app, RawOptions& raw, RunOptions& options) {
  // The short options are for the help text only: take_word reads them, as lua.c does.
  app.set_help_flag("--help", "show this text");
  app.add_option("-e", "run CODE; may be given several times")->type_name("CODE");
  app.add_option("-l", "require MOD into the global of its name; g=MOD: into g")->type_name("MOD");
  app.add_flag_callback(
      "-i", [] {}, "show the prompt after the script");
  app.add_flag("-v,--version", options.version, "show the version");
  app.add_flag_callback(
      "-W", [] {}, "turn warnings on");
  app.add_flag_callback(
      "-E", [] {}, "ignore LUA_INIT, LUA_PATH and LUA_CPATH");
  app.add_option("--gil", raw.gil, "on (default) or off")->type_name("on|off");
  app.add_option("--switch-interval", raw.switch_interval,
                 "how long a thread may keep the GIL while another wants it (0.005)")
      ->type_name("SECONDS");
  app.add_option("--check-interval", raw.check_interval,
                 "let the GIL go every N instructions: selects policy ticks")
      ->type_name("N");
  app.add_option("--gil-policy", raw.policy, "who gets the GIL next")
      ->type_name(fmt::format("{}", fmt::join(World::policy_names(), "|")));
  app.add_option("--switch-points", raw.switch_points, "where the GIL may change hands")
      ->type_name("any|loops");
  app.add_flag("--stats", options.stats, "print what each thread had of the GIL, at the end");
  app.add_flag("--gc-stats", options.gc_stats,
               "print a line per collection: who asked, the stop, marking, sweeping, bytes");
  app.add_flag_callback(
      "--no-deadlock-check", [&options] { options.world.deadlock_check = false; },
      "let threads that wait for each other wait for ever");
  app.add_option("--seed", raw.seed, "seeds the choice of switch points")->type_name("N");
  app.add_option("--max-memory", raw.max_memory,
                 "what the script may use: beyond it \"not enough memory\" is raised")
      ->type_name("N[K|M|G]");
  app.add_option("--timeout", raw.timeout,
                 "end the script after this time, with status 124 and a traceback of each thread")
      ->type_name("SECONDS");
  app.add_flag("--sandbox", options.sandbox,
               "no files but those below the working folder, for reading; no processes, network, "
               "binary chunks, environment");
  app.add_option("--report-fd", raw.report_fd)->group("");  // hidden: for `compare`
}

/// False: [text] is given and bad.
template <typename T, typename Target>
bool take(const std::string& text, Result<T> (*read)(std::string_view), Target& out, Error& error) {
  if (text.empty()) return true;
  Result<T> value = read(text);
  if (!value) {
    error = value.error();
    return false;
  }
  out = *value;
  return true;
}

Result<void> apply(const CLI::App& app, const RawOptions& raw, RunOptions& options) {
  WorldOptions& world = options.world;
  Error error{};
  for (const CLI::Option* option : app.get_options()) {
    // "--gil=" leaves nothing to check, and nothing is no value of any flag.
    if (option->count() > 0 && !option->get_lnames().empty() && option->results().back().empty())
      return bad_value("--" + option->get_lnames()[0], "", option->get_type_name());
  }
  if (const char* variable = std::getenv("GILUA_GIL")) {
    const std::string_view text = variable;
    if (text != "0" && text != "1") return bad_value("GILUA_GIL", text, "0 or 1");
    world.gil = text == "1";
  }
  uint32_t checks = 0;
  if (!take(raw.gil, FlagValues::gil, world.gil, error) ||
      !take(raw.switch_interval, FlagValues::switch_interval, world.switch_interval_s, error) ||
      !take(raw.check_interval, FlagValues::check_interval, checks, error) ||
      !take(raw.policy, FlagValues::policy, world.policy, error) ||
      !take(raw.switch_points, FlagValues::switch_points, world.switch_points, error) ||
      !take(raw.max_memory, FlagValues::max_memory, world.heap.max_bytes, error) ||
      !take(raw.timeout, FlagValues::timeout, options.timeout_s, error))
    return tl::unexpected<Error>(error);
  if (!raw.check_interval.empty()) {
    world.check_interval = checks;
    if (raw.policy.empty()) world.policy = "ticks";
  }
  if (!raw.seed.empty()) {
    const auto seed =
        FlagValues::integer("--seed", raw.seed, 0, std::numeric_limits<uint64_t>::max());
    if (!seed) return tl::unexpected<Error>(seed.error());
    world.seed = *seed;
  }
  if (!raw.report_fd.empty()) {
    const auto fd = FlagValues::integer("--report-fd", raw.report_fd, 0, 1 << 20);
    if (!fd) return tl::unexpected<Error>(fd.error());
    options.report_fd = static_cast<int>(*fd);
  }
  return {};
}

std::string known_options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return fmt::format("{}", fmt::join(names, " "));
}

tl::unexpected<Error> unrecognized(const CLI::App& app, std::string_view word) {
  return fail(ErrorKind::kBadArgument,
              fmt::format("unrecognized option '{}'; there are {}", word, known_options(app)));
}

/// Takes the short option at argv[i], and its argument, as lua.c does.
Result<void> take_short(const CLI::App& app, const std::vector<std::string>& argv, size_t& i,
                        RunOptions& options) {
  const std::string& word = argv[i];
  const char letter = word[1];
  if (letter == 'e' || letter == 'l') {
    const auto kind = letter == 'e' ? Prelude::Kind::kCode : Prelude::Kind::kModule;
    std::string text = word.substr(2);
    if (text.empty()) {
      if (i + 1 == argv.size() || argv[i + 1].starts_with('-'))
        return fail(ErrorKind::kBadArgument,
                    fmt::format("'{}' needs argument (gilua --help lists the options)", word));
      text = argv[++i];
    }
    options.prelude.push_back({kind, std::move(text)});
    return {};
  }
  if (word.size() > 2) return unrecognized(app, word);
  switch (letter) {
    case 'E':
      options.use_environment = false;
      return {};
    case 'W':
      options.prelude.push_back({Prelude::Kind::kWarnings, ""});
      return {};
    case 'i':
      options.interactive = options.version = true;
      return {};
    case 'v':
      options.version = true;
      return {};
    default:
      return unrecognized(app, word);
  }
}

/// Takes the long option at argv[i], and its value where that is the next word, for CLI11.
Result<void> take_long(const CLI::App& app, const std::vector<std::string>& argv, size_t& i,
                       std::vector<std::string>& words) {
  const std::string& word = argv[i];
  const size_t equals = word.find('=');
  const CLI::Option* option = app.get_option_no_throw(word.substr(0, equals));
  if (option == nullptr) return unrecognized(app, word);
  words.push_back(word);
  const bool has_value = option->get_items_expected_min() > 0;
  if (has_value && equals == std::string::npos && i + 1 < argv.size()) words.push_back(argv[++i]);
  return {};
}

/// Reads the words before the script, as lua.c's collectargs; [words] receives the long options.
/// Returns the script's index in [argv], or argv.size().
Result<size_t> find_script(const CLI::App& app, const std::vector<std::string>& argv,
                           RunOptions& options, std::vector<std::string>& words) {
  for (size_t i = 1; i < argv.size(); ++i) {
    const std::string& word = argv[i];
    if (!word.starts_with('-')) return i;
    if (word == "-") {
      options.script_is_input = true;
      return i;
    }
    if (word == "--") return i + 1;
    const Result<void> taken =
        word.starts_with("--") ? take_long(app, argv, i, words) : take_short(app, argv, i, options);
    if (!taken) return tl::unexpected<Error>(taken.error());
  }
  return argv.size();
}

}  // namespace

Error usage_error(const std::vector<std::string>& argv, std::string_view detail) {
  // Only a missing value makes CLI11 fail here, and that is one of the last argument's.
  std::string text(detail);
  if (argv.size() > 1 && argv.back().starts_with('-'))
    text = fmt::format("{}: a value is missing", argv.back());
  return {ErrorKind::kBadArgument, fmt::format("{} (gilua --help lists the options)", text)};
}

Result<RunOptions> parse_run_options(const std::vector<std::string>& argv) {
  RunOptions options;
  RawOptions raw;
  CLI::App app{
      "Lua 5.4 on many threads in one heap, with a GIL that can be switched off.\n"
      "Usage: gilua [OPTIONS] [SCRIPT [ARGS]]    (SCRIPT -: standard input)\n"
      "       gilua compare SCRIPT [-- ARGS]      (see gilua compare --help)"};
  declare(app, raw, options);
  std::vector<std::string> words;
  const Result<size_t> script = find_script(app, argv, options, words);
  if (!script) return tl::unexpected<Error>(script.error());
  std::reverse(words.begin(), words.end());  // CLI11's order
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    options.help = app.help();
    return options;
  } catch (const CLI::ParseError& e) {
    return tl::unexpected<Error>(usage_error(argv, e.what()));
  }
  if (const auto applied = apply(app, raw, options); !applied)
    return tl::unexpected<Error>(applied.error());
  const auto at = argv.begin() + static_cast<ptrdiff_t>(*script);
  options.own.assign(argv.begin(), at);
  if (at == argv.end()) return options;
  options.has_script = true;
  options.script = *at;
  options.args.assign(at + 1, argv.end());
  return options;
}

Result<bool> FlagValues::gil(std::string_view text) {
  if (text == "on") return true;
  if (text == "off") return false;
  return bad_value("--gil", text, "on or off");
}

Result<double> FlagValues::switch_interval(std::string_view text) {
  constexpr double kLow = 1e-6;
  constexpr double kHigh = 10;
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || !(seconds >= kLow && seconds <= kHigh))
    return bad_value("--switch-interval", text, "a number of seconds from 1e-6 to 10");
  return seconds;
}

Result<size_t> FlagValues::max_memory(std::string_view text) {
  constexpr size_t kLow = size_t{1} << 20;
  constexpr size_t kHigh = size_t{1} << 50;
  size_t n = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, n);
  const std::string_view unit(end, static_cast<size_t>(last - end));
  unsigned shift = 0;
  if (unit == "K") shift = 10;
  if (unit == "M") shift = 20;
  if (unit == "G") shift = 30;
  const bool known = error == std::errc() && (unit.empty() || shift != 0);
  if (known && n <= kHigh >> shift && n << shift >= kLow) return n << shift;
  return bad_value("--max-memory", text,
                   "a whole number of bytes from 1M to 1048576G; K, M or G may follow");
}

Result<double> FlagValues::timeout(std::string_view text) {
  constexpr double kLow = 1e-3;
  constexpr double kHigh = 1e9;
  double seconds = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, seconds);
  if (error == std::errc() && end == last && seconds >= kLow && seconds <= kHigh) return seconds;
  return bad_value("--timeout", text, "a number of seconds from 0.001 to 1e9");
}

Result<uint32_t> FlagValues::check_interval(std::string_view text) {
  const auto n = integer("--check-interval", text, 1, 0x7fffffff);
  if (!n) return tl::unexpected<Error>(n.error());
  return static_cast<uint32_t>(*n);
}

Result<std::string> FlagValues::policy(std::string_view text) {
  const auto names = World::policy_names();
  if (std::find(names.begin(), names.end(), text) != names.end()) return std::string(text);
  return bad_value("--gil-policy", text, fmt::format("one of {}", fmt::join(names, ", ")));
}

Result<SwitchPoints> FlagValues::switch_points(std::string_view text) {
  if (text == "any") return SwitchPoints::kAny;
  if (text == "loops") return SwitchPoints::kLoops;
  return bad_value("--switch-points", text, "any or loops");
}

Result<uint64_t> FlagValues::integer(std::string_view flag, std::string_view text, uint64_t low,
                                     uint64_t high) {
  uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error == std::errc() && end == text.data() + text.size() && n >= low && n <= high) return n;
  return bad_value(flag, text, fmt::format("a whole number from {} to {}", low, high));
}

}  // namespace gilua
