-- Two computing jobs one after the other, then in two threads: prints how many times faster the
-- second way is. Arguments: rounds (7), seconds that one job takes about (1).
local threading = require "threading"
local time = require "time"

local rounds = tonumber(arg and arg[1]) or 7
local seconds = tonumber(arg and arg[2]) or 1

local function compute(turns)
  local x = 1
  for _ = 1, turns do x = (x * 16807 + 12345) % 2147483647 end
  return x
end

local function timed(f)
  local start = time.perf_counter()
  f()
  return time.perf_counter() - start
end

local turns = 2000000
turns = math.floor(turns * seconds / timed(function() compute(turns) end))
local ratios = {}
for round = 1, rounds do
  local alone = timed(function() compute(turns) compute(turns) end)
  local together = timed(function()
    local a = threading.Thread{target = compute, args = {turns}}
    local b = threading.Thread{target = compute, args = {turns}}
    a:start() b:start()
    a:join() b:join()
  end)
  ratios[round] = alone / together
end
table.sort(ratios)
print(string.format("%.3f", ratios[(rounds + 1) // 2]))
