// Runs a program in a process of its own and says what it cost.
//
// `gilua compare`, the benchmarks and the script tests all measure with this one function, so that
// their figures mean the same: wall time from just before the spawn to the moment the child is
// seen to have ended, user and system time and peak memory from wait4's rusage (the child and
// those of its children that it waited for).
// Invariant: whatever happens (time-out, a grandchild that keeps a pipe open, a failed spawn), the
// call returns, and no process that it started directly is left behind.
// Read next: measure.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace gilua::measure {

/// What one run cost and said.
struct Sample {
  double wall_s = 0;       // seconds between spawn and end
  double user_s = 0;       // processor time in user code
  double sys_s = 0;        // processor time in the kernel
  long max_rss_kb = 0;     // peak resident memory in KiB, see [run_measured]
  int status = 0;          // exit status; 128 + N if signal N ended it
  bool timed_out = false;  // it was killed at [Options::timeout]; status is then 128 + SIGKILL
  std::string out;         // standard output, if captured
  std::string err;         // standard error, if captured
  std::string extra;       // what the child wrote to [Options::extra_fd]

  double cpu_s() const { return user_s + sys_s; }
};

enum class Stream : std::uint8_t { kInherit, kDiscard, kCapture };

struct Options {
  std::optional<std::chrono::milliseconds> timeout;  // none: waits as long as it takes
  Stream out = Stream::kCapture;
  Stream err = Stream::kInherit;

  /// A pipe that the child finds open for writing under this number; 3 or more. The child may also
  /// be told: each "{fd}" in its arguments becomes the number.
  std::optional<int> extra_fd;

  /// "NAME=value" each: added to this process's environment, or in place of what stood there.
  std::vector<std::string> env;

  /// Puts the child at the head of a process group of its own, and ends the whole group at the
  /// time-out. Off by default, so that Ctrl-C in a terminal reaches the child too.
  bool own_process_group = false;
};

/// Runs [argv] (its first element is looked up in PATH), with /dev/null as its standard input.
///
/// Peak memory has a floor: Linux counts what the process held before exec too, which is this
/// process's own memory (some MB). Keep the measuring program small.
///
/// @thread  any; several at once are fine
/// @blocks  until the child has ended or was killed at the time-out
/// @errors  one line of text: the program cannot be started, or no pipe can be made
tl::expected<Sample, std::string> run_measured(const std::vector<std::string>& argv,
                                               const Options& options = {});

/// The middle value; the mean of the two middle ones if their number is even; 0 for none.
double median(std::vector<double> values);

/// The geometric mean of positive numbers; 0 for none.
double geometric_mean(const std::vector<double>& values);

}  // namespace gilua::measure
