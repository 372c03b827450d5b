-- luajit: yes
-- Iteration: ipairs over an array, pairs over a hash, next by hand.
local array, hash = {}, {}
for i = 1, 2000 do
  array[i] = i
  hash["k" .. i] = i
end
local sum = 0
for _ = 1, 3600 do
  for i, v in ipairs(array) do sum = sum + i * v % 7 end
  for _, v in pairs(hash) do sum = sum + v end
end
for _ = 1, 600 do
  local k, v = next(hash)
  while k do
    sum = sum + v
    k, v = next(hash, k)
  end
end
print(string.format("%.0f", sum))
