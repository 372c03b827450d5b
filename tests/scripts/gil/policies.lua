-- Every policy lets all threads finish and loses no wake-up, also when the policy, its options and
-- the mode change while threads compute, wait for the GIL, sleep and wait for locks.
-- timeout: 60
local gil = require "gil"
local sys = require "sys"
local threading = require "threading"
local time = require "time"

local before = gil.enabled()
local names = { "interval", "ticks", "fifo", "priority" }

local function work(id, lock, counts, turns)
  for turn = 1, turns do
    do
      local _ <close> = lock:held()
      counts.shared = counts.shared + 1
    end
    counts[id] = counts[id] + 1
    if turn % 50 == id then time.sleep(1e-5) end
    for _ = 1, 100 do end
  end
end

local function run_all(threads_count, turns, meanwhile)
  local lock, counts, threads = threading.Lock(), { shared = 0 }, {}
  for id = 1, threads_count do
    counts[id] = 0
    threads[id] = threading.Thread{target = work, args = {id, lock, counts, turns}}
  end
  for _, t in ipairs(threads) do t:start() end
  meanwhile(threads)
  for _, t in ipairs(threads) do t:join() end
  local right = counts.shared == threads_count * turns
  for id = 1, threads_count do right = right and counts[id] == turns end
  return right
end

for _, name in ipairs(names) do
  gil.set_policy(name)
  print(gil.policy(), run_all(6, 500, function() end))
end
-- expect: interval	true
-- expect: ticks	true
-- expect: fifo	true
-- expect: priority	true

-- Each policy follows each other one.
local seen = {}
print(run_all(6, 1500, function(threads)
  local turn, alive, random = 0, true, 1
  repeat
    random = (random * 16807 + 12345) % 2147483647
    local name = names[random // 64 % 4 + 1]
    local option = name == "ticks" and { check_interval = 1 + turn % 100 }
      or { interval = turn % 3 == 0 and 1e-6 or 1e-3 }
    gil.set_policy(name, option)
    if gil.policy() == name then seen[name] = true end
    if turn % 5 == 4 then
      gil.disable()
      for _ = 1, 100 do end
      gil.enable()
    end
    if turn % 3 == 1 then sys.setswitchinterval(1e-4) end
    time.sleep(1e-5)
    turn = turn + 1
    alive = false
    for _, t in ipairs(threads) do alive = alive or t:is_alive() end
  until not alive and turn > 50
end))                                             -- expect: true
print(seen.interval, seen.fifo, seen.priority)    -- expect: true	true	true
if not before then gil.disable() end
