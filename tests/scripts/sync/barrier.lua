-- Barrier: generations, indices, the action, breaking, resetting, time limits.
local threading = require "threading"
local time = require "time"
local errors = require "errors"
local crew = require "lib.crew"
local Barrier, BrokenBarrierError = threading.Barrier, threading.BrokenBarrierError

print(errors.is(BrokenBarrierError(), errors.RuntimeError))  -- expect: true
local barrier = Barrier(5)
print(barrier.parties, barrier.n_waiting, barrier.broken)  -- expect: 5	0	false
print(crew.text(barrier))  -- expect: <threading.Barrier at ADDRESS: waiters=0/5>

-- Each of five gets another number from 0 to 4; nobody passes before all have come.
local counts, numbers = {0, 0, 0, 0, 0}, {}
crew.run(5, function(me)
  for turn = 1, 100 do
    counts[me] = turn
    local index = barrier:wait()
    for i = 1, 5 do assert(counts[i] >= turn) end
    numbers[me] = index
    barrier:wait()
    if index == 0 then
      local seen = {}
      for i = 1, 5 do seen[numbers[i]] = true end
      for i = 0, 4 do assert(seen[i]) end
    end
    assert(barrier:wait(60) >= 0)
  end
end)
print(barrier.n_waiting, barrier.broken)  -- expect: 0	false

-- Starts waiters and waits until they are there.
local function gather(b, count, ...)
  local results, args = {}, table.pack(...)
  local threads = crew.start(count, function(i)
    results[i] = {pcall(b.wait, b, table.unpack(args, 1, args.n))}
  end)
  return results, threads
end
local function there(b, count) crew.until_true(function() return b.n_waiting == count end) end
local function broken(results, count)
  local n = 0
  for i = 1, count do
    local ok, e = table.unpack(results[i])
    if not ok and errors.is(e, BrokenBarrierError) then n = n + 1 end
  end
  return n
end

local results, threads = gather(barrier, 4)
there(barrier, 4)
print(barrier.n_waiting, crew.text(barrier))  -- expect: 4	<threading.Barrier at ADDRESS: waiters=4/5>
print(barrier:wait(), barrier.n_waiting)  -- expect: 4	0
threads:join()

-- The action runs once for each generation, in the last to come, before anybody goes on.
local runs, by = 0, nil
local acting = Barrier(3, function() runs, by = runs + 1, threading.get_ident() end)
crew.run(3, function()
  for generation = 1, 150 do
    local index = acting:wait()
    assert(runs == generation)
    assert((index == 2) == (by == threading.get_ident()))
  end
end)
local calls = 0
local one = Barrier{parties = 1, action = function() calls = calls + 1 end}
print(one:wait(), one:wait(), one:wait(0), calls)  -- expect: 0	0	0	3

-- An error in the action: the last gets it, the others a broken barrier.
local failing = Barrier(3, function() error(errors.KeyError("in the action")) end)
results, threads = gather(failing, 2)
there(failing, 2)
crew.try(failing.wait, failing)  -- expect: KeyError: 'in the action'
threads:join()
print(broken(results, 2), failing.broken, failing.n_waiting, crew.text(failing))
-- expect: 2	true	0	<threading.Barrier at ADDRESS: broken>
crew.try(failing.wait, failing)  -- expect: BrokenBarrierError
local plain_error = Barrier(1, function() error("plain", 0) end)
crew.try(plain_error.wait, plain_error)  -- expect: plain
print(plain_error.broken)  -- expect: true

-- abort() breaks it for those who wait and those who come, until reset().
results, threads = gather(barrier, 3)
there(barrier, 3)
barrier:abort()
threads:join()
print(broken(results, 3), barrier.broken, barrier.n_waiting)  -- expect: 3	true	0
crew.try(barrier.wait, barrier)  -- expect: BrokenBarrierError
barrier:abort()
barrier:reset()
print(barrier.broken, barrier.n_waiting)  -- expect: false	0
results, threads = gather(barrier, 5)
threads:join()
print(broken(results, 5))  -- expect: 0

-- reset() breaks a generation that waits, and leaves the barrier usable.
results, threads = gather(barrier, 4)
there(barrier, 4)
barrier:reset()
threads:join()
print(broken(results, 4), barrier.broken, barrier.n_waiting)  -- expect: 4	false	0
barrier:reset()
print(barrier.broken)  -- expect: false
results, threads = gather(barrier, 5)
threads:join()
print(broken(results, 5))  -- expect: 0

