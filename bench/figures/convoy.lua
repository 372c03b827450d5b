-- The convoy effect: round trips of one byte through two pipes and a `cat`, alone and beside one
-- computing thread, under each setting in turn. Prints the rate alone, and for each setting the
-- percentage of it that is left and the percentage of its speed that the computing thread keeps.
-- Arguments: rounds (5), seconds for each measurement (1).
local threading = require "threading"
local time = require "time"
local gil = require "gil"

local rounds = tonumber(arg and arg[1]) or 5
local seconds = tonumber(arg and arg[2]) or 1

local folder = os.tmpname()
os.remove(folder)
assert(os.execute("mkdir " .. folder .. " && mkfifo " .. folder .. "/to " .. folder .. "/from"))
local cat = assert(io.popen("cat <" .. folder .. "/to >" .. folder .. "/from", "r"))
local to = assert(io.open(folder .. "/to", "w"))
local from = assert(io.open(folder .. "/from", "r"))
to:setvbuf("no")

local function trips_per_second()
  local count, start = 0, time.perf_counter()
  local stop = start + seconds
  repeat
    to:write("x")
    assert(from:read(1) == "x")
    count = count + 1
  until time.perf_counter() >= stop
  return count / (time.perf_counter() - start)
end

-- What a computing thread gets done in a second while [beside] runs in this one.
local function computing(beside)
  local state = { stop = false, turns = 0 }
  local worker = threading.Thread{target = function()
    local x, turns = 1, 0
    while not state.stop do
      for _ = 1, 1000 do x = (x * 16807 + 12345) % 2147483647 end
      turns = turns + 1
    end
    state.turns = turns
  end}
  worker:start()
  local start = time.perf_counter()
  local result = beside()
  state.stop = true
  local turns_for = time.perf_counter() - start
  worker:join()
  return result, state.turns / turns_for
end

local settings = {
  { "interval, 5 ms", function() gil.set_policy("interval", {interval = 0.005}) end },
  { "interval, 0.1 ms", function() gil.set_policy("interval", {interval = 0.0001}) end },
  { "fifo, 5 ms", function() gil.set_policy("fifo", {interval = 0.005}) end },
  { "priority, 5 ms", function() gil.set_policy("priority", {interval = 0.005}) end },
}

local alone, kept, speed = {}, {}, {}
for i = 1, #settings do kept[i], speed[i] = {}, {} end
for round = 1, rounds do
  alone[round] = trips_per_second()
  local _, full = computing(function() time.sleep(seconds) end)
  for i, setting in ipairs(settings) do
    setting[2]()
    local rate, turns = computing(trips_per_second)
    kept[i][round] = rate / alone[round] * 100
    speed[i][round] = turns / full * 100
  end
end

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end
print(string.format("%-18s  %9.0f trips a second", "alone", median(alone)))
for i, setting in ipairs(settings) do
  print(string.format("%-18s  %8.2f %% of it, computing at %.0f %%", setting[1], median(kept[i]),
    median(speed[i])))
end
to:close()
from:close()
cat:close()
os.execute("rm -r " .. folder)
