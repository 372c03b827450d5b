-- luajit: yes
-- Backtracking over small arrays: twice all solutions for twelve queens.
local n, solutions = 12, 0
local columns, up, down = {}, {}, {}
local function place(row)
  if row > n then solutions = solutions + 1 return end
  for c = 1, n do
    if not columns[c] and not up[row + c] and not down[row - c + n] then
      columns[c], up[row + c], down[row - c + n] = true, true, true
      place(row + 1)
      columns[c], up[row + c], down[row - c + n] = false, false, false
    end
  end
end
for _ = 1, 2 do place(1) end
print(string.format("%d", solutions))
