// Target format: string.format, compared with lua5.4's. The input's lines: the format, an argument,
// more arguments. A line that reads as a number is one (also with other types of number), "nil",
// "true" and "false" are what they say, and everything else is a string.
#include "tests/fuzz/oracle.hpp"

namespace {

constexpr const char* kDriver = R"lua(
local format, find, gmatch = string.format, string.find, string.gmatch
local words = {["true"] = true, ["false"] = false}

local function value_of(line)
  if line == "nil" then return nil end
  if words[line] ~= nil then return words[line] end
  return tonumber(line) or line
end

return function(text, first, rest)
  if #text > 2000 then return nil end
  -- Addresses differ.
  if find(text, "%%[-+ #0]*%d*%.?%d*p") then return nil end
  local values, n = {value_of(first)}, 1
  for line in gmatch(rest, "[^\n]*") do
    n = n + 1
    values[n] = value_of(line)
    if n == 20 then break end
  end
  local with_name = setmetatable({}, {__tostring = function() return rest end})
  local same_many = {}
  for i = 1, 20 do same_many[i] = values[1] end
  local out = {}
  local function add(...)
    for i = 1, select("#", ...) do out[#out + 1] = tostring((select(i, ...))) end
  end
  add(pcall(format, text, table.unpack(values, 1, n)))
  add(pcall(format, text, table.unpack(same_many)))
  add(pcall(format, text, with_name, with_name))
  add(pcall(format, text, rest, first))
  add(pcall(format, text))
  return table.concat(out, "|")
end
)lua";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gilua::fuzz::compare_with_lua(kDriver, data, size);
  return 0;
}
