// The translation rules, as listings of small functions.
#include <catch2/catch.hpp>

#include "tests/unit/front_fixture.hpp"
#include "vm/table/table.hpp"

using namespace gilua;

namespace {

/// The listing of the main function, or of the child that [path] leads to.
std::string code(std::string_view text, std::initializer_list<uint32_t> path = {}) {
  FrontFixture fixture;
  const Result<Proto*> loaded = fixture.load(text);
  INFO(text);
  if (!loaded) FAIL(loaded.error().message);
  const Proto* p = *loaded;
  for (const uint32_t i : path) p = p->children[i];
  return "\n" + listing(*p);
}

uint32_t aux_of_first(std::string_view text, Op op) {
  FrontFixture fixture;
  const Result<Proto*> loaded = fixture.load(text);
  REQUIRE(loaded.has_value());
  const Proto& p = *(*loaded)->children[0];
  for (uint32_t pc = 0; pc < p.code_size; pc++) {
    if (Instruction::op_of(p.code[pc].word.load()) == op) return p.code[pc].aux.load();
  }
  FAIL("no such instruction");
  return 0;
}

uint32_t folded(Event event, int flip, int operand) {
  return static_cast<uint32_t>(flip) | static_cast<uint32_t>(event) << 8 |
         static_cast<uint32_t>(static_cast<uint8_t>(operand)) << 16;
}

}  // namespace

TEST_CASE("front: arithmetic carries its metamethod and loses MMBIN", "[front][translate]") {
  CHECK(code("return function(a, b) return a + b, a - 1, a .. b end", {0}) == R"(
ADD 2 0 1
ADDI 3 0 -1
MOVE 4 0
MOVE 5 1
CONCAT 4 2
RETURN 2 4 0
RETURN0
)");
  CHECK(aux_of_first("return function(a) return a + 5 end", Op::kADDI) ==
        folded(Event::kAdd, 0, 5));
  CHECK(aux_of_first("return function(a) return 5 + a end", Op::kADDI) ==
        folded(Event::kAdd, 1, 5));
  CHECK(aux_of_first("return function(a) return a - 5 end", Op::kADDI) ==
        folded(Event::kSub, 0, 5));
  CHECK(aux_of_first("return function(a) return a << 3 end", Op::kSHRI) ==
        folded(Event::kShl, 0, 3));
  CHECK(aux_of_first("return function(a) return 3 << a end", Op::kSHLI) ==
        folded(Event::kShl, 1, 3));
  CHECK(aux_of_first("return function(a) return a >> 3 end", Op::kSHRI) ==
        folded(Event::kShr, 0, 3));
  CHECK(aux_of_first("return function(a) return 1.5 * a end", Op::kMULK) ==
        folded(Event::kMul, 1, 0));
}

TEST_CASE("front: an immediate of 128 goes through a register", "[front][translate]") {
  CHECK(code("return function(a) return a + 128, 128 + a, 128 << a, a >> 128 end", {0}) == R"(
LOADI 5 128
ADD 1 0 5
LOADI 5 128
ADD 2 5 0
LOADI 5 128
SHL 3 5 0
LOADI 5 128
SHR 4 0 5
RETURN 1 5 0
RETURN0
)");
  CHECK(code("return function(a) if a < 128 then g = 1 end if a >= 128.0 then g = 2 end end",
             {0}) == R"(
LOADI 2 128
LT 0 2 0 to 3
SETTABUPK 0 0 1
LOADF 2 128
LE 2 0 0 to 6
SETTABUPK 0 0 2
RETURN0
)");
}

TEST_CASE("front: bit 1 of a comparison's c says that its literal was a float",
          "[front][translate]") {
  CHECK(code("return function(a) if a < 1 then g = 1 end if a < 1.0 then g = 2 end end", {0}) == R"(
LTI 0 1 0 to 2
SETTABUPK 0 0 1
LTI 0 1 2 to 4
SETTABUPK 0 0 2
RETURN0
)");
}

TEST_CASE("front: tests take their jump, loops relocate theirs", "[front][translate]") {
  CHECK(code("return function(a, b) while a < b do a = a or b end return a == nil end", {0}) == R"(
LT 0 1 0 to 4
TEST 0 1 to 0
MOVE 0 1
JMP to 0
EQK 0 0 1 to 6
LFALSESKIP 2
LOADTRUE 2
RETURN1 2
RETURN0
)");
  CHECK(code("return function(a) for i = 1, a do f(i) end for k in a do f(k) end end", {0}) == R"(
LOADI 1 1
MOVE 2 0
LOADI 3 1
FORPREP 1 to 8
GETTABUP 5 0 0
MOVE 6 4
CALL 5 2 1
FORLOOP 1 to 4
MOVE 1 0
LOADNIL 2 2
TFORPREP 1 to 14
GETTABUP 6 0 0
MOVE 7 5
CALL 6 2 1
TFORCALL 1 1
TFORLOOP 1 to 11
CLOSE 1
RETURN 0 1 1
)");
}

