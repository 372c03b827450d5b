-- luajit: yes
-- table.sort with a comparator written in Lua.
local x, sum = 42, 0
for _ = 1, 4 do
  local t = {}
  for i = 1, 70000 do
    x = (x * 16807) % 2147483647
    t[i] = {key = x, rank = i}
  end
  table.sort(t, function(a, b) return a.key > b.key end)
  sum = sum + t[1].rank + t[70000].rank
end
print(string.format("%d", sum))
