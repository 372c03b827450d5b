-- asyncio's Lock, Event, Condition, Semaphore and BoundedSemaphore, between the tasks of one loop.
--
-- All are fair: who waits first is served first, and nobody overtakes a task that was woken but has
-- not run yet. A task that is cancelled after it was woken passes the wake-up on.
-- Read next: waiters.lua (the lines), barriers.lua.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local waiters = require "gilua._asyncio.waiters"

local async, CancelledError = core.async, core.CancelledError
local error, pcall, select, type = error, pcall, select, type
local bind, name_of = class.bind, class.name_of
local check_integer, line, loop_of = waiters.check_integer, waiters.line, waiters.loop_of

local locks = {}

-- "<asyncio.locks.Lock object at 0x5581 [unlocked, waiters:2]>", as Python's repr.
local function describe(object, state)
  local waiting = object._line.size
  if waiting > 0 then state = ("%s, waiters:%d"):format(state, waiting) end
  return ("<asyncio.locks.%s object at %p [%s]>"):format(name_of(object), object, state)
end
locks._describe = describe

local function no_arguments(name, ...)
  if select("#", ...) > 0 then error(errors.TypeError(name .. "() takes no arguments")) end
end

-- asyncio.with(object, ...) acquires and releases.
local function make_async_context(kind, acquire)
  kind.held = async(waiters.held(acquire))
  kind.aenter = async(function(self) acquire(self) end)
  kind.aexit = async(function(self) self:release() end)
end

-- Lock -------------------------------------------------------------------------------------------

local Lock = class.define {
  name = "Lock",
  metamethods = {
    __tostring = function(self) return describe(self, self._locked and "locked" or "unlocked") end,
  },
}
locks.Lock = Lock

function Lock:init(...)
  no_arguments("Lock", ...)
  self._locked, self._line = false, line()
end

function Lock:locked() return self._locked end

local function acquire_lock(self)
  local line = self._line
  if self._locked or line.size > 0 and line:is_contended() then
    local _, ok, e = line:wait(loop_of(self))
    if not ok then
      -- It may have been woken before it was cancelled: then the next one's turn is now.
      local first = line.first
      if not self._locked and first and not first.future:done() then line:wake() end
      error(e, 0)
    end
  end
  self._locked = true
  return true
end

Lock.acquire = async(acquire_lock)
make_async_context(Lock, acquire_lock)

--- Wakes the first in the line, unless it is awake already; until it runs the lock is free, but
--- those who come stand behind it.
function Lock:release()
  if not self._locked then error(errors.RuntimeError("Lock is not acquired.")) end
  self._locked = false
  local first = self._line.first
  if first and not first.future:done() then first.future:set_result(true) end
end

-- Event ------------------------------------------------------------------------------------------

local Event = class.define {
  name = "Event",
  metamethods = {
    __tostring = function(self) return describe(self, self._set and "set" or "unset") end,
  },
}
locks.Event = Event

function Event:init(...)
  no_arguments("Event", ...)
  self._set, self._line = false, line()
end

function Event:is_set() return self._set end

function Event:set()
  if self._set then return end
  self._set = true
  self._line:wake_many(self._line.size)
end

function Event:clear() self._set = false end

--- Waits until set() was called; returns true.
Event.wait = async(function(self)
  if self._set then return true end
  local _, ok, e = self._line:wait(loop_of(self))
  if not ok then error(e, 0) end
  return true
end)

-- Condition --------------------------------------------------------------------------------------

local Condition = class.define {
  name = "Condition",
  metamethods = {
    __tostring = function(self)
      return describe(self, self._lock:locked() and "locked" or "unlocked")
    end,
  },
}
locks.Condition = Condition

function Condition:init(...)
  local lock = bind("Condition", 1, "lock", ...)
  if lock == nil then
    lock = Lock()
  elseif not class.is_instance(lock, Lock) then
    error(errors.TypeError("lock must be an asyncio.Lock, not " .. type(lock)))
  end
  self._lock, self._line = lock, line()
end

function Condition:locked() return self._lock:locked() end
function Condition:release() return self._lock:release() end

