-- Loops and threads: to_thread, run_in_executor, run_coroutine_threadsafe, call_soon_threadsafe.
local asyncio = require "asyncio"
local errors = require "errors"
local futures = require "concurrent.futures"
local threading = require "threading"
local time = require "time"
local help = require "lib.help"
local async, await, spawn = asyncio.async, asyncio.await, help.spawn

help.run(function()
  -- to_thread: all arguments and results, tables too.
  print(await(asyncio.to_thread(function(...) return select("#", ...), ... end, 1, nil, {x = 1} and "t")))
  -- expect: 3	1	nil	t
  local main = threading.current_thread()
  local name = await(asyncio.to_thread(function()
    assert(threading.current_thread() ~= main)
    return threading.current_thread().name
  end))
  print((name:gsub("%d+$", "N")))  -- expect: asyncio_N
  print(pcall(await, asyncio.to_thread(error, "plain", 0)))  -- expect: false	plain
  print(help.await_fails(errors.ValueError, asyncio.to_thread(function() error(errors.ValueError("v")) end)))
  -- expect: ValueError: v
  -- The loop goes on meanwhile.
  local go, turns = threading.Event(), 0
  local waiting = spawn(function() return await(asyncio.to_thread(go.wait, go, 30)) end)
  for _ = 1, 20 do
    await(asyncio.sleep(0))
    turns = turns + 1
  end
  go:set()
  print(turns, await(waiting))  -- expect: 20	true
  -- Many at once.
  local results = {}
  for i = 1, 50 do results[i] = asyncio.to_thread(function() return i * i end) end
  local sum = 0
  for _, square in ipairs(await(asyncio.gather(results))) do sum = sum + square end
  print(sum)  -- expect: 42925

  -- An executor of one's own.
  local loop = asyncio.get_running_loop()
  local pool <close> = futures.ThreadPoolExecutor{max_workers = 1, thread_name_prefix = "own"}
  local function where() return threading.current_thread().name end
  print(await(loop:run_in_executor(pool, where)))  -- expect: own_0
  -- Cancelling the future cancels what has not begun.
  go:clear()
  local blocking = loop:run_in_executor(pool, go.wait, go, 30)
  local ran = false
  local queued = loop:run_in_executor(pool, function() ran = true end)
  queued:cancel()
  help.await_fails(asyncio.CancelledError, queued)
  help.settle()  -- the pool is told in the loop's next turn
  go:set()
  print(await(blocking), ran)  -- expect: true	false
  local started = threading.Event()
  go:clear()
  blocking = loop:run_in_executor(pool, function()
    started:set()
    return go:wait(30)
  end)
  started:wait()
  blocking:cancel()
  help.await_fails(asyncio.CancelledError, blocking)
  go:set()
  print(help.fails(errors.TypeError, loop.set_default_executor, loop, 1))
  -- expect: TypeError: executor must be ThreadPoolExecutor instance
end)

-- A default executor of one's own, and its end.
help.run(function()
  local loop = asyncio.get_running_loop()
  loop:set_default_executor(futures.ThreadPoolExecutor{max_workers = 1, thread_name_prefix = "mine"})
  print(await(asyncio.to_thread(function() return threading.current_thread().name end)))  -- expect: mine_0
  await(loop:shutdown_default_executor())
  print(help.await_fails(errors.RuntimeError, asyncio.to_thread(print)))
  -- expect: RuntimeError: Executor shutdown has been called
end)
-- A run waits for its threads.
local ended = false
help.run(function()
  local begun = threading.Event()
  asyncio.get_running_loop():run_in_executor(nil, function()
    begun:set()
    time.sleep(0.05)
    ended = true
  end)
  begun:wait()
end)
print(ended)  -- expect: true

-- From a thread into a loop.
help.run(function()
  local loop = asyncio.get_running_loop()
  local double = async(function(x)
    await(asyncio.sleep(0))
    if x == "bad" then error(errors.ValueError("bad")) end
    return x, x .. x
  end)
  print(await(asyncio.to_thread(function()
    return asyncio.run_coroutine_threadsafe(double("ab"), loop):result(30)
  end)))
  -- expect: ab	abab
  print(help.await_fails(errors.ValueError, asyncio.to_thread(function()
    return asyncio.run_coroutine_threadsafe(double("bad"), loop):result(30)
  end)))
  -- expect: ValueError: bad
  -- Cancelled there, it is cancelled here; and the other way round.
  local task
  print(await(asyncio.to_thread(function()
    local begun = threading.Event()
    local future = asyncio.run_coroutine_threadsafe(async(function()
      task = asyncio.current_task()
      begun:set()
      await(asyncio.sleep(60))
    end)(), loop)
    begun:wait()
    return future:cancel(), future:cancelled()
  end)))
  -- expect: true	true
  print(help.await_fails(asyncio.CancelledError, task))  -- expect: CancelledError
  local future = asyncio.run_coroutine_threadsafe(asyncio.sleep(60), loop)
  help.settle()
  for _, other in ipairs(asyncio.all_tasks()) do
    if other ~= asyncio.current_task() then other:cancel() end
  end
  help.settle()
  print(future:cancelled())  -- expect: true
  print(help.fails(errors.TypeError, asyncio.run_coroutine_threadsafe, 1, loop))
  -- expect: TypeError: A coroutine object is required
  -- wrap_future
  local source = futures.Future()
  local wrapped = asyncio.wrap_future(source)
  assert(asyncio.wrap_future(wrapped) == wrapped)
  local setter = threading.Thread{target = function() source:set_result(1, nil, 3) end}
  setter:start()
  print(await(wrapped))  -- expect: 1	nil	3
  setter:join()
  source = futures.Future()
  wrapped = asyncio.wrap_future(source)
  wrapped:cancel()
  help.settle()
  print(source:cancelled())  -- expect: true
  source = futures.Future()
  wrapped = asyncio.wrap_future(source)
  source:cancel()
  print(help.await_fails(asyncio.CancelledError, wrapped), wrapped:cancelled())
  -- expect: CancelledError	true
  help.fails(errors.AssertionError, asyncio.wrap_future, 1)

  -- call_soon_threadsafe from several threads: each call arrives, in each one's order.
  local seen, count, done = {}, 0, loop:create_future()
  local function note(who, k)
    assert((seen[who] or 0) + 1 == k)
    seen[who] = k
    count = count + 1
    if count == 400 then done:set_result() end
  end
  local threads = {}
  for who = 1, 4 do
    threads[who] = threading.Thread{target = function()
      for k = 1, 100 do loop:call_soon_threadsafe(note, who, k) end
    end}
    threads[who]:start()
  end
  await(done)
  for who = 1, 4 do threads[who]:join() end
  print(count)  -- expect: 400
end)
