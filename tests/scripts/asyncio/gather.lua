-- gather and shield: results, errors, cancellation.
local asyncio = require "asyncio"
local errors = require "errors"
local help = require "lib.help"
local await, spawn, settle = asyncio.await, help.spawn, help.settle
local value, failure = help.value, help.failure


help.run(function()
  -- Several values, or a table.
  print(await(asyncio.gather(value(1, 3), value(2), value(3, 2))))  -- expect: 1	2	3
  print(select("#", await(asyncio.gather(value(nil), value(nil)))))  -- expect: 2
  local results = await(asyncio.gather{value(1), value(nil), value(3)})
  print(results.n, results[1], results[2], results[3])  -- expect: 3	1	nil	3
  print(select("#", await(asyncio.gather())), await(asyncio.gather({})).n)  -- expect: 0	0
  local one = await(asyncio.gather{value(1)})
  print(one[1], one.n)  -- expect: 1	1
  -- The same coroutine or future twice is one.
  local shared, task = value("shared"), spawn(value, "task")
  print(await(asyncio.gather(shared, task, shared, task)))  -- expect: shared	task	shared	task
  print(await(asyncio.gather({}, {return_exceptions = true})).n)  -- expect: 0
  print(tostring(asyncio.gather(value(1))))  -- expect: <_GatheringFuture pending>

  -- The first error goes on; the others run on.
  local left = spawn(value, "left", 5)
  print(help.await_fails(errors.ValueError,
    asyncio.gather(left, failure(errors.ValueError("first")), failure(errors.KeyError("second"), 2))))
  -- expect: ValueError: first
  print(left:done(), await(left))  -- expect: false	left	second
  print(pcall(await, asyncio.gather(failure("plain"))))  -- expect: false	plain
  -- With return_exceptions errors are results.
  local a, b, c, d = await(asyncio.gather(value(1), failure("plain"),
    failure(errors.ValueError("v")), value(4), {return_exceptions = true}))
  print(a, b, b.value, c, d)  -- expect: 1	LuaError: plain	plain	ValueError: v	4
  local cancelled = spawn(value, 1, 5)
  settle = help.settle
  local both = asyncio.gather({cancelled, value(2)}, {return_exceptions = true})
  cancelled:cancel("why")
  both = await(both)
  print(both[1], both[2])  -- expect: CancelledError: why	2
  -- A child that is cancelled cancels who awaits the gathering, but not the gathering.
  cancelled = spawn(value, 1, 5)
  both = asyncio.gather(cancelled, value(2))
  cancelled:cancel("why")
  print(help.await_fails(asyncio.CancelledError, both), both:cancelled())
  -- expect: CancelledError: why	false

  -- Cancelling the gathering cancels the children.
  local children = {spawn(value, 1, 5), spawn(value, 2, 5), spawn(value, 3, 1)}
  both = asyncio.gather(children)
  settle()
  both = asyncio.gather(spawn(value, 1, 5), children[1], children[3])
  children = {spawn(value, 1, 5), spawn(value, 2, 5)}
  local waiter = spawn(function() return await(asyncio.gather(children)) end)
  await(asyncio.sleep(0))
  await(asyncio.sleep(0))
  waiter:cancel()
  help.await_fails(asyncio.CancelledError, waiter)
  print(children[1]:cancelled(), children[2]:cancelled())  -- expect: true	true
  await(both)
  -- Children that swallow it: the gathering is cancelled once they are done.
  local stubborn = spawn(function()
    pcall(await, asyncio.sleep(60))
    return await(value("stubborn", 2))
  end)
  both = asyncio.gather({stubborn}, {return_exceptions = true})
  await(asyncio.sleep(0))
  assert(both:cancel() == true)
  help.await_fails(asyncio.CancelledError, both)
  print(await(stubborn), both:cancel())  -- expect: stubborn	false

  print(help.fails(errors.TypeError, asyncio.gather, 1))
  -- expect: TypeError: An asyncio.Future, a coroutine or an awaitable is required
  print(help.fails(errors.TypeError, asyncio.gather, value(1), {return_exceptions = 1}))
  -- expect: TypeError: return_exceptions must be true or false, not number
  print(help.fails(errors.TypeError, asyncio.gather, value(1), {loop = 1}))
  -- expect: TypeError: gather() got an unexpected keyword argument 'loop' (known: return_exceptions)

  -- ensure_future
  local object = {__await = function() return asyncio.sleep(0, "slept") end}
  print(await(asyncio.ensure_future(object)), await(asyncio.gather(object)))  -- expect: slept	slept
  assert(asyncio.ensure_future(task) == task)
  print(help.fails(errors.ValueError, asyncio.ensure_future, task, {loop = asyncio.new_event_loop()}))
  -- expect: ValueError: The future belongs to a different loop than the one specified as the loop argument
end)

help.run(function()
  -- shield: what is inside runs on.
  local inner = spawn(value, "inner", 5)
  local outer = asyncio.shield(inner)
  local waiter = spawn(function() return await(outer) end)
  await(asyncio.sleep(0))
  waiter:cancel()
  help.await_fails(asyncio.CancelledError, waiter)
  print(outer:cancelled(), inner:cancelled(), await(inner))  -- expect: true	false	inner	second
  assert(asyncio.shield(inner) == inner)
  print(await(asyncio.shield(value("result"))))  -- expect: result	second
  print(pcall(await, asyncio.shield(failure("plain"))))  -- expect: false	plain
  inner = spawn(value, "inner", 5)
  outer = asyncio.shield(inner)
  inner:cancel()
  help.await_fails(asyncio.CancelledError, outer)
  assert(outer:cancelled())
  -- An error that nobody can get any more is no error of the loop's.
  inner = spawn(failure, "late", 3)
  outer = asyncio.shield(inner)
  outer:cancel()
  settle()
  print(inner:exception())  -- expect: LuaError: late
end)

-- Many children.
help.run(function()
  local children = {}
  for i = 1, 5000 do children[i] = value(i, i % 3) end
  local results = await(asyncio.gather(children))
  for i = 1, 5000 do assert(results[i] == i) end
  assert(results.n == 5000)
end)
