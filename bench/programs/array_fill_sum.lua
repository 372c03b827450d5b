-- luajit: yes
-- Integer arrays: growing by one, then reading in order.
local sum = 0
for round = 1, 40 do
  local t = {}
  for i = 1, 500000 do t[i] = i + round end
  for i = 1, #t do sum = sum + t[i] end
end
print(string.format("%.0f", sum))
