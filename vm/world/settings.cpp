// The GIL's settings: reading them, checking what is asked for, changing them while threads run.
//
// Values are atomics that each thread picks up at its next use. A change of policy or interval also
// raises the epoch, so that nobody goes on waiting by the old rule, and sends every thread to a
// safepoint to look which loop it belongs in.
#include <fmt/format.h>

#include <cmath>

#include "vm/world/impl.hpp"

namespace gilua {
namespace {

constexpr int64_t kMaxCheckInterval = 2'147'483'647;

/// As messages show it: a NaN without its sign, which is an accident.
double shown(double x) { return std::isnan(x) ? std::nan("") : x; }

Result<void> check_interval_s(double seconds) {
  if (seconds <= 0)
    return fail(ErrorKind::kBadArgument, "switch interval must be strictly positive");
  if (!(seconds >= 1e-6 && seconds <= 10.0))
    return fail(ErrorKind::kBadArgument,
                fmt::format("switch interval must be 1e-06 to 10 seconds, not {}", shown(seconds)));
  return {};
}

Result<void> check_instructions(int64_t instructions) {
  if (instructions < 1 || instructions > kMaxCheckInterval)
    return fail(ErrorKind::kBadArgument, fmt::format("check interval must be 1 to {}, not {}",
                                                     kMaxCheckInterval, instructions));
  return {};
}

Result<void> check_patience(double seconds) {
  if (!(seconds >= 1e-6 && seconds <= 3600.0))
    return fail(ErrorKind::kBadArgument,
                fmt::format("patience must be 1e-06 to 3600 seconds, not {}", shown(seconds)));
  return {};
}

Result<void> check_settings(const PolicySettings& settings) {
  if (settings.interval_s)
    if (auto ok = check_interval_s(*settings.interval_s); !ok) return ok;
  if (settings.check_interval)
    if (auto ok = check_instructions(*settings.check_interval); !ok) return ok;
  if (settings.patience_s) return check_patience(*settings.patience_s);
  return {};
}

Result<size_t> find_policy(std::string_view name) {
  const auto& rows = policy_rows();
  for (size_t i = 0; i < rows.size(); ++i)
    if (rows[i].name == name) return i;
  return fail(ErrorKind::kBadArgument,
              fmt::format("unknown GIL policy '{}'; it must be one of: {}", name, policy_list()));
}

/// The row of a policy that certainly exists.
size_t row_of(std::string_view name) { return *find_policy(name); }

}  // namespace

Result<void> World::check(const WorldOptions& options) {
  if (auto ok = check_interval_s(options.switch_interval_s); !ok) return ok;
  if (auto ok = check_instructions(options.check_interval); !ok) return ok;
  if (auto row = find_policy(options.policy); !row)
    return tl::unexpected<Error>(std::move(row.error()));
  return {};
}

World::Impl::Impl(const WorldOptions& options)
    : deadlocks(std::make_shared<DeadlockWatch>(registry, options.deadlock_check)),
      switch_points(options.switch_points),
      seed(options.seed) {
  if (auto ok = World::check(options); !ok) fatal(ok.error().message);
  for (const PolicyRow& row : policy_rows()) policies.push_back(row.make());
  permit.gil.policy = policies[row_of(options.policy)].get();
  permit.gil.interval_s = options.switch_interval_s;
  permit.gil.check_interval = options.check_interval;
  permit.start_with_gil(options.gil);
}

size_t World::Impl::policy_index() const {
  const GilPolicy* now = permit.gil.policy.load(std::memory_order_relaxed);
  size_t i = 0;
  while (policies[i].get() != now) ++i;
  return i;
}

void World::Impl::select_policy(Thread& thread, size_t row) {
  Gil& gil = permit.gil;
  {
    MutexLock lock(gil.mutex);
    GilPolicy* old = gil.policy.load(std::memory_order_relaxed);
    gil.policy.store(policies[row].get(), std::memory_order_relaxed);
    gil.change_epoch();
    old->wake_all();
  }
  registry.raise(kPollMode, &thread);
  refresh_mode(thread);
}

bool World::gil_enabled() const { return impl_->permit.gil_on(); }

bool World::set_gil_enabled(Thread& thread, bool on) {
  bool before = on;
  stop_the_world(thread, WaitKind::kStopped,
                 [&] { before = impl_->permit.switch_gil(thread, on); });
  impl_->refresh_mode(thread);
  return before;
}

std::string_view World::policy() const { return policy_rows()[impl_->policy_index()].name; }

std::vector<std::string_view> World::policy_names() {
  std::vector<std::string_view> names;
  for (const PolicyRow& row : policy_rows()) names.push_back(row.name);
  return names;
}

std::optional<unsigned> World::policy_options(std::string_view name) {
  const auto row = find_policy(name);
  return row ? std::optional(policy_rows()[*row].options) : std::nullopt;
}

double World::patience_s() const {
  return impl_->permit.gil.patience_s.load(std::memory_order_relaxed);
}

Result<void> World::set_policy(Thread& thread, std::string_view name,
                               const PolicySettings& settings) {
  const auto row = find_policy(name);
  if (!row) return tl::unexpected<Error>(row.error());
  if (auto ok = check_settings(settings); !ok) return ok;
  Gil& gil = impl_->permit.gil;
  if (settings.interval_s) gil.interval_s.store(*settings.interval_s, std::memory_order_relaxed);
  if (settings.check_interval)
    gil.check_interval.store(static_cast<uint32_t>(*settings.check_interval),
                             std::memory_order_relaxed);
  if (settings.patience_s) gil.patience_s.store(*settings.patience_s, std::memory_order_relaxed);
  impl_->select_policy(thread, *row);
  return {};
}

double World::switch_interval_s() const {
  return impl_->permit.gil.interval_s.load(std::memory_order_relaxed);
}

Result<void> World::set_switch_interval_s(Thread& thread, double seconds) {
  if (auto ok = check_interval_s(seconds); !ok) return ok;
  impl_->permit.gil.interval_s.store(seconds, std::memory_order_relaxed);
  // Also when the policy stays: who waits starts over with the new interval.
  impl_->select_policy(thread,
                       impl_->counts_instructions() ? row_of("interval") : impl_->policy_index());
  return {};
}

uint32_t World::check_interval() const {
  return impl_->permit.gil.check_interval.load(std::memory_order_relaxed);
}

Result<void> World::set_check_interval(Thread& thread, int64_t instructions) {
  if (auto ok = check_instructions(instructions); !ok) return ok;
  impl_->permit.gil.check_interval.store(static_cast<uint32_t>(instructions),
                                         std::memory_order_relaxed);
  impl_->select_policy(thread, row_of("ticks"));
  return {};
}

SwitchPoints World::switch_points() const {
  return impl_->switch_points.load(std::memory_order_relaxed);
}

void World::set_switch_points(Thread& thread, SwitchPoints points) {
  impl_->switch_points.store(points, std::memory_order_relaxed);
  impl_->registry.raise(kPollMode, &thread);
}

}  // namespace gilua
