-- A seed gives lua5.4's numbers; projections are unbiased and in range.
local function fails(message, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and tostring(err):find(message, 1, true), tostring(err))
end
print(math.randomseed(42))  -- expect: 42	0
print(string.format("%.17g %.17g", math.random(), math.random()))  -- expect: 0.93081217803956817 0.45178389935924312
print(math.random(0), math.random(100), math.random(-5, 5))  -- expect: -8358531260401861301	86	0
print(math.random(math.mininteger, math.maxinteger), math.random(1 << 40))  -- expect: -9046270629122405825	934954126599
print(math.randomseed(-7, 99))  -- expect: -7	99
print(math.random(1000000), math.random(7), math.random(3, 3))  -- expect: 364987	2	3
local sum = 0
math.randomseed(2024)
for i = 1, 10000 do sum = sum + math.random(i) end
print(sum)  -- expect: 24802769

local function draw(n) math.randomseed(n) return math.random(0) end
assert(draw(5) == draw(5) and draw(5) ~= draw(6))
local low, high = 1, 0
for _ = 1, 10000 do
  local f, i = math.random(), math.random(10, 12)
  low, high = math.min(low, f), math.max(high, f)
  assert(f >= 0 and f < 1 and i >= 10 and i <= 12)
end
assert(low < 0.01 and high > 0.99)
local n1, n2 = math.randomseed()
assert(math.type(n1) == "integer" and math.type(n2) == "integer")
local a = {math.random(0), math.random(0), math.random(0)}
math.randomseed(n1, n2)
assert(a[1] == math.random(0) and a[2] == math.random(0) and a[3] == math.random(0))
fails("bad argument #1 to 'random' (interval is empty)", function() math.random(-1) end)
fails("bad argument #1 to 'random' (interval is empty)", function() math.random(2, 1) end)
fails("wrong number of arguments", math.random, 1, 2, 3)
fails("number has no integer representation", math.random, 1.5)
fails("number has no integer representation", math.randomseed, 1.5)
