-- luajit: yes
-- Conway's life on a torus: two-dimensional arrays of integers.
local size = 96
local function grid(value)
  local rows = {}
  for y = 1, size do
    rows[y] = {}
    for x = 1, size do rows[y][x] = value(x, y) end
  end
  return rows
end
local now = grid(function(x, y) return (x * 7 + y * 13 + x * y) % 5 < 2 and 1 or 0 end)
local after = grid(function() return 0 end)
for _ = 1, 700 do
  for y = 1, size do
    local above, row = now[(y - 2) % size + 1], now[y]
    local below, out = now[y % size + 1], after[y]
    for x = 1, size do
      local l, r = (x - 2) % size + 1, x % size + 1
      local n = above[l] + above[x] + above[r] + row[l] + row[r] + below[l] + below[x] + below[r]
      out[x] = (n == 3 or (n == 2 and row[x] == 1)) and 1 or 0
    end
  end
  now, after = after, now
end
local alive = 0
for y = 1, size do for x = 1, size do alive = alive + now[y][x] end end
print(string.format("%d", alive))
