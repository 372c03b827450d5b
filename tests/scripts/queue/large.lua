-- Queues of many items: they survive collections, and their memory is given back.
-- timeout: 100
local queue = require "queue"
local threading = require "threading"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"

-- What the process has in memory, as the system counts it.
local function resident()
  for line in io.lines("/proc/self/status") do
    local kb = line:match("^VmRSS:%s+(%d+)")
    if kb then return tonumber(kb) end
  end
end

local n = tonumber(arg[1]) or 1000000
local function fill_and_drain(q, backwards)
  for i = 1, n do
    q:put(i % 100 == 0 and {i} or i)
    if i == n // 2 then collectgarbage() end
  end
  collectgarbage()
  assert(q:qsize() == n)
  for k = 1, n do
    local i = backwards and n + 1 - k or k
    local item = q:get()
    if i % 100 == 0 then item = item[1] end
    if item ~= i then error(("item %d is %s"):format(i, tostring(item))) end
    if k == n // 3 then collectgarbage() end
  end
  assert(q:empty())
end
local fifo, lifo = queue.Queue(), queue.LifoQueue()
fill_and_drain(fifo)
collectgarbage()
local before = resident()
fill_and_drain(fifo)
fill_and_drain(lifo, true)
fill_and_drain(queue.SimpleQueue())
collectgarbage()
collectgarbage()
-- A million items are 16 MB in each queue.
print(resident() - before < 24000 or resident() - before)  -- expect: true

-- Dropped by shutdown, or with the queue itself.
for _ = 1, 5 do
  local q = queue.Queue()
  for i = 1, n // 4 do q:put(i) end
  q:shutdown(true)
  local forgotten = queue.Queue()
  for i = 1, n // 4 do forgotten:put({}) end
end
collectgarbage()
collectgarbage()
print(resident() - before < 40000 or resident() - before)  -- expect: true

-- A priority queue, in between collections and from several threads.
local heap, m = queue.PriorityQueue(), n // 50
crew.run(4, function(me)
  for i = m - me + 1, 1, -4 do heap:put(i) end
  if me == 1 then collectgarbage() end
end)
for i = 1, m do assert(heap:get() == i) end
print(heap:empty(), m)  -- expect: true	20000
