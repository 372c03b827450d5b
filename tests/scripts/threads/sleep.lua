-- Sleeping threads sleep at the same time in every mode, and the clocks go forward.
local threading = require "threading"
local time = require "time"
local before = time.perf_counter()
local threads = {}
for i = 1, 4 do
  threads[i] = threading.Thread{target = time.sleep, args = {0.2}}
  threads[i]:start()
end
for _, t in ipairs(threads) do t:join() end
local took = time.perf_counter() - before
print(took >= 0.2, took < 0.7)                          -- expect: true	true
print(time.sleep(0))                                    -- expect:
print(math.type(time.time()), time.time() > 1.7e9)      -- expect: float	true
print(time.monotonic() <= time.monotonic())             -- expect: true