TEST_CASE("front: a jump to a test's own JMP keeps it", "[front][translate]") {
  FrontFixture fixture;
  Result<LuaFunction> main = fixture.read("return function(a) if a then f() end end");
  REQUIRE(main.has_value());
  LuaFunction& f = main->children[0];
  // 1 TEST, 2 JMP to 5, 3 GETTABUP, 4 CALL, 5 RETURN0: append JMP to 2 in place of 4.
  REQUIRE(f.code.size() == 5);
  f.code[3] = 56u | static_cast<uint32_t>(16777215 - 3) << 7;
  const Result<Proto*> p = fixture.make(*main);
  REQUIRE(p.has_value());
  CHECK("\n" + listing(*(*p)->children[0]) == R"(
TEST 0 0 to 5
JMP to 3
JMP to 5
GETTABUP 1 0 0
JMP to 2
RETURN0
)");
}

TEST_CASE("front: stores, methods, tables and lists", "[front][translate]") {
  CHECK(code("local t = {...}; t.x = 1; t.x = t; t[1] = 2; t[1] = t; t[t] = 3; t[t] = t; g = t") ==
        R"(
VARARGPREP 0
NEWTABLE 0 0 0
VARARG 1 0
SETLIST 0 0 0
SETFIELDK 0 0 1
SETFIELD 0 0 0
SETIK 0 1 2
SETI 0 1 0
SETTABLEK 0 0 3
SETTABLE 0 0 0
SETTABUP 0 4 0
RETURN0
)");
  const std::string longer(50, 'm');
  CHECK(code("local t; t:m(); t:" + longer + "()") == R"(
VARARGPREP 0
LOADNIL 0 0
SELF 1 0 0
CALL 1 2 1
LOADK 3 1
SELFR 1 0 3
CALL 1 2 1
RETURN0
)");
  std::string list = "return {";
  for (int i = 0; i < 300; i++) list += "x,";
  const std::string listed = code(list + "}");
  CHECK(listed.find("NEWTABLE 0 0 300\n") != std::string::npos);
  CHECK(listed.find("SETLIST 0 50 250\n") != std::string::npos);
}

TEST_CASE("front: only functions with to-be-closed variables close", "[front][translate]") {
  CHECK(code("do local a = 1; function f() return a end end return 1, 2").find("CLOSE") ==
        std::string::npos);
  CHECK(code("return function() local c <close> = x; return 1 end", {0}) == R"(
GETTABUP 0 0 0
TBC 0
LOADI 1 1
RETURN 1 2 1
RETURN 0 1 1
)");
}

TEST_CASE("front: a captured variable that is never reassigned shares a cell", "[front][cells]") {
  const std::string_view text =
      "local a, b = 1, 2\n"
      "function f() return a end\n"
      "function g() return a, b end";
  CHECK(code(text) == R"(
VARARGPREP 0
LOADI 2 1
LOADI 3 2
LOADNIL 0 0
LOADNIL 1 0
CLOSURE 4 0
SETTABUP 0 0 4
CLOSURE 4 1
SETTABUP 0 1 4
RETURN0
)");
  FrontFixture fixture;
  const Result<Proto*> p = fixture.load(text);
  REQUIRE(p.has_value());
  const UpvalueInfo& first = (*p)->children[0]->upvalues[0];
  const UpvalueInfo& second = (*p)->children[1]->upvalues[0];
  CHECK(first.from == UpvalueInfo::From::kSharedCell);
  CHECK(first.index == 2);
  CHECK(first.cell_index == 0);
  CHECK(second.index == first.index);
  CHECK(second.cell_index == first.cell_index);
}

TEST_CASE("front: shared cells lie behind the parameters, where calls leave them alone",
          "[front][cells]") {
  CHECK(code("return function(p, q) local x = p; p(function() return q, x end); return p, q, x end",
             {0}) == R"(
LOADNIL 2 0
MOVE 4 0
LOADNIL 3 0
MOVE 5 0
CLOSURE 6 0
CALL 5 2 1
MOVE 5 0
MOVE 6 1
MOVE 7 4
RETURN 5 4 0
RETURN0
)");
}

