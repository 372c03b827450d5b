// The executor as C++ sees it: calls from natives, protected calls, errors that pass C++ frames,
// stacks that grow while natives hold arguments, coroutines, collections during all of that.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "stdlib/stdlib.hpp"
#include "vm/exec/runtime.hpp"

namespace gilua {
namespace {

struct Fixture {
  explicit Fixture(bool gil = true) : runtime(options(gil)), ex(runtime.main_exec()) {
    REQUIRE(open_standard_libraries(runtime, {.use_environment = false}));
  }

  static RuntimeOptions options(bool gil) {
    RuntimeOptions result;
    result.world.gil = gil;
    return result;
  }

  void load(std::string_view code) { REQUIRE(runtime.load(ex, code, "=test", "t")); }
  /// Runs [code]; the error as text, or "" if there was none.
  std::string error_of(std::string_view code, std::string* traceback = nullptr) {
    load(code);
    const Value* below = ex.top - 1;
    const ptrdiff_t depth = below - ex.stack;
    if (ex.pcall(0, 0, traceback) >= 0) return "";
    REQUIRE(ex.top == ex.stack + depth);
    return ex.error.is_string() ? std::string(ex.error.as_string()->view()) : "(no string)";
  }
  int64_t integer_of(std::string_view code) {
    load(code);
    REQUIRE(ex.pcall(0, 1) >= 0);
    const Value v = ex.pop();
    REQUIRE(v.is_integer());
    return v.as_integer();
  }

