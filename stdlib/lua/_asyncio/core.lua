-- The foundation of module "asyncio": Future, Task, EventLoop, Handle as classes over their C++
-- halves (module "_asyncio"), and the errors. Everything else of asyncio is written over this.

local class = require "gilua._class"
local errors = require "gilua.errors"
local native = require "gilua._asyncio"

local error, ipairs, next, pcall, rawget, setmetatable = error, ipairs, next, pcall, rawget, setmetatable
local tostring, type = tostring, type
local name_of = class.name_of

local core = {
  async = native.async,
  await = native.await,
  coroutine = native.coroutine,
  sleep = native.sleep,
  iscoroutine = native.iscoroutine,
  iscoroutinefunction = native.iscoroutinefunction,
  isfuture = native.isfuture,
  current_task = native.current_task,
  all_tasks = native.all_tasks,
  _get_running_loop = native._get_running_loop,
}

core.CancelledError =
  errors._library_class("CancelledError", errors.BaseException, "asyncio.CancelledError")
core.InvalidStateError =
  errors._library_class("InvalidStateError", errors.Exception, "asyncio.InvalidStateError")

local get_running_loop = native._get_running_loop
local isfuture, iscoroutine, function_name = native.isfuture, native.iscoroutine, native.name_of

--- The loop of an interactive session, which runs while its prompt waits: nil in scripts.
function core.idle_loop() return nil end

function core.get_running_loop()
  local loop = get_running_loop() or core.idle_loop()
  if loop == nil then error(errors.RuntimeError("no running event loop")) end
  return loop
end

-- Texts ---------------------------------------------------------------------------------------------

local function one_line(value)
  if type(value) == "string" then return ("%q"):format(value) end
  return tostring(value)
end

-- "cancelled", "pending", "finished result=1", "finished exception=ValueError: x"
local function describe_state(future)
  if not future:done() then return "pending" end
  if future:cancelled() then return "cancelled" end
  local failure = native.peek_exception(future)
  if failure ~= nil then return "finished exception=" .. one_line(failure) end
  return "finished result=" .. one_line((future:result()))
end

local function describe_future(future)
  return ("<%s %s>"):format(name_of(future), describe_state(future))
end

-- "main() running at x.lua:12": where the coroutine stands.
local function describe_coroutine(coroutine)
  if not iscoroutine(coroutine) then return tostring(coroutine) end
  local name = function_name(coroutine)
  local thread = native.thread_of(coroutine)
  if thread == nil then return ("<%s() done>"):format(name) end
  local place = core.where(thread)
  return ("<%s() running%s>"):format(name, place and " at " .. place or "")
end

-- Whether a level of a stack is in one of our own modules, whose chunks are named "=json.lua".
local function is_own(info) return info.source:find("^=.*%.lua$") ~= nil end

--- The line of the coroutine's own function at which it stands, "x.lua:12"; nil: nowhere in Lua.
function core.where(thread)
  local level, found, is_found_own = 0, nil, true
  while true do
    local info = debug.getinfo(thread, level, "Sl")
    if not info then break end
    -- The outermost, but of a program's code rather than ours.
    if info.currentline > 0 and (is_found_own or not is_own(info)) then
      found, is_found_own = info, is_own(info)
    end
    level = level + 1
  end
  return found and found.short_src .. ":" .. found.currentline
end

local function describe_task(task)
  local state = describe_state(task)
  local first, rest = state:match("^(%S+)(.*)$")
  if first == "pending" and task:cancelling() > 0 then first = "cancelling" end
  local text = ("<%s %s name='%s' coro=%s"):format(name_of(task), first, task:get_name(),
    describe_coroutine(task:get_coro()))
  local waiter = task:_waiting_for()
  if waiter ~= nil then text = text .. " wait_for=" .. describe_future(waiter) end
  return text .. rest .. ">"
end

local function describe_handle(handle)
  local callback = handle:_callback()
  local text = handle:cancelled() and "cancelled" or function_name(callback) .. "()"
  local when = handle:when()
  if when then return ("<TimerHandle when=%s %s>"):format(when, text) end
  return ("<Handle %s>"):format(text)
