// Names for error messages, lines, locals and short sources.
#include <catch2/catch.hpp>

#include "tests/unit/front_fixture.hpp"

using namespace gilua;

namespace {

/// The [n]th instruction with this opcode.
uint32_t find(const Proto& p, Op op, int n = 0) {
  for (uint32_t pc = 0; pc < p.code_size; pc++) {
    if (Instruction::op_of(p.code[pc].word.load()) == op && n-- == 0) return pc;
  }
  FAIL("no such instruction");
  return 0;
}
uint32_t b_at(const Proto& p, uint32_t pc) { return Instruction::b_of(p.code[pc].word.load()); }
uint32_t a_at(const Proto& p, uint32_t pc) { return Instruction::a_of(p.code[pc].word.load()); }
std::string text(const VariableName& v) { return v.kind.empty() ? "" : v.kind + " " + v.name; }

}  // namespace

TEST_CASE("front: names of called functions", "[front][names]") {
  FrontFixture fixture;
  const Result<Proto*> p = fixture.load(
      "local l = 1; l(); g(); l.f(); l:m(); l[1](); l[g](); ('x')(); (l.a or g)()\n"
      "for _ in l do end\n"
      "return function() return l() end, l + 1, 2 - l, l.x, -l, l < 1, l .. 1");
  REQUIRE(p.has_value());
  const Proto& main = **p;
  const char* const expected[] = {
      "local l", "global g",   "field f", "method m", "field integer index",
      "field ?", "constant x", ""};
  for (int i = 0; i < 8; i++) {
    CHECK(text(name_of_called(main, find(main, Op::kCALL, i))) == expected[i]);
  }
  CHECK(text(name_of_called(main, find(main, Op::kTFORCALL))) == "for iterator for iterator");
  CHECK(text(name_of_called(main, find(main, Op::kADDI))) == "metamethod add");
  CHECK(text(name_of_called(main, find(main, Op::kLTI))) == "metamethod lt");
  CHECK(text(name_of_called(main, find(main, Op::kUNM))) == "metamethod unm");
  CHECK(text(name_of_called(main, find(main, Op::kCONCAT))) == "metamethod concat");
  CHECK(text(name_of_called(main, find(main, Op::kGETFIELD, 2))) == "metamethod index");
  const Proto& child = *main.children[0];
  CHECK(text(name_of_called(child, find(child, Op::kTAILCALL))) == "upvalue l");
}

TEST_CASE("front: names of operands, behind cells and shared cells too", "[front][names]") {
  FrontFixture fixture;
  const Result<Proto*> p = fixture.load(
      "local a, b = f(), g()\n"
      "local function keep() b = 2; return a end\n"
      "return a + x, b + 1, a.y.z, function(p) p = p + 1; return function() return p end end");
  REQUIRE(p.has_value());
  const Proto& main = **p;
  const uint32_t add = find(main, Op::kADD);
  CHECK(text(name_of_register(main, add, b_at(main, add))) == "local a");
  CHECK(text(name_of_register(main, add, Instruction::c_of(main.code[add].word.load()))) ==
        "global x");
  const uint32_t addi = find(main, Op::kADDI);
  REQUIRE(b_at(main, addi) >= main.debug->original_stack_size);  // b is in a cell
  CHECK(text(name_of_register(main, addi, b_at(main, addi))) == "local b");
  const uint32_t field = find(main, Op::kGETFIELD, 1);
  CHECK(text(name_of_register(main, field, b_at(main, field))) == "field y");
  const Proto& child = *main.children[1];
  const uint32_t increment = find(child, Op::kADDI);
  CHECK(text(name_of_register(child, increment, b_at(child, increment))) == "local p");
  CHECK(text(name_of_upvalue(main, 0)) == "upvalue _ENV");
}

TEST_CASE("front: locals, their registers and lines", "[front][names]") {
  FrontFixture fixture;
  const Result<Proto*> p = fixture.load(
      "local a = 1\n"
      "local b = 2\n"
      "local function keep() return a end\n"
      "return b");
  REQUIRE(p.has_value());
  const Proto& main = **p;
  const uint32_t end = find(main, Op::kRETURN1);
  CHECK(line_of(main, end) == 4);
  CHECK(name_of_local(main, end, 0) == "a");
  CHECK(name_of_local(main, end, 1) == "b");
  CHECK(name_of_local(main, end, 2) == "keep");
  CHECK(name_of_local(main, end, 3).empty());
  CHECK(a_at(main, end) == register_of_local(main, 1));

  const std::string stripped = dump(main, true);
  const Result<Proto*> q = fixture.load(stripped);
  REQUIRE(q.has_value());
  CHECK(line_of(**q, 0) == -1);
  CHECK(name_of_local(**q, end, 0).empty());
  CHECK(short_source((*q)->debug->source) == "?");
}

TEST_CASE("front: short sources", "[front][names]") {
  CHECK(short_source("@a.lua") == "a.lua");
  CHECK(short_source("=stdin") == "stdin");
  CHECK(short_source("") == "[string \"\"]");
  CHECK(short_source("x = 1") == "[string \"x = 1\"]");
  CHECK(short_source("x = 1\ny") == "[string \"x = 1...\"]");
  CHECK(short_source(std::string(100, 'x')) == "[string \"" + std::string(45, 'x') + "...\"]");
  CHECK(short_source("@" + std::string(100, 'x')) == "..." + std::string(56, 'x'));
  CHECK(short_source("=" + std::string(100, 'x')) == std::string(59, 'x'));
}
