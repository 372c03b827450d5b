-- luajit: yes
-- Allocation: full binary trees of short and long life.
local function bottom_up(depth)
  if depth == 0 then return {} end
  return {bottom_up(depth - 1), bottom_up(depth - 1)}
end
local function check(tree)
  if tree[1] then return 1 + check(tree[1]) + check(tree[2]) end
  return 1
end
local long_lived = bottom_up(13)
local sum = 0
for depth = 4, 12, 4 do
  for _ = 1, 2 ^ (19 - depth) do sum = sum + check(bottom_up(depth)) end
end
print(string.format("%d %d", sum, check(long_lived)))
