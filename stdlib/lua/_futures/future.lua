-- Module "concurrent.futures", first part: Future and the module's errors.
--
-- A future's core is C++ (module "_futures"); what it calls when it is done is called here, by the
-- thread that ends it. An error is kept as an object: a plain Lua error as a LuaError, of which
-- result() raises the plain value again.

local class = require "gilua._class"
local errors = require "gilua.errors"
local native = require "gilua._futures"

local error, pcall, rawequal, select, setmetatable, type, xpcall =
  error, pcall, rawequal, select, setmetatable, type, xpcall
local getmetatable, tostring = getmetatable, tostring
local as_error, is_error = errors.as_error, errors.is
local lower = string.lower

local base = {}

local Error = errors.new_class("Error", errors.Exception)
base.CancelledError = errors.new_class("CancelledError", Error)
base.InvalidStateError = errors.new_class("InvalidStateError", Error)
base.BrokenExecutor = errors.new_class("BrokenExecutor", errors.RuntimeError)
base.TimeoutError = errors.TimeoutError

-- Loaded when there is something to be said.
local function logger()
  return require "gilua.logging".getLogger("concurrent.futures")
end

--- Logs with level CRITICAL, and the error below the message.
function base.log_critical(message, e)
  local to = logger()
  local level = require "gilua.logging".CRITICAL
  if to:isEnabledFor(level) then to:_log(level, message, {n = 0}, e) end
end

-- Errors that were plain values, by what they became.
local plain = setmetatable({}, {__mode = "k"})

--- The handler of those calls whose error a future gets.
function base.as_kept(e)
  local object = as_error(e)
  if not rawequal(object, e) then plain[object] = true end
  return object
end
local as_kept = base.as_kept

native.set_raiser(function(finished, e)
  if not finished then error(base.CancelledError(), 0) end
  if plain[e] then error(e.value, 0) end
  error(e, 0)
end)

-- "int" of "returned int": our classes by their names.
local function type_name(value)
  local kind = type(value)
  if kind ~= "table" and kind ~= "userdata" then return kind end
  local metatable = getmetatable(value)
  local name = type(metatable) == "table" and metatable.__name
  return type(name) == "string" and name or kind
end

local function describe(self)
  local state, failed, value = native.peek(self)
  local text = ("<%s at %p state=%s"):format(class.name_of(self), self,
    state == "CANCELLED_AND_NOTIFIED" and "cancelled" or lower(state))
  if failed == nil then return text .. ">" end
  return ("%s %s %s>"):format(text, failed and "raised" or "returned", type_name(value))
end

local Future = class.define {
  name = "Future",
  new = native.new_future,
  userdata = true,
  methods = native.methods,
  metamethods = {__tostring = describe},
}
base.Future = Future

function Future:init(...)
  if select("#", ...) > 0 then error(errors.TypeError("Future() takes no arguments")) end
end

-- What a callback raises is logged, but for exits and interrupts, which go on their way.
local function call_back(future, f)
  local ok, e = xpcall(f, as_error, future)
  if ok then return end
  if not is_error(e, errors.Exception) then error(e, 0) end
  logger():exception("exception calling callback for %r", future, e)
end

--- Calls what finish() and cancel() gave: {function, those before it}, in the order of their adding.
function base.call_back_all(future, chain)
  if not chain then return end
  local list, n = {}, 0
  while chain do
    n = n + 1
    list[n] = chain[1]
    chain = chain[2]
  end
  for i = n, 1, -1 do call_back(future, list[i]) end
end
local call_back_all = base.call_back_all

--- add_done_callback(f): f(future) is called by the thread that ends it; at once if it is done.
function Future:add_done_callback(...)
  if select("#", ...) == 0 then
    error(errors.TypeError(
      "Future.add_done_callback() missing 1 required positional argument: 'fn'"))
  end
  local f = ...
  if not native.add_callback(self, {f, false}) then call_back(self, f) end
end

--- cancel(): false if it runs or is finished.
function Future:cancel()
  local cancelled, callbacks = native.cancel(self)
  call_back_all(self, callbacks)
  return cancelled
end

--- exception(timeout=nil): the error that it ended with; nil if it ended well.
function Future:exception(...)
  local e = native.exception(self, ...)
  if e ~= nil and not is_error(e, errors.BaseException) then return as_error(e) end
  return e
end

-- For executors ------------------------------------------------------------------------------------

--- set_running_or_notify_cancel(): true if it is to be run, false if it was cancelled.
function Future:set_running_or_notify_cancel()
  local runs = native.start(self)
  if runs == nil then
    base.log_critical(("Future %p in unexpected state: %s"):format(self, (native.peek(self))))
    error(errors.RuntimeError("Future in unexpected state"))
  end
  return runs
end

local function finish(self, ...)
  local done, callbacks = native.finish(self, nil, ...)
  if not done then
    error(base.InvalidStateError(("%s: %s"):format((native.peek(self)), tostring(self))))
  end
  call_back_all(self, callbacks)
end

--- set_result(...): what result() is to return.
function Future:set_result(...) finish(self, true, ...) end

--- set_exception(e): what result() is to raise; any value may be.
function Future:set_exception(e)
  if e == nil then return finish(self, true) end
  finish(self, false, as_kept(e))
end

return base
