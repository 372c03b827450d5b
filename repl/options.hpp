// The command line of every command that runs a script (contract, section 7).
//
// What stands after the script's name belongs to the script. A bad flag or value is one line that
// names it and what is allowed; the exit status is then 2.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vm/base/result.hpp"
#include "vm/world/world.hpp"

namespace gilua {

/// Before the script: `-e CODE`, `-l MODULE` or `-W`, in the order given.
struct Prelude {
  enum class Kind : uint8_t { kCode, kModule, kWarnings };
  Kind kind = Kind::kCode;
  std::string text;
};

struct RunOptions {
  WorldOptions world;
  std::vector<Prelude> prelude;
  bool version = false;         // -v, and implied by -i
  bool interactive = false;     // -i
  bool use_environment = true;  // LUA_INIT, LUA_PATH...
  bool stats = false;
  bool gc_stats = false;
  bool sandbox = false;             // docs/safe-play.md
  std::optional<double> timeout_s;  // the script's, as wall time
  std::optional<int> report_fd;     // where to write counters at the end, for `compare`
  std::optional<std::string> help;  // --help: this text and nothing else
  bool has_script = false;
  bool script_is_input = false;   // "-", but not after "--": standard input
  std::string script;             // as given
  std::vector<std::string> args;  // the script's
  std::vector<std::string> own;   // the program's name and options, for arg[-1] and below
};

/// Reads [argv], the program's name first, and GILUA_GIL, which a flag overrules.
Result<RunOptions> parse_run_options(const std::vector<std::string>& argv);

// --- values of flags, also for `compare`, which takes several of each
struct FlagValues {
  static Result<bool> gil(std::string_view text);
  static Result<double> switch_interval(std::string_view text);
  static Result<uint32_t> check_interval(std::string_view text);
  static Result<std::string> policy(std::string_view text);
  static Result<SwitchPoints> switch_points(std::string_view text);
  static Result<size_t> max_memory(std::string_view text);
  static Result<double> timeout(std::string_view text);
  static Result<uint64_t> integer(std::string_view flag, std::string_view text, uint64_t low,
                                  uint64_t high);
};

/// What CLI11 says of a command line that it cannot take, as our one line. [argv] as parsed.
Error usage_error(const std::vector<std::string>& argv, std::string_view detail);

}  // namespace gilua
