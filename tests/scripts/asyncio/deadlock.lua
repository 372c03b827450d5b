-- A loop that nothing can wake is a deadlock: its tasks are listed with what they wait for.
-- expect status: 1
-- expect error: gilua: deadlock: all 1 threads are waiting
-- expect error: thread 'MainThread': waiting for event loop
-- expect error: task 'main': waiting for waiter
-- expect error: task 'waiter': waiting for a Future
-- expect error: deadlock.lua:14: in function
local asyncio = require "asyncio"
local async, await = asyncio.async, asyncio.await
asyncio.run(async(function()
  asyncio.current_task():set_name("main")
  local never = asyncio.get_running_loop():create_future()
  local waiter = asyncio.create_task(async(function()
    await(never)
  end)(), {name = "waiter"})
  await(waiter)
end)())
