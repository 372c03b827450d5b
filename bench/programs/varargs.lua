-- luajit: yes
-- Variable arguments: select, {...} and passing them on.
local function count(...) return select("#", ...) end
local function sum(...)
  local total = 0
  for i = 1, select("#", ...) do total = total + (select(i, ...)) end
  return total
end
local function pack_sum(...)
  local total = 0
  for _, v in ipairs({...}) do total = total + v end
  return total
end
local function pass(...) return count(...) + sum(...) end
local total = 0
for i = 1, 1000000 do
  total = (total + pass(i, 2, 3, 4) + pack_sum(i, 1, 2) + count()) % 1000003
end
print(string.format("%d", total))
