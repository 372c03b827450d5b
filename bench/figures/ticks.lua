-- Policy `ticks` with two computing threads, against the same work in one thread after the other
-- and against `interval`. Prints, for each policy: how many times as long the two threads take,
-- switches and forced switches. Arguments: rounds (5), seconds that one job takes about (1).
local threading = require "threading"
local time = require "time"
local gil = require "gil"

local rounds = tonumber(arg and arg[1]) or 5
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

gil.set_policy("ticks")
local turns = math.floor(2000000 * seconds / timed(function() compute(2000000) end))

local policies = { "interval", "ticks" }
local slower, switches, forced = {}, {}, {}
for _, name in ipairs(policies) do slower[name], switches[name], forced[name] = {}, {}, {} end
for round = 1, rounds do
  for _, name in ipairs(policies) do
    gil.set_policy(name)
    local alone = timed(function() compute(turns) compute(turns) end)
    gil.reset_stats()
    local together = timed(function()
      local a = threading.Thread{target = compute, args = {turns}}
      local b = threading.Thread{target = compute, args = {turns}}
      a:start() b:start()
      a:join() b:join()
    end)
    local stats = gil.stats()
    slower[name][round] = together / alone
    switches[name][round] = stats.switches
    forced[name][round] = stats.forced
  end
end

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end
for _, name in ipairs(policies) do
  print(string.format("%-10s  %.2f times as long, %d switches, %d forced", name,
    median(slower[name]), median(switches[name]), median(forced[name])))
end
