-- Threads that come and go work with every kind of lock and queue, while the GIL is switched on and
-- off and its policy and interval change. Arguments: seconds (60), seed (1), threads (8).
--
-- What each thread does is chosen by its own generator, seeded by the seed and its number, so a seed
-- gives the same choices in each run; how they meet is up to the scheduler. Every wait that others
-- may never end has a time limit, and locks are taken in the order of their numbers: a soak that
-- hangs has found a bug. Progress and counts go to stderr; the exit status is 1 if an invariant broke.
local threading = require "threading"
local queue = require "queue"
local time = require "time"
local errors = require "errors"
local gil = require "gil"
local sys = require "sys"
local atomic = require "atomic"

local seconds, seed, width = tonumber(arg[1]) or 60, tonumber(arg[2]) or 1, tonumber(arg[3]) or 8
local stop_at = time.monotonic() + seconds

local broken = {n = 0}
local function check(fine, what, ...)
  if fine then return end
  atomic.add(broken, "n", 1)
  io.stderr:write("broken: ", string.format(what, ...), "\n")
end

-- A generator for each thread: random(n) is 1 to n.
local function random_of(number)
  local state = (seed * 1000003 + number * 7919) % 2147483648
  local function random(n)
    state = (state * 1103515245 + 12345) % 2147483648
    return (state >> 12) % n + 1
  end
  for _ = 1, 4 do random(2) end
  return random
end

-- Mutual exclusion: under its lock a place's two numbers are equal, and `by` is nobody.
local places = {}
for i = 1, 6 do
  local lock = i % 2 == 0 and threading.Lock() or threading.RLock()
  places[i] = {lock = lock, recursive = i % 2 == 1, a = 0, b = 0, by = false}
end
local function enter(place, me, random)
  check(place.by == false and place.a == place.b, "place of %s entered twice", tostring(place.lock))
  place.by = me
  place.a = place.a + 1
  if random(16) == 1 then time.sleep(0) end
  check(place.by == me, "place of %s is %s's, not %s's", tostring(place.lock), tostring(place.by), me)
  place.b = place.b + 1
  place.by = false
end

local actions = {}

