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

--- Returns x, "second" after some turns of the loop; or raises e.
help.value = asyncio.async(function(x, turns)
  for _ = 1, turns or 1 do asyncio.await(asyncio.sleep(0)) end
  return x, "second"
end)
help.failure = asyncio.async(function(e, turns)
  for _ = 1, turns or 1 do asyncio.await(asyncio.sleep(0)) end
  error(e, 0)
end)

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

--- The same for one whose whole text is [text]; returns the error itself.
function help.fails_with(text, f, ...)
  local ok, e = pcall(f, ...)
  assert(not ok, "no error; expected " .. text)
  assert(tostring(e) == text, ("%q, expected %q"):format(tostring(e), text))
  return e
end

--- The same for awaiting something.
function help.await_fails(class, awaitable) return help.fails(class, asyncio.await, awaitable) end

return help
