// What a run says of the GIL at its end: --stats for people, --report-fd for `compare`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vm/world/world.hpp"

namespace gilua {

/// The counters that `compare` shows, as they come through the pipe: one line of JSON.
struct RunReport {
  bool enabled = true;
  std::string policy;
  double switches = 0;
  double forced = 0;
  double voluntary = 0;
  double wait_s = 0;
  double hold_s = 0;
};

/// A table on standard error, a row per thread. @thread any, running
void print_stats(World& world);
/// From now on each collection is a line on standard error. Before threads start.
void print_collections(World& world);
/// Writes the line to [fd]. @thread any, running
void write_report(World& world, int fd);
/// Reads such a line; nothing if it is none (a child that was killed).
std::optional<RunReport> parse_report(std::string_view line);

}  // namespace gilua
