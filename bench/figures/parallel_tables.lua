-- Two threads on tables, with the GIL off: how many times the throughput of one. Prints the ratio
-- for one kind of work. Arguments: kind (own, read, locked), rounds (5), seconds of one job (1).
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

local turns = math.floor(2000000 * seconds / timed(function() job(2000000) end))
local ratios = {}
for round = 1, rounds do
  local alone = timed(function() job(turns) job(turns) end)
  ratios[round] = alone / timed(function() in_threads(turns) end)
end
table.sort(ratios)
print(string.format("%.3f", ratios[(rounds + 1) // 2]))
