// Binary chunks: the reader's messages, hostile chunks, dump and load again.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <random>

#include "tests/unit/front_fixture.hpp"
#include "vm/front/lua_code.hpp"

using namespace gilua;

namespace {

const char* const kSources[] = {
    "local t = {} for i = 1, 10 do local x = i; t[i] = function() x = x + 1; return x, i end end "
    "return t",
    "local function fact(n) if n <= 1 then return 1 end return n * fact(n - 1) end "
    "local c <close> = setmetatable({}, {__close = print}); print(fact(5), ...)",
    "local a, b, c = 1.5, 'text', nil; function f(p, q, ...) p = q and ... or a; "
    "b = function() p = c; return p end; for k, v in pairs(q) do if k == v then goto done end "
    "b = k .. v end ::done:: return p(q, ...) end return f(b:rep(3), {a, b, [a] = b, x = c})",
    "local s = 0 repeat local d = s + 200; s = d // 3; local g = function() d = d - 1 end g() "
    "until d > 128 or s == 7 while s do s = not s end return s << 3, s >> 2, s & 15, ~s, #s, -s",
};

/// Lua's JMP to the next instruction; an offset of n adds n << 7.
constexpr uint32_t kJump =
    static_cast<uint32_t>(front::LuaOp::kJMP) | static_cast<uint32_t>(16777215) << 7;

std::string chunk_of(std::string_view text) {
  const Result<std::string> chunk = compile_to_chunk(text, "=test");
  REQUIRE(chunk.has_value());
  return *chunk;
}

std::string error_of(const Result<Proto*>& result) {
  return result.has_value() ? "loaded" : result.error().message;
}

std::string load_error(std::string_view bytes, std::string_view name = "=test",
                       std::string_view mode = "bt") {
  FrontFixture fixture;
  return error_of(load_chunk(fixture.mutator, bytes, name, mode));
}

uint32_t seed_of_run() {
  const char* given = std::getenv("GILUA_TEST_SEED");
  const uint32_t seed = given != nullptr ? static_cast<uint32_t>(std::strtoul(given, nullptr, 10))
                                         : std::random_device{}();
  std::cout << "front: mutations with GILUA_TEST_SEED=" << seed << std::endl;  // before any crash
  return seed;
}

void mutate_bytes(std::string& bytes, std::mt19937& random) {
  for (uint32_t n = 1 + random() % 4; n > 0 && !bytes.empty(); n--) {
    const size_t at = random() % bytes.size();
    switch (random() % 5) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
        break;
      case 1:
        bytes[at] = static_cast<char>(random());
        break;
      case 2:
        bytes.erase(at, 1 + random() % 4);
        break;
      case 3:
        bytes.insert(at, 1, static_cast<char>(random()));
        break;
      default:
        if (random() % 8 == 0) bytes.resize(at);
        break;
    }
  }
}

/// Changes that the reader would not notice: instructions, scopes, captures, sizes.
void mutate_function(LuaFunction& f, std::mt19937& random) {
  if (!f.children.empty() && random() % 2 == 0)
    return mutate_function(f.children[random() % f.children.size()], random);
  const size_t at = random() % f.code.size();
  switch (random() % 8) {
    case 0:
      f.code[at] ^= 1u << random() % 32;
      break;
    case 1:
      f.code[at] = f.code[random() % f.code.size()];
      break;
    case 2:
      std::swap(f.code[at], f.code[random() % f.code.size()]);
      break;
    case 3:  // a jump to somewhere
      f.code[at] = 56u | static_cast<uint32_t>(16777215 + static_cast<int>(random() % 21) - 10)
                             << 7;
      break;
    case 4:
      if (!f.locals.empty()) {
        LocalVariable& v = f.locals[random() % f.locals.size()];
        (random() % 2 == 0 ? v.start_pc : v.end_pc) += static_cast<int>(random() % 9) - 4;
      }
      break;
    case 5:
      if (!f.upvalues.empty()) {
        LuaFunction::Upvalue& u = f.upvalues[random() % f.upvalues.size()];
        u.in_stack = random() % 2;
        u.index = static_cast<uint8_t>(random() % 12);
      }
      break;
    case 6:
      f.stack_size = static_cast<uint8_t>(f.stack_size + static_cast<int>(random() % 5) - 2);
      break;
    default:  // another register
      f.code[at] = (f.code[at] & ~(0xffu << 7)) | (random() % 16) << 7;
      break;
  }
}

