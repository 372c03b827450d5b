-- A deep recursion with small frames, then one of metamethods, whose callers have registers that
-- are not written yet: they reach to where frames lay before, and the collector must not take what
-- is left of those for values.
local function small(n) if n > 0 then return 1 + small(n - 1) end return 0 end
local function pcalls(n)
  local ok = n == 0 or pcall(pcalls, n - 1)
  return ok
end
local left
local object = setmetatable({}, {__add = function(x, y)
  left = left - 1
  if left == 0 then collectgarbage() return 0 end
  local sum = x + y
  local a, b, c, d, e, f, g, h, i, j = sum, sum, sum, sum, sum, sum, sum, sum, sum, sum
  local k, l, m, n, o, p, q, r, s, t = a, b, c, d, e, f, g, h, i, j
  return k + l + m + n + o + p + q + r + s + t
end})
local function metamethods(n)
  left = n
  return object + 1
end
-- Each time from a fresh stack, since a collection clears what is above the registers in use.
local function run(deep, n, depth)
  return coroutine.wrap(function() return deep(n), metamethods(depth) end)()
end
for n = 100, 3000, 290 do
  for depth = 10, 600, 60 do
    run(small, n, depth)
    run(pcalls, n, depth)
  end
end
print(run(small, 20000, 100))   -- expect: 20000	0
print(run(pcalls, 5000, 100))   -- expect: true	0
