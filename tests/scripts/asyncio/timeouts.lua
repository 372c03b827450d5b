-- timeout, timeout_at, Timeout: nesting, rescheduling, cancellations that are not theirs.
local asyncio = require "asyncio"
local errors = require "errors"
local help = require "lib.help"
local await, spawn, settle = asyncio.await, help.spawn, help.settle

local function now() return asyncio.get_running_loop():time() end
-- The same text whatever the time is.
local function text(timeout) return (tostring(timeout):gsub("when=%-?[%d.]+", "when=N")) end

help.run(function()
  local kept
  local ok, e = pcall(function()
    local t <close> = asyncio.timeout(0.01)
    kept = t
    print(text(t), t:expired(), t:when() > now() - 1)  -- expect: <Timeout [active] when=N>	false	true
    await(asyncio.sleep(60))
  end)
  print(ok, e, errors.is(e.cause, asyncio.CancelledError))  -- expect: false	TimeoutError	true
  print(kept, kept:expired(), asyncio.current_task():cancelling())
  -- expect: <Timeout [expired]>	true	0
  print(help.fails(errors.RuntimeError, kept.reschedule, kept, nil))
  -- expect: RuntimeError: Cannot change state of expired Timeout
  do
    local t <close> = asyncio.timeout(60)
    kept = t
    await(asyncio.sleep(0))
  end
  print(kept, kept:expired())  -- expect: <Timeout [finished]>	false
  print(help.fails(errors.RuntimeError, kept.reschedule, kept, nil))
  -- expect: RuntimeError: Cannot change state of finished Timeout
  do
    local t <close> = asyncio.timeout(nil)
    print(t, t:when())  -- expect: <Timeout [active] when=nil>	nil
  end

  -- Of two the inner one, or the outer one.
  for _, times in ipairs{{60, 0.01}, {0.01, 60}} do
    print(pcall(function()
      local outer <close> = asyncio.timeout(times[1])
      local ok, e = pcall(function()
        local inner <close> = asyncio.timeout(times[2])
        await(asyncio.sleep(60))
      end)
      print(ok, e, outer:expired())
      if not ok then error(e, 0) end
    end))
  end
  -- expect: false	TimeoutError	false
  -- expect: false	TimeoutError
  -- expect: false	CancelledError	true
  -- expect: false	TimeoutError

  -- Both at once: only the outer one is left to turn it into an error of its own.
  print(pcall(function()
    local when = now() + 0.01
    local outer <close> = asyncio.timeout_at(when)
    local inner <close> = asyncio.timeout_at(when)
    await(asyncio.sleep(60))
  end))
  -- expect: false	TimeoutError
  assert(asyncio.current_task():cancelling() == 0)

  -- A time that has passed: at the next wait.
  local reached
  print(help.fails(errors.TimeoutError, function()
    local _ <close> = asyncio.timeout_at(now() - 1)
    reached = true
    await(asyncio.sleep(60))
  end), reached)
  -- expect: TimeoutError	true
  -- Moved before it came, and taken back.
  help.fails(errors.TimeoutError, function()
    local t <close> = asyncio.timeout(60)
    t:reschedule(now() + 0.01)
    await(asyncio.sleep(60))
  end)
  do
    local t <close> = asyncio.timeout(0.01)
    t:reschedule(nil)
    await(asyncio.sleep(0.03))
    print(t:expired())  -- expect: false
  end

  -- Another's cancellation stays one.
  local task = spawn(function()
    local _ <close> = asyncio.timeout(60)
    await(asyncio.sleep(60))
  end)
  settle()
  task:cancel("mine")
  print(help.await_fails(asyncio.CancelledError, task))  -- expect: CancelledError: mine
  -- Both: the task is cancelled.
  task = spawn(function()
    local t <close> = asyncio.timeout_at(now() - 1)
    asyncio.current_task():cancel("both")
    await(asyncio.sleep(60))
  end)
  help.await_fails(asyncio.CancelledError, task)
  -- Errors of the block go on.
  print(pcall(function()
    local _ <close> = asyncio.timeout(60)
    error("own", 0)
  end))
  -- expect: false	own
  -- A block that swallows the cancellation is no error, but the timeout knows.
  do
    local t <close> = asyncio.timeout(0.01)
    pcall(await, asyncio.sleep(60))
    kept = t
  end
  print(kept:expired(), asyncio.current_task():cancelling())  -- expect: true	0
  await(asyncio.sleep(0))

  print(help.fails(errors.TypeError, asyncio.timeout, "1"))
  -- expect: TypeError: delay must be a number or nil, not string
  print(text(asyncio.Timeout(nil)), help.fails(errors.TypeError, asyncio.timeout_at, {}))
  -- expect: <Timeout [active] when=nil>	TypeError: when must be a number or nil, not table
end)
print(help.fails(errors.RuntimeError, asyncio.timeout, 1))
-- expect: RuntimeError: no running event loop
print(help.fails(errors.RuntimeError, asyncio.timeout_at, 1))
-- expect: RuntimeError: Timeout should be used inside a task
