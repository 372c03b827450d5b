-- luajit: yes
-- Resume and yield: a value goes back and forth.
local partner = coroutine.create(function(x)
  while true do x = coroutine.yield(x + 1) end
end)
local value, resume = 0, coroutine.resume
for _ = 1, 5000000 do
  local _, answer = resume(partner, value)
  value = answer
end
print(string.format("%d", value))