  Runtime runtime;
  Exec& ex;
};

// apply(f, ...): calls f with the arguments and returns how many results came, then the first.
Outcome apply(Exec& ex, Args args) {
  for (uint32_t i = 0; i < args.count; ++i) {
    if (!ex.reserve(1)) return kError;
    ex.push(ex.args()[i]);
  }
  const Outcome count = ex.call(ex.args().count - 1, -1);
  if (count < 0) return kError;
  const Value first = count > 0 ? ex.top[-count] : Value::nil();
  return ex.args().ret(Value::integer(count), first);
}

// many(n): n results from a leaf.
Outcome many(Exec& ex, Args args) {
  int64_t n = 0;
  if (!ex.check_integer(args, 0, n)) return kError;
  if (!ex.reserve_results(args, static_cast<uint32_t>(n), "too many results")) return kError;
  for (int64_t i = 0; i < n; ++i) args.base[i - 1] = Value::integer(i + 1);
  return static_cast<Outcome>(n);
}

constexpr NativeRow kRows[] = {
    {"apply", 1, -1, Runs::kFull, apply, "apply(f, ...): number of results, first result"},
    {"many", 1, 1, Runs::kLeaf, many, "many(n): 1 to n"},
};
constexpr Library kTestLibrary{"probe", kRows, nullptr};

}  // namespace

TEST_CASE("exec: natives call Lua and get results back", "[exec]") {
  Fixture f;
  REQUIRE(f.runtime.open(f.ex, kTestLibrary));
  CHECK(f.integer_of("local n, v = probe.apply(function(...) return select('#', ...), ... end, "
                     "5, nil, 7) return n * 100 + v") == 403);
  CHECK(f.integer_of("return select('#', probe.many(5000))") == 5000);
  CHECK(f.integer_of("local t = {probe.many(1000)} return t[1000] + #t") == 2000);
  CHECK(f.integer_of("return (probe.apply(probe.many, 300))") == 300);
  // A native between two Lua functions, deep enough that the stack moves underneath.
  CHECK(f.integer_of("local function down(n) if n == 0 then return 1 end "
                     "local c, v = probe.apply(down, n - 1) return v + 1 end return down(100)") ==
        101);
}

TEST_CASE("exec: an error passes C++ frames and closes what is to be closed", "[exec]") {
  Fixture f;
  REQUIRE(f.runtime.open(f.ex, kTestLibrary));
  CHECK(f.error_of("error('plain', 0)") == "plain");
  CHECK(f.error_of("local t = nil; t.x = 1") == "test:1: attempt to index a nil value (local 't')");
  CHECK(f.error_of("probe.apply(error, 'through', 0)") == "through");
  CHECK(f.error_of("closed = 0 local c <close> = setmetatable({}, {__close = function() "
                   "closed = closed + 1 end}) probe.apply(function() local d <close> = c "
                   "error('inner', 0) end)") == "inner");
  CHECK(f.integer_of("return closed") == 2);
  CHECK(f.error_of("local function r() return probe.apply(r) end r()").find("C stack overflow") !=
        std::string::npos);
  CHECK(f.error_of("local function r() return 1 + r() end r()").find("stack overflow") !=
        std::string::npos);
  CHECK(f.integer_of("return 42") == 42);  // nothing of all that is left behind
}

TEST_CASE("exec: the traceback is taken where the error was raised", "[exec]") {
  Fixture f;
  std::string traceback;
  CHECK(f.error_of("local function inner() error('deep') end\nlocal function outer() inner() "
                   "end\nouter()",
                   &traceback) == "test:1: deep");
  CHECK(traceback.find("in function 'error'") != std::string::npos);
  CHECK(traceback.find("test:1: in upvalue 'inner'") != std::string::npos);
  CHECK(traceback.find("test:3: in main chunk") != std::string::npos);
}

TEST_CASE("exec: suspended coroutines survive collections and die without one", "[exec]") {
  Fixture f;
  CHECK(f.integer_of(R"(
    local all, sum = {}, 0
    for i = 1, 500 do
      all[i] = coroutine.wrap(function(a)
        local own = {a}
        for k = 1, 3 do own[#own + 1] = coroutine.yield(#own) end
        return own[1] + own[4]
      end)
      all[i](i)
      if i % 100 == 0 then collectgarbage() end
    end
    for round = 1, 3 do
      collectgarbage()
      for i = 1, 500 do
        local v = all[i]({} and i)
        if round == 3 then sum = sum + v end
      end
    end
    return sum)") == 500 * 501);
  f.integer_of(
      "for i = 1, 20000 do coroutine.wrap(function() coroutine.yield() end)() end "
      "collectgarbage() return 0");
  CHECK(f.runtime.world.heap.used_bytes() < (size_t{8} << 20));
}

TEST_CASE("exec: a memory limit raises an error that can be caught", "[exec]") {
  RuntimeOptions options;
  options.world.heap.max_bytes = size_t{16} << 20;
  Runtime runtime(options);
  Exec& ex = runtime.main_exec();
  REQUIRE(open_standard_libraries(runtime, {.use_environment = false}));
  REQUIRE(runtime.load(ex, R"(
    local ok, message = pcall(function() local t = {} for i = 1, 1e8 do t[i] = {i} end end)
    assert(not ok and message == "not enough memory", message)
    ok, message = pcall(function() local s = "x" while true do s = s .. s end end)
    assert(not ok and message == "not enough memory", message)
    ok, message = pcall(string.rep, "x", 1 << 26)
    assert(not ok and message == "not enough memory", message)
    local sum = 0
    for i = 1, 200000 do sum = sum + #{i} end
    return sum)",
                       "=test", "t"));
  const Outcome count = ex.pcall(0, 1);
  INFO((count < 0 && ex.error.is_string() ? ex.error.as_string()->data() : ""));
  REQUIRE(count == 1);
  CHECK(ex.pop().as_integer() == 200000);
}

TEST_CASE("exec: two Runtimes in one process know nothing of each other", "[exec]") {
  Fixture a;
  Fixture b(false);
  CHECK(a.integer_of("x = 1 return x") == 1);
  CHECK(b.integer_of("return x == nil and 2 or 0") == 2);
  CHECK(a.runtime.world.gil_enabled());
  CHECK_FALSE(b.runtime.world.gil_enabled());
}

}  // namespace gilua
