// The function that every figure of ours comes from: what it returns, and that it always returns.
#include "repl/measure/measure.hpp"

#include <catch2/catch.hpp>
#include <chrono>

using gilua::measure::geometric_mean;
using gilua::measure::median;
using gilua::measure::Options;
using gilua::measure::run_measured;
using gilua::measure::Stream;
using namespace std::chrono_literals;

TEST_CASE("measure: output, error output and status come back", "[measure]") {
  Options options;
  options.err = Stream::kCapture;
  const auto sample = run_measured({"sh", "-c", "echo out; echo err >&2; exit 3"}, options);
  REQUIRE(sample);
  CHECK(sample->out == "out\n");
  CHECK(sample->err == "err\n");
  CHECK(sample->status == 3);
  CHECK_FALSE(sample->timed_out);
  CHECK(sample->max_rss_kb > 0);
}

TEST_CASE("measure: a death by signal is 128 + its number", "[measure]") {
  const auto sample = run_measured({"sh", "-c", "kill -TERM $$"});
  REQUIRE(sample);
  CHECK(sample->status == 128 + 15);
}

TEST_CASE("measure: the extra pipe carries text beside the output", "[measure]") {
  Options options;
  options.extra_fd = 7;
  const auto sample = run_measured({"sh", "-c", "echo shown; echo aside >&7; echo {fd}"}, options);
  REQUIRE(sample);
  CHECK(sample->out == "shown\n7\n");
  CHECK(sample->extra == "aside\n");
}

TEST_CASE("measure: more output than a pipe holds does not block", "[measure]") {
  const auto sample = run_measured({"sh", "-c", "head -c 1000000 /dev/zero"});
  REQUIRE(sample);
  CHECK(sample->out.size() == 1'000'000);
}

TEST_CASE("measure: a time-out ends the child", "[measure]") {
  Options options;
  options.timeout = 100ms;
  const auto sample = run_measured({"sleep", "60"}, options);
  REQUIRE(sample);
  CHECK(sample->timed_out);
  CHECK(sample->status == 128 + 9);
  CHECK(sample->wall_s >= 0.1);
  CHECK(sample->wall_s < 30);
}

TEST_CASE("measure: a time-out ends the group where it has one", "[measure]") {
  Options options;
  options.timeout = 100ms;
  options.own_process_group = true;
  const auto sample = run_measured({"sh", "-c", "sleep 60 & wait"}, options);
  REQUIRE(sample);
  CHECK(sample->timed_out);
}

TEST_CASE("measure: a grandchild that keeps the pipe open holds nobody up", "[measure]") {
  const auto sample = run_measured({"sh", "-c", "sleep 5 2>/dev/null & echo done"});
  REQUIRE(sample);
  CHECK(sample->out == "done\n");
  CHECK(sample->wall_s < 4);
}

TEST_CASE("measure: processor time and the environment", "[measure]") {
  Options options;
  options.env = {"GILUA_MEASURE=yes", "HOME=/nowhere"};
  const auto sample = run_measured(
      {"sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo $GILUA_MEASURE $HOME"},
      options);
  REQUIRE(sample);
  CHECK(sample->out == "yes /nowhere\n");
  CHECK(sample->cpu_s() > 0);
}

TEST_CASE("measure: what cannot be run is an error with a reason", "[measure]") {
  const auto missing = run_measured({"/nowhere/at-all"});
  REQUIRE_FALSE(missing);
  CHECK(missing.error() == "cannot run '/nowhere/at-all': No such file or directory");
  CHECK_FALSE(run_measured({}));
  Options options;
  options.extra_fd = 1;
  CHECK_FALSE(run_measured({"true"}, options));
}

TEST_CASE("measure: median and geometric mean", "[measure]") {
  CHECK(median({}) == 0);
  CHECK(median({3, 1, 2}) == 2);
  CHECK(median({4, 1, 2, 3}) == 2.5);
  CHECK(geometric_mean({1, 4}) == Approx(2));
  CHECK(geometric_mean({}) == 0);
}
