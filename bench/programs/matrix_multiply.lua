-- luajit: yes
-- Arrays of arrays of floats.
local n = 310
local function matrix(seed)
  local m = {}
  for i = 1, n do
    local row = {}
    for j = 1, n do row[j] = ((i * seed + j) % 17) / 3.0 end
    m[i] = row
  end
  return m
end
local a, b, c = matrix(3), matrix(5), {}
for i = 1, n do
  local row, out = a[i], {}
  for j = 1, n do
    local sum = 0.0
    for k = 1, n do sum = sum + row[k] * b[k][j] end
    out[j] = sum
  end
  c[i] = out
end
local trace = 0.0
for i = 1, n do trace = trace + c[i][n - i + 1] end
print(string.format("%.6f", trace))
