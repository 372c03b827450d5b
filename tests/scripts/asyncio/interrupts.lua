-- Ctrl-C in asyncio.run: the main task is cancelled, and KeyboardInterrupt raised once it has ended; a
-- second one is raised at once.
local asyncio = require "asyncio"
local errors = require "errors"
local async, await = asyncio.async, asyncio.await

-- A signal that comes while the loop waits: after so many seconds.
local function interrupt_after(seconds)
  os.execute(("(sleep %s; kill -INT %d) > /dev/null 2>&1 &"):format(seconds, os.getpid()))
end

local ok, e = pcall(asyncio.run, async(function()
  local other = asyncio.create_task(async(function()
    local ok, e = pcall(await, asyncio.sleep(60))
    print("other", ok, e)
    error(e, 0)
  end)())
  interrupt_after(0.1)
  local ok, e = pcall(await, asyncio.sleep(60))
  print("main", ok, errors.is(e, asyncio.CancelledError), other:done())
  await(asyncio.sleep(0))
  print("main ends")
  error(e, 0)
end)())
print(ok, e)
-- expect: main	false	true	false
-- expect: main ends
-- expect: other	false	CancelledError
-- expect: false	KeyboardInterrupt

-- A main task that takes the cancellation for itself just returns.
print(asyncio.run(async(function()
  interrupt_after(0.1)
  pcall(await, asyncio.sleep(60))
  return "result"
end)()))
-- expect: result

-- One that does not end: the second one is raised.
ok, e = pcall(asyncio.run, async(function()
  interrupt_after(0.1)
  pcall(await, asyncio.sleep(60))
  print("once")
  interrupt_after(0.1)
  local ok, e = pcall(await, asyncio.sleep(60))
  print("twice", errors.is(e, asyncio.CancelledError))
  error(e, 0)
end)())
print(ok, e)
-- expect: once
-- expect: twice	true
-- expect: false	KeyboardInterrupt

-- The next run is as ever.
print(asyncio.run(async(function()
  await(asyncio.sleep(0))
  return "again"
end)()))
-- expect: again
