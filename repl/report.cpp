// See report.hpp.
#include "repl/report.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>

#include "repl/table.hpp"
#include "stdlib/stdlib.hpp"

namespace gilua {

void print_stats(World& world) {
  const GilStats stats = world.stats();
  TextTable table({"thread", "acquires", "forced", "voluntary", "GIL wait", "GIL held", "released",
                   "cpu", "lifetime"});
  for (const ThreadGilStats& t : stats.threads) {
    table.add({t.name, fmt::to_string(t.acquires), fmt::to_string(t.forced),
               fmt::to_string(t.voluntary), fmt::format("{:.3f} s", t.wait_s),
               fmt::format("{:.3f} s", t.hold_s), fmt::format("{:.3f} s", t.released_s),
               fmt::format("{:.3f} s", t.cpu_s), fmt::format("{:.3f} s", t.lifetime_s)});
  }
  flush_standard_output();
  fmt::print(stderr,
             "GIL {}, policy {}: {} switches, {} forced, {} voluntary, {} drop requests, "
             "{:.3f} s waited, {:.3f} s held\n{}",
             stats.enabled ? "on" : "off", stats.policy, stats.switches, stats.forced,
             stats.voluntary, stats.drop_requests, stats.wait_s, stats.hold_s, table.text());
}

namespace {

const char* reason_text(CollectReason reason) {
  switch (reason) {
    case CollectReason::kAllocation:
      return "allocation";
    case CollectReason::kRequest:
      return "collectgarbage";
    case CollectReason::kMemory:
      return "out of memory";
  }
  return "";
}

double milliseconds(uint64_t ns) { return static_cast<double>(ns) * 1e-6; }
double megabytes(uint64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

void print_collection(const CollectionReport& report) {
  const CollectionStats& c = report.collection;
  std::string late;
  if (!report.stop.late_thread.empty()) late = fmt::format(", late: {}", report.stop.late_thread);
  std::string finalizers;
  if (c.finalizers != 0) finalizers = fmt::format(", {} finalizers", c.finalizers);
  fmt::print(stderr,
             "gc {}: {}, {}; stopped after {:.3f} ms{}; mark {:.3f} ms by {}; sweep {:.3f} ms; "
             "{:.2f} -> {:.2f} MB{}\n",
             c.number, report.asked_by, reason_text(report.reason),
             milliseconds(report.stop.to_safepoint_ns), late, milliseconds(c.mark_ns), c.markers,
             milliseconds(c.sweep_ns), megabytes(c.bytes_before), megabytes(c.live_bytes),
             finalizers);
}

}  // namespace

void print_collections(World& world) { world.set_collection_observer(print_collection); }

void write_report(World& world, int fd) {
  const GilStats s = world.stats();
  const std::string line = fmt::format(
      "{{\"enabled\":{},\"policy\":\"{}\",\"switches\":{},\"forced\":{},\"voluntary\":{},"
      "\"wait_s\":{},\"hold_s\":{}}}\n",
      s.enabled, s.policy, s.switches, s.forced, s.voluntary, s.wait_s, s.hold_s);
  // The reader may be gone; it is then nobody's loss.
  const ssize_t written = write(fd, line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size()))
    fmt::print(stderr, "gilua: cannot write the report to descriptor {}\n", fd);
}

namespace {

/// What follows "key": in the line, up to the next comma or brace.
std::optional<std::string_view> find_field(std::string_view line, std::string_view key) {
  const std::string mark = fmt::format("\"{}\":", key);
  const size_t at = line.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  line.remove_prefix(at + mark.size());
  const size_t end = line.find_first_of(",}");
  if (end == std::string_view::npos) return std::nullopt;
  return line.substr(0, end);
}

bool read_number(std::string_view line, std::string_view key, double& out) {
  const auto text = find_field(line, key);
  if (!text) return false;
  return std::from_chars(text->data(), text->data() + text->size(), out).ec == std::errc();
}

}  // namespace

std::optional<RunReport> parse_report(std::string_view line) {
  RunReport report;
  const auto enabled = find_field(line, "enabled");
  const auto policy = find_field(line, "policy");
  if (!enabled || !policy || !read_number(line, "switches", report.switches) ||
      !read_number(line, "forced", report.forced) ||
      !read_number(line, "voluntary", report.voluntary) ||
      !read_number(line, "wait_s", report.wait_s) || !read_number(line, "hold_s", report.hold_s))
    return std::nullopt;
  report.enabled = *enabled == "true";
  if (policy->size() >= 2) report.policy = policy->substr(1, policy->size() - 2);
  return report;
}

}  // namespace gilua