/// Whatever was accepted can be printed, named and dumped: these follow every index that it holds.
void use_everything(const Proto& p) {
  for (uint32_t pc = 0; pc < p.code_size; pc++) {
    for (uint32_t r = 0; r < p.stack_size; r++) name_of_register(p, pc, r);
    name_of_called(p, pc);
    line_of(p, pc);
  }
  for (uint32_t i = 0; i < p.child_count; i++) use_everything(*p.children[i]);
}

}  // namespace

TEST_CASE("front: the reader's messages are lundump's", "[front][chunk]") {
  const std::string good = chunk_of("return 1");
  CHECK(load_error(good) == "loaded");
  const auto changed = [&](size_t at, char to) {
    std::string bytes = good;
    bytes[at] = to;
    return load_error(bytes, "@x.lua");
  };
  CHECK(changed(1, 'X') == "x.lua: bad binary format (not a binary chunk)");
  CHECK(changed(4, 0x53) == "x.lua: bad binary format (version mismatch)");
  CHECK(changed(5, 1) == "x.lua: bad binary format (format mismatch)");
  CHECK(changed(8, ' ') == "x.lua: bad binary format (corrupted chunk)");
  CHECK(changed(12, 8) == "x.lua: bad binary format (Instruction size mismatch)");
  CHECK(changed(13, 4) == "x.lua: bad binary format (lua_Integer size mismatch)");
  CHECK(changed(14, 4) == "x.lua: bad binary format (lua_Number size mismatch)");
  CHECK(changed(15, 0) == "x.lua: bad binary format (integer format mismatch)");
  CHECK(changed(23, 1) == "x.lua: bad binary format (float format mismatch)");
  CHECK(load_error(good.substr(0, 20), good) ==
        "binary string: bad binary format (truncated chunk)");
  for (size_t length = 1; length < good.size(); length++) {
    CHECK(load_error(good.substr(0, length)) == "test: bad binary format (truncated chunk)");
  }
}

TEST_CASE("front: modes and syntax errors", "[front][chunk]") {
  CHECK(load_error("return 1", "=test", "b") == "attempt to load a text chunk (mode is 'b')");
  CHECK(load_error(chunk_of("return 1"), "=test", "t") ==
        "attempt to load a binary chunk (mode is 't')");
  CHECK(load_error("x = = 1", "@x.lua") == "x.lua:1: unexpected symbol near '='");
  CHECK(load_error("") == "loaded");
  const std::string deep(300, '(');
  CHECK(load_error("return " + deep).find("C stack overflow") != std::string::npos);
}

TEST_CASE("front: dump gives the chunk back", "[front][chunk][dump]") {
  for (const char* source : kSources) {
    FrontFixture fixture;
    const std::string chunk = chunk_of(source);
    const Result<Proto*> p = fixture.load(chunk);
    REQUIRE(p.has_value());
    CHECK(dump(**p, false) == chunk);
    const std::string stripped = dump(**p, true);
    const Result<Proto*> q = fixture.load(stripped);
    INFO(error_of(q));
    REQUIRE(q.has_value());
    CHECK(dump(**q, true) == stripped);
    CHECK(dump(**q, false) == stripped);
    CHECK(listing(**q) == listing(**p));
    for (uint32_t i = 0; i < (*p)->child_count; i++) {
      const Result<Proto*> child = fixture.load(dump(*(*p)->children[i], true));
      INFO(error_of(child));
      REQUIRE(child.has_value());
      CHECK(listing(**child) == listing(*(*p)->children[i]));
    }
  }
}

TEST_CASE("front: long jumps of the line number survive", "[front][chunk][dump]") {
  FrontFixture fixture;
  std::string text = "local a = 1" + std::string(1000, '\n') + "a = 2";
  for (int i = 0; i < 300; i++) text += " a = a + 1";
  const std::string chunk = chunk_of(text);
  const Result<Proto*> p = fixture.load(chunk);
  REQUIRE(p.has_value());
  CHECK(line_of(**p, (*p)->code_size - 1) == 1001);
  CHECK(dump(**p, false) == chunk);
}

