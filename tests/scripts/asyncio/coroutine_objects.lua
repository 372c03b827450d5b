-- Coroutine objects: nothing runs before they are awaited or sent to; each runs once; await in
-- every place below a running task, and nowhere else.
local asyncio = require "asyncio"
local errors = require "errors"
local generators = require "generators"
local async, await = asyncio.async, asyncio.await

local help = require "lib.help"
local fails = help.fails_with
local run = help.run

local ran = 0
local work = async(function(...)
  ran = ran + 1
  return ...
end)
local c = work(1, nil, 3)
assert(type(c) == "userdata" and tostring(c):find("^<coroutine object work>"), tostring(c))
assert(ran == 0 and asyncio.iscoroutine(c) and not asyncio.iscoroutine(work))
assert(asyncio.iscoroutinefunction(work) and not asyncio.iscoroutinefunction(print))

-- send drives it by hand; the end is StopIteration
local stop = fails("StopIteration: 1", c.send, c, nil)
assert(stop.value == 1 and ran == 1)
fails("RuntimeError: cannot reuse already awaited coroutine", c.send, c, nil)
c = work()
fails("TypeError: can't send non-None value to a just-started coroutine", c.send, c, 1)
c:close()
fails("RuntimeError: cannot reuse already awaited coroutine", c.send, c, nil)
assert(ran == 1)

-- all results; arguments with nils; deep chains on one stack
run(function()
  assert(select("#", await(work(1, nil, 3, nil))) == 4)
  assert(select("#", await(work())) == 0)
  local down
  down = async(function(n) return n == 0 and "bottom" or (await(down(n - 1))) end)
  assert(await(down(5000)) == "bottom")
  local once = work(7)
  assert(await(once) == 7)
  fails("RuntimeError: cannot reuse already awaited coroutine", await, once)
end)

-- await stands in plain functions, pcall, metamethods, iterators, __close, comparators that do not
-- suspend
run(function()
  local function helper(v) return await(asyncio.sleep(0, v)) end
  assert(helper(5) == 5)
  assert(select(2, pcall(helper, 6)) == 6)
  local t = setmetatable({}, {
    __index = function(_, k) return await(asyncio.sleep(0, k)) end,
    __add = function(a, b) return await(asyncio.sleep(0, b)) end,
    __call = function(_, v) return await(asyncio.sleep(0, v)) end,
    __eq = function() return await(asyncio.sleep(0, true)) end,
    __lt = function() return await(asyncio.sleep(0, true)) end,
    __concat = function(_, b) return await(asyncio.sleep(0, b)) end,
    __len = function() return await(asyncio.sleep(0, 9)) end,
  })
  assert(t.name == "name" and t + 4 == 4 and t(3) == 3 and t .. "x" == "x" and #t == 9)
  assert(t == setmetatable({}, getmetatable(t)) and t < t)
  local n = 0
  for v in function() n = n + 1 return await(asyncio.sleep(0, n < 4 and n or nil)) end do
    assert(v == n)
  end
  assert(n == 4)
  local order = {}
  do
    local _ <close> = setmetatable({}, {__close = function()
      await(asyncio.sleep(0))
      order[#order + 1] = "closed"
    end})
    order[#order + 1] = "body"
  end
  assert(table.concat(order, " ") == "body closed")
  -- also while an error unwinds, with nobody to catch it but the task
  local unwinding = asyncio.create_task(async(function()
    local _ <close> = setmetatable({}, {__close = function(_, e)
      await(asyncio.sleep(0))
      order[#order + 1] = "unwound " .. tostring(e)
    end})
    error(errors.ValueError("v"))
  end)())
  fails("ValueError: v", await, unwinding)
  assert(order[3] == "unwound ValueError: v", order[3])
  fails("attempt to yield across a C-call boundary", function()
    local ok, e = pcall(table.sort, {3, 2, 1}, function(a, b)
      await(asyncio.sleep(0))
      return a < b
    end)
    error((tostring(e):gsub("^.-:%d+: ", "")), 0)
  end)
end)

-- and nowhere else
local function outside()
  local pending = work()
  local e = fails("RuntimeError: 'await' outside async function", await, pending)
  pending:close()
  return e
end
outside()
run(function()
  local wrapped = coroutine.wrap(outside)
  wrapped()
  local g = generators.generator(function()
    outside()
    generators.yield(1)
  end)()
  assert(g:next() == 1)
  fails("TypeError: object number can't be used in 'await' expression", await, 1)
  fails("TypeError: object nil can't be used in 'await' expression", await, nil)
  fails("TypeError: object table can't be used in 'await' expression", await, {})
end)

-- objects with __await: what it returns, awaited where it can be
run(function()
  local plain = {__await = function(self) return self, "b" end}
  local a, b = await(plain)
  assert(a == plain and b == "b")
  assert(await({__await = function() return work(8) end}) == 8)
  assert(await({__await = function() return await(asyncio.sleep(0, 9)) end}) == 9)
  fails("ValueError: no", await, {__await = function() error(errors.ValueError("no")) end})
end)

-- yields in an async function
local function bad(f) return fails("RuntimeError: " .. f.text, run, f.body) end
bad{text = "Task got bad yield: 5", body = function() coroutine.yield(5) end}
bad{text = "'yield from' inside async function", body = function()
  local sleeping = asyncio.sleep(0)
  local _ <close> = sleeping
  generators.yield_from(sleeping)
end}
run(function()
  fails("RuntimeError: Task got bad yield: nil", generators.yield)
  assert(await(work("still alive")) == "still alive")
  local future = asyncio.get_running_loop():create_future()
  local ok, e = pcall(coroutine.yield, future)
  assert(not ok and tostring(e):find("yield was used instead of await"), tostring(e))
end)

-- one that was started by hand goes on under await, with what is thrown into it
run(function()
  local loop = asyncio.get_running_loop()
  local first = loop:create_future()
  local started = async(function()
    local ok, e = pcall(await, first)
    return ok, ok and e or tostring(e)
  end)
  local one = started()
  assert(one:send(nil) == first)  -- what it waits for
  loop:call_soon(first.set_result, first, "ready")
  -- by hand it has yielded the future already, so the future's end is looked up when it goes on
  local stopped = select(2, pcall(function()
    await(first)
    one:send(nil)
  end))
  assert(errors.is(stopped, errors.StopIteration) and stopped.value == true)
end)

-- old style: yield_from in place of await
local old = asyncio.coroutine(function(v)
  local slept = generators.yield_from(asyncio.sleep(0, v))
  return slept, generators.yield_from(work("new"))
end)
run(function()
  local a, b = await(old("x"))
  assert(a == "x" and b == "new")
  a, b = await(asyncio.create_task(old("y")))
  assert(a == "y" and b == "new")
end)
