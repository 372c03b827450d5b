-- luajit: yes
-- Deep recursion: Ackermann's function.
local function ack(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return ack(m - 1, 1) end
  return ack(m - 1, ack(m, n - 1))
end
local sum = 0
for _ = 1, 9 do sum = sum + ack(3, 8) end
print(string.format("%d", sum))
