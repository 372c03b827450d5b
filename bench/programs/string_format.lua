-- luajit: yes
-- string.format with integers, floats and strings.
local sum = 0
for i = 1, 800000 do
  local s = string.format("%d %5.2f %s %x", i, i / 7, "name", i)
  sum = (sum + #s * (i % 13)) % 1000003
end
print(string.format("%d", sum))
