-- Where a task stands: its repr names the line of its own function, its stack the lines of the
-- program, neither those of our modules.
local asyncio = require "asyncio"
local help = require "lib.help"
local async, await = asyncio.async, asyncio.await

local event
local function below()
  await(event:wait())  -- line 9
end
local middle = async(function()
  below()  -- line 12
  return true
end)
local outer = async(function()
  local result = await(middle())  -- line 16
  return result
end)

help.run(function()
  event = asyncio.Event()
  local task = asyncio.create_task(outer(), {name = "t"})
  help.settle()
  print(task)
  -- expect: <Task pending name='t' coro=<outer() running at task_places.lua:16> wait_for=<Future pending>>
  for _, entry in ipairs(task:get_stack()) do print(entry.source, entry.currentline) end
  -- expect: task_places.lua	16
  -- expect: task_places.lua	12
  -- expect: task_places.lua	9
  print(#task:get_stack{limit = 2})  -- expect: 2
  event:set()
  print(await(task))  -- expect: true
  print(task, #task:get_stack())
  -- expect: <Task finished name='t' coro=<outer() done> result=true>	0
  -- One that is all ours names a line all the same.
  local ours = asyncio.create_task(event:wait())
  event:clear()
  help.settle()
  print((tostring(ours):match("running at _asyncio")))  -- expect: running at _asyncio
  ours:cancel()
end)
