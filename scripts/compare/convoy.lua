-- The convoy effect: one thread computes, another gives the GIL up often and wants it back at once.
--
-- Look at: under the policy "interval" (CPython's) the polite thread waits a whole switch interval
-- for each of its short turns, because the computing thread lets go only when it is made to. Under
-- "priority" a thread that gave the GIL up by itself goes first, and the waits all but vanish; so
-- they do without the GIL. The waits are printed on stderr, and the time of a run shows them too.
-- Try:     gilua scripts/compare/convoy.lua
--          gilua --switch-interval=0.0005 scripts/compare/convoy.lua
--          gilua --gil=off scripts/compare/convoy.lua
-- Argument: the number of short turns (300).
local threading = require "threading"
local time = require "time"

local turns = tonumber(arg and arg[1]) or 300
local done = false

local function compute()
  local x = 1
  while not done do
    for _ = 1, 10000 do x = x * 16807 % 2147483647 end
  end
end

local waits = {}
local function short_turns()
  for i = 1, turns do
    local start = time.perf_counter()
    time.sleep(0)  -- gives the GIL up; the time it takes to come back is the wait for the GIL
    waits[i] = time.perf_counter() - start
  end
  done = true
end

local busy = threading.Thread{target = compute, name = "computing"}
local polite = threading.Thread{target = short_turns, name = "polite"}
busy:start()
polite:start()
polite:join()
busy:join()

table.sort(waits)
print(turns .. " short turns done")
io.stderr:write(string.format("wait for each: median %.3f ms, longest %.3f ms\n",
  waits[(turns + 1) // 2] * 1000, waits[turns] * 1000))
