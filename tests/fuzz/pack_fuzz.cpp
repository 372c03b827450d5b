// Target pack: string.pack, unpack and packsize, compared with lua5.4's. The input's lines: the
// format, a value, and then the bytes to unpack, whose lines are also further values to pack.
#include "tests/fuzz/oracle.hpp"

namespace {

constexpr const char* kDriver = R"lua(
local spack, unpack, packsize, find = string.pack, string.unpack, string.packsize, string.find

local function value_of(line) return tonumber(line) or line end

return function(text, first, rest)
  if #text > 400 then return nil end
  -- Long strings and paddings are memory only.
  if find(text, "%d%d%d%d%d") then return nil end
  local values, n = {value_of(first)}, 1
  for line in string.gmatch(rest, "[^\n]*") do
    n = n + 1
    values[n] = value_of(line)
    if n == 20 then break end
  end
  local same_many = {}
  for i = 1, 20 do same_many[i] = values[1] end
  local out = {}
  local function add(...)
    for i = 1, select("#", ...) do
      local v = (select(i, ...))
      out[#out + 1] = math.type(v) or type(v)
      out[#out + 1] = tostring(v)
    end
  end
  add(pcall(packsize, text))
  local good, packed = pcall(spack, text, table.unpack(values, 1, n))
  add(good, packed)
  if good then add(pcall(unpack, text, packed)) end
  good, packed = pcall(spack, text, table.unpack(same_many))
  add(good, packed)
  if good then
    add(pcall(unpack, text, packed))
    add(pcall(unpack, text, packed, 2))
    add(pcall(unpack, text, packed, -3))
  end
  add(pcall(unpack, text, rest))
  add(pcall(unpack, text, rest, math.tointeger(values[1]) or 3))
  return table.concat(out, "|")
end
)lua";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gilua::fuzz::compare_with_lua(kDriver, data, size);
  return 0;
}
