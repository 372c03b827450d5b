-- Threads that only wait, here with time.sleep; waiting for a network or a disk looks the same.
--
-- Look at: N threads wait as long as one does, with the GIL too. Every call that can wait gives the
-- GIL up meanwhile, which is why threads are useful for waiting even where they are not for
-- computing (see cpu_bound.lua).
-- Try:     gilua compare scripts/compare/sleep_bound.lua
--          gilua --stats scripts/compare/sleep_bound.lua 8
-- Arguments: the number of threads (2), and the seconds that each sleeps (0.5).
local threading = require "threading"
local time = require "time"

local count = tonumber(arg and arg[1]) or 2
local seconds = tonumber(arg and arg[2]) or 0.5

local function timed(name, work)
  local start = time.perf_counter()
  work()
  print(name)
  io.stderr:write(string.format("%-20s %.2f s\n", name, time.perf_counter() - start))
end

timed("one after the other", function()
  for _ = 1, count do time.sleep(seconds) end
end)

timed("in threads", function()
  local threads = {}
  for i = 1, count do
    threads[i] = threading.Thread{target = time.sleep, args = {seconds}}
    threads[i]:start()
  end
  for _, thread in ipairs(threads) do thread:join() end
end)
