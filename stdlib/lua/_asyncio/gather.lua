-- gather and shield: futures that stand for others.
--
-- A gathering costs its children no call of Lua: they share a native group (GroupCore), which calls
-- for the last one that ends and for errors. Results are read once the last has come. Cancelling it
-- cancels the children, and it ends when they have.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local native = require "gilua._asyncio"
local events = require "gilua._asyncio.events"
local futures = require "gilua._asyncio.futures"

local Future = core.Future
local exception = native.future.exception  -- as it was raised
local is_cancelled, is_done = Future.cancelled, Future.done
local close_group, join_group, new_group = native.close_group, native.join_group, native.new_group
local isfuture = core.isfuture
local ensure_future, is_keywords = futures._ensure, futures._is_keywords
local raised, silence = futures._raised, native.silence
local bind = class.bind
local getmetatable, select, type = getmetatable, select, type
local unpack = table.unpack

local gather = {}

local GatheringFuture = Future:extend("_GatheringFuture")

function GatheringFuture:init(children, loop)
  Future.init(self, {loop = loop})
  self._stands_for, self._cancel_requested = children, false
end

function GatheringFuture:cancel(...)
  if is_done(self) then return false end
  local msg = bind("cancel", 1, "msg", ...)
  local any, children = false, self._stands_for
  for i = 1, #children do
    if children[i]:cancel(msg) then any = true end
  end
  -- The children may swallow it: the gathering is cancelled all the same, once they are done.
  if any then self._cancel_requested = true end
  return any
end

-- What a child's place in the results gets, errors included.
local function outcome(child)
  if is_cancelled(child) then return raised(child) end
  local e = exception(child)
  if e ~= nil then return errors.as_error(e) end
  return (child:result())
end

local function finish(outer, children, as_table, return_exceptions, last)
  if outer._cancel_requested then
    outer:set_exception(is_cancelled(last) and raised(last) or core.CancelledError())
    return
  end
  local results, count = {}, #children
  if return_exceptions then
    for i = 1, count do results[i] = outcome(children[i]) end
  else
    for i = 1, count do results[i] = (children[i]:result()) end
  end
  if not as_table then
    outer:set_result(unpack(results, 1, count))
    return
  end
  results.n = count
  outer:set_result(results)
end

local function gather_all(awaitables, count, as_table, return_exceptions)
  local children, task_of = {}, {}
  local outer, loop

  local function on_done(child, left)
    if is_done(outer) then
      if not is_cancelled(child) then exception(child) end  -- it counts as retrieved
      return
    end
    if not return_exceptions then
      if is_cancelled(child) or exception(child) ~= nil then
        return outer:set_exception(raised(child))
      end
    end
    if left == 0 then finish(outer, children, as_table, return_exceptions, child) end
  end

  local group = new_group(on_done, return_exceptions)
  for i = 1, count do
    local awaitable = awaitables[i]
    local child = awaitable
    if loop == nil or not isfuture(awaitable) or awaitable:get_loop() ~= loop then
      child = task_of[awaitable] or ensure_future(awaitable, loop)
      loop = loop or child:get_loop()
      if child ~= awaitable then  -- a coroutine may be given twice
        silence(child)
        task_of[awaitable] = child
      end
    end
    join_group(group, child)
    children[i] = child
  end
  outer = GatheringFuture(children, loop)
  close_group(group, children[count])
  return outer
end

--- gather(...): a Future of all their results, each one's first; gather{...}: of a table of them,
--- with `n`. The first error ends it, unless {return_exceptions=true}; the others run on.
function gather.gather(...)
  local count, return_exceptions = select("#", ...), false
  local last = count > 0 and select(count, ...)
  if is_keywords(last) then
    return_exceptions = class.check_bool("return_exceptions",
      bind("gather", 0, "return_exceptions", last), false)
    count = count - 1
  end
  local awaitables, as_table = ..., false
  if count == 1 and type(awaitables) == "table" and getmetatable(awaitables) == nil and
      awaitables.__await == nil then
    as_table, count = true, awaitables.n or #awaitables
  else
    awaitables = {...}
  end
  if count > 0 then return gather_all(awaitables, count, as_table, return_exceptions) end
  local outer = events.get_event_loop():create_future()
  if as_table then outer:set_result({n = 0}) else outer:set_result() end
  return outer
end

--- shield(awaitable): a Future that can be cancelled while what it stands for runs on.
function gather.shield(...)
  local inner = ensure_future((futures._bind("shield", 1, "arg", ...)))
  if is_done(inner) then return inner end
  local outer = inner:get_loop():create_future()
  outer._stands_for = {inner}
  local function on_inner_done()
    if is_cancelled(outer) then
      if not is_cancelled(inner) then exception(inner) end  -- it counts as retrieved
    else
      futures._copy_state(inner, outer)
    end
  end
  inner:add_done_callback(on_inner_done)
  outer:add_done_callback(function()
    if not is_done(inner) then inner:remove_done_callback(on_inner_done) end
  end)
  return outer
end

return gather
