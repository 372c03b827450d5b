-- setmetatable, getmetatable, pairs and ipairs with metamethods.
-- oracle: lua5.4
local t = setmetatable({}, {__metatable = "locked"})
print(getmetatable(t), pcall(setmetatable, t, {}))
print(pcall(setmetatable, {}))
print(pcall(setmetatable, {}, 1))
print(pcall(setmetatable, 1, {}))
print(setmetatable(t and {}, nil) ~= nil, getmetatable({}), getmetatable("").__index == string)

local function plain(object)
  local parts = {}
  for k, v in pairs(object) do parts[#parts + 1] = tostring(k) .. "=" .. tostring(v) end
  return table.concat(parts, " ")
end
print(plain({1, 2, 3}))
print(plain(setmetatable({}, {__pairs = function(self)
  return function(_, k) if not k then return "only", "pair" end end, self, nil
end})))
print(select("#", pairs({})), pairs({}) == next)
print(pcall(pairs))

local proxy = setmetatable({}, {__index = function(_, i) if i < 4 then return i * 10 end end})
for i, v in ipairs(proxy) do io.write(i, ":", v, " ") end
print()
for i, v in ipairs({1, 2, nil, 4}) do io.write(i, ":", v, " ") end
print()
print(select("#", ipairs({})), (ipairs({})) == (ipairs({1})))
