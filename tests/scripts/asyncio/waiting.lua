-- wait, wait_for and as_completed: what comes first, what comes too late, wrong use.
local asyncio = require "asyncio"
local errors = require "errors"
local help = require "lib.help"
local await, spawn, settle = asyncio.await, help.spawn, help.settle
local value, failure = help.value, help.failure

-- Tasks whose k-th is done after turns[k] turns.
local function tasks_of(...)
  local tasks = {}
  for i, turns in ipairs{...} do tasks[i] = spawn(value, i, turns) end
  return tasks
end
local function ids(tasks)
  local list = {}
  for i, task in ipairs(tasks) do list[i] = task:get_name() end
  return table.concat(list, " ")
end
local function named(tasks)
  for i, task in ipairs(tasks) do task:set_name(tostring(i)) end
  return tasks
end

help.run(function()
  -- wait: done in the order of completion, the rest in the order given.
  local tasks = named(tasks_of(5, 1, 3, 50))
  local done, pending = await(asyncio.wait(tasks, {return_when = asyncio.FIRST_COMPLETED}))
  print(ids(done), ids(pending))  -- expect: 2	1 3 4
  done, pending = await(asyncio.wait({tasks[1], tasks[3], tasks[1]}))
  print(ids(done), #pending)  -- expect: 3 1	0
  done, pending = await(asyncio.wait(tasks, {timeout = 0}))
  print(ids(done), ids(pending))  -- expect: 1 2 3	4
  assert(not tasks[4]:cancelled())
  tasks = named{spawn(value, 1, 1), spawn(failure, "e", 3), spawn(value, 3, 60)}
  done, pending = await(asyncio.wait(tasks, {return_when = asyncio.FIRST_EXCEPTION}))
  print(ids(done), ids(pending), tasks[2]:exception())  -- expect: 1 2	3	LuaError: e
  tasks[3]:cancel()
  done = await(asyncio.wait({tasks[3]}, {return_when = "FIRST_EXCEPTION", timeout = 10}))
  print(ids(done), tasks[3]:cancelled())  -- expect: 3	true
  -- A wait that is cancelled cancels nothing.
  local sleeper = spawn(value, 1, 10)
  local waiter = spawn(function() return await(asyncio.wait({sleeper})) end)
  await(asyncio.sleep(0))
  waiter:cancel()
  help.await_fails(asyncio.CancelledError, waiter)
  print(await(sleeper))  -- expect: 1	second
  -- Any iterable.
  local i = 0
  done = await(asyncio.wait(function()
    i = i + 1
    return i <= 2 and spawn(value, i) or nil
  end))
  print(#done)  -- expect: 2

  print(help.await_fails(errors.ValueError, asyncio.wait({})))
  -- expect: ValueError: Set of Tasks/Futures is empty.
  print(help.await_fails(errors.TypeError, asyncio.wait({value(1)})))
  -- expect: TypeError: Passing coroutines is forbidden, use tasks explicitly.
  print(help.await_fails(errors.TypeError, asyncio.wait(value(1))))
  -- expect: TypeError: expect a list of futures, not coroutine
  print(help.await_fails(errors.TypeError, asyncio.wait(sleeper)))
  -- expect: TypeError: expect a list of futures, not Task
  print(help.await_fails(errors.ValueError, asyncio.wait({sleeper}, {return_when = "x"})))
  -- expect: ValueError: Invalid return_when value: x
  print(help.await_fails(errors.TypeError, asyncio.wait({sleeper}, {timeout = "x"})))
  -- expect: TypeError: timeout must be a number or nil, not string
end)

help.run(function()
  -- wait_for
  print(await(asyncio.wait_for(value(1, 3), 10)))  -- expect: 1	second
  print(await(asyncio.wait_for(value(1, 3))))  -- expect: 1	second
  local ended
  local slow = asyncio.async(function()
    local _ <close> = setmetatable({}, {__close = function() await(value(1, 3)) ended = true end})
    await(asyncio.sleep(60))
  end)
  local ok, e = pcall(await, asyncio.wait_for(slow(), 0.01))
  print(ok, e, errors.is(e.cause, asyncio.CancelledError), ended)
  -- expect: false	TimeoutError	true	true
  assert(errors.is(e, asyncio.TimeoutError))
  ended = false
  local task = spawn(slow)
  print(help.await_fails(errors.TimeoutError, asyncio.wait_for(task, 0.01)), task:cancelled(), ended)
  -- expect: TimeoutError	true	true
  print(pcall(await, asyncio.wait_for(failure("plain"), 10)))  -- expect: false	plain
  -- No time at all: what is done already is in time.
  help.await_fails(errors.TimeoutError, asyncio.wait_for(value(1), 0))
  print(await(asyncio.wait_for(spawn(value, 1, 0), 10)))  -- expect: 1	second
  local done = spawn(value, 7, 0)
  settle()
  print(await(asyncio.wait_for(done, -1)))  -- expect: 7	second
  -- One that swallows the cancellation is in time after all.
  print(await(asyncio.wait_for(asyncio.async(function()
    pcall(await, asyncio.sleep(60))
    return "swallowed"
  end)(), 0.01)))  -- expect: swallowed
  -- A cancellation from outside stays one.
  local waiter = spawn(function() return await(asyncio.wait_for(asyncio.sleep(60), 60)) end)
  settle()
  waiter:cancel("outside")
  print(help.await_fails(asyncio.CancelledError, waiter))  -- expect: CancelledError: outside
  print(help.fails(errors.TypeError, asyncio.wait_for, task, "x"))
  -- expect: TypeError: timeout must be a number or nil, not string
end)

help.run(function()
  -- as_completed, for both kinds of loop.
  for c in asyncio.as_completed{value("slow", 9), value("fast", 1), value("middle", 5)} do
    print(await(c))
  end
  -- expect: fast	second
  -- expect: middle	second
  -- expect: slow	second
  local tasks = named(tasks_of(9, 1, 5))
  for future in asyncio.aiter(asyncio.as_completed(tasks)) do print(future:get_name(), future:result()) end
  -- expect: 2	2	second
  -- expect: 3	3	second
  -- expect: 1	1	second
  local iterator = asyncio.as_completed({value(1), failure("e", 3)})
  print(await(iterator:next()))  -- expect: 1	second
  print(pcall(await, iterator:next()))  -- expect: false	e
  help.fails(errors.StopIteration, iterator.next, iterator)
  help.await_fails(errors.StopAsyncIteration, iterator:anext())
  local sleeper = asyncio.create_task(asyncio.sleep(60))
  iterator = asyncio.as_completed({sleeper, value("in time")}, {timeout = 0.02})
  print(await(iterator:next()))  -- expect: in time	second
  print(help.await_fails(errors.TimeoutError, iterator:next()))  -- expect: TimeoutError
  assert(not sleeper:done())
  sleeper:cancel()
  print(help.fails(errors.TypeError, asyncio.as_completed, sleeper))
  -- expect: TypeError: expect an iterable of futures, not Task
  for _ in asyncio.as_completed{} do error("nothing to wait for") end
end)
