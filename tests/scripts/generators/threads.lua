-- One generator driven by several threads: each value comes once, and whoever comes while it runs
-- gets Python's error.
-- labels: concurrency
local generators = require "generators"
local threading = require "threading"
local errors = require "errors"
local generator, yield = generators.generator, generators.yield

local N = 2000
local source = generator(function()
  for i = 1, N do yield(i) end
end)()
local seen, busy = {}, {}
local function drain(me)
  local mine = {}
  busy[me] = 0
  while true do
    local ok, v = pcall(source.next, source)
    if ok then
      mine[#mine + 1] = v
    elseif errors.is(v, errors.StopIteration) then
      break
    else
      assert(tostring(v) == "ValueError: generator already executing", tostring(v))
      busy[me] = busy[me] + 1
    end
  end
  seen[me] = mine
end
local threads = {}
for i = 1, 4 do
  seen[i], busy[i] = false, 0
  threads[i] = threading.Thread{target = drain, args = {i}}
end
for _, t in ipairs(threads) do t:start() end
for _, t in ipairs(threads) do t:join() end
local times = {}
for i = 1, 4 do
  for _, v in ipairs(seen[i]) do
    assert(not times[v], v)
    times[v] = true
  end
end
for i = 1, N do assert(times[i], i) end
print("each value once")
-- expect: each value once