end

-- Classes -------------------------------------------------------------------------------------------

local Future = class.define {
  name = "Future",
  new = native.new_future,
  userdata = true,
  methods = native.future,
  metamethods = {__tostring = describe_future, __gc = native.future_gc},
}
core.Future = Future

function Future:init(options)
  local loop = type(options) == "table" and options.loop or nil
  if options ~= nil and type(options) ~= "table" then
    error(errors.TypeError("Future() takes no positional arguments"))
  end
  native.init_future(self, loop or core.get_event_loop())
end

local kept_exception = native.future.exception

--- exception(): what it raises, as an object: a plain Lua error as a LuaError.
function Future:exception()
  local e = kept_exception(self)
  if e ~= nil then return errors.as_error(e) end
end

local Task = class.define {
  name = "Task",
  new = function(metatable, coroutine, options)
    local loop = options and options.loop or core.get_running_loop()
    return native.new_task(metatable, loop, coroutine, options and options.name)
  end,
  start = function() end,
  userdata = true,
  methods = native.task,
  metamethods = {__tostring = describe_task, __gc = native.future_gc},
}
core.Task = Task
for name in next, native.future do
  if rawget(Task, name) == nil then Task[name] = Future[name] end
end

local Handle = class.define {
  name = "Handle",
  userdata = true,
  methods = native.handle,
  metamethods = {__tostring = describe_handle},
}
core.Handle = Handle

-- get_stack(limit): one entry a level, innermost last, as Python's: {name=, source=, currentline=}.
function Task:get_stack(options)
  local limit = type(options) == "table" and options.limit or nil
  local thread = self:_thread()
  local stack = {}
  if not thread then return stack end
  local level = 0
  while true do
    local info = debug.getinfo(thread, level, "Sln")
    if not info then break end
    if info.what ~= "C" and not is_own(info) then
      table.insert(stack, 1, {name = info.name, source = info.short_src, currentline = info.currentline})
    end
    level = level + 1
  end
  while limit and #stack > limit do table.remove(stack, 1) end
  return stack
end

function Task:print_stack(options)
  local file = type(options) == "table" and options.file or io.stderr
  local stack = self:get_stack(options)
  if #stack == 0 then
    file:write(("No stack for %s\n"):format(tostring(self)))
    return
  end
  file:write(("Stack for %s (most recent call last):\n"):format(tostring(self)))
  for _, entry in ipairs(stack) do
    file:write(("  %s:%d: in %s\n"):format(entry.source, entry.currentline, entry.name or "?"))
  end
end

-- The loop ------------------------------------------------------------------------------------------

local weak_keys = {__mode = "k"}
local loop_settings = setmetatable({}, weak_keys)  -- loop -> what is set on it from Lua

local function settings(loop)
  local found = loop_settings[loop]
  if not found then
    found = {}
    loop_settings[loop] = found
  end
  return found
end
core.loop_settings = settings
core.settings_of_all = loop_settings

local EventLoop = class.define {
  name = "EventLoop",
  new = function(metatable)
    local generators = setmetatable({}, weak_keys)
    local loop = native.new_loop(metatable, generators)
    settings(loop).async_generators = generators
    return loop
  end,
  userdata = true,
  methods = native.loop,
  metamethods = {
    __tostring = function(loop)
      return ("<EventLoop running=%s closed=%s debug=%s>"):format(loop:is_running(),
        loop:is_closed(), loop:get_debug())
    end,
  },
}
core.EventLoop = EventLoop
EventLoop.run_forever = native.run_forever
EventLoop.slow_callback_duration = 0.1  -- seconds; debug mode tells about callbacks that take longer

function core.new_loop()
  return EventLoop()
end

-- A task of any loop; the options' loop belongs to the class's constructor.
function EventLoop:create_task(coroutine, options)
  if self:is_closed() then error(errors.RuntimeError("Event loop is closed")) end
  if not iscoroutine(coroutine) then
    error(errors.TypeError("a coroutine was expected, got " .. tostring(coroutine)))
  end
  local name = options and options.name
  local factory = settings(self).task_factory
  if not factory then return Task(coroutine, {loop = self, name = name}) end
  local task = factory(self, coroutine)
  if name ~= nil then task:set_name(name) end
  return task
