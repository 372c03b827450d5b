-- TaskGroup: waiting, failing tasks and blocks, cancellation from outside, nesting, wrong use.
local asyncio = require "asyncio"
local errors = require "errors"
local help = require "lib.help"
local await, spawn, settle, TaskGroup = asyncio.await, help.spawn, help.settle, asyncio.TaskGroup

local value = asyncio.async(function(x, turns)
  for _ = 1, turns or 1 do await(asyncio.sleep(0)) end
  return x
end)
local failure = asyncio.async(function(e, turns)
  for _ = 1, turns or 1 do await(asyncio.sleep(0)) end
  error(e, 0)
end)
-- Runs the block in a group; returns what pcall does.
local function grouped(block)
  return pcall(function()
    local group <close> = TaskGroup()
    return block(group)
  end)
end
local function members(e)
  local list = {}
  for i, member in ipairs(e.exceptions) do list[i] = tostring(member) end
  table.sort(list)
  return table.concat(list, ", ")
end

help.run(function()
  -- The end of the block waits.
  local first, second
  print(grouped(function(group)
    first = group:create_task(value(1, 5), {name = "first"})
    second = group:create_task(value(2))
    print(group, first:get_name(), second:done())  -- expect: <TaskGroup tasks=2 entered>	first	false
    await(second)
    return "block"
  end))
  -- expect: true	block
  print(first:done(), first:result(), second:result())  -- expect: true	1	2

  -- A task fails: the others are cancelled, and the block.
  local reached = false
  local ok, e = grouped(function(group)
    first = group:create_task(value(1, 50))
    group:create_task(failure("plain"))
    await(asyncio.sleep(60))
    reached = true
  end)
  print(ok, e, members(e), first:cancelled(), reached)
  -- expect: false	ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)	LuaError: plain	true	false
  print(asyncio.current_task():cancelling())  -- expect: 0
  await(asyncio.sleep(0))
  -- Several fail, the block too.
  ok, e = grouped(function(group)
    group:create_task(failure(errors.ValueError("a")))
    group:create_task(failure(errors.KeyError("b")))
    await(asyncio.sleep(0))
    await(asyncio.sleep(0))
    error(errors.OSError("block"))
  end)
  print(ok, e, members(e))
  -- expect: false	ExceptionGroup: unhandled errors in a TaskGroup (3 sub-exceptions)	KeyError: 'b', OSError: block, ValueError: a
  ok, e = grouped(function(group)
    first = group:create_task(value(1, 50))
    error("in the block", 0)
  end)
  print(ok, members(e), first:cancelled())  -- expect: false	LuaError: in the block	true
  -- One that fails while it is cancelled counts too.
  ok, e = grouped(function(group)
    group:create_task(asyncio.async(function()
      pcall(await, asyncio.sleep(60))
      error("on the way out", 0)
    end)())
    await(asyncio.sleep(0))
    error("in the block", 0)
  end)
  print(members(e))  -- expect: LuaError: in the block, LuaError: on the way out
  -- It fails after the block's end.
  ok, e = grouped(function(group)
    group:create_task(failure("late", 5))
    first = group:create_task(value(1, 50))
  end)
  print(ok, members(e), first:cancelled())  -- expect: false	LuaError: late	true
  -- A task that is cancelled is no error.
  print(grouped(function(group)
    first = group:create_task(value(1, 50))
    await(asyncio.sleep(0))
    first:cancel()
  end))
  -- expect: true

  -- Cancelled from outside: in the block, or at its end.
  for _, at_end in ipairs{false, true} do
    local inside
    local task = spawn(function()
      local group <close> = TaskGroup()
      inside = group:create_task(value(1, 500))
      if not at_end then await(asyncio.sleep(60)) end
    end)
    settle()
    task:cancel("outside")
    print(help.await_fails(asyncio.CancelledError, task), inside:cancelled())
  end
  -- expect: CancelledError: outside	true
  -- expect: CancelledError: outside	true
  -- While it is being cancelled for a task's sake: the group is raised, the request stays.
  local task = spawn(function()
    local me = asyncio.current_task()
    local ok, e = grouped(function(group)
      group:create_task(failure("x", 2))
      group:create_task(asyncio.async(function()
        pcall(await, asyncio.sleep(60))
        me:cancel("outside")
        await(asyncio.sleep(0))
      end)())
      await(asyncio.sleep(60))
    end)
    print(ok, members(e), me:cancelling())  -- expect: false	LuaError: x	1
    await(asyncio.sleep(0))
    print("not reached")
  end)
  help.await_fails(asyncio.CancelledError, task)

  -- Tasks that make tasks; groups in groups.
  local count = 0
  print(grouped(function(group)
    local function grow(depth)
      count = count + 1
      if depth == 0 then return end
      for _ = 1, 2 do group:create_task(asyncio.async(grow)(depth - 1)) end
      await(asyncio.sleep(0))
    end
    group:create_task(asyncio.async(grow)(4))
  end), count)
  -- expect: true	31
  ok, e = grouped(function(outer)
    outer:create_task(failure("outer", 9))
    local _, inner = grouped(function(group)
      group:create_task(failure("inner"))
      await(asyncio.sleep(60))
    end)
    error(inner)
  end)
  print(e, members(e))
  -- expect: ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)	ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)

  -- An exit is raised as it is.
  ok, e = grouped(function() error(errors.SystemExit(3)) end)
  print(ok, e, e.code)  -- expect: false	SystemExit: 3	3

  -- Wrong use.
  local kept
  grouped(function(group) kept = group end)
  print(help.fails(errors.RuntimeError, kept.create_task, kept, value(1)))
  -- expect: RuntimeError: TaskGroup <TaskGroup entered> is finished
  grouped(function(group)
    group:create_task(asyncio.async(function()
      pcall(await, asyncio.sleep(60))
      print(help.fails(errors.RuntimeError, group.create_task, group, value(1)))
    end)())
    group:create_task(failure("x"))
    await(asyncio.sleep(60))
  end)
  -- expect: RuntimeError: TaskGroup <TaskGroup tasks=1 errors=1 cancelling> is shutting down
  print(help.fails(errors.TypeError, TaskGroup, 1))  -- expect: TypeError: TaskGroup() takes no arguments
  local group <close> = TaskGroup()
  help.fails(errors.TypeError, group.create_task, group, 1)
end)
print(help.fails(errors.RuntimeError, TaskGroup))  -- expect: RuntimeError: no running event loop
do
  local loop = asyncio.new_event_loop()
  loop:call_soon(function()
    print(help.fails(errors.RuntimeError, TaskGroup))
    loop:stop()
  end)
  loop:run_forever()
  loop:close()
end
-- expect: RuntimeError: TaskGroup <TaskGroup> cannot determine the parent task
