-- luajit: yes
-- Float arrays and calls: the spectral norm of an infinite matrix.
local function a(i, j)
  local ij = i + j - 1
  return 1.0 / (ij * (ij - 1) * 0.5 + i)
end
local function multiply(n, x, y, transposed)
  for i = 1, n do
    local sum = 0.0
    for j = 1, n do
      if transposed then sum = sum + x[j] * a(j, i) else sum = sum + x[j] * a(i, j) end
    end
    y[i] = sum
  end
end
local n = 520
local u, v, t = {}, {}, {}
for i = 1, n do u[i] = 1.0 end
for _ = 1, 10 do
  multiply(n, u, t, false) multiply(n, t, v, true)
  multiply(n, v, t, false) multiply(n, t, u, true)
end
local uv, vv = 0.0, 0.0
for i = 1, n do uv = uv + u[i] * v[i] vv = vv + v[i] * v[i] end
print(string.format("%.9f", math.sqrt(uv / vv)))
