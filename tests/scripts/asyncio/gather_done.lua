-- gather of what is done already, partly or wholly, and of one thing given twice.
local asyncio = require "asyncio"
local async, await = asyncio.async, asyncio.await

asyncio.run(async(function()
  local loop = asyncio.get_running_loop()
  local done, pending = loop:create_future(), loop:create_future()
  done:set_result("done")
  loop:call_later(0.005, pending.set_result, pending, "late")
  local a, b, c = await(asyncio.gather(done, pending, done))
  assert(a == "done" and b == "late" and c == "done")
  assert(table.concat(await(asyncio.gather({done, pending})), " ") == "done late")
  local once = async(function() return "once" end)()
  a, b = await(asyncio.gather(once, once))
  assert(a == "once" and b == "once")
  local failed = loop:create_future()
  failed:set_exception(require("errors").ValueError("v"))
  local open = loop:create_future()
  local ok, e = pcall(await, asyncio.gather(failed, open))
  assert(not ok and tostring(e) == "ValueError: v")
  local results = await(asyncio.gather({failed, done}, {return_exceptions = true}))
  assert(tostring(results[1]) == "ValueError: v" and results[2] == "done" and results.n == 2)
end)())