-- Who comes while the others of a reset generation leave waits for the next one.
for _ = 1, 20 do
  local b = Barrier(3)
  local old, old_threads = gather(b, 2)
  there(b, 2)
  b:reset()
  local new, new_threads = gather(b, 3)
  old_threads:join()
  new_threads:join()
  assert(broken(old, 2) == 2 and broken(new, 3) == 0 and not b.broken)
end

-- Abort and reset by several of the waiters themselves, then used as before.
local abused, again = Barrier(4), Barrier(4)
local bad = 0
local book = threading.Lock()
crew.run(4, function(me)
  local ok, e = pcall(function()
    local index = abused:wait()
    if index == 2 then error("leaves") end
    abused:wait()
  end)
  if not ok then
    abused:abort()
    local _ <close> = book:held()
    bad = bad + 1
    if not errors.is(e, BrokenBarrierError) then e = nil end
  end
  if again:wait() == 3 then abused:reset() end
  again:wait()
  assert(not abused.broken)
  abused:wait()
end)
print(bad, abused.broken)  -- expect: 4	false

-- Time limits: whose time is over breaks it for all.
local timed = Barrier(3)
results, threads = gather(timed, 1)
there(timed, 1)
local before = time.perf_counter()
crew.try(timed.wait, timed, 0.03)  -- expect: BrokenBarrierError
print(time.perf_counter() - before >= 0.03)  -- expect: true
threads:join()
print(broken(results, 1), timed.broken)  -- expect: 1	true
timed:reset()
crew.try(timed.wait, timed, 0)  -- expect: BrokenBarrierError
timed:reset()
crew.try(timed.wait, timed, -1)  -- expect: BrokenBarrierError
timed:reset()
crew.try(timed.wait, timed, {timeout = 0.001})  -- expect: BrokenBarrierError
local hasty = Barrier(2, nil, 0.01)
crew.try(hasty.wait, hasty)  -- expect: BrokenBarrierError
hasty:reset()
results, threads = gather(hasty, 2, 60)  -- a limit of its own comes before the barrier's
threads:join()
print(broken(results, 2), hasty.broken)  -- expect: 0	false
print(Barrier{parties = 1, timeout = 0}:wait())  -- expect: 0
timed:reset()
crew.try(timed.wait, timed, "1")  -- expect: TypeError: timeout must be a number, not string
print(timed.broken, timed.n_waiting)  -- expect: false	0

-- Many threads, many generations.
local big, passed = Barrier(16), 0
crew.run(16, function()
  for turn = 1, 30 do
    if big:wait() == 15 then
      assert(passed == turn - 1)
      passed = turn
    end
    big:wait()
  end
end)
print(passed, big.broken)  -- expect: 30	false

-- Wrong use.
crew.try(Barrier)  -- expect: TypeError: Barrier.__init__() missing 1 required positional argument: 'parties'
crew.try(Barrier, 0)  -- expect: ValueError: parties must be > 0
crew.try(Barrier, -1)  -- expect: ValueError: parties must be > 0
crew.try(Barrier, "2")  -- expect: TypeError: parties must be an integer, not string
crew.try(Barrier, 1.5)  -- expect: TypeError: parties must be an integer, not number
crew.try(Barrier, {party = 2})  -- expect: TypeError: Barrier() got an unexpected keyword argument 'party' (known: action, parties, timeout)
for _, name in ipairs{"parties", "n_waiting", "broken"} do
  crew.try(function() barrier[name] = 1 end)
end
-- expect: AttributeError: property 'parties' of 'Barrier' object has no setter
-- expect: AttributeError: property 'n_waiting' of 'Barrier' object has no setter
-- expect: AttributeError: property 'broken' of 'Barrier' object has no setter

local Phase = Barrier:extend("Phase")
function Phase:init(n)
  self.phase = 0
  Barrier.init(self, n, function() self.phase = self.phase + 1 end)
end
local phase = Phase(3)
crew.run(3, function() for i = 1, 10 do phase:wait() end end)
print(phase.phase, crew.text(phase))  -- expect: 10	<threading.Phase at ADDRESS: waiters=0/3>
