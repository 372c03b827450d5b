-- What the tests of asyncio share.
local asyncio = require "asyncio"
local errors = require "errors"

local help = {}

--- Runs f as a task of a new loop.
function help.run(f, ...) return asyncio.run(asyncio.async(f)(...)) end

--- Starts f(...) as a task.
function help.spawn(f, ...)
  if not asyncio.iscoroutinefunction(f) then f = asyncio.async(f) end
  return asyncio.create_task(f(...))
end

--- Lets everything run that can, several turns of the loop.
function help.settle()
  for _ = 1, 10 do asyncio.await(asyncio.sleep(0)) end
end

--- The text of an object without its address.
function help.text(object) return (tostring(object):gsub("0x%x+", "0x0")) end

--- The error that f(...) raises, which has to be one of that class.
function help.fails(class, f, ...)
  local ok, e = pcall(f, ...)
  assert(not ok, "no error")
  assert(errors.is(e, class), tostring(e))
  return tostring(e)
end

--- The same for awaiting something.
function help.await_fails(class, awaitable) return help.fails(class, asyncio.await, awaitable) end

return help
