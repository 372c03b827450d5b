-- luajit: yes
-- Calls of closures that write their captured variables.
local function counter(step)
  local value = 0
  return function()
    value = value + step
    return value
  end, function() return value end
end
local up, seen = counter(3)
local down = counter(-2)
local sum = 0
for i = 1, 10000000 do
  sum = sum + up() + down()
  if i % 1000 == 0 then sum = sum - seen() end
end
print(string.format("%.0f", sum))
