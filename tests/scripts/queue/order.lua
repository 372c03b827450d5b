-- Queue is first in, first out; LifoQueue last in, first out; any value is an item.
local queue = require "queue"
local threading = require "threading"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"

local fifo, lifo = queue.Queue(), queue.LifoQueue()
for i = 1, 10 do fifo:put(i) lifo:put(i) end
local function take(q, n)
  local items = {}
  for i = 1, n do items[i] = tostring(q:get()) end
  return table.concat(items, " ")
end
print(take(fifo, 4), take(lifo, 4))  -- expect: 1 2 3 4	10 9 8 7
for i = 11, 13 do fifo:put(i) lifo:put(i) end
print(take(fifo, 9), take(lifo, 9))  -- expect: 5 6 7 8 9 10 11 12 13	13 12 11 6 5 4 3 2 1
-- Round and round the ring, in all sizes.
for size = 1, 40 do
  for i = 1, size do fifo:put(i) end
  for turn = 1, 100 do
    fifo:put(size + turn)
    assert(fifo:get() == turn)
  end
  for i = 101, 100 + size do assert(fifo:get() == i) end
  assert(fifo:empty())
end

-- One producer's items reach one consumer in order; several producers' keep each its order.
for _, class in ipairs{queue.Queue, queue.SimpleQueue} do
  for _, producers in ipairs{1, 4} do
    local q = class()
    local last = {0, 0, 0, 0}
    crew.run(producers + 1, function(me)
      if me <= producers then
        for i = 1, 300 do q:put({me, i}) end
      else
        for _ = 1, 300 * producers do
          local item = q:get()
          assert(item[2] == last[item[1]] + 1)
          last[item[1]] = item[2]
        end
      end
    end)
    assert(q:empty())
  end
end

-- Items of all kinds come back as they are: nil, false, NaN, tables that look like keywords.
for _, class in ipairs{queue.Queue, queue.LifoQueue, queue.SimpleQueue} do
  local q = class()
  local block, f, co = {block = false}, function() end, coroutine.create(print)
  for _, item in ipairs{false, true, 0, -0.0, 2 ^ 53, "", "text", block, {timeout = 1}, {item = 5}, {}, f, co, q, io.stdout} do
    q:put(item)
    assert(rawequal(q:get(), item))
    q:put(item, {block = true, timeout = 1})
    assert(rawequal(q:get(), item))
    q:put_nowait(item)
    assert(rawequal(q:get_nowait(), item))
  end
  q:put(nil)
  q:put(nil, true, 1)
  q:put_nowait(nil)
  print(q:qsize(), select("#", q:get()), q:get(), q:get_nowait(), q:empty())
  q:put(0 / 0)
  local nan = q:get()
  assert(nan ~= nan)
end
-- expect: 3	1	nil	nil	true
-- expect: 3	1	nil	nil	true
-- expect: 3	1	nil	nil	true

-- Results and errors travel by queues.
local tasks, answers = queue.Queue(), queue.Queue()
local workers = crew.start(3, function()
  for task in function() return tasks:get() end do
    answers:put(table.pack(task[1], pcall(table.unpack(task, 2))))
    tasks:task_done()
  end
end)
for i = 1, 30 do
  tasks:put({i, function(n) if n % 10 == 0 then error("ten", 0) end return n * n end, i})
end
tasks:join()
for _ = 1, 3 do tasks:put(nil) end
workers:join()
local sum, failed = 0, 0
while not answers:empty() do
  local answer = answers:get()
  if answer[2] then sum = sum + answer[3] else failed = failed + 1 assert(answer[3] == "ten") end
end
print(sum, failed)  -- expect: 8055	3

-- A queue of itself, and queues in queues, are collected.
local seen = setmetatable({}, {__mode = "k"})
for _, class in ipairs{queue.Queue, queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue} do
  for _ = 1, 10 do
    local q, inner = class(), class()
    q:put(inner)
    inner:put(q)
    seen[q], seen[inner] = true, true
  end
end
collectgarbage()
collectgarbage()
local left = 0
for _ in pairs(seen) do left = left + 1 end
print(left <= 2)  -- expect: true
