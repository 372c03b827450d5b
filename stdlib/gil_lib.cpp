// Module "gil": the lock itself. It can be switched off and on while threads run, its policy and
// switch points chosen, its counters read.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <optional>
#include <vector>

#include "stdlib/thread_libraries.hpp"
#include "stdlib/threading_arguments.hpp"

namespace gilua {
namespace {

Value string_value(Mutator& m, std::string_view text) {
  String* s = intern(m, text);
  return s == nullptr ? Value::nil() : Value::of(s);
}

Outcome gil_enabled(Exec& ex, Args args) {
  return args.ret(Value::boolean(ex.world().gil_enabled()));
}

Outcome gil_enable(Exec& ex, Args) {
  const bool before = ex.world().set_gil_enabled(*ex.thread, true);
  return ex.args().ret(Value::boolean(before));
}

Outcome gil_disable(Exec& ex, Args) {
  const bool before = ex.world().set_gil_enabled(*ex.thread, false);
  return ex.args().ret(Value::boolean(before));
}

Outcome gil_policy(Exec& ex, Args args) {
  const Value name = string_value(ex.mutator(), ex.world().policy());
  return name.is_nil() ? ex.raise_out_of_memory() : args.ret(name);
}

constexpr std::string_view kPolicyNames[] = {"name", "interval", "check_interval", "patience"};
constexpr unsigned kPolicyBits[] = {0, kOptionInterval, kOptionCheckInterval, kOptionPatience};

/// A TypeError if an option is given that policy [name] does not take.
bool check_policy_options(Exec& ex, std::string_view name, const Value* given) {
  const std::optional<unsigned> takes = World::policy_options(name);
  if (!takes) return true;  // set_policy says that there is no such policy
  std::vector<std::string_view> known;
  for (size_t i = 1; i < std::size(kPolicyNames); ++i)
    if (*takes & kPolicyBits[i]) known.push_back(kPolicyNames[i]);
  for (size_t i = 1; i < std::size(kPolicyNames); ++i) {
    if (given[i].is_nil() || (*takes & kPolicyBits[i]) != 0) continue;
    ex.raise_class("TypeError", fmt::format("policy '{}' takes no option '{}' (known: {})", name,
                                            kPolicyNames[i], fmt::join(known, ", ")));
    return false;
  }
  return true;
}

bool read_policy_settings(Exec& ex, const Value* given, PolicySettings& out) {
  double seconds = 0;
  if (!given[1].is_nil()) {
    if (!check_seconds(ex, given[1], "interval", seconds)) return false;
    out.interval_s = seconds;
  }
  if (!given[2].is_nil()) {
    int64_t n = 0;
    if (!given[2].is_number() || !to_integer(given[2], n)) {
      ex.raise_class("TypeError", fmt::format("check_interval must be an integer, not {}",
                                              given[2].is_float() ? "float" : type_name(given[2])));
      return false;
    }
    out.check_interval = n;
  }
  if (!given[3].is_nil()) {
    if (!check_seconds(ex, given[3], "patience", seconds)) return false;
    out.patience_s = seconds;
  }
  return true;
}

Outcome gil_set_policy(Exec& ex, Args args) {
  Value given[std::size(kPolicyNames)];
  if (!bind_arguments(ex, args, 0, {"set_policy", kPolicyNames, 1}, given)) return kError;
  if (!given[0].is_string()) {
    return ex.raise_class("TypeError",
                          fmt::format("policy must be a string, not {}", type_name(given[0])));
  }
  const std::string wanted(given[0].as_string()->view());
  PolicySettings settings;
  if (!check_policy_options(ex, wanted, given) || !read_policy_settings(ex, given, settings))
    return kError;
  const Result<void> set = ex.world().set_policy(*ex.thread, wanted, settings);
  if (!set) return ex.raise_class("ValueError", set.error().message);
  return ex.args().ret();
}

Outcome gil_switch_points(Exec& ex, Args args) {
  const bool any = ex.world().switch_points() == SwitchPoints::kAny;
  const Value name = string_value(ex.mutator(), any ? "any" : "loops");
  return name.is_nil() ? ex.raise_out_of_memory() : args.ret(name);
}

Outcome gil_set_switch_points(Exec& ex, Args args) {
  if (!args[0].is_string()) {
    return ex.raise_class(
        "TypeError", fmt::format("switch points must be a string, not {}", type_name(args[0])));
  }
  const std::string_view name = args[0].as_string()->view();
  if (name != "any" && name != "loops") {
    return ex.raise_class("ValueError",
                          fmt::format("switch points are '{}'; known are 'any', 'loops'", name));
  }
  ex.world().set_switch_points(*ex.thread,
                               name == "any" ? SwitchPoints::kAny : SwitchPoints::kLoops);
  return ex.args().ret();
}

// Fills one table of gil.stats(). The table is new and nobody else sees it yet; the first failed
// allocation makes every later call do nothing.
class Fields {
 public:
  Fields(Mutator& m, Table* t) : m_(m), t_(t), ok_(t != nullptr) {}

