-- Between loops and threads: to_thread, loop:run_in_executor, run_coroutine_threadsafe.
--
-- Each loop has a default executor, made on first use, whose threads are named asyncio_0,
-- asyncio_1... The methods here are added to the class of event loops.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local events = require "gilua._asyncio.events"
local futures = require "gilua._asyncio.futures"
local threading = require "gilua.threading"
local timeouts = require "gilua._asyncio.timeouts"

local async, await = core.async, core.await
local error, pcall, setmetatable, type = error, pcall, setmetatable, type
local bind = class.bind

local EventLoop = core.EventLoop
local threads = {}

-- loop -> its default executor; false: shut down.
local executors = setmetatable({}, {__mode = "k"})

-- concurrent.futures, which only those who use threads need.
local function concurrent() return require "gilua.concurrent.futures" end

local function default_executor(loop)
  local executor = executors[loop]
  if executor == false then error(errors.RuntimeError("Executor shutdown has been called")) end
  if executor == nil then
    executor = concurrent().ThreadPoolExecutor{thread_name_prefix = "asyncio"}
    executors[loop] = executor
  end
  return executor
end

local function check_open(loop)
  if loop:is_closed() then error(errors.RuntimeError("Event loop is closed")) end
end

--- loop:run_in_executor(executor or nil, f, ...): a Future of f's results, which runs in a thread.
function EventLoop:run_in_executor(executor, f, ...)
  check_open(self)
  local future = (executor or default_executor(self)):submit(f, ...)
  return futures.wrap_future(future, {loop = self})
end

function EventLoop:set_default_executor(executor)
  if not class.is_instance(executor, concurrent().ThreadPoolExecutor) then
    error(errors.TypeError("executor must be ThreadPoolExecutor instance"))
  end
  executors[self] = executor
end

local function shut_down(executor, loop, future)
  local ok, e = pcall(executor.shutdown, executor, {wait = true})
  if loop:is_closed() then return end
  loop:call_soon_threadsafe(function()
    if future:done() then return end
    if ok then future:set_result() else future:set_exception(errors.as_error(e)) end
  end)
end

local shutdown_default_executor = async(function(loop, timeout)
  local executor = executors[loop]
  executors[loop] = false
  if not executor then return end
  local future = loop:create_future()
  local thread = threading.Thread{target = shut_down, args = {executor, loop, future}}
  thread:start()
  local ok, e = pcall(function()
    local _ <close> = timeouts.timeout(timeout)
    await(future)
  end)
  if ok then
    thread:join()
  elseif errors.is(e, errors.TimeoutError) then
    loop:call_exception_handler{
      message = ("The executor did not finish joining its threads within %s seconds."):format(
        timeout),
    }
    executor:shutdown{wait = false}
  else
    error(e, 0)
  end
end)

--- Waits until the default executor's threads have ended, that many seconds at most.
function EventLoop:shutdown_default_executor(...)
  return shutdown_default_executor(self, (bind("shutdown_default_executor", 1, "timeout", ...)))
end

local close_loop = EventLoop.close

--- Closes the loop; the default executor takes no more work.
function EventLoop:close()
  close_loop(self)
  local executor = executors[self]
  executors[self] = false
  if executor then executor:shutdown{wait = false} end
end

--- await(asyncio.to_thread(f, ...)): f's results, while this loop goes on.
threads.to_thread = async(function(f, ...)
  return await(core.get_running_loop():run_in_executor(nil, f, ...))
end)

--- run_coroutine_threadsafe(coroutine, loop): a Future of concurrent.futures, for other threads.
function threads.run_coroutine_threadsafe(...)
  local coroutine, loop = bind("run_coroutine_threadsafe", 2, "coro,loop", ...)
  if not core.iscoroutine(coroutine) then
    error(errors.TypeError("A coroutine object is required"))
  end
  local future = concurrent().Future()
  loop:call_soon_threadsafe(function()
    local ok, e = pcall(function()
      futures._chain(futures._ensure(coroutine, loop), future)
    end)
    if ok then return end
    if future:set_running_or_notify_cancel() then future:set_exception(errors.as_error(e)) end
    error(e, 0)
  end)
  return future
end

return threads
