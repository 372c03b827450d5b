-- Async generators: asyncio.generator, asyncio.yield, asyncio.aiter, asyncio.anext. What they do is
-- C++ (stdlib/aio/async_generator.cpp).

local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local names = require "gilua._asyncio"
local native = require "gilua._async_generators"

local await = core.await
local error, ipairs, pairs, pcall, tostring, type = error, ipairs, pairs, pcall, tostring, type

local generators = {
  generator = native.generator,
  isasyncgen = native.is_generator,
  yield = native.yield,
}

-- The loop that ran it first.
local function loop_of(generator)
  for loop, settings in pairs(core.settings_of_all) do
    if settings.async_generators[generator] then return loop end
  end
end

-- One that is collected while it waits in a yield is closed by the loop that ran it.
local function collected(generator)
  local loop = loop_of(generator)
  if loop == nil or loop:is_closed() then return end
  local closing = generator:aclose()
  loop:call_soon_threadsafe(function() loop:create_task(closing) end)
end

native.set_metatable {
  __name = "async_generator",
  __index = native.methods,
  __gc = collected,
  __tostring = function(generator)
    return ("<async_generator object %s>"):format(names.name_of(generator:_function()))
  end,
}

local function has_method(x, name)
  local kind = type(x)
  if kind ~= "table" and kind ~= "userdata" then return false end
  local ok, method = pcall(function() return x[name] end)
  return ok and method ~= nil
end

--- aiter(x): an iterator for `for`, inside an async function: of an async generator, or of an object
--- with methods aiter() and async anext() that raises StopAsyncIteration.
function generators.aiter(x)
  if native.is_generator(x) then return native.iterator(x) end
  if not has_method(x, "aiter") then
    error(errors.TypeError(("'%s' object is not an async iterable"):format(type(x))))
  end
  local iterator = x:aiter()
  if native.is_generator(iterator) then return native.iterator(iterator) end
  if not has_method(iterator, "anext") then
    error(errors.TypeError(
      ("aiter() returned not an async iterator of type '%s'"):format(type(iterator))))
  end
  local function deliver(ok, ...)
    if ok then return ... end
    local failure = ...
    if errors.is(failure, errors.StopAsyncIteration) then return nil end
    error(failure, 0)
  end
  return function()
    return deliver(pcall(await, iterator:anext()))
  end
end

--- anext(iterator): its anext().
function generators.anext(iterator)
  if not has_method(iterator, "anext") then
    error(errors.TypeError(("'%s' object is not an async iterator"):format(tostring(iterator))))
  end
  return iterator:anext()
end

--- loop:shutdown_asyncgens(): closes the async generators that it has run and that are not done.
core.EventLoop.shutdown_asyncgens = core.async(function(loop)
  local waiting = {}
  for generator in pairs(core.loop_settings(loop).async_generators) do
    waiting[#waiting + 1] = generator
  end
  for _, generator in ipairs(waiting) do
    local ok, failure = pcall(await, generator:aclose())
    if not ok then
      if errors.is(failure, core.CancelledError) then error(failure, 0) end
      loop:call_exception_handler {
        message = ("an error occurred during closing of asynchronous generator %s"):format(
          tostring(generator)),
        exception = failure,
        asyncgen = generator,
      }
    end
  end
end)

return generators
