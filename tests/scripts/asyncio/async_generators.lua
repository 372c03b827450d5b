-- Async generators: values, awaits in between, asend, athrow, aclose, ends, wrong use; aiter over
-- objects; shutdown_asyncgens.
local asyncio = require "asyncio"
local errors = require "errors"
local async, await = asyncio.async, asyncio.await

local help = require "lib.help"
local fails = help.fails_with

local loop = asyncio.new_event_loop()
local count = asyncio.generator(function(n)
  for i = 1, n do
    await(asyncio.sleep(0))
    local sent = asyncio.yield(i)
    if sent then asyncio.yield("got " .. tostring(sent)) end
  end
end)

loop:run_until_complete(async(function()
  local values = {}
  for v in asyncio.aiter(count(3)) do values[#values + 1] = v end
  assert(table.concat(values, " ") == "1 2 3")

  local g = count(2)
  assert(tostring(g) == "<async_generator object count>", tostring(g))
  assert(await(g:anext()) == 1)
  assert(await(g:asend("x")) == "got x")
  assert(await(g:anext()) == 2)
  fails("StopAsyncIteration", await, g:anext())
  fails("StopAsyncIteration", await, g:anext())
  fails("TypeError: can't send non-None value to a just-started async generator", await,
    count(1):asend(1))

  -- leaving early suspends it; aclose ends it, and runs what is to be run
  local order = {}
  local guarded = asyncio.generator(function()
    local _ <close> = setmetatable({}, {__close = function()
      await(asyncio.sleep(0))
      order[#order + 1] = "closed"
    end})
    asyncio.yield(1)
    asyncio.yield(2)
  end)
  local one = guarded()
  for v in asyncio.aiter(one) do
    assert(v == 1)
    break
  end
  assert(#order == 0)
  await(one:aclose())
  await(one:aclose())
  assert(#order == 1)
  fails("StopAsyncIteration", await, one:anext())
  await(guarded():aclose())  -- never begun
  assert(#order == 1)

  -- athrow: at the yield, or at the start
  local catches = asyncio.generator(function()
    local ok, e = pcall(asyncio.yield, 1)
    asyncio.yield(not ok and tostring(e))
  end)
  local c = catches()
  await(c:anext())
  assert(await(c:athrow(errors.ValueError("v"))) == "ValueError: v")
  fails("KeyError: 'k'", await, catches():athrow(errors.KeyError("k")))
  local stubborn = asyncio.generator(function()
    pcall(asyncio.yield, 1)
    asyncio.yield(2)
  end)()
  await(stubborn:anext())
  fails("RuntimeError: async generator ignored GeneratorExit", await, stubborn:aclose())

  -- errors, and StopAsyncIteration from inside
  fails("ValueError: e", await, asyncio.generator(function() error(errors.ValueError("e")) end)()
    :anext())
  fails("RuntimeError: async generator raised StopAsyncIteration", await,
    asyncio.generator(function() error(errors.StopAsyncIteration()) end)():anext())

  -- two at once
  local slow = asyncio.generator(function()
    await(asyncio.sleep(0.01))
    asyncio.yield("slow")
  end)()
  local first = asyncio.create_task(slow:anext())
  await(asyncio.sleep(0))
  fails("RuntimeError: anext(): asynchronous generator is already running", await, slow:anext())
  assert(await(first) == "slow")

  -- cancelled while it awaits
  local cleaned
  local waits = asyncio.generator(function()
    local ok, e = pcall(await, asyncio.sleep(100))
    cleaned = not ok and tostring(e)
    error(e, 0)
  end)()
  local task = asyncio.create_task(waits:anext())
  await(asyncio.sleep(0))
  task:cancel()
  fails("CancelledError", await, task)
  assert(cleaned == "CancelledError")

  -- yield elsewhere; iterating something else; objects with aiter and anext
  fails("RuntimeError: 'yield' outside async generator", asyncio.yield, 1)
  assert(not pcall(asyncio.aiter, 1) and not pcall(asyncio.aiter, {}))
  local countdown = {n = 3}
  function countdown:aiter() return self end
  countdown.anext = async(function(self)
    await(asyncio.sleep(0))
    if self.n == 0 then error(errors.StopAsyncIteration()) end
    self.n = self.n - 1
    return self.n
  end)
  values = {}
  for v in asyncio.aiter(countdown) do values[#values + 1] = v end
  assert(table.concat(values, " ") == "2 1 0")

  LEFT = guarded()
  await(LEFT:anext())
  ORDER = order
end)())

-- the loop closes what is left
loop:run_until_complete(loop:shutdown_asyncgens())
assert(#ORDER == 2)

-- one that is dropped is closed by the loop too
loop:run_until_complete(async(function()
  local dropped = 0
  for _ = 1, 3 do
    local g = asyncio.generator(function()
      local _ <close> = setmetatable({}, {__close = function() dropped = dropped + 1 end})
      asyncio.yield(1)
    end)()
    await(g:anext())
  end
  collectgarbage()
  collectgarbage()
  await(asyncio.sleep(0.01))
  assert(dropped >= 2, dropped)
end)())
loop:run_until_complete(loop:shutdown_asyncgens())
loop:close()
