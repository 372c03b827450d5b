-- run, Runner, async_test, and which loop a thread uses.
local asyncio = require "asyncio"
local errors = require "errors"
local threading = require "threading"
local help = require "lib.help"
local async, await = asyncio.async, asyncio.await

local value = async(function(...)
  await(asyncio.sleep(0))
  return ...
end)

print(asyncio.run(value(1, nil, 3)))  -- expect: 1	nil	3
print(pcall(asyncio.run, async(function() error("plain", 0) end)()))  -- expect: false	plain
for _, wrong in ipairs{1, "text", false} do print(help.fails(errors.ValueError, asyncio.run, wrong)) end
-- expect: ValueError: a coroutine was expected, got 1
-- expect: ValueError: a coroutine was expected, got 'text'
-- expect: ValueError: a coroutine was expected, got false
help.run(function()
  local inner = value()
  print(help.fails(errors.RuntimeError, asyncio.run, inner))
  inner:close()
  local runner = asyncio.Runner()
  inner = value()
  print(help.fails(errors.RuntimeError, runner.run, runner, inner))
  inner:close()
end)
-- expect: RuntimeError: asyncio.run() cannot be called from a running event loop
-- expect: RuntimeError: Runner.run() cannot be called from a running event loop

-- What is left is cancelled, and waited for.
local ended = {}
print(help.run(function()
  for i = 1, 3 do
    help.spawn(function()
      local _ <close> = setmetatable({}, {__close = function()
        await(asyncio.sleep(0))
        ended[#ended + 1] = i
      end})
      await(asyncio.sleep(60))
    end)
  end
  await(asyncio.sleep(0))
  return "main"
end), #ended)
-- expect: main	3
-- An error on the way out goes to the loop's handler.
help.run(function()
  asyncio.get_running_loop():set_exception_handler(function(_, context)
    print(context.message, context.exception)
  end)
  help.spawn(function()
    pcall(await, asyncio.sleep(60))
    error("at the end", 0)
  end)
  await(asyncio.sleep(0))
end)
-- expect: unhandled exception during asyncio.run() shutdown	LuaError: at the end

-- A runner keeps its loop between calls.
local kept
do
  local runner <close> = asyncio.Runner()
  kept = runner
  local loop = runner:get_loop()
  assert(loop == runner:get_loop() and not loop:is_running() and asyncio.get_event_loop() == loop)
  local event
  runner:run(async(function()
    assert(asyncio.get_running_loop() == loop)
    event = asyncio.Event()
    help.spawn(function()
      await(event:wait())
      print "the event came"
    end)
    await(asyncio.sleep(0))
  end)())
  runner:run(async(function()
    event:set()
    help.settle()
  end)())
  print(runner:run(value("again")))
end
-- expect: the event came
-- expect: again
kept:close()
print(help.fails(errors.RuntimeError, kept.get_loop, kept))  -- expect: RuntimeError: Runner is closed
local late = value()
help.fails(errors.RuntimeError, kept.run, kept, late)
late:close()
-- An error in the block closes the runner too.
help.fails(errors.ValueError, function()
  local runner <close> = asyncio.Runner()
  kept = runner:get_loop()
  error(errors.ValueError())
end)
assert(kept:is_closed())

-- debug and loop_factory
print(asyncio.run(async(function() return asyncio.get_running_loop():get_debug() end)(), {debug = true}))
-- expect: true
local made
local function factory()
  made = asyncio.new_event_loop()
  return made
end
assert(asyncio.run(async(function() return asyncio.get_running_loop() end)(), {loop_factory = factory}) == made)
assert(made:is_closed())
print(help.fails(errors.TypeError, asyncio.Runner, {debug = 1}))
-- expect: TypeError: debug must be true or false, not number

-- async_test
local test = asyncio.async_test(function(a, b)
  await(asyncio.sleep(0))
  return b, a
end)
print(test(1, 2), asyncio.async_test(value)("async"))  -- expect: 2	async
print(pcall(asyncio.async_test(function() error("failed", 0) end)))  -- expect: false	failed

-- The loop of a thread.
local loop = asyncio.get_event_loop()
assert(loop == asyncio.get_event_loop() and not loop:is_closed())
print(loop:run_until_complete(value("own")))  -- expect: own
local future = asyncio.ensure_future(value("ensured"))
assert(future:get_loop() == loop)
print(loop:run_until_complete(future))  -- expect: ensured
print(loop:run_until_complete(asyncio.gather(value(1), value(2))))  -- expect: 1	2
asyncio.set_event_loop(nil)
loop:close()
local thread = threading.Thread{name = "w1", target = function()
  print(help.fails(errors.RuntimeError, asyncio.get_event_loop))
  -- expect: RuntimeError: There is no current event loop in thread 'w1'.
  local orphan = value()
  help.fails(errors.RuntimeError, asyncio.ensure_future, orphan)
  local own = asyncio.new_event_loop()
  asyncio.set_event_loop(own)
  assert(asyncio.get_event_loop() == own)
  print(own:run_until_complete(value("in a thread")))  -- expect: in a thread
  own:close()
end}
thread:start()
thread:join()
print(help.fails(errors.TypeError, asyncio.set_event_loop, 1))
-- expect: TypeError: loop argument must be an event loop or nil, not number

-- Loops in several threads at once.
local sums, threads = {}, {}
for i = 1, 4 do
  threads[i] = threading.Thread{target = function()
    sums[i] = asyncio.run(async(function()
      local queue, sum = asyncio.Queue(2), 0
      local producer = help.spawn(function()
        for k = 1, 50 do await(queue:put(k)) end
      end)
      for _ = 1, 50 do sum = sum + await(queue:get()) end
      await(producer)
      return sum
    end)())
  end}
  threads[i]:start()
end
for i = 1, 4 do threads[i]:join() end
print(sums[1], sums[2], sums[3], sums[4])  -- expect: 1275	1275	1275	1275
