-- Condition: notify wakes as many as it says, in order; waits end by notification or time; the lock
-- is given up in the wait and had again after it, as often as before.
local threading = require "threading"
local time = require "time"
local crew = require "lib.crew"
local Condition, Lock, RLock = threading.Condition, threading.Lock, threading.RLock

-- Its text, and whose its lock is.
local plain = Lock()
local c = Condition(plain)
print(crew.text(c))  -- expect: <Condition(<unlocked _thread.lock object at ADDRESS>, 0)>
print(crew.text(Condition()))  -- expect: <Condition(<unlocked _thread.RLock object owner=0 count=0 at ADDRESS>, 0)>
print(c:acquire(), plain:locked(), c:acquire(false), c:acquire{timeout = 0.001})  -- expect: true	true	false	false
c:release()
print(plain:acquire(), c:acquire(false))  -- expect: true	false
plain:release()
do
  local _ <close> = c:held()
  print(plain:locked())  -- expect: true
end
print(plain:locked())  -- expect: false

-- Runs `count` threads that wait once each with the condition; `woken` lists who came out.
local function sleepers(condition, count, timeout)
  local woken = {}
  local threads
  threads = crew.start(count, function(i)
    local _ <close> = condition:held()
    local answer = condition:wait(timeout)
    woken[#woken + 1] = i
    woken[i .. ""] = answer
  end)
  crew.until_true(function() return crew.waiting(condition) == count end)
  return woken, threads
end
local function notify(condition, ...)
  local _ <close> = condition:held()
  condition:notify(...)
end
local function came_out(condition, woken, n)
  crew.until_true(function()
    local _ <close> = condition:held()
    return #woken >= n
  end)
  local _ <close> = condition:held()
  return #woken
end

-- notify(n) wakes n of them, and no more of them than there are.
for _, lock in ipairs{Lock(), RLock()} do
  local condition = Condition(lock)
  local woken, threads = sleepers(condition, 9)
  notify(condition, 0)
  notify(condition, -3)
  print(crew.waiting(condition))
  notify(condition)
  print(crew.waiting(condition), came_out(condition, woken, 1))
  notify(condition, 3)
  print(crew.waiting(condition), came_out(condition, woken, 4))
  notify(condition, {n = 2})
  print(crew.waiting(condition), came_out(condition, woken, 6))
  do
    local _ <close> = condition:held()
    condition:notify_all()
    print(crew.waiting(condition), #woken)  -- they need the lock first
  end
  threads:join()
  print(#woken, woken["1"], woken["9"])
  notify(condition, 100)
  do
    local _ <close> = condition:held()
    condition:notifyAll()
    print(condition:wait(0))  -- what woke nobody is not kept
  end
end
-- expect: 9
-- expect: 8	1
-- expect: 5	4
-- expect: 3	6
-- expect: 0	6
-- expect: 9	true	true
-- expect: false
-- expect: 9
-- expect: 8	1
-- expect: 5	4
-- expect: 3	6
-- expect: 0	6
-- expect: 9	true	true
-- expect: false

-- First come, first woken.
local queue, order = Condition(), {}
local crews = {}
for i = 1, 6 do
  crews[i] = crew.start(1, function()
    local _ <close> = queue:held()
    queue:wait()
    order[#order + 1] = i
  end)
  crew.until_true(function() return crew.waiting(queue) == i end)
end
for i = 1, 6 do
  notify(queue)
  crews[i]:join()
end
print(table.concat(order, " "))  -- expect: 1 2 3 4 5 6

-- A time limit.
c:acquire()
local before = time.perf_counter()
print(c:wait(0.05), time.perf_counter() - before >= 0.05, plain:locked())  -- expect: false	true	true
print(c:wait(0), c:wait(-1), c:wait{timeout = 0.001}, crew.waiting(c))  -- expect: false	false	false	0
c:release()
local woken, threads = sleepers(c, 4, 60)
notify(c, 4)
threads:join()
print(woken["1"], woken["2"], woken["3"], woken["4"])  -- expect: true	true	true	true

-- Limits that run out as notifications come: who says true had one of them. (Who runs out of time
-- leaves without the lock, so that not each that goes between two looks was notified.)
for round = 1, 40 do
  local condition, notified, heard = Condition(), 0, 0
  local arrived = threading.Semaphore(0)
  local waiters = crew.start(4, function(i)
    local _ <close> = condition:held()
    arrived:release()
    if condition:wait(0.0002 * i * (round % 5)) then heard = heard + 1 end
  end)
  for _ = 1, 4 do arrived:acquire() end
  for _ = 1, 4 do
    local _ <close> = condition:held()
    local waiting = crew.waiting(condition)
    condition:notify()
    notified = notified + waiting - crew.waiting(condition)
  end
  waiters:join()
  assert(heard <= notified, heard .. " of " .. notified)
end

-- The lock is free during a wait, however often it was taken, and is had as often afterwards.
local r = RLock()
local rc = Condition(r)
for _ = 1, 5 do rc:acquire() end
threads = crew.start(1, function()
  local _ <close> = rc:held()
  rc:notify()
end)
print(rc:wait())  -- expect: true
threads:join()
print((crew.text(r):match("count=%d+")))  -- expect: count=5
print(rc:wait(0.001), crew.text(r):match("count=%d+"))  -- expect: false	count=5
for _ = 1, 5 do rc:release() end
print(r:locked())  -- expect: false

-- Two conditions over one lock: a bounded buffer.
local lock = Lock()
local not_full, not_empty = Condition(lock), Condition(lock)
local buffer, sum, ended = {}, 0, 0
crew.run(6, function(i)
  for n = 1, 300 do
    local _ <close> = lock:held()
    if i % 2 == 0 then
      while #buffer == 3 do not_full:wait() end
      buffer[#buffer + 1] = n
      not_empty:notify()
    else
      while #buffer == 0 do not_empty:wait() end
      sum = sum + table.remove(buffer)
      not_full:notify()
    end
  end
  local _ <close> = lock:held()
  ended = ended + 1
end)
print(sum, #buffer, ended)  -- expect: 135450	0	6

-- wait_for: the predicate's last value; the lock is held when it is asked.
local state = 0
do
  local _ <close> = c:held()
  print(c:wait_for(function() return plain:locked() and "at once" end))  -- expect: at once
  local asked = 0
  print(c:wait_for(function() asked = asked + 1 return false end, 0), asked)  -- expect: false	2
  asked = 0
  print(c:wait_for(function() asked = asked + 1 end, -1), asked)  -- expect: nil	2
  before = time.perf_counter()
  print(c:wait_for(function() return nil end, 0.03), time.perf_counter() - before >= 0.03)  -- expect: nil	true
end
threads = crew.start(3, function(i)
  local _ <close> = c:held()
  assert(c:wait_for(function() return state >= 2 * i and state end) >= 2 * i)
  assert(c:wait_for{predicate = function() return state == 8 end, timeout = 60} == true)
end)
for _ = 1, 8 do
  local _ <close> = c:held()
  state = state + 1
  c:notify_all()
end
threads:join()
do
  local _ <close> = c:held()
  crew.try(c.wait_for, c, function() error("in the predicate", 0) end)  -- expect: in the predicate
  print(plain:locked())  -- expect: true
end

-- Without the lock: an RLock must be the thread's own, a Lock taken.
crew.try(c.wait, c)  -- expect: RuntimeError: cannot wait on un-acquired lock
crew.try(c.wait, c, 0)  -- expect: RuntimeError: cannot wait on un-acquired lock
crew.try(c.wait_for, c, function() return false end, 0)  -- expect: RuntimeError: cannot wait on un-acquired lock
crew.try(c.notify, c)  -- expect: RuntimeError: cannot notify on un-acquired lock
crew.try(c.notify_all, c)  -- expect: RuntimeError: cannot notify on un-acquired lock
crew.try(c.notifyAll, c)  -- expect: RuntimeError: cannot notify on un-acquired lock
crew.try(c.release, c)  -- expect: RuntimeError: release unlocked lock
crew.try(rc.release, rc)  -- expect: RuntimeError: cannot release un-acquired lock
rc:acquire()
crew.run(1, function()
  crew.try(rc.wait, rc)  -- expect: RuntimeError: cannot wait on un-acquired lock
  crew.try(rc.notify, rc)  -- expect: RuntimeError: cannot notify on un-acquired lock
end)
rc:release()

-- Wrong arguments.
crew.try(Condition, 5)  -- expect: TypeError: lock must be a Lock or an RLock, not number
crew.try(Condition, threading.Semaphore())  -- expect: TypeError: lock must be a Lock or an RLock, not Semaphore
crew.try(Condition, Lock(), 1)  -- expect: TypeError: Condition() takes at most 1 positional argument (2 given)
crew.try(c.acquire, c, false, 1)  -- expect: ValueError: can't specify a timeout for a non-blocking call
do
  local _ <close> = c:held()
  crew.try(c.wait, c, "1")  -- expect: TypeError: timeout must be a number, not string
  crew.try(c.wait, c, 0 / 0)  -- expect: ValueError: Invalid value NaN (not a number)
  crew.try(c.wait_for, c)  -- expect: TypeError: Condition.wait_for() missing 1 required positional argument: 'predicate'
  crew.try(c.wait_for, c, print, "1")  -- expect: TypeError: timeout must be a number, not string
  crew.try(c.notify, c, "all")  -- expect: TypeError: n must be an integer, not string
  crew.try(c.notify, c, true)  -- expect: TypeError: n must be an integer, not boolean
  print(crew.waiting(c), plain:locked())  -- expect: 0	true
end

-- Classes made from it; init may run again, and who waits then still has the lock that it gave up.
local Gate = Condition:extend("Gate")
function Gate:init() Condition.init(self, {lock = Lock()}) self.open = false end
function Gate:pass() local _ <close> = self:held() self:wait_for(function() return self.open end) end
local gate = Gate()
threads = crew.start(3, function() gate:pass() end)
crew.until_true(function() return crew.waiting(gate) == 3 end)
do
  local _ <close> = gate:held()
  gate.open = true
  gate:notify_all()
end
threads:join()
print((crew.text(gate)))  -- expect: <Gate(<unlocked _thread.lock object at ADDRESS>, 0)>
local renewed = Condition()
threads = crew.start(1, function()
  local first <close> = renewed:held()
  assert(renewed:wait())
end)
crew.until_true(function() return crew.waiting(renewed) == 1 end)
Condition.init(renewed, Lock())
for _ = 1, 3 do collectgarbage() end
local garbage = {}
for i = 1, 2000 do garbage[i] = Lock() end
notify(renewed)
threads:join()
local Bare = Condition:extend("Bare")
function Bare:init() end
crew.try(function() Bare():wait() end)  -- expect: RuntimeError: Condition.__init__() not called
crew.try(function() Bare():held() end)  -- expect: RuntimeError: Condition.__init__() not called
crew.try(function() return crew.text(Bare()) end)  -- expect: no error	<Bare(nil, 0)>
