-- luajit: yes
-- Recursion and swaps: every permutation of ten items, through a callback.
local function permute(items, n, visit)
  if n <= 1 then return visit(items) end
  for i = 1, n do
    items[n], items[i] = items[i], items[n]
    permute(items, n - 1, visit)
    items[n], items[i] = items[i], items[n]
  end
end
local count, sum = 0, 0
permute({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 10, function(items)
  count = count + 1
  sum = (sum * 3 + items[1] * items[10]) % 1000003
end)
print(string.format("%d %d", count, sum))
