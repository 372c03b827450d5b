-- Future and Task: states, results, callbacks, names, cancellation, texts, errors.
local asyncio = require "asyncio"
local errors = require "errors"
local async, await = asyncio.async, asyncio.await

local help = require "lib.help"
local fails = help.fails_with
local run = help.run

run(function()
  local loop = asyncio.get_running_loop()

  -- Future: pending, finished, cancelled
  local f = loop:create_future()
  assert(asyncio.isfuture(f) and not f:done() and not f:cancelled() and f:get_loop() == loop)
  assert(tostring(f) == "<Future pending>", tostring(f))
  local e = fails("InvalidStateError: Result is not set.", f.result, f)
  assert(errors.is(e, asyncio.InvalidStateError))
  fails("InvalidStateError: Exception is not set.", f.exception, f)
  local calls = {}
  f:add_done_callback(function(done) calls[#calls + 1] = done == f and "a" end)
  local function b() calls[#calls + 1] = "b" end
  f:add_done_callback(b)
  f:add_done_callback(function() calls[#calls + 1] = "c" end)
  f:add_done_callback(b)
  assert(f:remove_done_callback(b) == 2 and f:remove_done_callback(b) == 0)
  f:set_result(1, nil, 3)
  assert(f:done() and #calls == 0)  -- callbacks run in the next turn
  assert(select("#", f:result()) == 3 and f:exception() == nil)
  await(asyncio.sleep(0))
  assert(table.concat(calls) == "ac", table.concat(calls))
  f:add_done_callback(b)
  await(asyncio.sleep(0))
  assert(table.concat(calls) == "acb")
  fails("InvalidStateError: invalid state", f.set_result, f, 2)
  fails("InvalidStateError: invalid state", f.set_exception, f, errors.ValueError())
  assert(f:cancel() == false)
  assert(select("#", await(f)) == 3)
  assert(asyncio.Future{loop = loop}:get_loop() == loop)

  local failed = loop:create_future()
  failed:set_exception(errors.ValueError("v"))
  fails("ValueError: v", await, failed)
  fails("ValueError: v", failed.result, failed)
  assert(tostring(failed:exception()) == "ValueError: v")
  assert(tostring(failed) == "<Future finished exception=ValueError: v>", tostring(failed))
  local by_class = loop:create_future()
  by_class:set_exception(errors.KeyError)
  assert(errors.is(by_class:exception(), errors.KeyError))
  fails("TypeError: StopIteration interacts badly with generators and cannot be raised into a Future",
    loop.create_future(loop).set_exception, loop:create_future(), errors.StopIteration())

  local cancelled = loop:create_future()
  assert(cancelled:cancel("why") and cancelled:cancelled() and cancelled:done())
  fails("CancelledError: why", await, cancelled)
  fails("CancelledError: why", cancelled.result, cancelled)
  fails("CancelledError: why", cancelled.exception, cancelled)
  assert(errors.is(fails("CancelledError: why", await, cancelled), asyncio.CancelledError))
  assert(not errors.is(select(2, pcall(await, cancelled)), errors.Exception))

  -- Task: names, results, errors
  local work = async(function(...) return ... end)
  local t = asyncio.create_task(work(1, 2), {name = "worker"})
  assert(t:get_name() == "worker" and asyncio.isfuture(t) and not t:done())
  assert(asyncio.iscoroutine(t:get_coro()))
  t:set_name(5)
  assert(t:get_name() == "5")
  local x, y = await(t)
  assert(x == 1 and y == 2 and t:done() and t:result() == 1)
  assert(asyncio.create_task(work()):get_name():find("^Task%-%d+$"))
  fails("RuntimeError: Task does not support set_result operation", t.set_result, t, 1)
  fails("RuntimeError: Task does not support set_exception operation", t.set_exception, t,
    errors.ValueError())
  local broken = asyncio.create_task(async(function() error(errors.OSError("o")) end)())
  fails("OSError: o", await, broken)
  assert(tostring(broken:exception()) == "OSError: o")
  local stops = asyncio.create_task(async(function() error(errors.StopIteration(1)) end)())
  fails("RuntimeError: coroutine raised StopIteration", await, stops)
  assert(not pcall(asyncio.create_task, 1) and not pcall(asyncio.create_task))
  local owned = work()
  local owner = asyncio.create_task(owned)
  fails("RuntimeError: coroutine is being awaited already", await, owned)
  await(owner)
  fails("RuntimeError: cannot reuse already awaited coroutine", await, owned)

  -- the running task, all of them
  assert(asyncio.current_task():get_coro() ~= nil)
  local mine = asyncio.current_task()
  assert(await(asyncio.create_task(async(function() return asyncio.current_task() ~= mine end)())))
  assert(#asyncio.all_tasks() == 1 and asyncio.all_tasks()[1] == mine)
  local me = asyncio.create_task(async(function()
    await(asyncio.sleep(0))
    return await(ME)
  end)())
  ME = me
  local e2 = select(2, pcall(await, me))
  assert(tostring(e2):find("^RuntimeError: Task cannot await on itself"), tostring(e2))

  -- cancellation: before the start, in a sleep, at a future, at a task, twice, swallowed
  local began = false
  local early = asyncio.create_task(async(function() began = true end)())
  assert(early:cancel() and early:cancelling() == 1)
  fails("CancelledError", await, early)
  assert(not began and early:cancelled())
  local sleeper = asyncio.create_task(async(function() await(asyncio.sleep(100)) end)())
  await(asyncio.sleep(0))
  assert(sleeper:cancel("wake up"))
  fails("CancelledError: wake up", await, sleeper)
  local gate = loop:create_future()
  local waiter = asyncio.create_task(async(function() return await(gate) end)())
  local outer = asyncio.create_task(async(function() return await(waiter) end)())
  await(asyncio.sleep(0))
  outer:cancel("deep")
  fails("CancelledError: deep", await, outer)
  assert(waiter:cancelled() and gate:cancelled())
  local swallows = asyncio.create_task(async(function()
    pcall(await, asyncio.sleep(100))
    return "alive"
  end)())
  await(asyncio.sleep(0))
  swallows:cancel()
  assert(await(swallows) == "alive" and swallows:cancelling() == 1 and swallows:uncancel() == 0)
  assert(swallows:cancel() == false)
  -- cancelled in the very turn in which what it waits for is done
  local ready = loop:create_future()
  local both = asyncio.create_task(async(function() return await(ready) end)())
  await(asyncio.sleep(0))
  ready:set_result(1)
  both:cancel()
  fails("CancelledError", await, both)
  -- a long chain of tasks that wait for each other
  local chain = loop:create_future()
  for _ = 1, 3000 do
    local before = chain
    chain = asyncio.create_task(async(function() return await(before) end)())
  end
  await(asyncio.sleep(0))
  await(asyncio.sleep(0))
  chain:cancel()
  assert(not pcall(await, chain) and chain:cancelled())

  -- texts
  local shown = asyncio.create_task(work(), {name = "n"})
  assert(tostring(shown):find("^<Task pending name='n' coro=<work%(%) running"), tostring(shown))
  await(shown)
  assert(tostring(shown):find("^<Task finished name='n' coro=<work%(%) done>"), tostring(shown))

  -- a future of another loop
  local other = asyncio.new_event_loop()
  local foreign = other:create_future()
  local mixed = select(2, pcall(await, foreign))
  assert(tostring(mixed):find("attached to a different loop"), tostring(mixed))
  other:close()
end)

-- extended classes
run(function()
  local Labelled = asyncio.Future:extend("Labelled")
  function Labelled:init(label)
    asyncio.Future.init(self, {loop = asyncio.get_running_loop()})
    self.label = label
  end
  local l = Labelled("x")
  l:set_result(l.label)
  assert(await(l) == "x" and tostring(l):find("^<Labelled finished"))
  assert(not pcall(asyncio.Future.result, setmetatable({}, {})))
end)
