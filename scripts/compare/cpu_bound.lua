-- Threads that only compute. The work is for each thread, so twice the threads do twice the work.
--
-- Look at: with the GIL, N threads take N times as long as one: they take turns. Without it they
-- take as long as one, up to the number of cores ("cores used" in the table).
-- Try:     gilua compare scripts/compare/cpu_bound.lua -- 1
--          gilua compare scripts/compare/cpu_bound.lua -- 2
--          gilua --gil=off --stats scripts/compare/cpu_bound.lua 4
-- Arguments: the number of threads (2), and millions of turns for each (20).
local threading = require "threading"
local time = require "time"

local count = tonumber(arg and arg[1]) or 2
local turns = math.floor((tonumber(arg and arg[2]) or 20) * 1000000)
local results = {}
for i = 1, count do results[i] = 0 end  -- no thread has to make the table grow

local function compute(slot)
  local x = slot
  for _ = 1, turns do x = (x * 16807 + 12345) % 2147483647 end
  results[slot] = x
end

local start = time.perf_counter()
local threads = {}
for i = 1, count do
  threads[i] = threading.Thread{target = compute, args = {i}, name = "worker " .. i}
  threads[i]:start()
end
for _, thread in ipairs(threads) do thread:join() end

for i = 1, count do print("worker " .. i, results[i]) end
io.stderr:write(string.format("%d threads: %.2f s\n", count, time.perf_counter() - start))
