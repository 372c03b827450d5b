-- Semaphore and BoundedSemaphore.
local threading = require "threading"
local time = require "time"
local crew = require "lib.crew"
local Semaphore, BoundedSemaphore = threading.Semaphore, threading.BoundedSemaphore

print(crew.text(Semaphore()), crew.text(Semaphore(5)), crew.text(Semaphore{value = 0}))
-- expect: <threading.Semaphore at ADDRESS: value=1>	<threading.Semaphore at ADDRESS: value=5>	<threading.Semaphore at ADDRESS: value=0>
local bounded = BoundedSemaphore(2)
bounded:acquire()
print(crew.text(bounded), crew.text(BoundedSemaphore()))  -- expect: <threading.BoundedSemaphore at ADDRESS: value=1/2>	<threading.BoundedSemaphore at ADDRESS: value=1/1>

for _, class in ipairs{Semaphore, BoundedSemaphore} do
  local s = class(2)
  print(s:acquire(), s:acquire(true), s:acquire(false), s:acquire{blocking = false})
  print(s:acquire(true, 0), s:acquire(true, -1), s:acquire{timeout = 0.001}, s:acquire(nil, 1e-9))
  local before = time.perf_counter()
  print(s:acquire(true, 0.03), time.perf_counter() - before >= 0.03)
  s:release()
  print(s:acquire(true, 5), s:acquire(false))
  s:release(2)
  print(s:acquire(false), s:acquire(false), s:acquire(false))
  s:release{n = 1}
end
-- expect: true	true	false	false
-- expect: false	false	false	false
-- expect: false	true
-- expect: true	false
-- expect: true	true	false
-- expect: true	true	false	false
-- expect: false	false	false	false
-- expect: false	true
-- expect: true	false
-- expect: true	true	false

-- Never more inside than its value, and all come through.
local gate, inside, most, passed = Semaphore(7), 0, 0, 0
local book = threading.Lock()
crew.run(10, function(me)
  for turn = 1, 60 do
    if (me + turn) % 3 == 0 then
      while not gate:acquire(true, 0.001) do end
    else
      gate:acquire()
    end
    do
      local _ <close> = book:held()
      inside, passed = inside + 1, passed + 1
      if inside > most then most = inside end
    end
    do
      local _ <close> = book:held()
      inside = inside - 1
    end
    gate:release()
  end
end)
print(most <= 7, passed, inside, crew.text(gate))  -- expect: true	600	0	<threading.Semaphore at ADDRESS: value=7>

-- release(n) wakes n, from several releasers at once.
local many, got = Semaphore(0), 0
local threads = crew.start(12, function()
  many:acquire()
  local _ <close> = book:held()
  got = got + 1
end)
many:release(5)
crew.until_true(function() return got == 5 end)
crew.run(3, function() many:release(2) end)
crew.until_true(function() return got == 11 end)
print(crew.text(many))  -- expect: <threading.Semaphore at ADDRESS: value=0>
many:release(3)
threads:join()
print(got, crew.text(many))  -- expect: 12	<threading.Semaphore at ADDRESS: value=2>

-- A hand-over between two: each waits for the other's release.
local a, b, log = Semaphore(0), Semaphore(0), {}
threads = crew.start(1, function()
  for i = 1, 200 do a:acquire() log[#log + 1] = -i b:release() end
end)
for i = 1, 200 do log[#log + 1] = i a:release() b:acquire() end
threads:join()
local right = #log == 400
for i = 1, 200 do right = right and log[2 * i - 1] == i and log[2 * i] == -i end
print(right)  -- expect: true

-- Time limits that run out while others release lose no permit.
local permits, taken = Semaphore(0), {}
threads = crew.start(4, function(i)
  local n = 0
  for turn = 1, 100 do if permits:acquire(true, 1e-5 * (turn % 7)) then n = n + 1 end end
  taken[i] = n
end)
for _ = 1, 150 do permits:release() end
threads:join()
local left = tonumber(crew.text(permits):match("value=(%d+)"))
print(taken[1] + taken[2] + taken[3] + taken[4] + left)  -- expect: 150

-- held()
local s = Semaphore(2)
do
  local one <close> = s:held()
  local two <close> = s:held()
  print(s:acquire(false))  -- expect: false
end
pcall(function() local _ <close> = s:held() error("x") end)
print(crew.text(s))  -- expect: <threading.Semaphore at ADDRESS: value=2>
local guard = s:held()
getmetatable(guard).__close(guard)
getmetatable(guard).__close(guard)
print(crew.text(s))  -- expect: <threading.Semaphore at ADDRESS: value=2>

-- The bound.
crew.try(bounded.release, bounded)  -- expect: no error
crew.try(bounded.release, bounded)  -- expect: ValueError: Semaphore released too many times
crew.try(bounded.release, bounded, 5)  -- expect: ValueError: Semaphore released too many times
bounded:acquire()
crew.try(bounded.release, bounded, 2)  -- expect: ValueError: Semaphore released too many times
print(crew.text(bounded))  -- expect: <threading.BoundedSemaphore at ADDRESS: value=1/2>
crew.try(function()
  local _ <close> = bounded:held()
  bounded:release(2)
end)  -- expect: ValueError: Semaphore released too many times
local unbounded = Semaphore()
unbounded:release(100)
print(crew.text(unbounded))  -- expect: <threading.Semaphore at ADDRESS: value=101>

-- Wrong use.
crew.try(Semaphore, -1)  -- expect: ValueError: semaphore initial value must be >= 0
crew.try(BoundedSemaphore, -math.maxinteger)  -- expect: ValueError: semaphore initial value must be >= 0
crew.try(Semaphore, "x")  -- expect: TypeError: value must be an integer, not string
crew.try(Semaphore, 1, 2)  -- expect: TypeError: Semaphore() takes at most 1 positional argument (2 given)
crew.try(BoundedSemaphore, {n = 2})  -- expect: TypeError: BoundedSemaphore() got an unexpected keyword argument 'n' (known: value)
crew.try(s.acquire, s, false, 1)  -- expect: ValueError: can't specify timeout for non-blocking acquire
crew.try(s.acquire, s, {blocking = false, timeout = 1})  -- expect: ValueError: can't specify timeout for non-blocking acquire
crew.try(s.acquire, s, 0)  -- expect: TypeError: blocking must be true or false, not number
crew.try(s.acquire, s, true, "1")  -- expect: TypeError: timeout must be a number, not string
crew.try(s.release, s, 0)  -- expect: ValueError: n must be one or more
crew.try(s.release, s, -1)  -- expect: ValueError: n must be one or more
crew.try(s.release, s, 1.5)  -- expect: TypeError: n must be an integer, not number
crew.try(s.release, s, true)  -- expect: TypeError: n must be an integer, not boolean
crew.try(s.release, s, math.maxinteger)  -- expect: ValueError: Semaphore released too many times
print(crew.text(s))  -- expect: <threading.Semaphore at ADDRESS: value=2>

local Pool = BoundedSemaphore:extend("Pool")
function Pool:init(n) BoundedSemaphore.init(self, n) self.free = n end
local pool = Pool(3)
pool:acquire()
print(pool.free, crew.text(pool))  -- expect: 3	<threading.Pool at ADDRESS: value=2/3>
