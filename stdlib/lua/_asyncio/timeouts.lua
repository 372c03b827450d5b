-- asyncio.timeout and timeout_at: to-be-closed values that cancel their task when time is up, and
-- turn that cancellation into a TimeoutError at the end of the block.
--
-- Only the cancellation that the timeout asked for becomes a TimeoutError: if others asked for one
-- meanwhile, the task's count of requests tells, and CancelledError goes on its way.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"

local error, type = error, type
local bind = class.bind
local get_running_loop = core.get_running_loop

local ACTIVE, EXPIRING, EXPIRED, FINISHED = "active", "expiring", "expired", "finished"

local Timeout

local function check_when(name, value)
  if value ~= nil and type(value) ~= "number" then
    error(errors.TypeError(("%s must be a number or nil, not %s"):format(name, type(value))))
  end
  return value
end

local function schedule(self, when)
  self._when = when
  if self._handle then self._handle:cancel() end
  self._handle = nil
  if when == nil then return end
  local loop = get_running_loop()
  local function on_timeout()
    if self._state ~= ACTIVE then return end
    self._task:cancel()
    self._state, self._handle = EXPIRING, nil
  end
  if when <= loop:time() then
    self._handle = loop:call_soon(on_timeout)
  else
    self._handle = loop:call_at(when, on_timeout)
  end
end

-- The end of the block; [e] is the error that it ended with.
local function close(self, e)
  local state = self._state
  if self._handle then self._handle:cancel() end
  self._handle = nil
  if state == ACTIVE then
    self._state = FINISHED
  elseif state == EXPIRING then
    self._state = EXPIRED
    if self._task:uncancel() <= self._cancelling and errors.is(e, core.CancelledError) then
      local late = errors.TimeoutError()
      late.cause = e
      error(late)
    end
  end
end

Timeout = class.define {
  name = "Timeout",
  metamethods = {
    __close = close,
    __tostring = function(self)
      local when = ""
      if self._state == ACTIVE then
        when = self._when and (" when=%.3f"):format(self._when) or " when=nil"
      end
      return ("<%s [%s]%s>"):format(class.name_of(self), self._state, when)
    end,
  },
}

--- Timeout(when): as timeout_at.
function Timeout:init(...)
  local when = check_when("when", bind("Timeout", 1, "when", ...))
  local loop = core._get_running_loop()
  local task = loop and core.current_task(loop)
  if task == nil then error(errors.RuntimeError("Timeout should be used inside a task")) end
  self._state, self._task, self._cancelling = ACTIVE, task, task:cancelling()
  schedule(self, when)
end

--- The loop's time at which the task is cancelled; nil: never.
function Timeout:when() return self._when end

--- Moves the deadline; nil: there is none any more.
function Timeout:reschedule(...)
  local when = check_when("when", bind("reschedule", 1, "when", ...))
  if self._state ~= ACTIVE then
    error(errors.RuntimeError(("Cannot change state of %s Timeout"):format(self._state)))
  end
  schedule(self, when)
end

--- Whether time was up before the block ended.
function Timeout:expired() return self._state == EXPIRING or self._state == EXPIRED end

local timeouts = {Timeout = Timeout, TimeoutError = errors.TimeoutError}

--- local t <close> = asyncio.timeout(delay): the block may take that many seconds; nil: any time.
function timeouts.timeout(...)
  local delay = check_when("delay", bind("timeout", 1, "delay", ...))
  return Timeout(delay and get_running_loop():time() + delay)
end

--- The same with the loop's time at which it ends.
function timeouts.timeout_at(...)
  return Timeout((bind("timeout_at", 1, "when", ...)))
end

return timeouts
