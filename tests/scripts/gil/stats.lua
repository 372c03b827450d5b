-- gil.stats(): hold + wait + released time adds up to a thread's lifetime, and the sums to the parts.
local gil = require "gil"
local threading = require "threading"
local time = require "time"

gil.reset_stats()
local function spin(seconds)
  local stop = time.perf_counter() + seconds
  while time.perf_counter() < stop do end
end
local threads = {}
for i = 1, 2 do
  threads[i] = threading.Thread{name = "spinner" .. i, target = function()
    spin(0.1)
    time.sleep(0.05)
  end}
  threads[i]:start()
end
for _, t in ipairs(threads) do t:join() end

local stats = gil.stats()
print(stats.enabled == gil.enabled(), stats.policy)      -- expect: true	interval
local sums = {forced = 0, voluntary = 0, wait_time = 0, hold_time = 0}
local spinners, bad = 0, 0
for _, line in ipairs(stats.threads) do
  for key, sum in pairs(sums) do sums[key] = sum + line[key] end
  if line.name:match("^spinner") then spinners = spinners + 1 end
  if line.hold_time + line.wait_time > line.lifetime * 1.01 then bad = bad + 1 end
  if line.cpu_time < 0 or line.acquires < 0 then bad = bad + 1 end
end
print(spinners, bad)                                     -- expect: 2	0
print(sums.forced == stats.forced, sums.voluntary == stats.voluntary)    -- expect: true	true
print(math.abs(sums.hold_time - stats.hold_time) <= 0.01 * stats.hold_time + 1e-4)  -- expect: true
print(math.abs(sums.wait_time - stats.wait_time) <= 0.01 * stats.wait_time + 1e-4)  -- expect: true
if gil.enabled() then
  print(stats.switches > 0, stats.hold_time > 0)      -- expect: true	true
else
  print(true, true)
end
