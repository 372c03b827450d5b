-- What Python has syntax for: `async with`, as asyncio.with.
--
-- The object is left exactly once if it was entered, however the function ends; what the function
-- returns is kept until then.

local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local futures = require "gilua._asyncio.futures"

local async, await, iscoroutine = core.async, core.await, core.iscoroutine
local error, getmetatable, pcall, select, type = error, getmetatable, pcall, select, type

local context = {}

local function has_methods(object, ...)
  local kind = type(object)
  if kind ~= "table" and kind ~= "userdata" then return false end
  for i = 1, select("#", ...) do
    if object[select(i, ...)] == nil then return false end
  end
  return true
end

-- A plain function may do as well as an async one.
local function results_of(...)
  if select("#", ...) == 1 and iscoroutine((...)) then return await((...)) end
  return ...
end

local function run_body(body, ...) return results_of(body(...)) end

local function leave(object, ok, ...)
  if ok then
    await(object:aexit())
    return ...
  end
  local e = ...
  if not await(object:aexit(e)) then error(e, 0) end
end

local function is_closable(object)
  local metatable = getmetatable(object)
  return type(metatable) == "table" and metatable.__close ~= nil
end

--- await(asyncio.with(object, async(function(value) ... end))): the function's results. The object
--- has async methods aenter() and aexit(err), which swallows the error if it returns true; or it is
--- to be closed.
context.with = async(function(object, body)
  if has_methods(object, "aenter", "aexit") then
    return leave(object, pcall(run_body, body, await(object:aenter())))
  end
  if is_closable(object) then
    local value <close> = object
    return run_body(body, value)
  end
  error(errors.TypeError(("'%s' object does not support the asynchronous context manager protocol")
    :format(futures._type_name(object))))
end)

return context
