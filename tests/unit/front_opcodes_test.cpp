// Our table of Lua 5.4's instructions against luac5.4's listing of sources that use them all.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "tests/unit/front_fixture.hpp"
#include "vm/front/lua_code.hpp"

using namespace gilua;
using namespace gilua::front;

namespace {

const char* const kEverything = R"lua(
local t, u, v = {1, 2, x = 1, ...}, 2.0, 1e300
local function f(a, b, ...)
  t.y = 1; t[1] = a; t[a] = nil; G = 4; b = G; t = t; G = a; t.y = a; t[a] = b
  local s = -a + 1 .. "x" .. tostring(~b) .. #t
  local k = t.x + t[1] + t[a]
  s = 5 << a | a >> 3 & b << 1 ~ a - 1
  s = a + b - a * b / a % b ^ a // b
  s = a & b | a ~ b; s = a << b; s = a >> b
  s = 1.5 + a - 2.5 * a / 3.5 % 4.5 ^ a; s = a - 2.5; s = a ^ 2; s = a // 7; s = a % 7; s = a / 7
  s = a & 7; s = a | 7; s = a ~ 7; s = a * 7; s = a + 1.5
  local p, q, r = a < b, a <= b, a == b
  p, q, r = a < 1, a <= 2, a > 3
  p, q, r = a >= 4, a == 5, a == "k"
  p = not q; p = p and q or r; p = a > 128 and a < 1.0
  if p then q = true elseif q then r = false end
  return a:foo(...), t.x, t["x" .. 1], a[b]
end
for i = 1, 10 do if i > 127 then print(i) else goto continue end ::continue:: end
for k, w in pairs(t) do local function g() k = w end g() end
print(t.x)
do local c <close> = nil; print(c, function() return c end) end
local function tail(x) return tail(x) end
local function one(x) return x end
local function none() return end
local function several(x, y) return x, y end
return f(1, 2)
)lua";

/// Elements beyond what one byte counts, constants beyond what 17 bits count.
std::string with_large_operands() {
  std::string text = "local t = {";
  for (int i = 0; i < 600; i++) text += "nil,";
  text += "}\nlocal x\n";
  for (int i = 0; i < 131100; i++) text += "x=" + std::to_string(i) + ".5\n";
  return text;
}

std::string operands(const LuaOpInfo& info, uint32_t w) {
  std::string out;
  for (std::string_view rest = info.fields; !rest.empty();) {
    const size_t space = rest.find(' ');
    const std::string_view field = rest.substr(0, space);
    rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
    if (!out.empty()) out += ' ';
    if (field == "A") out += std::to_string(field_a(w));
    if (field == "B") out += std::to_string(field_b(w));
    if (field == "C" || field == "Ck") out += std::to_string(field_c(w));
    if (field == "Ck" && field_k(w) != 0) out += 'k';
    if (field == "k") out += std::to_string(field_k(w));
    if (field == "sB") out += std::to_string(field_sb(w));
    if (field == "sC") out += std::to_string(field_sc(w));
    if (field == "Bx") out += std::to_string(field_bx(w));
    if (field == "sBx") out += std::to_string(field_sbx(w));
    if (field == "Ax") out += std::to_string(field_ax(w));
    if (field == "sJ") out += std::to_string(field_sj(w));
  }
  return out;
}

void list_ours(const LuaFunction& f, std::vector<std::string>& out, std::set<uint32_t>& seen) {
  for (size_t pc = 0; pc < f.code.size(); pc++) {
    const LuaOpInfo& info = info_of(lua_op(f.code[pc]));
    seen.insert(op_number(f.code[pc]));
    std::string line = "[" + std::to_string(f.lines[pc]) + "] " + info.name;
    const std::string text = operands(info, f.code[pc]);
    out.push_back(text.empty() ? line : line + " " + text);
  }
  for (const LuaFunction& child : f.children) list_ours(child, out, seen);
}

/// luac's lines are "\tNUMBER\t[LINE]\tNAME     \tOPERANDS\t; comment".
std::vector<std::string> list_luacs(const std::string& path) {
  std::vector<std::string> out;
  const std::string command = "luac5.4 -l -l -p '" + path + "'";
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  char buffer[4096];
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) {
    std::vector<std::string> columns;
    std::string_view rest(buffer);
    while (!rest.empty() && rest.back() == '\n') rest.remove_suffix(1);
    for (size_t tab = rest.find('\t'); tab != std::string_view::npos; tab = rest.find('\t')) {
      columns.emplace_back(rest.substr(0, tab));
      rest.remove_prefix(tab + 1);
    }
    columns.emplace_back(rest);
    if (columns.size() < 4 || !columns[0].empty() || columns[2].front() != '[') continue;
    std::string name = columns[3];
    name.erase(name.find_last_not_of(' ') + 1);
    std::string line = columns[2] + " " + name;
    if (columns.size() > 4 && !columns[4].empty()) line += " " + columns[4];
    while (line.back() == ' ') line.pop_back();
    out.push_back(line);
  }
  REQUIRE(pclose(pipe) == 0);
  return out;
}

}  // namespace

TEST_CASE("front: the table of Lua's instructions agrees with luac5.4", "[front][opcodes]") {
  if (std::system("command -v luac5.4 >/dev/null 2>&1") != 0) {
    WARN("luac5.4 is not installed: the table of Lua's instructions is not compared with it");
    return;
  }
  const std::filesystem::path path = std::filesystem::temp_directory_path() /
                                     ("gilua_opcodes_" + std::to_string(getpid()) + ".lua");
  FrontFixture fixture;
  std::set<uint32_t> seen;
  for (const std::string& text : {std::string(kEverything), with_large_operands()}) {
    std::ofstream(path) << text;
    const Result<LuaFunction> f = fixture.read(text);
    REQUIRE(f.has_value());
    std::vector<std::string> ours;
    list_ours(*f, ours, seen);
    const std::vector<std::string> luacs = list_luacs(path.string());
    REQUIRE(ours.size() == luacs.size());
    for (size_t i = 0; i < ours.size(); i++) {
      if (ours[i] != luacs[i]) REQUIRE(ours[i] == luacs[i]);  // one assertion, not 400,000
    }
  }
  std::filesystem::remove(path);
  for (uint32_t op = 0; op < static_cast<uint32_t>(LuaOp::kCount); op++) {
    INFO(info_of(static_cast<LuaOp>(op)).name);
    CHECK(seen.count(op) == 1);
  }
}