TEST_CASE("front: a foreign stripped chunk that captures is refused by name", "[front][chunk]") {
  FrontFixture fixture;
  Result<LuaFunction> f =
      fixture.read("local a\nfunction f()\nlocal b\n return function() return b end end");
  REQUIRE(f.has_value());
  f->children[0].locals.clear();
  CHECK(error_of(fixture.make(*f)) ==
        "test: cannot load a stripped chunk whose functions capture local variables "
        "(function at line 2)");
  f = fixture.read("local a; function f() return a end");
  f->locals.clear();
  CHECK(error_of(fixture.make(*f)).find("(main chunk)") != std::string::npos);
  f = fixture.read("local a; a = a + 1; return a");  // captures nothing
  f->locals.clear();
  CHECK(error_of(fixture.make(*f)) == "loaded");
}

TEST_CASE("front: paths that miss a cell or read garbage are refused", "[front][chunk][flow]") {
  FrontFixture fixture;
  Result<LuaFunction> f = fixture.read("local x = 1; f(function() x = 2 end); return x");
  REQUIRE(f.has_value());
  REQUIRE(fixture.make(*f).has_value());
  LuaFunction late = *f;             // VARARGPREP, LOADI, GETTABUP, CLOSURE, CALL, RETURN1
  late.code[1] = kJump + (1u << 7);  // over the start of the scope
  CHECK(error_of(fixture.make(late)) ==
        "test: bad binary format (captured variable without its cell)");
  late.code[1] = kJump;  // to the start of the scope, without a value
  CHECK(error_of(fixture.make(late)) ==
        "test: bad binary format (register is read before it is written)");
  LuaFunction short_scope = *f;
  short_scope.locals[0].end_pc = 5;  // the return then reads the register, which holds a cell
  CHECK(error_of(fixture.make(short_scope)) ==
        "test: bad binary format (register is read before it is written)");
  LuaFunction shared_child = *f;
  shared_child.locals[0].end_pc = 3;
  CHECK(error_of(fixture.make(shared_child)) ==
        "test: bad binary format (captured register without a variable)");

  f = fixture.read("local c <close> = x; return 1");
  REQUIRE(f.has_value());
  REQUIRE(fixture.make(*f).has_value());
  for (uint32_t& w : f->code) {
    if (front::is_return(front::lua_op(w))) w &= ~(1u << 15);  // return without closing
  }
  CHECK(error_of(fixture.make(*f)) ==
        "test: bad binary format (function ends without closing its variables)");
}

TEST_CASE("front: 10,000 mutated chunks never crash the loader", "[front][chunk][fuzz]") {
  std::mt19937 random(seed_of_run());
  std::vector<std::string> chunks;
  std::vector<LuaFunction> functions;
  FrontFixture fixture;
  for (const char* source : kSources) {
    chunks.push_back(chunk_of(source));
    const Result<Proto*> p = fixture.load(chunks.back());
    REQUIRE(p.has_value());
    chunks.push_back(dump(**p, true));
    functions.push_back(*fixture.read(source));
  }
  uint32_t accepted = 0, refused = 0;
  for (int i = 0; i < 10000; i++) {
    Result<Proto*> p = nullptr;
    if (i % 2 == 0) {
      std::string bytes = chunks[random() % chunks.size()];
      mutate_bytes(bytes, random);
      p = load_chunk(fixture.mutator, bytes, "=mutant", "b");
    } else {
      LuaFunction f = functions[random() % functions.size()];
      for (uint32_t n = 1 + random() % 3; n > 0; n--) mutate_function(f, random);
      p = fixture.make(f);
    }
    (p.has_value() ? accepted : refused)++;
    if (p.has_value()) {
      use_everything(**p);
      disassemble(**p);
      const Result<Proto*> again = fixture.load(dump(**p, false), "=again");
      INFO(error_of(again));
      REQUIRE(again.has_value());
    } else if (p.error().message.empty()) {
      FAIL("an error without a message");
    }
    if (i % 500 == 0) fixture.collect_all();
  }
  INFO("accepted " << accepted << ", refused " << refused);
  CHECK(refused > 1000);
  CHECK(accepted > 100);
}
