-- luajit: yes
-- table.sort of numbers, no comparator.
local x, sum = 42, 0
for _ = 1, 13 do
  local t = {}
  for i = 1, 120000 do
    x = (x * 16807) % 2147483647
    t[i] = x
  end
  table.sort(t)
  sum = sum + t[1] + t[60000] % 1000 + t[120000] % 1000
end
print(string.format("%.0f", sum))
