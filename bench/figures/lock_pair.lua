-- Nanoseconds to acquire and release a lock that nobody else wants; the empty loop is taken off.
-- The argument names the class: Lock, RLock, Semaphore.
local threading = require "threading"
local time = require "time"
local lock = threading[arg and arg[1] or "Lock"]()
local n = 3000000
local pair, loop = math.huge, math.huge
for _ = 1, 5 do
  local start = time.perf_counter()
  for _ = 1, n do lock:acquire() lock:release() end
  pair = math.min(pair, time.perf_counter() - start)
  start = time.perf_counter()
  for _ = 1, n do end
  loop = math.min(loop, time.perf_counter() - start)
end
print(("%.1f"):format((pair - loop) / n * 1e9))
