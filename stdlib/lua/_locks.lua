-- Lock, RLock, Condition, Semaphore, BoundedSemaphore, Event and Barrier of module "threading".
--
-- All but Barrier are userdata whose cores and methods are C++ (module "_sync"); this file gives
-- them Python's constructors and texts. A Barrier is a table over a Condition.

local class = require "gilua._class"
local errors = require "gilua.errors"
local native = require "gilua._sync"
local monotonic = require "gilua.time".monotonic

local error, pcall, select, tostring, type = error, pcall, select, tostring, type
local math_type = math.type
local bind, name_of = class.bind, class.name_of

local sync = {}

-- A class of userdata: the native's methods, and the text of its instances.
local function define(name, new, methods, to_text)
  local native_text = methods.__tostring
  methods.__tostring = nil
  return class.define {
    name = name,
    new = new,
    userdata = true,
    methods = methods,
    metamethods = {__tostring = to_text or native_text},
  }
end

local function missing(method, argument)
  error(errors.TypeError(
    ("%s() missing 1 required positional argument: '%s'"):format(method, argument)))
end

-- "<threading.Event at 0x5581: set>", as Python's repr.
local function describe(object, state)
  return ("<threading.%s at %p: %s>"):format(name_of(object), object, state)
end

-- Lock and RLock ------------------------------------------------------------------------------------

local function without_arguments(name)
  return function(_, ...)
    if select("#", ...) > 0 then error(errors.TypeError(name .. "() takes no arguments")) end
  end
end

local Lock = define("Lock", native.new_lock, native.lock)
Lock.init = without_arguments "Lock"
sync.Lock = Lock

local RLock = define("RLock", native.new_rlock, native.rlock)
RLock.init = without_arguments "RLock"
sync.RLock = RLock

-- Condition ------------------------------------------------------------------------------------------

local waiting = native.condition._waiting
native.condition._waiting = nil

local Condition = define("Condition", native.new_condition, native.condition, function(self)
  local count, lock = waiting(self)
  return ("<%s(%s, %d)>"):format(name_of(self), tostring(lock), count)
end)
sync.Condition = Condition

function Condition:init(...)
  local lock = bind("Condition", 1, "lock", ...)
  if lock == nil then lock = RLock() end
  native.condition_init(self, lock)
end

--- Waits until the predicate is true or the time is over; returns the predicate's last value.
function Condition:wait_for(...)
  local predicate, timeout = bind("wait_for", 2, "predicate,timeout", ...)
  if predicate == nil then missing("Condition.wait_for", "predicate") end
  if timeout ~= nil and type(timeout) ~= "number" then
    error(errors.TypeError("timeout must be a number, not " .. type(timeout)))
  end
  local result = predicate()
  local deadline = timeout and not result and monotonic() + timeout
  local left = timeout
  while not result do
    self:wait(left)
    result = predicate()
    if deadline then
      left = deadline - monotonic()
      if left <= 0 then break end
    end
  end
  return result
end

-- Semaphores -----------------------------------------------------------------------------------------

local value_of = native.semaphore._value_of
native.semaphore._value_of = nil

local Semaphore = define("Semaphore", native.new_semaphore, native.semaphore, function(self)
  local value, bound = value_of(self)
  return describe(self, bound and ("value=%d/%d"):format(value, bound) or "value=" .. value)
end)
sync.Semaphore = Semaphore

function Semaphore:init(...)
  native.semaphore_init(self, bind("Semaphore", 1, "value", ...), false)
end

local BoundedSemaphore = Semaphore:extend("BoundedSemaphore")
sync.BoundedSemaphore = BoundedSemaphore

function BoundedSemaphore:init(...)
  native.semaphore_init(self, bind("BoundedSemaphore", 1, "value", ...), true)
end

-- Event ----------------------------------------------------------------------------------------------

local Event = define("Event", native.new_event, native.event, function(self)
  return describe(self, self:is_set() and "set" or "unset")
end)
Event.init = without_arguments "Event"
sync.Event = Event

-- Barrier --------------------------------------------------------------------------------------------

local BrokenBarrierError = errors.new_class("BrokenBarrierError", errors.RuntimeError)
sync.BrokenBarrierError = BrokenBarrierError

-- What a barrier is doing. Threads that come while it drains or is reset wait until those before
-- them have left.
local FILLING, DRAINING, RESETTING, BROKEN = "filling", "draining", "resetting", "broken"

local Barrier = class.define {
  name = "Barrier",
  getters = {
    parties = function(self) return self._parties end,
    n_waiting = function(self) return self._state == FILLING and self._count or 0 end,
    broken = function(self) return self._state == BROKEN end,
  },
  metamethods = {
    __tostring = function(self)
      if self.broken then return describe(self, "broken") end
      return describe(self, ("waiters=%d/%d"):format(self.n_waiting, self._parties))
    end,
  },
}
sync.Barrier = Barrier

function Barrier:init(...)
  local parties, action, timeout = bind("Barrier", 3, "parties,action,timeout", ...)
  if parties == nil then missing("Barrier.__init__", "parties") end
  if math_type(parties) ~= "integer" then
    error(errors.TypeError("parties must be an integer, not " .. type(parties)))
  end
  if parties < 1 then error(errors.ValueError("parties must be > 0")) end
  local condition = Condition()
  native.condition_init(condition, Lock(), "Barrier")
  self._condition = condition
  self._parties, self._action, self._timeout = parties, action, timeout
  self._state, self._count = FILLING, 0
end

-- All of the following run with the condition's lock held.

local function change(self, state)
  self._state = state
  self._condition:notify_all()
end

-- The last one: runs the action and lets all go.
local function let_all_go(self)
  local action = self._action
  if action then
    local ok, e = pcall(action)
    if not ok then
      change(self, BROKEN)
      error(e, 0)
    end
  end
  change(self, DRAINING)
end

local function await_others(self, timeout)
  local function is_over() return self._state ~= FILLING end
  if not self._condition:wait_for(is_over, timeout) then change(self, BROKEN) end
  if self._state ~= DRAINING then error(BrokenBarrierError()) end
end

local function leave(self)
  self._count = self._count - 1
  if self._count == 0 and (self._state == DRAINING or self._state == RESETTING) then
    change(self, FILLING)
  end
end

--- Waits until all parties have come; returns a number from 0 on, another for each of them.
function Barrier:wait(...)
  local timeout = bind("wait", 1, "timeout", ...)
  if timeout == nil then timeout = self._timeout end
  local condition = self._condition
  local _ <close> = condition:held()
  while self._state == DRAINING or self._state == RESETTING do condition:wait() end
  if self._state == BROKEN then error(BrokenBarrierError()) end
  local index = self._count
  self._count = index + 1
  local ok, e
  if index + 1 == self._parties then
    ok, e = pcall(let_all_go, self)
  else
    ok, e = pcall(await_others, self, timeout)
  end
  leave(self)
  if not ok then error(e, 0) end
  return index
end

--- Back to the start: who waits now gets a BrokenBarrierError.
function Barrier:reset()
  local _ <close> = self._condition:held()
  if self._count == 0 then
    change(self, FILLING)
  elseif self._state == FILLING or self._state == BROKEN then
    change(self, RESETTING)
  end
end

--- Makes the barrier unusable until it is reset: who waits, or comes, gets a BrokenBarrierError.
function Barrier:abort()
  local _ <close> = self._condition:held()
  change(self, BROKEN)
end

return sync
