-- luajit: no
-- 64-bit integers through function calls: splitmix64 into buckets.
local function mix(z)
  z = (z ~ (z >> 30)) * 0xbf58476d1ce4e5b9
  z = (z ~ (z >> 27)) * 0x94d049bb133111eb
  return z ~ (z >> 31)
end
local state, buckets = 1, {}
for i = 0, 255 do buckets[i] = 0 end
for _ = 1, 9000000 do
  state = state + 0x9e3779b97f4a7c15
  local bucket = mix(state) & 255
  buckets[bucket] = buckets[bucket] + 1
end
local sum = 0
for i = 0, 255 do sum = sum * 31 + buckets[i] end
print(string.format("%016x", sum))
