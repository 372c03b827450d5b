-- Two threads on tables, with the GIL off: how many times the throughput of one. Prints that ratio
-- by wall time, and by each thread's own best, for one kind of work. Arguments: kind (own, read, locked), rounds (5), seconds of one job (1).
--   own     each thread writes two tables of its own
--   read    both read one shared table of a million entries
--   locked  both write one shared table under a lock; prints "correct" if nothing is lost
local threading = require "threading"
local time = require "time"

local kind = arg and arg[1] or "own"
local rounds = tonumber(arg and arg[2]) or 5
local seconds = tonumber(arg and arg[3]) or 1

local jobs = {}

function jobs.own(turns)
  local list, record = {}, { x = 0, y = 0 }
  for i = 1, 1000 do list[i] = 0 end
  for i = 1, turns do
    local k = i % 1000 + 1
    list[k] = list[k] + i
    record.x = record.x + k
    record.y = i
  end
  return record.x
end

local shared = {}
if kind == "read" then
  for i = 1, 1000000 do shared[i] = i end
end
function jobs.read(turns)
  local sum, k = 0, 1
  for _ = 1, turns do
    k = (k * 16807 + 12345) % 1000000
    sum = sum + shared[k + 1]
  end
  return sum
end

local lock, total = threading.Lock(), { n = 0 }
function jobs.locked(turns)
  for i = 1, turns do
    lock:acquire()
    total.n = total.n + 1
    total[i] = (total[i] or 0) + 1
    lock:release()
  end
end

local function timed(f)
  local start = time.perf_counter()
  f()
  return time.perf_counter() - start
end

local job = assert(jobs[kind], "own, read or locked")
local function in_threads(turns)
  local a = threading.Thread{target = job, args = {turns}}
  local b = threading.Thread{target = job, args = {turns}}
  a:start() b:start()
  a:join() b:join()
end

if kind == "locked" then
  local turns = math.floor(200000 * seconds)
  for _ = 1, rounds do in_threads(turns) end
  local right = total.n == 2 * rounds * turns
  for i = 1, turns do right = right and total[i] == 2 * rounds end
  print(right and "correct" or "WRONG")
  return
end

-- The best of each, in turn: whoever else uses the machine's cores slows some rounds by half. The
-- second figure compares what one thread's work took at best, alone and beside the other, in
-- processor time: whether the two get in each other's way, however the rounds fell.
local turns = math.floor(2000000 * seconds / timed(function() job(2000000) end))
local alone, together = math.huge, math.huge
local own_alone, own_together = math.huge, math.huge
local function measured()
  local start = time.thread_time()
  job(turns)
  return time.thread_time() - start
end
for _ = 1, rounds do
  alone = math.min(alone, timed(function()
    own_alone = math.min(own_alone, measured(), measured())
  end))
  local spent = {}
  together = math.min(together, timed(function()
    local threads = {}
    for i = 1, 2 do
      threads[i] = threading.Thread{target = function() spent[i] = measured() end}
      threads[i]:start()
    end
    for i = 1, 2 do threads[i]:join() end
  end))
  own_together = math.min(own_together, spent[1], spent[2])
end
print(string.format("%.3f %.3f", alone / together, 2 * own_alone / own_together))
