-- RLock: its owner takes it again; only the owner releases, as often as it took it.
local threading = require "threading"
local time = require "time"
local crew = require "lib.crew"
local RLock = threading.RLock

local lock = RLock()
local me = threading.get_ident()
local function text() return (crew.text(lock):gsub("owner=" .. me, "owner=me")) end
local function others_get_it()
  local got
  crew.run(1, function()
    got = lock:acquire(false)
    if got then lock:release() end
  end)
  return got
end

print(text())  -- expect: <unlocked _thread.RLock object owner=0 count=0 at ADDRESS>
print(lock:acquire(), lock:acquire(), lock:acquire(false), lock:acquire(true, 1))  -- expect: true	true	true	true
print(text())  -- expect: <locked _thread.RLock object owner=me count=4 at ADDRESS>
for left = 3, 0, -1 do
  lock:release()
  print(left, lock:locked(), others_get_it())
end
-- expect: 3	true	false
-- expect: 2	true	false
-- expect: 1	true	false
-- expect: 0	false	true
print(text())  -- expect: <unlocked _thread.RLock object owner=0 count=0 at ADDRESS>

-- Deep, and with guards.
for _ = 1, 10000 do lock:acquire() end
print(others_get_it())  -- expect: false
for _ = 1, 10000 do lock:release() end
print(others_get_it())  -- expect: true
local function recurse(n)
  local _ <close> = lock:held()
  if n == 0 then error("deepest") end
  return recurse(n - 1) + 1
end
print(pcall(recurse, 100))  -- expect: false	rlock.lua:39: deepest
print(lock:locked(), others_get_it())  -- expect: false	true

-- Only the owner releases, whether it is free or another's.
crew.try(lock.release, lock)  -- expect: RuntimeError: cannot release un-acquired lock
lock:acquire()
crew.run(1, function() crew.try(lock.release, lock) end)  -- expect: RuntimeError: cannot release un-acquired lock
print(lock:locked())  -- expect: true
crew.run(1, function() print(lock:acquire(false), lock:acquire(true, 0.01)) end)  -- expect: false	false
lock:release()
crew.try(lock.release, lock)  -- expect: RuntimeError: cannot release un-acquired lock

-- Waiters get it when the last release comes, and own it.
lock:acquire()
lock:acquire()
local order = {}
local threads = crew.start(6, function(i)
  lock:acquire()
  lock:acquire()
  order[#order + 1] = i
  lock:release()
  order[#order + 1] = i
  lock:release()
end)
lock:release()
print(#order)  -- expect: 0
lock:release()
threads:join()
local in_pairs = 0
for i = 1, 12, 2 do if order[i] == order[i + 1] then in_pairs = in_pairs + 1 end end
print(#order, in_pairs)  -- expect: 12	6

-- A coroutine belongs to the thread that resumes it.
local body = coroutine.wrap(function()
  while true do
    lock:acquire()
    coroutine.yield()
    lock:release()
    coroutine.yield()
  end
end)
body()
print(lock:acquire(), others_get_it())  -- expect: true	false
lock:release()
print(others_get_it())  -- expect: false
crew.run(1, function() crew.try(body) end)  -- expect: RuntimeError: cannot release un-acquired lock
lock:release()
print(others_get_it())  -- expect: true

-- Left taken by a thread that ended: nobody's to release, and nobody gets it.
local left = RLock()
crew.run(1, function() left:acquire() end)
print(left:locked(), left:acquire(false), left:acquire(true, 0.01))  -- expect: true	false	false
crew.try(left.release, left)  -- expect: RuntimeError: cannot release un-acquired lock

-- Counting with recursion, in many threads.
local n = 0
crew.run(6, function(i)
  for turn = 1, 300 do
    local a <close> = lock:held()
    if turn % 3 == 0 then
      local b <close> = lock:held()
      n = n + 1
    else
      n = n + 1
    end
    if turn % 50 == i then time.sleep(0) end
  end
end)
print(n, text())  -- expect: 1800	<unlocked _thread.RLock object owner=0 count=0 at ADDRESS>

-- Wrong use: as Lock's.
crew.try(lock.acquire, lock, false, 1)  -- expect: ValueError: can't specify a timeout for a non-blocking call
crew.try(lock.acquire, lock, true, -2)  -- expect: ValueError: timeout value must be a non-negative number
crew.try(lock.acquire, lock, 0)  -- expect: TypeError: blocking must be true or false, not number
crew.try(RLock, true)  -- expect: TypeError: RLock() takes no arguments
crew.try(function()
  local _ <close> = lock:held()
  lock:release()
end)  -- expect: RuntimeError: cannot release un-acquired lock
local Mine = RLock:extend("Mine")
local mine = Mine()
mine.note = "n"
print(mine.note, mine:acquire(), mine:acquire(), mine:locked())  -- expect: n	true	true	true
