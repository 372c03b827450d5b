-- asyncio.Barrier: a number of tasks that wait for one another, again and again.
--
-- It fills until all parties have come, drains until they have left, and then fills again. Tasks
-- that come while it drains or is being reset wait until those before them have left.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local locks = require "gilua._asyncio.locks"
local waiters = require "gilua._asyncio.waiters"

local async, await = core.async, core.await
local error, pcall = error, pcall

local BrokenBarrierError = errors.new_class("BrokenBarrierError", errors.RuntimeError)

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
      local state = self._state
      if state ~= BROKEN then
        state = ("%s, waiters:%d/%d"):format(state, self.n_waiting, self._parties)
      end
      return ("<asyncio.locks.%s object at %p [%s]>"):format(class.name_of(self), self, state)
    end,
  },
}

function Barrier:init(...)
  local parties = class.bind("Barrier", 1, "parties", ...)
  if parties == nil then
    error(errors.TypeError("Barrier.__init__() missing 1 required positional argument: 'parties'"))
  end
  if waiters.check_integer("parties", parties) < 1 then
    error(errors.ValueError("parties must be > 0"))
  end
  self._condition = locks.Condition()
  self._parties, self._state, self._count = parties, FILLING, 0
end

-- All of the following run with the condition's lock held.

local function change(self, state)
  self._state = state
  self._condition:notify_all()
end

local function await_others(self)
  await(self._condition:wait_for(function() return self._state ~= FILLING end))
  if self._state ~= DRAINING then
    error(BrokenBarrierError("Abort or reset of barrier"))
  end
end

local function leave(self)
  self._count = self._count - 1
  if self._count > 0 then return end
  if self._state == DRAINING or self._state == RESETTING then self._state = FILLING end
  self._condition:notify_all()
end

local function wait(self)
  local condition = self._condition
  local _ <close> = await(condition:held())
  await(condition:wait_for(function()
    return self._state ~= DRAINING and self._state ~= RESETTING
  end))
  if self._state == BROKEN then error(BrokenBarrierError("Barrier aborted")) end
  local index = self._count
  self._count = index + 1
  if index + 1 == self._parties then
    change(self, DRAINING)
    leave(self)
    return index
  end
  local ok, e = pcall(await_others, self)
  leave(self)
  if not ok then error(e, 0) end
  return index
end

--- Waits until all parties have come; returns a number from 0 on, another for each of them.
Barrier.wait = async(wait)

-- asyncio.with(barrier, async(function(index) ... end))
Barrier.aenter = async(wait)
Barrier.aexit = async(function() end)

--- Back to the start: who waits now gets a BrokenBarrierError.
Barrier.reset = async(function(self)
  local _ <close> = await(self._condition:held())
  change(self, self._count > 0 and RESETTING or FILLING)
end)

--- Makes the barrier unusable until it is reset: who waits, or comes, gets a BrokenBarrierError.
Barrier.abort = async(function(self)
  local _ <close> = await(self._condition:held())
  change(self, BROKEN)
end)

return {Barrier = Barrier, BrokenBarrierError = BrokenBarrierError}