function actions.lock(me, random)
  local place = places[random(#places)]
  local how = random(4)
  if how == 1 then
    place.lock:acquire()
  elseif how == 2 then
    if not place.lock:acquire(false) then return end
  elseif how == 3 then
    if not place.lock:acquire(true, random(100) * 1e-5) then return end
  else
    local _ <close> = place.lock:held()
    return enter(place, me, random)
  end
  enter(place, me, random)
  place.lock:release()
end

function actions.nested(me, random)
  local i = random(#places - 1)
  local first, second = places[i], places[i + random(#places - i)]
  local a <close> = first.lock:held()
  local b <close> = second.lock:held()
  if second.recursive then
    local again <close> = second.lock:held()
    enter(second, me, random)
  end
  enter(first, me, random)
end

-- An error on the way out of two guards.
function actions.failing(me, random)
  local place = places[random(#places)]
  local ok, e = pcall(function()
    local _ <close> = place.lock:held()
    enter(place, me, random)
    error(errors.KeyError("soak"))
  end)
  check(not ok and errors.is(e, errors.KeyError), "failing: %s", tostring(e))
end

-- Never more inside than the semaphore's value.
local gate = {semaphore = threading.BoundedSemaphore(3), inside = 0}
function actions.semaphore(_, random)
  if not gate.semaphore:acquire(true, random(200) * 1e-5) then return end
  local inside = atomic.add(gate, "inside", 1)
  check(inside <= 3, "%d inside a semaphore of 3", inside)
  if random(4) == 1 then time.sleep(0) end
  atomic.add(gate, "inside", -1)
  gate.semaphore:release()
end

-- Permits are conserved: acquired are at most those released.
local permits = {semaphore = threading.Semaphore(0), released = 0, acquired = 0}
function actions.permits(_, random)
  if random(2) == 1 then
    local n = random(3)
    atomic.add(permits, "released", n)
    permits.semaphore:release(n)
  elseif permits.semaphore:acquire(random(2) == 1 and {timeout = 1e-4} or {blocking = false}) then
    atomic.add(permits, "acquired", 1)
  end
end

-- A bounded buffer below two conditions.
local buffer = {lock = threading.Lock(), size = 0, put = 0, got = 0}
buffer.not_full = threading.Condition(buffer.lock)
buffer.not_empty = threading.Condition(buffer.lock)
function actions.condition(_, random)
  local _ <close> = buffer.lock:held()
  local limit = random(100) * 1e-5
  if random(2) == 1 then
    if not buffer.not_full:wait_for(function() return buffer.size < 4 end, limit) then return end
    buffer.size, buffer.put = buffer.size + 1, buffer.put + 1
    buffer.not_empty:notify(random(2))
  else
    if not buffer.not_empty:wait_for(function() return buffer.size > 0 end, limit) then return end
    buffer.size, buffer.got = buffer.size - 1, buffer.got + 1
    if random(8) == 1 then buffer.not_full:notify_all() else buffer.not_full:notify() end
  end
  check(buffer.size >= 0 and buffer.size <= 4, "%d in a buffer of 4", buffer.size)
end

-- Notifications are conserved: exactly those that were notified say so.
local bell = {condition = threading.Condition(), heard = 0, rung = 0}
function actions.bell(_, random)
  local condition = bell.condition
  local _ <close> = condition:held()
  local twice <close> = condition:held()
  if random(2) == 1 then
    if condition:wait(random(100) * 1e-5) then bell.heard = bell.heard + 1 end
  else
    local function waiting() return tonumber(tostring(condition):match(", (%d+)%)>$")) end
    local before = waiting()
    condition:notify(random(3))
    -- Who runs out of time leaves the list without the lock, so this is a bound, not a count.
    bell.rung = bell.rung + before - waiting()
    check(bell.heard <= bell.rung, "%d heard, %d rung", bell.heard, bell.rung)
  end
end

local event = threading.Event()
function actions.event(_, random)
  local what = random(3)
  if what == 1 then event:set()
  elseif what == 2 then event:clear()
  else
    local answer = event:wait(random(100) * 1e-5)
    check(type(answer) == "boolean", "wait returned %s", tostring(answer))
  end
end

-- Three threads meet, unless somebody breaks it: the action runs once for each last one.
local meeting = {generations = 0, last = 0}
meeting.barrier = threading.Barrier(3, function() meeting.generations = meeting.generations + 1 end)
function actions.barrier(_, random)
  local what = random(30)
  if what == 1 then return meeting.barrier:abort() end
  if what <= 3 and meeting.barrier.broken then return meeting.barrier:reset() end
  local met, e = pcall(meeting.barrier.wait, meeting.barrier, random(300) * 1e-5)
  if not met then
    return check(errors.is(e, threading.BrokenBarrierError), "barrier: %s", tostring(e))
  end
  check(e >= 0 and e <= 2, "index %s", tostring(e))
  if e == 2 then atomic.add(meeting, "last", 1) end
end
-- Nobody aborts this one, and reset leaves those alone who have met: both pass, with 0 and with 1.
local pair = {barrier = threading.Barrier(2), sum = 0, passes = 0, lock = threading.Lock()}
function actions.pair(_, random)
  local ok, index = pcall(pair.barrier.wait, pair.barrier, random(200) * 1e-5)
  if not ok then
    check(errors.is(index, threading.BrokenBarrierError), "pair: %s", tostring(index))
    if pair.barrier.broken then pair.barrier:reset() end
    return
  end
  local _ <close> = pair.lock:held()
  pair.sum, pair.passes = pair.sum + index, pair.passes + 1
  check(index == 0 or index == 1, "index %s", tostring(index))
end

-- Queues: what went in comes out, once. Items are numbers that no two threads share; what is in
-- and what is out are summed.
local queues = {
  {q = queue.Queue(5)}, {q = queue.Queue()}, {q = queue.LifoQueue(3)}, {q = queue.PriorityQueue(6)},
  {q = queue.PriorityQueue()}, {q = queue.SimpleQueue()},
}
for _, each in ipairs(queues) do
  each.put, each.got, each.put_sum, each.got_sum, each.done = 0, 0, 0, 0, 0
end
local next_item = {n = 0}
local function is_expected(e)
  return errors.is(e, queue.Full) or errors.is(e, queue.Empty) or errors.is(e, queue.ShutDown)
end
local function put(each, random)
  local item = atomic.add(next_item, "n", 1)
  -- Counted before: a getter may have it before put returns.
  atomic.add(each, "put", 1)
  atomic.add(each, "put_sum", item)
  local ok, e = pcall(each.q.put, each.q, item, random(3) > 1, random(50) * 1e-5)
  if ok then return end
  check(is_expected(e), "put: %s", tostring(e))
  atomic.add(each, "put", -1)
  atomic.add(each, "put_sum", -item)
end
local function get(each, random)
  local ok, item = pcall(each.q.get, each.q, random(3) > 1, random(50) * 1e-5)
  if not ok then return check(is_expected(item), "get: %s", tostring(item)) end
  check(math.type(item) == "integer", "get: %s", tostring(item))
  atomic.add(each, "got", 1)
  atomic.add(each, "got_sum", item)
  if each.q.task_done then
    each.q:task_done()
    atomic.add(each, "done", 1)
  end
end
function actions.queue(_, random)
  local each = queues[random(#queues)]
  if random(2) == 1 and each.q:qsize() < 1000 then put(each, random) else get(each, random) end
end

-- A queue of its own, worked on by two threads, joined, and shut down.
function actions.own_queue(me, random)
  local kinds = {queue.Queue, queue.LifoQueue, queue.PriorityQueue}
  local q, n, sum, seen = kinds[random(3)](random(4)), random(20), 0, {0, 0}
  local function drain(i)
    while true do
      local ok, item = pcall(q.get, q)
      if not ok then return check(errors.is(item, queue.ShutDown), "drain: %s", tostring(item)) end
      seen[i] = seen[i] + item
      q:task_done()
    end
  end
  local helpers = {}
  for i = 1, 2 do
    helpers[i] = threading.Thread{target = drain, args = {i}}
    helpers[i]:start()
  end
  for i = 1, n do q:put(i) sum = sum + i end
  if random(2) == 1 then q:join() end
  q:shutdown()
  q:join()
  check(seen[1] + seen[2] == sum, "%s's own queue: %d of %d", me, seen[1] + seen[2], sum)
  for i = 1, 2 do helpers[i]:join() end
end

function actions.heap(_, random)
  local t = {}
  for i = 1, random(40) do t[i] = {i, tostring(i)} end
  if random(400) == 1 then collectgarbage() end
end

local names, weights = {}, {own_queue = 1, heap = 2}
for name in pairs(actions) do names[#names + 1] = name end
table.sort(names)
local choices = {}
for _, name in ipairs(names) do
  for _ = 1, weights[name] or 8 do choices[#choices + 1] = name end
end

-- Threads: each runs some hundred actions and ends, now and then with an error.
local counts, workers, started = {}, {}, 0
local function work(number)
  local random, mine = random_of(number), {}
  for name in pairs(actions) do mine[name] = 0 end
  counts[number] = mine
  local me = "worker " .. number
  for _ = 1, 50 + random(200) do
    if time.monotonic() >= stop_at then return end
    local name = choices[random(#choices)]
    actions[name](me, random)
    mine[name] = mine[name] + 1
  end
  if random(10) == 1 then error(errors.RuntimeError("a worker's end")) end
end
-- Planned errors are silent; others break an invariant.
local function guarded(number)
  local ok, e = pcall(work, number)
  local planned = ok or errors.is(e, errors.RuntimeError) and e.message == "a worker's end"
  check(planned, "worker %d: %s", number, tostring(e))
end

local policies, policy = {}, gil.policy()
for _, name in ipairs{"interval", "ticks", "fifo", "priority"} do
  if pcall(gil.set_policy, name) then policies[#policies + 1] = name end
end
gil.set_policy(policy)
local intervals = {0.005, 0.0005, 1e-5, 1e-6}
local changes = 0
local function unsettle(random)
  local what = random(5)
  if what <= 2 then gil.disable()
  elseif what <= 4 then gil.enable()
  elseif random(2) == 1 then gil.set_policy(policies[random(#policies)])
  else sys.setswitchinterval(intervals[random(#intervals)]) end
  if random(10) == 1 then gil.set_switch_points(random(2) == 1 and "any" or "loops") end
  changes = changes + 1
end

local function total()
  local sum = 0
  for number = 1, started do
    for _, n in pairs(counts[number] or {}) do sum = sum + n end
  end
  return sum
end

local random, said_at = random_of(0), time.monotonic()
while time.monotonic() < stop_at do
  for i = 1, width do
    if not workers[i] or not workers[i]:is_alive() then
      started = started + 1
      counts[started] = counts[started] or {}
      workers[i] = threading.Thread{target = guarded, args = {started}}
      workers[i]:start()
    end
  end
  unsettle(random)
  time.sleep(random(20) * 1e-4)
  if time.monotonic() - said_at > 10 then
    said_at = time.monotonic()
    io.stderr:write(string.format("%.0f s left: %d operations, %d threads, %d changes, %d broken\n",
      stop_at - said_at, total(), started, changes, broken.n))
  end
end
for _, worker in ipairs(workers) do
  worker:join(60)
  check(not worker:is_alive(), "a worker does not end: %s", tostring(worker))
end
gil.set_policy(policy)
gil.enable()

-- At rest: everything is free, and what went in came out or is still there.
for i, place in ipairs(places) do
  check(not place.lock:locked() and place.a == place.b, "place %d: %d and %d", i, place.a, place.b)
end
check(tostring(gate.semaphore):find("value=3/3", 1, true), "%s", tostring(gate.semaphore))
local value = permits.released - permits.acquired
check(tostring(permits.semaphore):find("value=" .. value .. ">", 1, true), "%d permits: %s", value,
  tostring(permits.semaphore))
check(buffer.put - buffer.got == buffer.size, "buffer: %d - %d", buffer.put, buffer.got)
check(meeting.generations == meeting.last, "barrier: %d generations, %d last ones",
  meeting.generations, meeting.last)
check(pair.passes == 2 * pair.sum, "pairs: %d passes, indices' sum %d", pair.passes, pair.sum)
check(meeting.barrier.n_waiting == 0 and pair.barrier.n_waiting == 0, "somebody waits at a barrier")
for i, each in ipairs(queues) do
  local left, sum = each.q:qsize(), 0
  for _ = 1, left do sum = sum + each.q:get() end
  check(each.put - each.got == left and each.put_sum - each.got_sum == sum and each.q:empty(),
    "queue %d: %d in, %d out, %d left", i, each.put, each.got, left)
  check(not each.q.unfinished_tasks or each.q.unfinished_tasks == left, "queue %d: %s unfinished", i,
    tostring(each.q.unfinished_tasks))
end

local sums = {}
for _, name in ipairs(names) do
  local n = 0
  for number = 1, started do n = n + (counts[number][name] or 0) end
  sums[#sums + 1] = name .. " " .. n
end
io.stderr:write(table.concat(sums, ", "), "\n")
io.stderr:write(string.format("%d operations in %d threads, %d changes of the GIL\n", total(), started,
  changes))
print(string.format("%d invariants broken", broken.n))
os.exit(broken.n == 0 and 0 or 1, true)
