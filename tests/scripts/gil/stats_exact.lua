-- gil.stats(): whatever a thread does (compute, sleep, wait for a lock or another thread), in both
-- modes and over switches of the GIL and of the policy, what it held, waited for and was released
-- for adds up to its lifetime. Under `ticks` nothing is forced.
-- timeout: 60
local gil = require "gil"
local threading = require "threading"
local time = require "time"

local before = gil.enabled()
local fields = { "acquires", "forced", "voluntary", "ident" }
local times = { "wait_time", "hold_time", "released_time", "cpu_time", "lifetime" }

local function spin(seconds)
  local stop = time.perf_counter() + seconds
  while time.perf_counter() < stop do end
end

local lock = threading.Lock()
local bodies = {
  computes = function() spin(0.06) end,
  sleeps = function() for _ = 1, 6 do time.sleep(0.01) end end,
  locks = function()
    for _ = 1, 30 do
      local _ <close> = lock:held()
      spin(0.001)
    end
  end,
  waits = function()
    local child = threading.Thread{name = "child", target = time.sleep, args = {0.04}}
    child:start()
    child:join()
  end,
  mixes = function()
    for i = 1, 10 do
      spin(0.002)
      time.sleep(0.002)
      if i % 2 == 0 then lock:acquire() lock:release() end
    end
  end,
}

local function measure(meanwhile)
  gil.reset_stats()
  local threads = {}
  for name, body in pairs(bodies) do
    for _ = 1, 2 do
      threads[#threads + 1] = threading.Thread{name = name, target = body}
    end
  end
  for _, t in ipairs(threads) do t:start() end
  meanwhile()
  for _, t in ipairs(threads) do t:join() end
  return gil.stats()
end

local function check(stats)
  local found, wrong = {}, {}
  for _, line in ipairs(stats.threads) do
    found[line.name] = (found[line.name] or 0) + 1
    for _, key in ipairs(fields) do
      if math.type(line[key]) ~= "integer" or line[key] < 0 then wrong[#wrong + 1] = key end
    end
    for _, key in ipairs(times) do
      if math.type(line[key]) ~= "float" or line[key] < 0 then wrong[#wrong + 1] = key end
    end
    local sum = line.hold_time + line.wait_time + line.released_time
    if math.abs(sum - line.lifetime) > 0.01 * line.lifetime then
      wrong[#wrong + 1] = string.format("%s: %g is not %g", line.name, sum, line.lifetime)
    end
    -- The processor's clock and the wall's are read one after the other.
    if line.cpu_time > line.lifetime * 1.01 + 1e-3 then wrong[#wrong + 1] = "cpu_time" end
    if line.name == "sleeps" and line.released_time < 0.06 then
      wrong[#wrong + 1] = "slept " .. line.released_time
    end
  end
  for name in pairs(bodies) do
    if found[name] ~= 2 then wrong[#wrong + 1] = name .. " is not there twice" end
  end
  for _, key in ipairs{ "switches", "forced", "voluntary", "drop_requests" } do
    if math.type(stats[key]) ~= "integer" then wrong[#wrong + 1] = key end
  end
  local sums = { forced = 0, voluntary = 0, wait_time = 0, hold_time = 0 }
  for _, line in ipairs(stats.threads) do
    for key, sum in pairs(sums) do sums[key] = sum + line[key] end
  end
  for key, sum in pairs(sums) do
    if math.abs(sum - stats[key]) > 1e-9 + 0.01 * sum then wrong[#wrong + 1] = "sum of " .. key end
  end
  return #wrong == 0 and "right" or table.concat(wrong, "; ")
end

local function nothing() end
for _, name in ipairs{ "interval", "ticks", "fifo", "priority" } do
  gil.set_policy(name)
  local stats = measure(nothing)
  local modes = stats.enabled == before and stats.policy == name
  if name == "ticks" and stats.forced + stats.drop_requests ~= 0 then modes = "forced under ticks" end
  if not before and stats.switches + stats.forced ~= 0 then modes = "switches without a GIL" end
  print(name, modes, check(stats))
end
-- expect: interval	true	right
-- expect: ticks	true	right
-- expect: fifo	true	right
-- expect: priority	true	right

print(check(measure(function()
  for i = 1, 40 do
    if i % 2 == 0 then gil.enable() else gil.disable() end
    gil.set_policy(({ "fifo", "priority", "interval", "ticks" })[i % 4 + 1])
    time.sleep(0.001)
  end
end)))                                            -- expect: right
if before then gil.enable() else gil.disable() end
