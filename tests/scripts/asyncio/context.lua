-- asyncio.with and asyncio.aiter on objects of scripts, and on our own.
local asyncio = require "asyncio"
local errors = require "errors"
local help = require "lib.help"
local async, await = asyncio.async, asyncio.await

local Manager = {}
Manager.__index = Manager
Manager.aenter = async(function(self)
  await(asyncio.sleep(0))
  print("enter", self.name)
  return self.name, "second"
end)
Manager.aexit = async(function(self, e)
  await(asyncio.sleep(0))
  print("exit", self.name, e)
  return self.swallows
end)
local function manager(name, swallows)
  return setmetatable({name = name, swallows = swallows}, Manager)
end

help.run(function()
  print(await(asyncio.with(manager("a"), async(function(...)
    await(asyncio.sleep(0))
    print("in", ...)
    return 1, nil, 3
  end))))
  -- expect: enter	a
  -- expect: in	a	second
  -- expect: exit	a	nil
  -- expect: 1	nil	3
  print(pcall(await, asyncio.with(manager("b"), async(function() error("text", 0) end))))
  -- expect: enter	b
  -- expect: exit	b	text
  -- expect: false	text
  print(select("#", await(asyncio.with(manager("c", true), function() error(errors.ValueError("v")) end))))
  -- expect: enter	c
  -- expect: exit	c	ValueError: v
  -- expect: 0
  local task = help.spawn(function()
    await(asyncio.with(manager("d"), async(function() await(asyncio.sleep(60)) end)))
  end)
  help.settle()
  task:cancel()
  help.await_fails(asyncio.CancelledError, task)
  -- expect: enter	d
  -- expect: exit	d	CancelledError
  -- Errors of the methods.
  local broken = {aenter = async(function() error("no entry", 0) end), aexit = async(function() print "left" end)}
  print(pcall(await, asyncio.with(broken, async(print))))  -- expect: false	no entry
  broken = {aenter = async(function() end), aexit = async(function() error("no exit", 0) end)}
  print(pcall(await, asyncio.with(broken, async(function() error("body") end))))  -- expect: false	no exit
  print(help.await_fails(errors.TypeError, asyncio.with({}, async(print))))
  -- expect: TypeError: 'table' object does not support the asynchronous context manager protocol

  -- Ours: locks, and what is to be closed.
  local lock = asyncio.Lock()
  print((await(asyncio.with(lock, async(function(v) return v end)))), lock:locked())
  -- expect: nil	false
  help.await_fails(errors.ValueError, asyncio.with(lock, async(function() error(errors.ValueError()) end)))
  assert(not lock:locked())
  local done
  await(asyncio.with(asyncio.TaskGroup(), async(function(group)
    group:create_task(async(function()
      await(asyncio.sleep(0))
      done = true
    end)())
  end)))
  print(done)  -- expect: true
  help.await_fails(errors.TimeoutError, asyncio.with(asyncio.timeout(0), async(function()
    await(asyncio.sleep(60))
  end)))
end)

-- Iteration
local Count = {}
Count.__index = Count
function Count:aiter()
  print "aiter"
  return self
end
Count.anext = async(function(self)
  await(asyncio.sleep(0))
  if self.i >= self.last then error(errors.StopAsyncIteration()) end
  self.i = self.i + 1
  return self.i, -self.i
end)
help.run(function()
  local count = setmetatable({i = 0, last = 3}, Count)
  for a, b in asyncio.aiter(count) do
    print(a, b)
    if a == 2 then break end
  end
  for a in asyncio.aiter(count) do print(a) end
  -- expect: aiter
  -- expect: 1	-1
  -- expect: 2	-2
  -- expect: aiter
  -- expect: 3
  local broken = {aiter = function(self) return self end, anext = async(function() error("next", 0) end)}
  print(pcall(function() for _ in asyncio.aiter(broken) do end end))  -- expect: false	next
  print(help.fails(errors.TypeError, asyncio.aiter, {}))
  -- expect: TypeError: 'table' object is not an async iterable
  print(help.fails(errors.TypeError, asyncio.aiter, {aiter = function() return 1 end}))
  -- expect: TypeError: aiter() returned not an async iterator of type 'number'
end)
