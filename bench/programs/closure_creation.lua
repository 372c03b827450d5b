-- luajit: yes
-- Making closures: each captures a fresh variable and a shared one.
local total = 0
local function adder(n)
  return function(x) total = total + 1 return x + n end
end
local sum = 0
for i = 1, 4500000 do
  local add = adder(i % 10)
  sum = (sum + add(i)) % 1000007
end
print(string.format("%d %d", sum, total))
