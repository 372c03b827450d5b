-- luajit: yes
-- Coroutines as iterators: a chain of three, and many short-lived ones.
local function range(n)
  return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end)
end
local function filter(source, divisor)
  return coroutine.wrap(function()
    for v in source do if v % divisor ~= 0 then coroutine.yield(v) end end
  end)
end
local sum = 0
for v in filter(filter(range(2000000), 2), 3) do sum = sum + v end
for i = 1, 150000 do
  for v in range(3) do sum = sum + v * i % 3 end
end
print(string.format("%.0f", sum))
