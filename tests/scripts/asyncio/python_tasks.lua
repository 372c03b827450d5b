-- Programs as in Python's documentation of asyncio's tasks, in our own words: same outcome.
local asyncio = require "asyncio"
local errors = require "errors"
local async, await = asyncio.async, asyncio.await

-- Two calls one after the other take the sum of their times, two tasks the longer one.
local say_after = async(function(delay, what)
  await(asyncio.sleep(delay))
  print(what)
end)
local function timed(main)
  local loop = asyncio.new_event_loop()
  local before = loop:time()
  loop:run_until_complete(async(main)())
  local seconds = loop:time() - before
  loop:close()
  return seconds
end
local one_by_one = timed(function()
  await(say_after(0.02, "hello"))
  await(say_after(0.04, "world"))
end)
-- expect: hello
-- expect: world
local together = timed(function()
  local task1 = asyncio.create_task(say_after(0.02, "hello"))
  local task2 = asyncio.create_task(say_after(0.04, "world"))
  await(task1)
  await(task2)
end)
-- expect: hello
-- expect: world
local grouped = timed(function()
  do
    local tg <close> = asyncio.TaskGroup()
    tg:create_task(say_after(0.04, "world"))
    tg:create_task(say_after(0.02, "hello"))
  end
  print("both are done")
end)
-- expect: hello
-- expect: world
-- expect: both are done
print(one_by_one >= 0.06, together >= 0.04, grouped >= 0.04)  -- expect: true	true	true

-- An awaitable is a coroutine, a task or a future.
local nested = async(function() return 42 end)
asyncio.run(async(function()
  print(await(nested()))  -- expect: 42
  local task = asyncio.create_task(nested())
  print(await(task))  -- expect: 42
end)())

-- Tasks that run in the background, with a set that keeps them.
asyncio.run(async(function()
  local background, results = {}, {}
  for i = 1, 3 do
    local task = asyncio.create_task(async(function(param)
      await(asyncio.sleep(0))
      results[#results + 1] = param
    end)(i))
    background[task] = true
    task:add_done_callback(function(done) background[done] = nil end)
  end
  while next(background) do await(asyncio.sleep(0)) end
  print(table.concat(results, " "))  -- expect: 1 2 3
end)())

-- Ending a group early with a task that raises.
local TerminateTaskGroup = errors.new_class("TerminateTaskGroup")
asyncio.run(async(function()
  local job = async(function(id, turns)
    print("Task " .. id .. ": start")
    for _ = 1, turns do await(asyncio.sleep(0)) end
    print("Task " .. id .. ": done")
  end)
  local ok, e = pcall(function()
    local group <close> = asyncio.TaskGroup()
    group:create_task(job(1, 1))
    group:create_task(job(2, 500))
    await(asyncio.sleep(0))
    await(asyncio.sleep(0))
    group:create_task(async(function() error(TerminateTaskGroup()) end)())
  end)
  local mine, rest = e:split(TerminateTaskGroup)
  print(ok, #mine.exceptions, rest)
end)())
-- expect: Task 1: start
-- expect: Task 2: start
-- expect: Task 1: done
-- expect: false	1	nil

-- Sleeping and showing the time, every so often until it is over.
asyncio.run(async(function()
  local loop = asyncio.get_running_loop()
  local end_time, shown = loop:time() + 0.05, 0
  while true do
    shown = shown + 1
    if loop:time() + 0.01 >= end_time then break end
    await(asyncio.sleep(0.01))
  end
  print(shown >= 2, shown <= 6)  -- expect: true	true
end)())

-- Three factorials at once.
local factorial = async(function(name, number)
  local f = 1
  for i = 2, number do
    print(("Task %s: Compute factorial(%d), currently i=%d..."):format(name, number, i))
    await(asyncio.sleep(0))
    f = f * i
  end
  print(("Task %s: factorial(%d) = %d"):format(name, number, f))
  return f
end)
asyncio.run(async(function()
  print(await(asyncio.gather(factorial("A", 2), factorial("B", 3), factorial("C", 4))))
end)())
-- expect: Task A: Compute factorial(2), currently i=2...
-- expect: Task B: Compute factorial(3), currently i=2...
-- expect: Task C: Compute factorial(4), currently i=2...
-- expect: Task A: factorial(2) = 2
-- expect: Task B: Compute factorial(3), currently i=3...
-- expect: Task C: Compute factorial(4), currently i=3...
-- expect: Task B: factorial(3) = 6
-- expect: Task C: Compute factorial(4), currently i=4...
-- expect: Task C: factorial(4) = 24
-- expect: 2	6	24

-- Timeouts: as a block, moved, and around one call.
local long_running = async(function() await(asyncio.sleep(3600)) end)
asyncio.run(async(function()
  local ok, e = pcall(function()
    local _ <close> = asyncio.timeout(0.01)
    await(long_running())
  end)
  if not ok and errors.is(e, errors.TimeoutError) then
    print("The long operation timed out, but we've handled it.")
  end
  -- expect: The long operation timed out, but we've handled it.
  local cm
  ok = pcall(function()
    cm = asyncio.timeout(nil)
    local _ <close> = cm
    cm:reschedule(asyncio.get_running_loop():time() + 0.01)
    await(long_running())
  end)
  if not ok and cm:expired() then print("Looks like we haven't finished on time.") end
  -- expect: Looks like we haven't finished on time.
  ok, e = pcall(await, asyncio.wait_for(long_running(), 0.01))
  if not ok and errors.is(e, errors.TimeoutError) then print("timeout!") end  -- expect: timeout!
end)())

-- as_completed, both ways.
asyncio.run(async(function()
  local function connect(name, turns)
    return asyncio.create_task(async(function()
      for _ = 1, turns do await(asyncio.sleep(0)) end
      return name
    end)())
  end
  local ipv4, ipv6 = connect("ipv4", 5), connect("ipv6", 1)
  for earliest in asyncio.aiter(asyncio.as_completed{ipv4, ipv6}) do
    print(earliest == ipv4 and "IPv4" or "IPv6", earliest:result())
  end
  -- expect: IPv6	ipv6
  -- expect: IPv4	ipv4
  for earliest in asyncio.as_completed{connect("slow", 5), connect("fast", 1)} do print(await(earliest)) end
  -- expect: fast
  -- expect: slow
end)())

-- Cancelling a task and catching it.
local cancel_me = async(function()
  print("cancel_me(): before sleep")
  local ok, e = pcall(await, asyncio.sleep(3600))
  if not ok then
    print("cancel_me(): cancel sleep")
    print("cancel_me(): after sleep")
    error(e, 0)
  end
end)
asyncio.run(async(function()
  local task = asyncio.create_task(cancel_me())
  await(asyncio.sleep(0))
  task:cancel()
  local ok, e = pcall(await, task)
  if not ok and errors.is(e, asyncio.CancelledError) then print("main(): cancel_me is cancelled now") end
end)())
-- expect: cancel_me(): before sleep
-- expect: cancel_me(): cancel sleep
-- expect: cancel_me(): after sleep
-- expect: main(): cancel_me is cancelled now

-- Structured work that takes a cancellation for itself only, with uncancel.
asyncio.run(async(function()
  local ok = pcall(function()
    local _ <close> = asyncio.timeout(0.01)
    local ok, e = pcall(function()
      local group <close> = asyncio.TaskGroup()
      group:create_task(long_running())
      group:create_task(long_running())
    end)
    if not ok then error(e, 0) end
  end)
  print(ok, asyncio.current_task():cancelling())  -- expect: false	0
end)())
