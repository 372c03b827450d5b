-- A suspended generator that is collected is closed; one with nothing to close just goes. Many of
-- them take little memory.
-- labels: gc
local generators = require "generators"
local errors = require "errors"
local generator, yield = generators.generator, generators.yield

local closed, exits = 0, 0
local guarded = generator(function()
  local _ <close> = setmetatable({}, {__close = function() closed = closed + 1 end})
  yield(1)
end)
local catching = generator(function()
  local ok, e = pcall(yield, 1)
  if not ok and errors.is(e, errors.GeneratorExit) then exits = exits + 1 end
  error(e, 0)
end)
local plain = generator(function() yield(1) end)

for _ = 1, 10 do
  guarded():next()
  catching():next()
  plain():next()
  guarded()  -- never begun: there is nothing to close
end
collectgarbage()
collectgarbage()
assert(closed == 10, closed)
assert(exits == 10, exits)

-- one that is reachable stays as it is
local kept = guarded()
kept:next()
collectgarbage()
assert(closed == 10)
kept:close()
assert(closed == 11)

-- one that yields while it is being closed ends with a warning, not with a crash
local stubborn = generator(function()
  pcall(yield, 1)
  yield(2)
end)
for _ = 1, 5 do stubborn():next() end
collectgarbage()

collectgarbage()
local before = collectgarbage("count")
local many = {}
for i = 1, 10000 do
  many[i] = generator(function(x) yield(x) end)(i)
  many[i]:next()
end
collectgarbage()
local each = (collectgarbage("count") - before) * 1024 / #many
assert(each < 700, each)
