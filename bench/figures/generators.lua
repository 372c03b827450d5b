-- Nanoseconds of processor time for a generator's next, by g:next() and in a for (best of five), and
-- the bytes of one that is suspended.
local generators = require "generators"
local generator, yield = generators.generator, generators.yield
local N = 3000000

local count = generator(function(n)
  for i = 1, n do yield(i) end
end)
local by_next, by_for = math.huge, math.huge
for _ = 1, 5 do
  local g = count(N)
  local start = os.clock()
  for _ = 1, N do g:next() end
  by_next = math.min(by_next, (os.clock() - start) / N * 1e9)
  start = os.clock()
  for _ in count(N) do end
  by_for = math.min(by_for, (os.clock() - start) / N * 1e9)
end
collectgarbage()
local before = collectgarbage("count")
local many = {}
for i = 1, 100000 do
  many[i] = count(1)
  many[i]:next()
end
collectgarbage()
local bytes = (collectgarbage("count") - before) * 1024 / #many
print(("%.1f, %.1f ns; %.0f bytes"):format(by_next, by_for, bytes))
