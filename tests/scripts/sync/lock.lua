-- Lock: taking, trying, waiting, time limits, release by anyone, guards, wrong use.
local threading = require "threading"
local time = require "time"
local errors = require "errors"
local crew = require "lib.crew"
local Lock = threading.Lock

-- One thread.
local lock = Lock()
print(lock:locked(), crew.text(lock))        -- expect: false	<unlocked _thread.lock object at ADDRESS>
print(lock:acquire(), lock:locked(), crew.text(lock))  -- expect: true	true	<locked _thread.lock object at ADDRESS>
print(lock:acquire(false), lock:acquire{blocking = false}, lock:acquire(false, -1))  -- expect: false	false	false
print(lock:acquire(true, 0), lock:acquire(true, 0.0), lock:acquire{timeout = 1e-9})  -- expect: false	false	false
print(select("#", lock:release()), lock:locked())  -- expect: 0	false
print(lock:acquire(true, 5), lock:release())  -- expect: true
print(lock:acquire(true, -1), lock:release())  -- expect: true
print(lock:acquire{blocking = true, timeout = 1}, lock:release())  -- expect: true
print(lock:acquire(nil, nil), lock:release())  -- expect: true
print(lock:acquire(false), lock:release())  -- expect: true
for _ = 1, 1000 do assert(lock:acquire()) lock:release() assert(not lock:locked()) end

-- A time limit is kept, and not waited for when the lock comes free.
lock:acquire()
local before = time.perf_counter()
print(lock:acquire(true, 0.05), time.perf_counter() - before >= 0.05)  -- expect: false	true
local threads = crew.start(4, function() assert(lock:acquire(true, 60)) lock:release() end)
lock:release()
threads:join()

