-- luajit: yes
-- Floats and nested loops: points of the Mandelbrot set.
local size, limit, inside = 900, 60, 0
for py = 0, size - 1 do
  local ci = 2.0 * py / size - 1.0
  for px = 0, size - 1 do
    local cr = 3.0 * px / size - 2.0
    local zr, zi, n = 0.0, 0.0, 0
    while n < limit do
      local rr, ii = zr * zr, zi * zi
      if rr + ii > 4.0 then break end
      zi = 2.0 * zr * zi + ci
      zr = rr - ii + cr
      n = n + 1
    end
    if n == limit then inside = inside + 1 end
  end
end
print(string.format("%d", inside))
