-- What an interactive session has beyond a script: every module of ours is a global already, and
-- await(...) works outside of async functions.
--
-- At the prompt await runs the session's event loop until the result is there. While the prompt
-- waits for a line the loop goes on, so what a statement started keeps running. The loop is made
-- when somebody first asks for one, and is only the main thread's. asyncio.run works as ever: while
-- a statement runs, the session's loop does not.
-- The C++ half is stdlib/prompt.cpp.

local asyncio = require "gilua.asyncio"
local core = require "gilua._asyncio.core"
local futures = require "gilua._asyncio.futures"
local native = require "gilua._asyncio"
local runners = require "gilua._asyncio.runners"
local threading = require "gilua.threading"

local pcall, rawget, rawset = pcall, rawget, rawset

-- name of the global -> module
local modules = {
  asyncio = "asyncio", atomic = "atomic", errors = "errors", futures = "concurrent.futures",
  generators = "generators", gil = "gil", http = "http", json = "json", logging = "logging",
  queue = "queue", random = "random", sys = "sys", threading = "threading", time = "time",
}

local prompt = {has_loop = false}
local runner

local function get_loop()
  if threading.current_thread() ~= threading.main_thread() then return nil end
  if runner == nil or runner:get_loop():is_closed() then
    runner = runners.Runner()
    prompt.has_loop = true
  end
  return runner:get_loop()
end

local await_it = asyncio.async(function(value) return asyncio.await(value) end)

local function await_at_prompt(value)
  local loop = get_loop()
  -- What cannot be awaited fails in a task, as it would anywhere else.
  if not futures._is_awaitable(value) then value = await_it(value) end
  return runners._run_main(loop, futures._ensure(value, loop))
end

--- Begins the session. A global that a script has set stays as it is.
function prompt.open(globals)
  local function offer(name, value)
    if rawget(globals, name) == nil then rawset(globals, name, value) end
  end
  for name, module in pairs(modules) do offer(name, require("gilua." .. module)) end
  offer("async", asyncio.async)
  offer("await", asyncio.await)
  core.idle_loop = get_loop
  native.set_top_level_await(await_at_prompt)
end

--- Runs the loop until the descriptor can be read; a file can at any time, so only what is ready.
function prompt.run_until_readable(descriptor)
  local loop = get_loop()
  local ended = loop:create_future()
  local watches = pcall(loop.add_reader, loop, descriptor, function()
    loop:remove_reader(descriptor)
    if not ended:done() then ended:set_result() end
  end)
  if not watches then loop:call_soon(function() ended:set_result() end) end
  local ok, e = pcall(loop.run_until_complete, loop, ended)
  if ok then return end
  if watches and not loop:is_closed() then loop:remove_reader(descriptor) end
  error(e, 0)
end

--- Ends the session: what its loop still runs is cancelled and waited for.
function prompt.close()
  core.idle_loop = function() end
  native.set_top_level_await(nil)
  if runner ~= nil then runner:close() end
end

return prompt