TEST_CASE("front: a reassigned captured variable lives in a cell", "[front][cells]") {
  CHECK(code("local n = 0; function f() n = n + 1 end; n = n * n; return n, -n") == R"(
VARARGPREP 0
LOADI 0 0
NEWCELL 0
CLOSURE 1 0
SETTABUP 0 0 1
GETCELL 3 0
GETCELL 4 0
MUL 3 3 4
SETCELL 0 3
GETCELL 1 0
GETCELL 3 0
UNM 2 3
RETURN 1 3 0
RETURN0
)");
  CHECK(code("return function(p) p = p or 1; return function() return p end end", {0}) == R"(
NEWCELL 0
GETCELL 2 0
TEST 2 1 to 5
LOADI 2 1
SETCELL 0 2
CLOSURE 1 0
RETURN1 1
RETURN0
)");
  CHECK(code("return function(p, q) p = q and 1 < q; p = q or p; f(function() return p end) "
             "return p end",
             {0}) == R"(
NEWCELL 0
TESTSETCELL 0 1 0 to 8
GTI 1 1 1 to 6
LOADFALSE 4
SETCELL 0 4
JMP to 8
LOADTRUE 4
SETCELL 0 4
TESTSETCELL 0 1 1 to 9
GETTABUP 2 0 0
CLOSURE 3 0
CALL 2 2 1
GETCELL 4 0
RETURN1 4
RETURN0
)");
}

TEST_CASE("front: each turn of a loop makes a fresh cell", "[front][cells]") {
  CHECK(code("for i = 1, 3 do local x = i; f(function() x = x + i end) end") == R"(
VARARGPREP 0
LOADI 1 1
LOADI 2 3
LOADI 3 1
FORPREP 1 to 14
LOADNIL 0 0
MOVE 5 4
NEWCELL 5
GETTABUP 6 0 0
CLOSURE 7 0
CALL 6 2 1
JMP to 12
JMP to 13
FORLOOP 1 to 5
RETURN0
)");
}

TEST_CASE("front: a jump inside a scope keeps its cell", "[front][cells]") {
  CHECK(code("local x = 1 ::top:: x = x + 1; f(function() return x end) goto top") == R"(
VARARGPREP 0
LOADI 0 1
NEWCELL 0
GETCELL 3 0
ADDI 3 3 1
SETCELL 0 3
GETTABUP 1 0 0
CLOSURE 2 0
CALL 1 2 1
JMP to 3
RETURN0
)");
}

TEST_CASE("front: a local function that captures itself", "[front][cells]") {
  CHECK(code("local function f() return f end") == R"(
VARARGPREP 0
LOADNIL 0 0
CLOSURE 1 0
RETURN0
)");
  CHECK(code("local function f() f = nil end") == R"(
VARARGPREP 0
LOADNIL 0 0
NEWCELL 0
CLOSURE 2 0
SETCELL 0 2
RETURN0
)");
  FrontFixture fixture;
  const Result<Proto*> p = fixture.load("local function f() return f end");
  REQUIRE(p.has_value());
  const UpvalueInfo& self = (*p)->children[0]->upvalues[0];
  CHECK(self.from == UpvalueInfo::From::kSelf);
  CHECK(self.index == 1);
  CHECK(self.cell_index == 0);
}

TEST_CASE("front: LOADNIL is split around cells and shared cells", "[front][cells]") {
  CHECK(
      code("return function(a, b) b = nil; local c; a = nil; return function() return a, c end end",
           {0}) == R"(
NEWCELL 0
LOADNIL 5 0
SETCELL 0 5
LOADNIL 1 0
LOADNIL 3 0
LOADNIL 2 0
CLOSURE 4 0
RETURN1 4
RETURN0
)");
  CHECK(code("local a; local function f() return a end; a = nil; local b") == R"(
VARARGPREP 0
LOADNIL 0 0
NEWCELL 0
CLOSURE 1 0
LOADNIL 3 0
SETCELL 0 3
LOADNIL 2 0
RETURN0
)");
}

TEST_CASE("front: more captured variables than registers for shared cells", "[front][cells]") {
  std::string text;
  for (int i = 0; i < 190; i++)
    text += "local v" + std::to_string(i) + " = " + std::to_string(i) + "\n";
  text += "function f() return ";
  for (int i = 0; i < 190; i++) text += "v" + std::to_string(i) + " + ";
  FrontFixture fixture;
  const Result<Proto*> p = fixture.load(text + "0 end");
  REQUIRE(p.has_value());
  CHECK((*p)->stack_size <= 255);
  int shared = 0, cells = 0;
  const Proto& f = *(*p)->children[0];
  for (uint32_t i = 0; i < f.upvalue_count; i++) {
    shared += f.upvalues[i].from == UpvalueInfo::From::kSharedCell;
    cells += f.upvalues[i].from == UpvalueInfo::From::kCell;
  }
  CHECK(shared > 0);
  CHECK(cells > 0);
  CHECK(shared + cells == 190);
}
