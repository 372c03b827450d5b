-- Programs as in Python's documentation of asyncio's locks and queues, in our own words: same outcome.
local asyncio = require "asyncio"
local errors = require "errors"
local random = require "random"
local async, await = asyncio.async, asyncio.await

-- A lock around shared state; by hand and as a block.
asyncio.run(async(function()
  local lock, shared = asyncio.Lock(), 0
  local change = async(function()
    local _ <close> = await(lock:held())
    local before = shared
    await(asyncio.sleep(0))
    shared = before + 1
  end)
  local change_by_hand = async(function()
    await(lock:acquire())
    local before = shared
    local ok, e = pcall(await, asyncio.sleep(0))
    shared = before + 1
    lock:release()
    if not ok then error(e, 0) end
  end)
  await(asyncio.gather(change(), change_by_hand(), change(), change_by_hand()))
  print(shared)  -- expect: 4
end)())

-- An event that one task waits for.
asyncio.run(async(function()
  local event = asyncio.Event()
  local waiter = async(function()
    print("waiting for it ...")
    await(event:wait())
    print("... got it!")
  end)
  local waiter_task = asyncio.create_task(waiter())
  await(asyncio.sleep(0.01))
  event:set()
  await(waiter_task)
end)())
-- expect: waiting for it ...
-- expect: ... got it!

-- A condition: a consumer that waits until there is enough.
asyncio.run(async(function()
  local cond, stock = asyncio.Condition(), 0
  local consumer = asyncio.create_task(async(function()
    local _ <close> = await(cond:held())
    await(cond:wait_for(function() return stock >= 3 end))
    stock = stock - 3
    return "taken"
  end)())
  for _ = 1, 4 do
    await(asyncio.sleep(0))
    local _ <close> = await(cond:held())
    stock = stock + 1
    cond:notify_all()
  end
  print(await(consumer), stock)  -- expect: taken	1
end)())

-- A semaphore that lets ten work at once.
asyncio.run(async(function()
  local sem, working, most = asyncio.Semaphore(10), 0, 0
  local jobs = {}
  for i = 1, 50 do
    jobs[i] = async(function()
      local _ <close> = await(sem:held())
      working = working + 1
      most = math.max(most, working)
      await(asyncio.sleep(0.001))
      working = working - 1
    end)()
  end
  await(asyncio.gather(jobs))
  print(most)  -- expect: 10
end)())

-- A barrier of three.
asyncio.run(async(function()
  local barrier = asyncio.Barrier(3)
  local waiting = {}
  for i = 1, 2 do waiting[i] = asyncio.create_task(barrier:wait()) end
  await(asyncio.sleep(0))
  await(asyncio.sleep(0))
  print(barrier.n_waiting, barrier.broken)  -- expect: 2	false
  await(barrier:wait())
  await(asyncio.gather(waiting))
  print("barrier passed")  -- expect: barrier passed
end)())
-- The one with index 0 does what only one shall do.
asyncio.run(async(function()
  local barrier, spilled = asyncio.Barrier(3), 0
  local party = async(function()
    await(asyncio.with(barrier, async(function(position)
      if position == 0 then spilled = spilled + 1 end
    end)))
  end)
  await(asyncio.gather(party(), party(), party()))
  print(spilled)  -- expect: 1
end)())

-- A queue of work for several workers, which are cancelled at the end.
asyncio.run(async(function()
  local queue = asyncio.Queue()
  local done, total = 0, 0
  local worker = async(function(name)
    while true do
      local seconds = await(queue:get())
      await(asyncio.sleep(seconds))
      queue:task_done()
      done = done + 1
    end
  end)
  for _ = 1, 20 do
    local seconds = random.random() * 0.004 + 0.001
    total = total + seconds
    queue:put_nowait(seconds)
  end
  local tasks = {}
  for i = 1, 3 do tasks[i] = asyncio.create_task(worker("worker-" .. i)) end
  local loop = asyncio.get_running_loop()
  local started_at = loop:time()
  await(queue:join())
  local slept = loop:time() - started_at
  for _, task in ipairs(tasks) do task:cancel() end
  local results = await(asyncio.gather(tasks, {return_exceptions = true}))
  for i = 1, 3 do assert(errors.is(results[i], asyncio.CancelledError)) end
  print(done, slept >= total / 3)  -- expect: 20	true
end)())
