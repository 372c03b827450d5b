-- asyncio.run, Runner and async_test: loops that live for one program, or for several calls.
--
-- Ctrl-C cancels the main task; KeyboardInterrupt is raised once that has ended, so that it can
-- clean up. A second one is raised at once. What is left when a runner closes is cancelled and
-- waited for: tasks, then async generators, then the threads of the default executor.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local events = require "gilua._asyncio.events"
local gather = require "gilua._asyncio.gather".gather
local quote = require "gilua._errors".quote

local error, pcall, tostring, type = error, pcall, tostring, type
local pack, unpack = table.pack, table.unpack
local bind = class.bind

-- How long a closing runner waits for the default executor's threads.
local kThreadJoinTimeout = 300

local NEW, OPEN, CLOSED = "created", "initialized", "closed"

local runners = {}

local function cancel_all_tasks(loop)
  local tasks = core.all_tasks(loop)
  if #tasks == 0 then return end
  for i = 1, #tasks do tasks[i]:cancel() end
  loop:run_until_complete(gather(tasks, {return_exceptions = true}))
  for i = 1, #tasks do
    local task = tasks[i]
    local e = not task:cancelled() and task:exception() or nil
    if e ~= nil then
      loop:call_exception_handler{
        message = "unhandled exception during asyncio.run() shutdown",
        exception = e,
        task = task,
      }
    end
  end
end

local function shut_down(loop)
  cancel_all_tasks(loop)
  local shutdown_asyncgens = loop.shutdown_asyncgens
  if shutdown_asyncgens then loop:run_until_complete(shutdown_asyncgens(loop)) end
  loop:run_until_complete(loop:shutdown_default_executor(kThreadJoinTimeout))
end

local function close(self)
  local loop, state = self._loop, self._state
  if state == OPEN then
    self._state = CLOSED
    local ok, e = pcall(shut_down, loop)
    if self._sets_loop then events.set_event_loop(nil) end
    loop:close()
    self._loop = nil
    if not ok then error(e, 0) end
  end
end

local Runner = class.define {
  name = "Runner",
  metamethods = {__close = function(self) self:close() end},
}
runners.Runner = Runner

--- Runner([{debug=, loop_factory=}]): its loop is made on first use.
function Runner:init(...)
  self._debug, self._factory = bind("Runner", 0, "debug,loop_factory", ...)
  class.check_bool("debug", self._debug)
  self._state = NEW
end

local function open(self)
  if self._state == CLOSED then error(errors.RuntimeError("Runner is closed")) end
  if self._state == OPEN then return self._loop end
  local loop
  if self._factory then
    loop = self._factory()
  else
    loop = events.new_event_loop()
    events.set_event_loop(loop)
    self._sets_loop = true
  end
  if self._debug ~= nil then loop:set_debug(self._debug) end
  self._loop, self._state = loop, OPEN
  return loop
end

Runner.close = close

function Runner:get_loop() return open(self) end

--- Runs the loop until [task] is done; its results.
local function run_main(loop, task, was_interrupted)
  local results = pack(pcall(loop.run_until_complete, loop, task))
  if results[1] then return unpack(results, 2, results.n) end
  local e = results[2]
  if not was_interrupted and errors.is(e, errors.KeyboardInterrupt) and not task:done() then
    task:cancel()
    return run_main(loop, task, true)
  end
  if was_interrupted and errors.is(e, core.CancelledError) and task:uncancel() == 0 then
    error(errors.KeyboardInterrupt())
  end
  error(e, 0)
end

runners._run_main = run_main

--- Runs a coroutine in the runner's loop and returns its results.
function Runner:run(...)
  local coroutine = bind("run", 1, "coro", ...)
  if not core.iscoroutine(coroutine) then
    local text = type(coroutine) == "string" and quote(coroutine) or tostring(coroutine)
    error(errors.ValueError("a coroutine was expected, got " .. text))
  end
  if core._get_running_loop() ~= nil then
    error(errors.RuntimeError("Runner.run() cannot be called from a running event loop"))
  end
  local loop = open(self)
  return run_main(loop, loop:create_task(coroutine), false)
end

--- run(main [, {debug=, loop_factory=}]): runs a coroutine in a loop of its own.
function runners.run(...)
  local main, debug, factory = bind("run", 1, "main,debug,loop_factory", ...)
  if core._get_running_loop() ~= nil then
    error(errors.RuntimeError("asyncio.run() cannot be called from a running event loop"))
  end
  local runner <close> = Runner()
  runner._debug, runner._factory = class.check_bool("debug", debug), factory
  return runner:run(main)
end

--- async_test(f): a plain function that runs f, async or not, in a loop of its own.
function runners.async_test(f)
  if not core.iscoroutinefunction(f) then f = core.async(f) end
  return function(...) return runners.run(f(...)) end
end

return runners