local function acquire_condition(self) return acquire_lock(self._lock) end
Condition.acquire = async(acquire_condition)
make_async_context(Condition, acquire_condition)

-- Takes the lock back after a wait, whatever comes: a cancellation only afterwards.
local function take_back(lock)
  local cancelled = nil
  while true do
    local ok, e = pcall(acquire_lock, lock)
    if ok then return cancelled end
    if not errors.is(e, CancelledError) then return e end
    cancelled = e
  end
end

local function wait_for_notify(self)
  if not self._lock:locked() then
    error(errors.RuntimeError("cannot wait on un-acquired lock"))
  end
  local loop = loop_of(self)
  self._lock:release()
  local line = self._line
  local future, ok, e = line:wait(loop)
  local failure = take_back(self._lock)
  if failure == nil and not ok then failure = e end
  if failure ~= nil then
    -- Perhaps it was this task that was notified: then it has to be another.
    if future:done() and not future:cancelled() then line:wake() end
    error(failure, 0)
  end
  return true
end

--- Gives the lock up until notified, and takes it again; returns true.
Condition.wait = async(wait_for_notify)

--- Waits until the predicate is true; returns its last value.
Condition.wait_for = async(function(self, predicate)
  local result = predicate()
  while not result do
    wait_for_notify(self)
    result = predicate()
  end
  return result
end)

local function check_notify(self)
  if not self._lock:locked() then
    error(errors.RuntimeError("cannot notify on un-acquired lock"))
  end
end

--- Wakes up to n (1) tasks. They go on when they have the lock.
function Condition:notify(...)
  local count = bind("notify", 1, "n", ...)
  check_notify(self)
  self._line:wake_many(count == nil and 1 or check_integer("n", count))
end

function Condition:notify_all()
  check_notify(self)
  self._line:wake_many(self._line.size)
end

-- Semaphores -------------------------------------------------------------------------------------

local Semaphore = class.define {
  name = "Semaphore",
  metamethods = {
    __tostring = function(self)
      return describe(self, self:locked() and "locked" or "unlocked, value:" .. self._value)
    end,
  },
}
locks.Semaphore = Semaphore

local function init_semaphore(self, name, ...)
  local value = bind(name, 1, "value", ...)
  value = value == nil and 1 or check_integer("value", value)
  if value < 0 then error(errors.ValueError("Semaphore initial value must be >= 0")) end
  self._value, self._line = value, line()
end

function Semaphore:init(...) init_semaphore(self, "Semaphore", ...) end

--- Whether an acquire would wait now.
function Semaphore:locked()
  return self._value == 0 or self._line.size > 0 and self._line:is_contended()
end

-- A task that is woken has its share already: the value was decreased for it.
local function wake_next(self)
  self._value = self._value - 1
  if self._line:wake() then return true end
  self._value = self._value + 1
  return false
end

local function share_out(self)
  while self._value > 0 and wake_next(self) do end
end

local function acquire_semaphore(self)
  if self._value > 0 and not (self._line.size > 0 and self._line:is_contended()) then
    self._value = self._value - 1
    return true
  end
  local future, ok, e = self._line:wait(loop_of(self))
  if not ok then
    if future:done() and not future:cancelled() then self._value = self._value + 1 end
    share_out(self)
    error(e, 0)
  end
  -- Shares that came back while this task stood before others may be theirs by now.
  if self._value > 0 then share_out(self) end
  return true
end

Semaphore.acquire = async(acquire_semaphore)
make_async_context(Semaphore, acquire_semaphore)

function Semaphore:release()
  self._value = self._value + 1
  wake_next(self)
end

local BoundedSemaphore = Semaphore:extend("BoundedSemaphore")
locks.BoundedSemaphore = BoundedSemaphore

function BoundedSemaphore:init(...)
  init_semaphore(self, "BoundedSemaphore", ...)
  self._bound = self._value
end

function BoundedSemaphore:release()
  if self._value >= self._bound then
    error(errors.ValueError("BoundedSemaphore released too many times"))
  end
  Semaphore.release(self)
end

return locks
