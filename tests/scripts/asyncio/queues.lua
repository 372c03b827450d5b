-- asyncio's Queue, LifoQueue, PriorityQueue: order, limits, cancellation, join, shutdown, wrong use.
local asyncio = require "asyncio"
local errors = require "errors"
local help = require "lib.help"
local await, spawn, settle, text = asyncio.await, help.spawn, help.settle, help.text

local function drain(q)
  local items = {}
  while not q:empty() do items[#items + 1] = tostring(q:get_nowait()) end
  return table.concat(items, " ")
end

local function filled(class)
  local q = class()
  for _, item in ipairs{3, 1, 2} do q:put_nowait(item) end
  return q
end
print(drain(filled(asyncio.Queue)))          -- expect: 3 1 2
print(drain(filled(asyncio.LifoQueue)))      -- expect: 2 1 3
print(drain(filled(asyncio.PriorityQueue)))  -- expect: 1 2 3

help.run(function()
  local q = asyncio.Queue{maxsize = 2}
  print(q.maxsize, q:qsize(), q:empty(), q:full())  -- expect: 2	0	true	false
  print(help.fails(asyncio.QueueEmpty, q.get_nowait, q))  -- expect: QueueEmpty
  await(q:put(nil))
  q:put_nowait({x = 1})
  print(help.fails(asyncio.QueueFull, q.put_nowait, q, 3))  -- expect: QueueFull
  assert(q:full() and q:get_nowait() == nil and q:get_nowait().x == 1)
  print(help.fails(errors.TypeError, q.put, q))
  -- expect: TypeError: Queue.put() missing 1 required positional argument: 'item'
  print(help.fails(errors.TypeError, q.put_nowait, q))
  -- expect: TypeError: Queue.put_nowait() missing 1 required positional argument: 'item'
  print(help.fails(errors.TypeError, asyncio.Queue, "x"))
  -- expect: TypeError: maxsize must be an integer, not string

  -- Producers wait for room, in order; consumers for items.
  q = asyncio.Queue(1)
  local order = {}
  for i = 1, 4 do spawn(function() await(q:put(i)) end) end
  settle()
  print(text(q))  -- expect: <Queue at 0x0 maxsize=1 _queue=[1] _putters[3] tasks=1>
  for _ = 1, 4 do order[#order + 1] = await(q:get()) end
  print(table.concat(order, " "))  -- expect: 1 2 3 4
  local getters = {}
  for i = 1, 3 do getters[i] = spawn(function() return i, await(q:get()) end) end
  settle()
  print(text(q))  -- expect: <Queue at 0x0 maxsize=1 _getters[3] tasks=4>
  for i = 1, 3 do await(q:put(i * 10)) end
  for i = 1, 3 do print(await(getters[i])) end
  -- expect: 1	10
  -- expect: 2	20
  -- expect: 3	30

  -- A consumer that is cancelled after it was woken passes the item on; so does a producer the room.
  q = asyncio.Queue(1)
  for i = 1, 3 do getters[i] = spawn(function() return await(q:get()) end) end
  settle()
  q:put_nowait("item")
  getters[1]:cancel()
  getters[3]:cancel()
  settle()
  print(getters[1]:cancelled(), await(getters[2]), getters[3]:cancelled())  -- expect: true	item	true
  q:put_nowait(0)
  local putters = {}
  for i = 1, 3 do putters[i] = spawn(function() await(q:put(i)) end) end
  settle()
  q:get_nowait()
  putters[1]:cancel()
  settle()
  print(putters[1]:cancelled(), putters[2]:done(), putters[3]:done(), q:get_nowait())
  -- expect: true	true	false	2
  settle()
  print(q:get_nowait())  -- expect: 3

  -- join waits for task_done.
  q = asyncio.Queue()
  await(q:join())
  for i = 1, 3 do q:put_nowait(i) end
  local joined = {spawn(function() await(q:join()) end), spawn(function() await(q:join()) end)}
  for _ = 1, 3 do
    settle()
    assert(not joined[1]:done() and not joined[2]:done())
    await(q:get())
    q:task_done()
  end
  await(asyncio.gather(joined))
  print(help.fails(errors.ValueError, q.task_done, q))
  -- expect: ValueError: task_done() called too many times
end)

-- Shutdown
help.run(function()
  local q = asyncio.Queue(2)
  q:put_nowait(1)
  q:put_nowait(2)
  local putter = spawn(function() await(q:put(3)) end)
  settle()
  q:shutdown()
  print(help.await_fails(asyncio.QueueShutDown, putter))  -- expect: QueueShutDown
  help.fails(asyncio.QueueShutDown, q.put_nowait, q, 4)
  help.await_fails(asyncio.QueueShutDown, q:put(5))
  print(await(q:get()), q:get_nowait())  -- expect: 1	2
  help.await_fails(asyncio.QueueShutDown, q:get())
  help.fails(asyncio.QueueShutDown, q.get_nowait, q)

  q = asyncio.Queue()
  local getter = spawn(function() return await(q:get()) end)
  settle()
  q:shutdown()
  help.await_fails(asyncio.QueueShutDown, getter)

  q = asyncio.Queue()
  for i = 1, 3 do q:put_nowait(i) end
  q:get_nowait()
  local joiner = spawn(function() await(q:join()) end)
  settle()
  q:shutdown{immediate = true}
  settle()
  assert(q:empty() and not joiner:done())
  q:task_done()
  await(joiner)
  help.fails(asyncio.QueueShutDown, q.get_nowait, q)
  print(help.fails(errors.TypeError, q.shutdown, q, 1))
  -- expect: TypeError: immediate must be true or false, not number
end)

-- The order of a PriorityQueue; a comparison that fails changes nothing.
help.run(function()
  local q = asyncio.PriorityQueue()
  for _, item in ipairs{{2, "b"}, {1, "z"}, {2, "a"}, {0}} do await(q:put(item)) end
  while not q:empty() do
    local item = await(q:get())
    print(item[1], item[2])
  end
  -- expect: 0	nil
  -- expect: 1	z
  -- expect: 2	a
  -- expect: 2	b
  q:put_nowait(1)
  print(help.fails(errors.TypeError, q.put_nowait, q, "x"))
  -- expect: TypeError: '<' not supported between instances of 'string' and 'number'
  print(q:qsize(), q:get_nowait())  -- expect: 1	1
  q:put_nowait(nil)
  print(q:get_nowait(), q:empty())  -- expect: nil	true
  local by_name = {__lt = function(a, b) return a.name < b.name end}
  for _, name in ipairs{"m", "c", "x", "a"} do q:put_nowait(setmetatable({name = name}, by_name)) end
  local names = {}
  while not q:empty() do names[#names + 1] = q:get_nowait().name end
  print(table.concat(names, " "))  -- expect: a c m x
  local count = 500
  for i = 1, count do q:put_nowait((i * 377) % count) end
  for i = 0, count - 1 do assert(q:get_nowait() == i) end
end)

-- A class of one's own.
local Unique = asyncio.Queue:extend("Unique")
function Unique:_init() self._set, self._list = {}, {} end
function Unique:_qsize() return #self._list end
function Unique:_put(item)
  if self._set[item] then return end
  self._set[item] = true
  self._list[#self._list + 1] = item
end
function Unique:_get()
  local item = table.remove(self._list, 1)
  self._set[item] = nil
  return item
end
local unique = Unique()
for _, item in ipairs{1, 2, 1, 3, 2} do unique:put_nowait(item) end
print(drain(unique))  -- expect: 1 2 3

-- Producers and consumers, some of them cancelled: each item is taken once.
help.run(function()
  local q, taken, count = asyncio.Queue(3), {}, 300
  local consumers = {}
  for i = 1, 20 do
    consumers[i] = spawn(function()
      while true do
        local item = await(q:get())
        taken[item] = (taken[item] or 0) + 1
        q:task_done()
        if item % 7 == 0 then await(asyncio.sleep(0)) end
      end
    end)
  end
  local producers = {}
  for i = 1, 10 do
    producers[i] = spawn(function()
      for k = i, count, 10 do await(q:put(k)) end
    end)
  end
  for i = 1, 19 do
    await(asyncio.sleep(0))
    consumers[i]:cancel()
  end
  await(asyncio.gather(producers))
  await(q:join())
  consumers[20]:cancel()
  for k = 1, count do assert(taken[k] == 1, k) end
end)