-- Nobody but the holder is in; each waiter gets in once it is free.
lock:acquire()
local entered = {}
threads = crew.start(8, function(i)
  lock:acquire()
  local n = #entered
  time.sleep(0)
  entered[n + 1] = i
  lock:release()
end)
print(#entered)  -- expect: 0
lock:release()
threads:join()
print(#entered, lock:locked())  -- expect: 8	false

-- Trying never waits, from however many threads.
lock:acquire()
local taken = 0
crew.run(30, function() if lock:acquire(false) then taken = taken + 1 end end)
print(taken, lock:locked())  -- expect: 0	true

-- Any thread may release; the first to take it may be a thread that has ended.
crew.run(1, function() lock:release() end)
print(lock:locked())  -- expect: false
crew.run(1, function() lock:acquire() end)
print(lock:locked(), lock:acquire(false))  -- expect: true	false
lock:release()
print(lock:locked())  -- expect: false

-- Of several that release a lock at once, one does.
for _ = 1, 50 do
  lock:acquire()
  local released = {}
  crew.run(4, function(i) released[i] = pcall(lock.release, lock) end)
  local count = 0
  for i = 1, 4 do if released[i] then count = count + 1 end end
  assert(count == 1 and not lock:locked(), count)
end

-- Many locks, many threads, each with two of them in order.
local locks, counts = {}, {}
for i = 1, 10 do locks[i], counts[i] = Lock(), 0 end
crew.run(8, function(me)
  for turn = 1, 200 do
    local a = (me + turn) % 9 + 1
    local first <close> = locks[a]:held()
    local second <close> = locks[a + 1]:held()
    counts[a], counts[a + 1] = counts[a] + 1, counts[a + 1] + 1
  end
end)
local sum = 0
for i = 1, 10 do sum = sum + counts[i] end
print(sum)  -- expect: 3200

-- Guards let go at the end of the block, however it is left.
local function leave(how)
  for _ = 1, 1 do
    local _ <close> = lock:held()
    assert(lock:locked() and not lock:acquire(false))
    if how == "break" then break end
    if how == "return" then return end
    if how == "goto" then goto out end
    if how == "error" then error(errors.KeyError("left")) end
  end
  ::out::
end
for _, how in ipairs{"end", "break", "return", "goto", "error"} do
  local ok, e = pcall(leave, how)
  print(how, ok, e, lock:locked())
end
-- expect: end	true	nil	false
-- expect: break	true	nil	false
-- expect: return	true	nil	false
-- expect: goto	true	nil	false
-- expect: error	false	KeyError: 'left'	false

-- A coroutine that waits inside keeps the lock; closing it lets go.
local inside = coroutine.create(function()
  local _ <close> = lock:held()
  coroutine.yield("in")
end)
print(coroutine.resume(inside))  -- expect: true	in
print(lock:locked(), coroutine.close(inside))  -- expect: true	true
print(lock:locked())  -- expect: false
local wrapped = coroutine.wrap(function()
  do
    local _ <close> = lock:held()
    coroutine.yield(lock:locked())
  end
  return lock:locked()
end)
print(wrapped(), wrapped())  -- expect: true	false

-- A guard closed twice does nothing the second time, even if the lock is another's by then.
local guard = lock:held()
local close = getmetatable(guard).__close
close(guard)
print(lock:locked())  -- expect: false
lock:acquire()
close(guard)
print(lock:locked())  -- expect: true
lock:release()
local closed_at_once = lock:held()
local results = {}
crew.run(4, function(i) results[i] = pcall(close, closed_at_once) end)
print(lock:locked(), results[1] and results[2] and results[3] and results[4])  -- expect: false	true

-- Released inside by hand: the guard finds nothing to release, as Python's with.
crew.try(function()
  local _ <close> = lock:held()
  lock:release()
end)  -- expect: RuntimeError: release unlocked lock
-- The guard keeps its lock alive.
guard = Lock():held()
collectgarbage()
collectgarbage()
close(guard)

-- Wrong use.
crew.try(lock.release, lock)  -- expect: RuntimeError: release unlocked lock
crew.try(lock.acquire, lock, false, 1)  -- expect: ValueError: can't specify a timeout for a non-blocking call
crew.try(lock.acquire, lock, false, 0)  -- expect: ValueError: can't specify a timeout for a non-blocking call
crew.try(lock.acquire, lock, true, -2)  -- expect: ValueError: timeout value must be a non-negative number
crew.try(lock.acquire, lock, true, -0.5)  -- expect: ValueError: timeout value must be a non-negative number
crew.try(lock.acquire, lock, true, 1e10)  -- expect: OverflowError: timestamp out of range for platform time_t
crew.try(lock.acquire, lock, true, threading.TIMEOUT_MAX + 0.5)  -- expect: OverflowError: timeout value is too large
crew.try(lock.acquire, lock, true, math.huge)  -- expect: OverflowError: timestamp out of range for platform time_t
crew.try(lock.acquire, lock, true, 0 / 0)  -- expect: ValueError: Invalid value NaN (not a number)
crew.try(lock.acquire, lock, true, "1")  -- expect: TypeError: timeout must be a number, not string
crew.try(lock.acquire, lock, 1)  -- expect: TypeError: blocking must be true or false, not number
crew.try(lock.acquire, lock, true, 1, 1)  -- expect: TypeError: acquire() takes at most 2 positional arguments (3 given)
crew.try(lock.acquire, lock, {block = true})  -- expect: TypeError: acquire() got an unexpected keyword argument 'block' (known: blocking, timeout)
crew.try(lock.acquire, lock, true, {blocking = true})  -- expect: TypeError: acquire() got multiple values for argument 'blocking'
crew.try(Lock, 1)  -- expect: TypeError: Lock() takes no arguments
print(pcall(lock.acquire, threading.RLock()))
print(pcall(lock.held, {}))
print(pcall(close, lock))
-- expect: false	bad argument #1 to '?' (Lock expected, got RLock)
-- expect: false	bad argument #1 to '?' (lock expected, got table)
-- expect: false	bad argument #1 to '?' (held lock expected, got Lock)
print(lock:locked(), lock:acquire(true, threading.TIMEOUT_MAX), lock:release())  -- expect: false	true

-- A class made from it.
local Named = Lock:extend("Named")
function Named:init(name)
  Lock.init(self)
  self.name = name
end
function Named:swap(name) local _ <close> = self:held() self.name, name = name, self.name return name end
local named = Named("a")
print(named:swap("b"), named.name, named:locked(), type(named))  -- expect: a	b	false	userdata
print(Lock, Named, named.acquire == lock.acquire)  -- expect: <class 'Lock'>	<class 'Named'>	true
