-- luajit: yes
-- Protected calls: most of them go well, some raise.
local function work(i)
  if i % 10 == 0 then error({code = i}) end
  return i % 3
end
local sum, failed = 0, 0
for i = 1, 7000000 do
  local ok, value = pcall(work, i)
  if ok then sum = sum + value else failed = failed + value.code % 7 end
end
print(string.format("%d %d", sum, failed))
