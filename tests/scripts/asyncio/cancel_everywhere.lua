-- A program of twenty awaits, cancelled after every turn of the loop, so at each of them: while it
-- waits, and when what it waits for has come but the task has not run yet. Whenever it is, all that
-- was opened is closed, all that was taken is released, handlers run, no task is left, and the
-- objects are garbage.
-- timeout: 60
local asyncio = require "asyncio"
local errors = require "errors"
local help = require "lib.help"
local async, await, spawn = asyncio.async, asyncio.await, help.spawn

local kAwaits = 20
local alive = setmetatable({}, {__mode = "k"})

-- What one run works with, and its books.
local function new_world()
  local world = {
    reached = 0, opened = 0, closed = 0, entered = 0, handled = 0,
    lock = asyncio.Lock(), semaphore = asyncio.Semaphore(1), condition = asyncio.Condition(),
    event = asyncio.Event(), barrier = asyncio.Barrier(2),
    queue = asyncio.Queue(1), joined = asyncio.Queue(),
  }
  for _, object in pairs(world) do
    if type(object) ~= "number" then alive[object] = true end
  end
  return world
end

-- A value that awaits while it closes.
local function resource(world)
  world.opened = world.opened + 1
  return setmetatable({}, {__close = function()
    local ok, e = pcall(await, asyncio.sleep(0))
    world.closed = world.closed + 1
    if not ok then error(e, 0) end
  end})
end

-- Runs f with a handler that passes the error on, as try/except/raise does.
local function handled(world, f)
  world.entered = world.entered + 1
  local ok, e = pcall(f)
  world.handled = world.handled + 1
  if not ok then error(e, 0) end
end

local short = async(function(turns)
  for _ = 1, turns do await(asyncio.sleep(0)) end
  return turns
end)

-- Those that the program waits for: each does its part when the program is there.
local function helpers(world)
  local function at(step)
    while world.reached < step do await(asyncio.sleep(0)) end
    await(asyncio.sleep(0))
  end
  return {
    spawn(function()  -- has the lock when the program wants it
      local _ <close> = await(world.lock:held())
      at(2)
    end),
    spawn(function()
      local _ <close> = await(world.semaphore:held())
      at(4)
    end),
    spawn(function()
      at(5)
      world.event:set()
      at(6)
      local _ <close> = await(world.condition:held())
      world.condition:notify_all()
    end),
    spawn(function()
      at(7)
      world.queue:put_nowait("item")
      at(8)
      world.queue:get_nowait()
      at(9)
      world.joined:get_nowait()
      world.joined:task_done()
      at(10)
      await(world.barrier:wait())
    end),
  }
end

local function program(world)
  local function step(n, awaitable)
    world.reached = n
    return await(awaitable)
  end
  local outermost <close> = resource(world)
  step(1, asyncio.sleep(0))
  handled(world, function()
    local _ <close> = step(2, world.lock:held())
    local inner <close> = resource(world)
    step(3, short(2))
  end)
  do
    local _ <close> = step(4, world.semaphore:held())
    step(5, world.event:wait())
    handled(world, function()
      local _ <close> = await(world.condition:held())
      step(6, world.condition:wait())
    end)
  end
  step(7, world.queue:get())
  world.queue:put_nowait("full")
  step(8, world.queue:put("more"))
  world.joined:put_nowait("to do")
  step(9, world.joined:join())
  step(10, world.barrier:wait())
  handled(world, function() step(11, asyncio.gather(short(1), short(3), short(2))) end)
  local tasks = {spawn(short, 1), spawn(short, 3)}
  handled(world, function() step(12, asyncio.wait(tasks)) end)
  for c in asyncio.as_completed{short(1), short(2)} do step(13, c) end
  step(14, asyncio.wait_for(short(2), 60))
  do
    local _ <close> = asyncio.timeout(60)
    local inner <close> = resource(world)
    step(15, asyncio.shield(short(3)))
  end
  do
    local group <close> = asyncio.TaskGroup()
    group:create_task(short(4))
    group:create_task(async(function()
      local _ <close> = resource(world)
      await(short(3))
    end)())
    step(16, short(2))
  end
  step(17, asyncio.with({
    aenter = async(function()
      await(asyncio.sleep(0))
      world.entered = world.entered + 1
    end),
    aexit = async(function()
      world.handled = world.handled + 1
      await(asyncio.sleep(0))
    end),
  }, async(function() await(short(1)) end)))
  local future = asyncio.get_running_loop():create_future()
  asyncio.get_running_loop():call_soon(function()
    if not future:done() then future:set_result() end
  end)
  step(18, future)
  step(19, spawn(short, 2))
  step(20, asyncio.sleep(0))
  return "finished"
end

-- Tasks of the running loop but this one.
local function others()
  local count = 0
  for _, task in ipairs(asyncio.all_tasks()) do
    if task ~= asyncio.current_task() then count = count + 1 end
  end
  return count
end

local function check(world, what)
  local function must_be(name, value, wanted)
    if value ~= wanted then
      error(("%s: %s is %s, not %s"):format(what, name, tostring(value), tostring(wanted)))
    end
  end
  must_be("closed", world.closed, world.opened)
  must_be("handled", world.handled, world.entered)
  must_be("the lock", help.text(world.lock):match("%[(.*)%]"), "unlocked")
  must_be("the semaphore", help.text(world.semaphore):match("%[(.*)%]"), "unlocked, value:1")
  must_be("the condition", help.text(world.condition):match("%[(.*)%]"), "unlocked")
  must_be("the event's waiters", help.text(world.event):match("waiters"), nil)
  must_be("the barrier", world.barrier.n_waiting, 0)
  must_be("the queue's waiters", help.text(world.queue):match("etters"), nil)
  must_be("tasks left", others(), 0)
  must_be("requests", asyncio.current_task():cancelling(), 0)
end

-- Cancels the program after that many turns; returns where it was and whether it had finished.
local function run_once(turns)
  local world = new_world()
  local assistants = helpers(world)
  local task = spawn(program, world)
  for _ = 1, turns do await(asyncio.sleep(0)) end
  local at = world.reached
  local had_finished = task:done()
  task:cancel()
  local ok, e = pcall(await, task)
  if had_finished then
    assert(ok and e == "finished", e)
  else
    assert(not ok and errors.is(e, asyncio.CancelledError), tostring(e))
  end
  for _, assistant in ipairs(assistants) do assistant:cancel() end
  await(asyncio.gather(assistants, {return_exceptions = true}))
  for _ = 1, 12 do await(asyncio.sleep(0)) end  -- what was shielded ends, and tasks that were waited for
  check(world, ("after %d turns, at await %d"):format(turns, at))
  return at, had_finished
end

local seen, runs = {}, 0
help.run(function()
  local turns, had_finished = 0, false
  while not had_finished do
    local at
    at, had_finished = run_once(turns)
    seen[at] = true
    turns, runs = turns + 1, runs + 1
  end
end)
for i = 1, kAwaits do assert(seen[i], i) end
assert(runs > 60, runs)
print(#seen)  -- expect: 20

collectgarbage()
collectgarbage()
print(next(alive))  -- expect: nil
