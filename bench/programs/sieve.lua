-- luajit: yes
-- A boolean array: Eratosthenes' sieve.
local limit, count = 1500000, 0
for _ = 1, 7 do
  local composite = {}
  for i = 1, limit do composite[i] = false end
  count = 0
  for i = 2, limit do
    if not composite[i] then
      count = count + 1
      for j = i * i, limit, i do composite[j] = true end
    end
  end
end
print(string.format("%d", count))