  void set(std::string_view name, Value v) {
    if (!ok_) return;
    String* key = intern(m_, name);
    ok_ = key != nullptr && table_set_interned(m_, t_, key, v) == Write::kDone;
  }
  void set(std::string_view name, std::string_view text) {
    const Value v = string_value(m_, text);
    if (v.is_nil()) ok_ = false;
    set(name, v);
  }
  void count(std::string_view name, uint64_t n) {
    set(name, Value::integer(static_cast<int64_t>(n)));
  }
  void seconds(std::string_view name, double s) { set(name, Value::number(s)); }
  void append(Value v) {
    if (ok_) ok_ = table_append(m_, t_, v) == Write::kDone;
  }
  void fail() { ok_ = false; }
  bool ok() const { return ok_; }

 private:
  Mutator& m_;
  Table* t_;
  bool ok_;
};

Table* thread_line(Mutator& m, const ThreadGilStats& stats) {
  Table* t = new_table(m, 0, 10);
  Fields f(m, t);
  f.set("name", stats.name);
  f.count("ident", stats.ident);
  f.count("acquires", stats.acquires);
  f.count("forced", stats.forced);
  f.count("voluntary", stats.voluntary);
  f.seconds("wait_time", stats.wait_s);
  f.seconds("hold_time", stats.hold_s);
  f.seconds("released_time", stats.released_s);
  f.seconds("cpu_time", stats.cpu_s);
  f.seconds("lifetime", stats.lifetime_s);
  return f.ok() ? t : nullptr;
}

Outcome gil_stats(Exec& ex, Args args) {
  const GilStats stats = ex.world().stats();
  Mutator& m = ex.mutator();
  Table* t = new_table(m, 0, 8);
  Table* threads = new_table(m, static_cast<uint32_t>(stats.threads.size()), 0);
  Fields f(m, t);
  f.set("enabled", Value::boolean(stats.enabled));
  f.set("policy", stats.policy);
  f.count("switches", stats.switches);
  f.count("forced", stats.forced);
  f.count("voluntary", stats.voluntary);
  f.count("drop_requests", stats.drop_requests);
  f.seconds("wait_time", stats.wait_s);
  f.seconds("hold_time", stats.hold_s);
  Fields list(m, threads);
  for (const ThreadGilStats& thread : stats.threads) {
    const Table* line = thread_line(m, thread);
    if (line == nullptr) {
      list.fail();
      break;
    }
    list.append(Value::of(line));
  }
  if (!list.ok()) return ex.raise_out_of_memory();
  f.set("threads", Value::of(threads));
  return f.ok() ? args.ret(Value::of(t)) : ex.raise_out_of_memory();
}

Outcome gil_reset_stats(Exec& ex, Args args) {
  ex.world().reset_stats();
  return args.ret();
}

constexpr NativeRow kRows[] = {
    {"enabled", 0, 0, Runs::kLeaf, gil_enabled, "enabled(): whether the GIL is on"},
    {"enable", 0, 0, Runs::kFull, gil_enable,
     "enable(): switches the GIL on while threads run; returns the state before"},
    {"disable", 0, 0, Runs::kFull, gil_disable,
     "disable(): switches the GIL off while threads run; returns the state before"},
    {"policy", 0, 0, Runs::kLeaf, gil_policy, "policy(): who gets the GIL next, by name"},
    {"set_policy", 1, 2, Runs::kFull, gil_set_policy,
     "set_policy(name [, {interval=, check_interval=, patience=}]): chooses the policy"},
    {"switch_points", 0, 0, Runs::kLeaf, gil_switch_points,
     "switch_points(): where the GIL may change hands, 'any' or 'loops'"},
    {"set_switch_points", 1, 1, Runs::kFull, gil_set_switch_points,
     "set_switch_points(s): 'any' or 'loops'"},
    {"stats", 0, 0, Runs::kFull, gil_stats, "stats(): counters, also per thread"},
    {"reset_stats", 0, 0, Runs::kFull, gil_reset_stats, "reset_stats(): all counters to zero"},
};

}  // namespace

extern const Library kGilLibrary{"gil", kRows, nullptr};

}  // namespace gilua
