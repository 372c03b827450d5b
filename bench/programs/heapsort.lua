-- luajit: yes
-- Array reads and writes at scattered places: heapsort.
local n, x = 420000, 42
local a = {}
for i = 1, n do
  x = (x * 16807) % 2147483647
  a[i] = x / 2147483647
end
local function sift(root, last)
  local value = a[root]
  while true do
    local child = root * 2
    if child > last then break end
    if child < last and a[child] < a[child + 1] then child = child + 1 end
    if value >= a[child] then break end
    a[root] = a[child]
    root = child
  end
  a[root] = value
end
for i = math.floor(n / 2), 1, -1 do sift(i, n) end
for i = n, 2, -1 do
  a[1], a[i] = a[i], a[1]
  sift(1, i - 1)
end
for i = 2, n do assert(a[i - 1] <= a[i]) end
print(string.format("%.9f %.9f", a[1], a[n]))