end

function EventLoop:set_task_factory(factory)
  if factory ~= nil and type(factory) ~= "function" then
    error(errors.TypeError("task factory must be a callable or None"))
  end
  settings(self).task_factory = factory
  native.set_has_task_factory(self, factory ~= nil)
end

function EventLoop:get_task_factory()
  return settings(self).task_factory
end

local try_create_task = native.try_create_task

--- create_task(coro, {name=}): in the running loop.
function core.create_task(coroutine, options)
  if options == nil then
    local task = try_create_task(coroutine)
    if task then return task end
  end
  return core.get_running_loop():create_task(coroutine, options)
end

local function stop_loop(future)
  local failure = native.peek_exception(future)
  -- These have ended the loop already; what is still in its queue must not end the next run.
  if errors.is(failure, errors.SystemExit) or errors.is(failure, errors.KeyboardInterrupt) then
    return
  end
  future:get_loop():stop()
end

--- run_until_complete(future): runs until it is done and gives its results.
function EventLoop:run_until_complete(future)
  if self:is_closed() then error(errors.RuntimeError("Event loop is closed")) end
  if self:is_running() then error(errors.RuntimeError("This event loop is already running")) end
  local is_new = not isfuture(future)
  future = core.ensure_future(future, {loop = self})
  future:add_done_callback(stop_loop)
  local ok, failure = pcall(self.run_forever, self)
  future:remove_done_callback(stop_loop)
  if not ok then
    -- The error that ended the loop was the task's own: it is looked at now.
    if is_new and future:done() and not future:cancelled() then future:exception() end
    error(failure, 0)
  end
  if not future:done() then
    error(errors.RuntimeError("Event loop stopped before Future completed."))
  end
  return future:result()
end

-- Errors that nobody hears of -------------------------------------------------------------------------

local function log(level, text)
  local logger = require("gilua.logging").getLogger("asyncio")
  logger[level](logger, "%s", text)
end

local order = {"task", "future", "handle", "protocol", "transport", "socket", "asyncgen"}

--- What the loop does with a context when no other handler is set: an ERROR of logger "asyncio".
function EventLoop:default_exception_handler(context)
  local lines = {context.message or "Unhandled exception in event loop"}
  for _, key in ipairs(order) do
    if context[key] ~= nil then lines[#lines + 1] = key .. ": " .. tostring(context[key]) end
  end
  local failure = context.exception
  if failure ~= nil then
    lines[#lines + 1] = errors.format_exception and
      (tostring(errors.format_exception(failure)):gsub("\n$", "")) or tostring(failure)
  end
  log("error", table.concat(lines, "\n"))
end

function EventLoop:set_exception_handler(handler)
  if handler ~= nil and type(handler) ~= "function" then
    error(errors.TypeError("A callable object or None is expected, got " .. tostring(handler)))
  end
  settings(self).exception_handler = handler
end

function EventLoop:get_exception_handler()
  return settings(self).exception_handler
end

--- call_exception_handler{message=, exception=, ...}: the handler that is set, or the default one.
function EventLoop:call_exception_handler(context)
  local handler = settings(self).exception_handler
  if not handler then return self:default_exception_handler(context) end
  local ok, failure = pcall(handler, self, context)
  if ok then return end
  if errors.is(failure, errors.SystemExit) or errors.is(failure, errors.KeyboardInterrupt) then
    error(failure, 0)
  end
  self:default_exception_handler {
    message = "Unhandled error in exception handler",
    exception = failure,
    context = context,
  }
end

local function report(loop, context)
  if context.handle ~= nil then
    context.message = ("Exception in callback %s"):format(
      function_name(context.handle:_callback()) .. "()")
  end
  loop:call_exception_handler(context)
end

local function report_slow(_, item, seconds)
  log("warning", ("Executing %s took %.3f seconds"):format(tostring(item), seconds))
end

native.install(report, report_slow, class.metatable_of(Handle), class.metatable_of(Future),
  class.metatable_of(Task))

return core
