-- Futures of other things: ensure_future makes a Task of what can be awaited, chain makes one
-- future follow another, in another loop or thread too (wrap_future, run_coroutine_threadsafe).

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local events = require "gilua._asyncio.events"
local native = require "gilua._asyncio"

local async, await, iscoroutine, isfuture = core.async, core.await, core.iscoroutine, core.isfuture
local error, getmetatable, next, pcall = error, getmetatable, next, pcall
local select, type = select, type
local bind, try_create_task = class.bind, native.try_create_task

local futures = {}

--- Whether the value is a table of keyword arguments: no metatable, only string keys. A plain table
--- that can be awaited is none.
function futures._is_keywords(value)
  if type(value) ~= "table" or getmetatable(value) ~= nil then return false end
  if next(value) == nil or value.__await ~= nil then return false end
  for key in next, value do
    if type(key) ~= "string" then return false end
  end
  return true
end

--- bind(name, positional, names, ...) for functions whose first argument can be awaited, as even a
--- plain table may be.
function futures._bind(name, positional, names, ...)
  local first = ...
  if type(first) ~= "table" or getmetatable(first) ~= nil or first.__await == nil then
    return bind(name, positional, names, ...)
  end
  local others = names:match("^[^,]*,(.*)") or ""
  return first, bind(name, positional - 1, others, select(2, ...))
end

--- What messages call the type of a value.
function futures._type_name(value)
  if iscoroutine(value) then return "coroutine" end
  if isfuture(value) then return class.name_of(value) end
  return type(value)
end

--- Whether the value is a Future, a coroutine, or an object with a method __await.
local function is_awaitable(value)
  if isfuture(value) or iscoroutine(value) then return true end
  local kind = type(value)
  return (kind == "table" or kind == "userdata") and value.__await ~= nil
end
futures._is_awaitable = is_awaitable

-- For objects with a method __await.
local await_object = async(function(object) return await(object) end)

local function ensure_future(awaitable, loop)
  if iscoroutine(awaitable) and (loop == nil or loop == core._get_running_loop()) then
    local task = try_create_task(awaitable)
    if task ~= nil then return task end
  end
  if isfuture(awaitable) then
    if loop ~= nil and loop ~= awaitable:get_loop() then
      error(errors.ValueError(
        "The future belongs to a different loop than the one specified as the loop argument"))
    end
    return awaitable
  end
  local coroutine = awaitable
  if not iscoroutine(awaitable) then
    if not is_awaitable(awaitable) then
      error(errors.TypeError("An asyncio.Future, a coroutine or an awaitable is required"))
    end
    coroutine = await_object(awaitable)
  end
  local ok, result = true, loop
  if loop == nil then ok, result = pcall(events.get_event_loop) end
  if ok then ok, result = pcall(result.create_task, result, coroutine) end
  if ok then return result end
  coroutine:close()
  error(result, 0)
end
futures._ensure = ensure_future

--- ensure_future(awaitable [, {loop=}]): a Future as it is; a Task that awaits anything else.
function futures.ensure_future(...)
  return ensure_future(futures._bind("ensure_future", 1, "coro_or_future,loop", ...))
end

core.ensure_future = futures.ensure_future  -- for run_until_complete

-- One future follows another
-- ------------------------------------------------------------------------

-- The errors of concurrent.futures that asyncio has classes of its own for.
local own_errors = {
  CancelledError = core.CancelledError,
  InvalidStateError = core.InvalidStateError,
}

local function convert(e)
  if not errors.is(e, errors.BaseException) then return e end
  local own = own_errors[e.class.name]
  if own and e.class ~= own then return own(e.message) end
  return e
end

--- What the result() of a future that failed raises: a plain value as itself, which exception()
--- would wrap. A cancelled one's is its CancelledError.
function futures._raised(future)
  local _, e = pcall(future.result, future)
  return e
end
local raised = futures._raised

local function copy_state(source, destination)
  if destination:cancelled() then return end
  if source:cancelled() then
    destination:cancel()
    return
  end
  if source:exception() ~= nil then
    destination:set_exception(convert(raised(source)))
  else
    destination:set_result(source:result())
  end
end
futures._copy_state = copy_state

-- The destination is a future of concurrent.futures: its owner may have cancelled it.
local function copy_to_concurrent(source, destination)
  if source:cancelled() then destination:cancel() end
  if not destination:set_running_or_notify_cancel() then return end
  if source:exception() ~= nil then
    destination:set_exception(convert(raised(source)))
  else
    destination:set_result(source:result())
  end
end

--- The destination ends as the source does; cancelling the destination cancels the source. Either
--- may be a future of concurrent.futures, whose callbacks run in any thread.
local function chain(source, destination)
  local source_loop = isfuture(source) and source:get_loop() or nil
  local own_loop = isfuture(destination) and destination:get_loop() or nil
  local copy = own_loop and copy_state or copy_to_concurrent
  destination:add_done_callback(function()
    if not destination:cancelled() then return end
    if source_loop == nil or source_loop == own_loop then
      source:cancel()
    elseif not source_loop:is_closed() then
      source_loop:call_soon_threadsafe(source.cancel, source)
    end
  end)
  source:add_done_callback(function()
    if own_loop == nil or own_loop == source_loop then
      copy(source, destination)
    elseif not own_loop:is_closed() then
      own_loop:call_soon_threadsafe(copy, source, destination)
    end
  end)
end
futures._chain = chain

--- wrap_future(future [, {loop=}]): an asyncio Future for one of concurrent.futures.
function futures.wrap_future(...)
  local future, loop = bind("wrap_future", 1, "future,loop", ...)
  if isfuture(future) then return future end
  if not class.is_instance(future, require("gilua.concurrent.futures").Future) then
    error(errors.AssertionError(
      "concurrent.futures.Future is expected, got " .. futures._type_name(future)))
  end
  local wrapper = (loop or events.get_event_loop()):create_future()
  chain(future, wrapper)
  return wrapper
end

return futures
