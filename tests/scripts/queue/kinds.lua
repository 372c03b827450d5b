-- What Queue, LifoQueue and PriorityQueue have in common: sizes, limits, blocking, time limits,
-- task_done and join, wrong use. What differs is the order.
local queue = require "queue"
local threading = require "threading"
local time = require "time"
local errors = require "errors"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"

local function all(q)
  local items = {}
  while not q:empty() do items[#items + 1] = q:get() end
  return table.concat(items, " ")
end
local function fails(class, f, ...)
  local ok, e = pcall(f, ...)
  assert(not ok and errors.is(e, class), tostring(e))
  return tostring(e)
end
local function took(seconds, f, ...)
  local before = time.perf_counter()
  fails(f == nil and queue.Full or queue.Empty, f, ...)
  assert(time.perf_counter() - before >= seconds)
end

local function basics(class)
  local q = class(2)
  assert(q.maxsize == 2 and q:qsize() == 0 and q:empty() and not q:full())
  q:put(111)
  assert(q:qsize() == 1 and not q:empty() and not q:full())
  q:put(333, true, 5)
  assert(q:qsize() == 2 and not q:empty() and q:full())
  assert(fails(queue.Full, q.put, q, 1, false) == "Full")
  fails(queue.Full, q.put, q, 1, {block = false})
  fails(queue.Full, q.put, q, 1, false, 5)
  fails(queue.Full, q.put_nowait, q, 1)
  fails(queue.Full, q.put, q, 1, true, 0)
  local before = time.perf_counter()
  fails(queue.Full, q.put, q, 1, {timeout = 0.02})
  assert(time.perf_counter() - before >= 0.02)
  assert(q:qsize() == 2 and q.unfinished_tasks == 2)
  print(class.name, all(q))
  assert(fails(queue.Empty, q.get, q, false) == "Empty")
  fails(queue.Empty, q.get, q, {block = false})
  fails(queue.Empty, q.get, q, false, -5)
  fails(queue.Empty, q.get_nowait, q)
  fails(queue.Empty, q.get, q, true, 0)
  took(0.02, q.get, q, {timeout = 0.02})
  took(0.02, q.get, q, true, 0.02)
  q:put_nowait(5)
  assert(q:get_nowait() == 5 and q:empty())

  -- No limit.
  for _, limit in ipairs{0, -1} do
    local endless = class(limit)
    for i = 1, 500 do endless:put(i, false) end
    assert(endless:qsize() == 500 and not endless:full() and endless.maxsize == limit)
  end
  assert(class().maxsize == 0 and class{maxsize = 3}.maxsize == 3)
  -- A limit of one.
  local one = class(1)
  one:put(1)
  assert(one:full())
  fails(queue.Full, one.put_nowait, one, 2)
  assert(one:get() == 1 and one:empty() and not one:full())
end

local function blocking(class)
  -- A full queue's put goes on when there is room, an empty one's get when there is an item.
  local q, got = class(3), {}
  for i = 1, 3 do q:put(i) end
  local putters = crew.start(6, function(i) q:put(10 + i, true, i % 2 == 0 and 60 or nil) end)
  for i = 1, 9 do got[q:get(true, 60)] = true end
  putters:join()
  for i = 1, 3 do assert(got[i] and got[10 + i] and got[13 + i]) end
  assert(q:empty())

  local results = {}
  local getters = crew.start(6, function(i) results[i] = q:get(true, i % 2 == 0 and 60 or nil) end)
  for i = 1, 6 do q:put(100 + i) end
  getters:join()
  table.sort(results)
  for i = 1, 6 do assert(results[i] == 100 + i) end

  -- Time limits that run out while others put: every item is got once.
  local received, sent = {}, {}
  getters = crew.start(4, function(me)
    local n = 0
    for turn = 1, 100 do
      local ok, item = pcall(q.get, q, true, 1e-5 * (turn % 5))
      if ok then n = n + item else assert(errors.is(item, queue.Empty)) end
    end
    received[me] = n
  end)
  local total = 0
  for i = 1, 150 do
    if pcall(q.put, q, i, true, 1e-4) then total = total + i end
  end
  getters:join()
  local sum = received[1] + received[2] + received[3] + received[4]
  while not q:empty() do sum = sum + q:get() end
  assert(sum == total, sum .. " of " .. total)
end

local function joining(class)
  local q = class()
  q:join()  -- nothing to wait for
  assert(fails(errors.ValueError, q.task_done, q) == "ValueError: task_done() called too many times")
  local handled = {0, 0, 0}
  local workers = crew.start(3, function(me)
    while true do
      local item = q:get()
      if item == -1 then q:task_done() return end
      handled[me] = handled[me] + item
      q:task_done()
    end
  end)
  local sum = 0
  for round = 1, 5 do
    for i = 1, 40 do q:put(i) sum = sum + i end
    q:join()
    assert(q.unfinished_tasks == 0 and handled[1] + handled[2] + handled[3] == sum)
  end
  local joined = {}
  for i = 1, 3 do q:put(-1) end
  local joiners = crew.start(3, function(i) q:join() joined[i] = true end)
  joiners:join()
  workers:join()
  assert(joined[1] and joined[2] and joined[3])
  fails(errors.ValueError, q.task_done, q)

  -- join waits for task_done, not for the queue to be empty.
  q:put(1)
  q:get()
  local over = false
  joiners = crew.start(1, function() q:join() over = true end)
  assert(not over and q.unfinished_tasks == 1)
  q:put(2)
  q:task_done()
  q:get()
  assert(not over)
  q:task_done()
  joiners:join()
  assert(over)
end

-- Eight put, eight get: no item is lost, none comes twice.
local function conserved(class, limit)
  local q, seen = class(limit), {}
  crew.run(16, function(me)
    if me <= 8 then
      for i = 1, 150 do q:put(me * 1000 + i) end
    else
      local mine = {}
      for i = 1, 150 do mine[i] = q:get() q:task_done() end
      seen[me - 8] = mine
    end
  end)
  q:join()
  local count, times = 0, {}
  for i = 1, 8 do
    for _, item in ipairs(seen[i]) do
      assert(not times[item], item)
      times[item] = true
      count = count + 1
    end
  end
  assert(count == 1200 and q:empty() and q.unfinished_tasks == 0)
end

for _, each in ipairs{"Queue", "LifoQueue", "PriorityQueue"} do
  local class = queue[each]:extend(each)
  class.name = each
  basics(class)
  blocking(class)
  joining(class)
  conserved(class, 0)
  conserved(class, 1)
  conserved(class, 10)

  -- Wrong use.
  local q = class(1)
  crew.try(q.put, q)
  crew.try(q.put_nowait, q)
  crew.try(q.put, q, 1, 0)
  crew.try(q.put, q, 1, true, -1)
  crew.try(q.get, q, {timeout = -0.001})
  crew.try(q.get, q, true, "1")
  crew.try(q.get, q, true, 0 / 0)
  crew.try(q.get, q, true, math.huge)
  crew.try(q.get, q, 1)
  crew.try(q.get, q, true, 1, 1)
  crew.try(q.put, q, 1, {timout = 1})
  crew.try(class, "1")
  crew.try(class, 1.5)
  crew.try(function() q.maxsize = 5 end)
  print(q:qsize(), q.unfinished_tasks, (crew.text(q):gsub(each, "CLASS")))

  -- Classes made from it.
  local Tray = class:extend("Tray")
  function Tray:init(label) class.init(self, {maxsize = 4}) self.label = label end
  function Tray:fill(...) for _, item in ipairs{...} do self:put(item) end return self end
  print(all(Tray("t"):fill(3, 1, 2)), Tray("t").label, Tray("t").maxsize, crew.text(Tray("t")))
end
-- expect: Queue	111 333
-- expect: TypeError: Queue.put() missing 1 required positional argument: 'item'
-- expect: TypeError: Queue.put_nowait() missing 1 required positional argument: 'item'
-- expect: TypeError: block must be true or false, not number
-- expect: ValueError: 'timeout' must be a non-negative number
-- expect: ValueError: 'timeout' must be a non-negative number
-- expect: TypeError: timeout must be a number, not string
-- expect: ValueError: Invalid value NaN (not a number)
-- expect: OverflowError: timestamp out of range for platform time_t
-- expect: TypeError: block must be true or false, not number
-- expect: TypeError: get() takes at most 2 positional arguments (3 given)
-- expect: TypeError: put() got an unexpected keyword argument 'timout' (known: block, timeout)
-- expect: TypeError: maxsize must be an integer, not string
-- expect: TypeError: maxsize must be an integer, not number
-- expect: AttributeError: property 'maxsize' of 'Queue' object has no setter
-- expect: 0	0	<queue.CLASS object at ADDRESS>
-- expect: 3 1 2	t	4	<queue.Tray object at ADDRESS>
-- expect: LifoQueue	333 111
-- expect: TypeError: Queue.put() missing 1 required positional argument: 'item'
-- expect: TypeError: Queue.put_nowait() missing 1 required positional argument: 'item'
-- expect: TypeError: block must be true or false, not number
-- expect: ValueError: 'timeout' must be a non-negative number
-- expect: ValueError: 'timeout' must be a non-negative number
-- expect: TypeError: timeout must be a number, not string
-- expect: ValueError: Invalid value NaN (not a number)
-- expect: OverflowError: timestamp out of range for platform time_t
-- expect: TypeError: block must be true or false, not number
-- expect: TypeError: get() takes at most 2 positional arguments (3 given)
-- expect: TypeError: put() got an unexpected keyword argument 'timout' (known: block, timeout)
-- expect: TypeError: maxsize must be an integer, not string
-- expect: TypeError: maxsize must be an integer, not number
-- expect: AttributeError: property 'maxsize' of 'LifoQueue' object has no setter
-- expect: 0	0	<queue.CLASS object at ADDRESS>
-- expect: 2 1 3	t	4	<queue.Tray object at ADDRESS>
-- expect: PriorityQueue	111 333
-- expect: TypeError: Queue.put() missing 1 required positional argument: 'item'
-- expect: TypeError: Queue.put_nowait() missing 1 required positional argument: 'item'
-- expect: TypeError: block must be true or false, not number
-- expect: ValueError: 'timeout' must be a non-negative number
-- expect: ValueError: 'timeout' must be a non-negative number
-- expect: TypeError: timeout must be a number, not string
-- expect: ValueError: Invalid value NaN (not a number)
-- expect: OverflowError: timestamp out of range for platform time_t
-- expect: TypeError: block must be true or false, not number
-- expect: TypeError: get() takes at most 2 positional arguments (3 given)
-- expect: TypeError: put() got an unexpected keyword argument 'timout' (known: block, timeout)
-- expect: TypeError: maxsize must be an integer, not string
-- expect: TypeError: maxsize must be an integer, not number
-- expect: AttributeError: property 'maxsize' of 'PriorityQueue' object has no setter
-- expect: 0	0	<queue.CLASS object at ADDRESS>
-- expect: 1 2 3	t	4	<queue.Tray object at ADDRESS>
