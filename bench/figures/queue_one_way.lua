-- Items per second, in millions, that one thread puts into a queue and another takes out: the best
-- of three. The arguments are the class and the number of items.
local queue = require "queue"
local threading = require "threading"
local time = require "time"
local class = queue[arg and arg[1] or "Queue"]
local n = tonumber(arg and arg[2]) or 1000000
local best = 0
for _ = 1, 3 do
  local q = class()
  local taker = threading.Thread{target = function() for _ = 1, n do q:get() end end}
  local putter = threading.Thread{target = function() for i = 1, n do q:put(i) end end}
  local start = time.perf_counter()
  taker:start()
  putter:start()
  putter:join()
  taker:join()
  best = math.max(best, n / (time.perf_counter() - start) / 1e6)
end
print(("%.2f"):format(best))
