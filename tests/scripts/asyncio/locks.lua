-- asyncio's Lock, Event, Condition, Semaphore, BoundedSemaphore: order, cancellation, wrong use.
local asyncio = require "asyncio"
local errors = require "errors"
local help = require "lib.help"
local await, spawn, settle, text = asyncio.await, help.spawn, help.settle, help.text

local order = {}
local function note(x) order[#order + 1] = x end
local function noted()
  local line = table.concat(order, " ")
  order = {}
  return line
end

help.run(function()
  -- A lock: first come, first served; who comes later does not overtake who was woken.
  local lock = asyncio.Lock()
  print(text(lock))  -- expect: <asyncio.locks.Lock object at 0x0 [unlocked]>
  assert(await(lock:acquire()) == true)
  for i = 1, 4 do
    spawn(function()
      await(lock:acquire())
      note(i)
      lock:release()
    end)
  end
  settle()
  print(text(lock))  -- expect: <asyncio.locks.Lock object at 0x0 [locked, waiters:4]>
  lock:release()
  assert(not lock:locked())
  spawn(function()
    local _ <close> = await(lock:held())
    note("late")
  end)
  await(lock:acquire())
  note("me")
  lock:release()
  settle()
  print(noted())  -- expect: 1 2 3 4 me late

  -- A waiter that is cancelled is not served; one that was woken already passes it on.
  await(lock:acquire())
  local tasks = {}
  for i = 1, 5 do
    tasks[i] = spawn(function()
      local _ <close> = await(lock:held())
      note(i)
    end)
  end
  settle()
  tasks[2]:cancel()
  tasks[4]:cancel("no more")
  lock:release()
  tasks[1]:cancel()
  settle()
  print(noted(), tasks[1]:cancelled(), tasks[2]:cancelled(), tasks[3]:cancelled())
  -- expect: 3 5	true	true	false
  print(text(lock))  -- expect: <asyncio.locks.Lock object at 0x0 [unlocked]>
  print(help.await_fails(asyncio.CancelledError, tasks[4]))  -- expect: CancelledError: no more
  -- Nobody but a cancelled one waits: the lock can be had at once.
  await(lock:acquire())
  local waiter = spawn(function() await(lock:acquire()) end)
  settle()
  waiter:cancel()
  lock:release()
  await(lock:acquire())
  lock:release()
  settle()
  assert(waiter:cancelled() and not lock:locked())
  print(help.fails(errors.RuntimeError, lock.release, lock))
  -- expect: RuntimeError: Lock is not acquired.

  -- Guards release once, also after an error.
  local guard = await(lock:held())
  do local _ <close> = guard end
  assert(not lock:locked())
  await(lock:acquire())
  do local _ <close> = guard end
  assert(lock:locked())
  lock:release()
  help.fails(errors.ValueError, function()
    local _ <close> = await(lock:held())
    assert(lock:locked())
    error(errors.ValueError())
  end)
  assert(not lock:locked())
end)

-- An object belongs to the loop that it first waited in.
help.run(function()
  local lock, event = asyncio.Lock(), asyncio.Event()
  await(lock:acquire())
  local waiting = {spawn(function() await(lock:acquire()) end), spawn(function() await(event:wait()) end)}
  settle()
  local thread = require("threading").Thread{target = function()
    help.run(function()
      print((help.await_fails(errors.RuntimeError, lock:acquire()):gsub("0x%x+", "0x0")))
      print((help.await_fails(errors.RuntimeError, event:wait()):gsub("0x%x+", "0x0")))
    end)
  end}
  thread:start()
  thread:join()
  lock:release()
  event:set()
  await(asyncio.gather(waiting))
end)
-- expect: RuntimeError: <asyncio.locks.Lock object at 0x0 [locked, waiters:1]> is bound to a different event loop
-- expect: RuntimeError: <asyncio.locks.Event object at 0x0 [unset, waiters:1]> is bound to a different event loop

help.run(function()
  -- Event
  local event = asyncio.Event()
  print(text(event), event:is_set())  -- expect: <asyncio.locks.Event object at 0x0 [unset]>	false
  local tasks = {}
  for i = 1, 3 do
    tasks[i] = spawn(function()
      assert(await(event:wait()) == true)
      note(i)
    end)
  end
  settle()
  print(text(event))  -- expect: <asyncio.locks.Event object at 0x0 [unset, waiters:3]>
  tasks[2]:cancel()
  event:set()
  event:clear()
  settle()
  print(noted(), text(event))  -- expect: 1 3	<asyncio.locks.Event object at 0x0 [unset]>
  event:set()
  event:set()
  assert(await(event:wait()) == true and event:is_set())

  -- Condition
  local condition = asyncio.Condition()
  print(text(condition))  -- expect: <asyncio.locks.Condition object at 0x0 [unlocked]>
  print(help.await_fails(errors.RuntimeError, condition:wait()))
  -- expect: RuntimeError: cannot wait on un-acquired lock
  print(help.fails(errors.RuntimeError, condition.notify, condition))
  -- expect: RuntimeError: cannot notify on un-acquired lock
  print(help.fails(errors.RuntimeError, condition.notify_all, condition))
  -- expect: RuntimeError: cannot notify on un-acquired lock
  for i = 1, 6 do
    tasks[i] = spawn(function()
      local _ <close> = await(condition:held())
      assert(await(condition:wait()) == true and condition:locked())
      note(i)
    end)
  end
  settle()
  print(text(condition))  -- expect: <asyncio.locks.Condition object at 0x0 [unlocked, waiters:6]>
  do
    local _ <close> = await(condition:held())
    condition:notify()
  end
  settle()
  print(noted())  -- expect: 1
  -- Of two that are notified one is cancelled before it has the lock: the next is notified instead.
  do
    local _ <close> = await(condition:held())
    condition:notify(2)
    await(asyncio.sleep(0))
    tasks[2]:cancel()
    await(asyncio.sleep(0))
  end
  settle()
  print(noted(), tasks[2]:cancelled())  -- expect: 3 4	true
  do
    local _ <close> = await(condition:held())
    condition:notify_all()
  end
  settle()
  print(noted())  -- expect: 5 6
  local ready = false
  local waiter = spawn(function()
    local _ <close> = await(condition:held())
    return await(condition:wait_for(function() return ready and "value" end))
  end)
  settle()
  for _, value in ipairs{false, true} do
    ready = value
    local _ <close> = await(condition:held())
    condition:notify_all()
  end
  print(await(waiter))  -- expect: value
  local lock = asyncio.Lock()
  local shared = asyncio.Condition(lock)
  await(shared:acquire())
  assert(lock:locked() and shared:locked())
  shared:release()
  assert(not lock:locked())
  print(help.fails(errors.TypeError, asyncio.Condition, 1))
  -- expect: TypeError: lock must be an asyncio.Lock, not number
end)

help.run(function()
  -- Semaphores
  local semaphore = asyncio.Semaphore(2)
  print(text(semaphore))  -- expect: <asyncio.locks.Semaphore object at 0x0 [unlocked, value:2]>
  local running, most = 0, 0
  local tasks = {}
  for i = 1, 6 do
    tasks[i] = spawn(function()
      local _ <close> = await(semaphore:held())
      running = running + 1
      most = math.max(most, running)
      await(asyncio.sleep(0))
      note(i)
      running = running - 1
    end)
  end
  await(asyncio.sleep(0))
  print(text(semaphore))  -- expect: <asyncio.locks.Semaphore object at 0x0 [locked, waiters:4]>
  assert(semaphore:locked())
  await(asyncio.gather(tasks))
  print(noted(), most, semaphore:locked())  -- expect: 1 2 3 4 5 6	2	false
  -- Woken and cancelled: the share goes to the next.
  await(semaphore:acquire())
  await(semaphore:acquire())
  for i = 1, 4 do
    tasks[i] = spawn(function()
      await(semaphore:acquire())
      note(i)
    end)
  end
  settle()
  semaphore:release()
  tasks[1]:cancel()
  tasks[3]:cancel()
  settle()
  print(noted())  -- expect: 2
  semaphore:release()
  settle()
  print(noted())  -- expect: 4
  semaphore:release()
  semaphore:release()
  semaphore:release()
  print(text(semaphore))  -- expect: <asyncio.locks.Semaphore object at 0x0 [unlocked, value:3]>
  local bounded = asyncio.BoundedSemaphore{value = 1}
  await(bounded:acquire())
  bounded:release()
  print(help.fails(errors.ValueError, bounded.release, bounded))
  -- expect: ValueError: BoundedSemaphore released too many times
  print(help.fails(errors.ValueError, asyncio.Semaphore, -1))
  -- expect: ValueError: Semaphore initial value must be >= 0
  print(help.fails(errors.TypeError, asyncio.Semaphore, "x"))
  -- expect: TypeError: value must be an integer, not string
  print(help.fails(errors.TypeError, asyncio.Lock, 1))  -- expect: TypeError: Lock() takes no arguments

  -- Classes made from them.
  local Mine = asyncio.Lock:extend("Mine")
  function Mine:twice() return self:locked(), self:locked() end
  print(Mine():twice(), text(Mine()))  -- expect: false	<asyncio.locks.Mine object at 0x0 [unlocked]>
end)

-- Many waiters, cancelled in any order.
help.run(function()
  local lock, count = asyncio.Lock(), 2000
  await(lock:acquire())
  local tasks = {}
  for i = 1, count do
    tasks[i] = spawn(function()
      local _ <close> = await(lock:held())
      note(1)
    end)
  end
  settle()
  for i = 1, count do
    if i % 3 ~= 0 then tasks[(i * 7) % count + 1]:cancel() end
  end
  lock:release()
  await(asyncio.gather(tasks, {return_exceptions = true}))
  local served = 0
  for i = 1, count do
    if not tasks[i]:cancelled() then served = served + 1 end
  end
  assert(#order == served and served > 0 and not lock:locked())
  print(text(lock))  -- expect: <asyncio.locks.Lock object at 0x0 [unlocked]>
end)
