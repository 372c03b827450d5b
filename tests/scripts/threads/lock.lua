-- Lock: results, timeouts, held(), any thread may release, counters without losses in all modes.
local threading = require "threading"
local time = require "time"
local Thread, Lock = threading.Thread, threading.Lock

local lock = Lock()
print(lock:locked(), lock:acquire(), lock:locked())    -- expect: false	true	true
print(lock:acquire(false), lock:acquire{blocking = false})  -- expect: false	false
local before = time.perf_counter()
print(lock:acquire(true, 0.02))                        -- expect: false
print(time.perf_counter() - before >= 0.02)            -- expect: true
print(lock:acquire{timeout = 0})                       -- expect: false
print((tostring(lock):gsub("0x%x+", "ADDRESS")))       -- expect: <locked _thread.lock object at ADDRESS>
local t = Thread{target = function() lock:release() end}
t:start()
print(lock:acquire())                                  -- expect: true
t:join()
lock:release()
print(lock:locked())                                   -- expect: false

-- held() releases at the end of the block, on errors, once, and when closed by hand.
do
  local guard <close> = lock:held()
  print(lock:locked())                                 -- expect: true
end
print(lock:locked())                                   -- expect: false
pcall(function()
  local guard <close> = lock:held()
  error("out")
end)
print(lock:locked())                                   -- expect: false

local function count(threads, turns, enter)
  local n, list = 0, {}
  for i = 1, threads do
    list[i] = Thread{target = function()
      for _ = 1, turns do enter(function() n = n + 1 end) end
    end}
  end
  for _, thread in ipairs(list) do thread:start() end
  for _, thread in ipairs(list) do thread:join() end
  return n
end
print(count(4, 5000, function(f) lock:acquire() f() lock:release() end))       -- expect: 20000
print(count(4, 5000, function(f) local _ <close> = lock:held() f() end))       -- expect: 20000
print(count(3, 2000, function(f)
  while not lock:acquire(false) do end
  f()
  lock:release()
end))                                                                          -- expect: 6000
print(count(8, 300, function(f)
  while not lock:acquire(true, 0.0001) do end
  f()
  lock:release()
end))                                                                          -- expect: 2400

-- Taking turns: a chain of locks, so each acquire waits for another thread's release.
local chain, order = {}, {}
for i = 1, 5 do chain[i] = Lock() chain[i]:acquire() end
local list = {}
for i = 1, 4 do
  list[i] = Thread{target = function()
    for _ = 1, 200 do
      chain[i]:acquire()
      order[#order + 1] = i
      chain[i + 1]:release()
    end
  end}
  list[i]:start()
end
for _ = 1, 200 do
  chain[1]:release()
  chain[5]:acquire()
end
for _, thread in ipairs(list) do thread:join() end
local wrong = 0
for i, who in ipairs(order) do if who ~= (i - 1) % 4 + 1 then wrong = wrong + 1 end end
print(#order, wrong)                                   -- expect: 800	0
