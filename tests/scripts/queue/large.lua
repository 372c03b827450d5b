-- Queues of many items: they survive collections, and their memory is given back.
-- timeout: 100
local queue = require "queue"
local threading = require "threading"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"

-- Kilobytes in use, queues' items among them.
local function in_use()
  collectgarbage()
  collectgarbage()
  return collectgarbage("count")
end

local n = tonumber(arg[1]) or 200000
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
local before = in_use()
for i = 1, n do fifo:put(i) end
print(in_use() - before >= n * 16 / 1024)  -- expect: true
for i = 1, n do assert(fifo:get() == i) end
local function given_back() return in_use() - before < 100 or in_use() - before end
print(given_back())  -- expect: true
fill_and_drain(fifo)
fill_and_drain(lifo, true)
fill_and_drain(queue.SimpleQueue())
print(given_back())  -- expect: true

-- Dropped by shutdown, or with the queue itself.
for _ = 1, 3 do
  local q = queue.Queue()
  for i = 1, n // 4 do q:put(i) end
  q:shutdown(true)
  local forgotten = queue.Queue()
  for i = 1, n // 4 do forgotten:put({}) end
end
print(given_back())  -- expect: true

-- A priority queue, in between collections and from several threads.
local heap, m = queue.PriorityQueue(), n // 50
crew.run(4, function(me)
  for i = m - me + 1, 1, -4 do heap:put(i) end
  if me == 1 then collectgarbage() end
end)
for i = 1, m do assert(heap:get() == i) end
print(heap:empty(), m)  -- expect: true	4000
