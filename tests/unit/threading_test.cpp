// Threads of scripts as an embedding program sees them: Runtimes that come and go with their
// threads, names of functions, SystemExit. What scripts see is in tests/scripts/threads.
#include <catch2/catch.hpp>
#include <string>

#include "stdlib/stdlib.hpp"
#include "stdlib/thread_libraries.hpp"
#include "stdlib/threading_names.hpp"

namespace gilua {
namespace {

RuntimeOptions options(bool gil) {
  RuntimeOptions result;
  result.world.gil = gil;
  return result;
}

// Runs [code] in a new Runtime, waits for its threads, and returns the integer that it returns.
int64_t run(bool gil, std::string_view code) {
  Runtime runtime(options(gil));
  Exec& ex = runtime.main_exec();
  REQUIRE(open_standard_libraries(runtime, {.use_environment = false}));
  REQUIRE(runtime.load(ex, code, "=test", "t"));
  REQUIRE(ex.pcall(0, 1) != kError);
  const int64_t result = ex.pop().as_integer();
  REQUIRE(finish_threads(ex));
  return result;
}

constexpr std::string_view kManyThreads = R"(
  local threading = require "threading"
  local lock, n, threads = threading.Lock(), 0, {}
  for i = 1, 8 do
    threads[i] = threading.Thread{target = function()
      for _ = 1, 200 do
        local _ <close> = lock:held()
        n = n + 1
      end
    end}
    threads[i]:start()
  end
  for _, t in ipairs(threads) do t:join() end
  return n)";

}  // namespace

TEST_CASE("threading: Runtimes with threads come and go", "[stdlib][threading][concurrency]") {
  for (int i = 0; i < 20; ++i) {
    REQUIRE(run(i % 2 == 0, kManyThreads) == 1600);
  }
}

TEST_CASE("threading: finish_threads waits for threads that nobody joined",
          "[stdlib][threading][concurrency]") {
  for (const bool gil : {true, false}) {
    Runtime runtime(options(gil));
    Exec& ex = runtime.main_exec();
    REQUIRE(open_standard_libraries(runtime, {.use_environment = false}));
    REQUIRE(runtime.load(ex, R"(
      local threading, time = require "threading", require "time"
      done = {n = 0}
      local function work(depth)
        time.sleep(0.001)
        done.n = done.n + 1
        if depth > 0 then threading.Thread{target = work, args = {depth - 1}}:start() end
      end
      threading.Thread{target = work, args = {4}}:start())",
                         "=test", "t"));
    REQUIRE(ex.pcall(0, 0) != kError);
    REQUIRE(finish_threads(ex));
    const Value done = table_get_string(runtime.globals(), intern(runtime.main, "done"));
    REQUIRE(table_get_string(done.as_table(), intern(runtime.main, "n")).as_integer() == 5);
    REQUIRE(finish_threads(ex));  // again: nothing is left
  }
}

TEST_CASE("threading: finish_threads without module threading", "[stdlib][threading]") {
  REQUIRE(run(true, "return 7") == 7);
}

TEST_CASE("errors: SystemExit and its code are found from C++", "[stdlib][errors]") {
  Runtime runtime(options(true));
  Exec& ex = runtime.main_exec();
  REQUIRE(open_standard_libraries(runtime, {.use_environment = false}));
  Value code = Value::nil();
  REQUIRE_FALSE(is_system_exit(ex, Value::integer(3), code));

  REQUIRE(runtime.load(ex, "require('sys').exit(3)", "=test", "t"));
  REQUIRE(ex.pcall(0, 0) == kError);
  REQUIRE(is_system_exit(ex, ex.error, code));
  REQUIRE(code.as_integer() == 3);

  REQUIRE(runtime.load(ex, "local e = require 'errors'; error(e.new_class('Q', e.SystemExit)(4))",
                       "=test", "t"));
  REQUIRE(ex.pcall(0, 0) == kError);
  REQUIRE(is_system_exit(ex, ex.error, code));
  REQUIRE(code.as_integer() == 4);

  REQUIRE(runtime.load(ex, "error(require('errors').ValueError('x'))", "=test", "t"));
  REQUIRE(ex.pcall(0, 0) == kError);
  REQUIRE_FALSE(is_system_exit(ex, ex.error, code));
}

}  // namespace gilua
