// Target pattern: string.find, match, gmatch and gsub, compared with lua5.4's. The input's lines:
// the pattern, the replacement, the subject (which may have more lines).
//
// Matching may take exponential time, so the pattern's items that can backtrack are few.
#include "tests/fuzz/oracle.hpp"

namespace {

constexpr const char* kDriver = R"lua(
local find, match, gmatch, gsub = string.find, string.match, string.gmatch, string.gsub
local concat, pack, tostring, pcall = table.concat, table.pack, tostring, pcall
local out, n

local function add(...)
  local values = pack(...)
  for i = 1, values.n do
    n = n + 1
    out[n] = math.type(values[i]) or type(values[i])
    n = n + 1
    out[n] = tostring(values[i])
  end
  n = n + 1
  out[n] = ";"
end

local function all_matches(subject, pattern, init)
  local turns = 0
  for a, b, c in gmatch(subject, pattern, init) do
    add(a, b, c)
    turns = turns + 1
    if turns > 100 then break end
  end
end

local keys = setmetatable({}, {__index = function(_, key)
  if key == "a" then return false end
  if key == "b" then return 12 end
  if key == "c" then return {} end
  return "<" .. tostring(key) .. ">"
end})

return function(pattern, replacement, subject)
  local _, costly = gsub(pattern, "[-*+?]", "")
  if costly > 4 or #pattern > 400 or #subject > 48 then return nil end
  out, n = {}, 0
  add(pcall(find, subject, pattern))
  add(pcall(find, subject, pattern, 3))
  add(pcall(find, subject, pattern, -4))
  add(pcall(find, subject, replacement, 2, true))
  add(pcall(match, subject, pattern))
  add(pcall(match, subject, pattern, #replacement))
  add(pcall(all_matches, subject, pattern))
  add(pcall(all_matches, subject, pattern, 2))
  add(pcall(gsub, subject, pattern, replacement))
  add(pcall(gsub, subject, pattern, replacement, 2))
  add(pcall(gsub, subject, pattern, keys))
  add(pcall(gsub, subject, pattern, function(a, b) return b or a end))
  return concat(out, " ")
end
)lua";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gilua::fuzz::compare_with_lua(kDriver, data, size);
  return 0;
}
