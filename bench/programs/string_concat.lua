-- luajit: yes
-- Concatenation: many short strings, and one that grows.
local sum = 0
for i = 1, 2200000 do
  local s = "a" .. i % 100 .. "b" .. i % 10
  sum = sum + #s
end
local grown = ""
for i = 1, 15000 do grown = grown .. "x" .. i % 10 end
print(string.format("%d %d", sum, #grown))
