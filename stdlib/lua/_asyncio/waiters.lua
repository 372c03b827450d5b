-- What asyncio's locks and queues are made of: lines of waiting tasks, objects that belong to one
-- loop, and guards.
--
-- A line is a list of nodes, first come first, each with the Future that its task waits for. A task
-- enters it before it waits and leaves it however the wait ends; a Future that is done belongs to a
-- task that is about to leave. A node is taken out in constant time, wherever it stands: a million
-- waiters may be cancelled.

local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"

local await, get_running_loop = core.await, core.get_running_loop
local error, math_type, pcall, setmetatable = error, math.type, pcall, setmetatable
local tostring, type = tostring, type
local is_done, set_result = core.Future.done, core.Future.set_result

local waiters = {}

local Line = {}
Line.__index = Line

function waiters.line() return setmetatable({size = 0}, Line) end

local function enter(self, future)
  local last = self.last
  local node = {future = future, before = last}
  if last then last.after = node else self.first = node end
  self.last = node
  self.size = self.size + 1
  return node
end

local function leave(self, node)
  local before, after = node.before, node.after
  if before then before.after = after else self.first = after end
  if after then after.before = before else self.last = before end
  self.size = self.size - 1
end

--- Waits for a new Future at the end of the line. Returns the Future and whether it was given a
--- result that the task may act on; if not, the error that ended the wait (CancelledError, mostly).
function Line:wait(loop)
  local future = loop:create_future()
  local node = enter(self, future)
  local ok, e = pcall(await, future)
  leave(self, node)
  return future, ok, e
end

--- Wakes the first task that is not on its way yet. False: there is none.
function Line:wake()
  local node = self.first
  while node do
    local future = node.future
    if not is_done(future) then
      set_result(future, true)
      return true
    end
    node = node.after
  end
  return false
end

--- Wakes up to [count] tasks.
function Line:wake_many(count)
  local node = self.first
  while node and count > 0 do
    local future = node.future
    if not is_done(future) then
      set_result(future, true)
      count = count - 1
    end
    node = node.after
  end
end

--- Whether a task waits that was not cancelled: who comes now has to stand behind it.
function Line:is_contended()
  local node = self.first
  while node do
    if not node.future:cancelled() then return true end
    node = node.after
  end
  return false
end

--- The running loop, which has to be the one that the object was first used in.
function waiters.loop_of(object)
  local loop = get_running_loop()
  local bound = object._loop
  if bound == nil then
    object._loop = loop
  elseif bound ~= loop then
    error(errors.RuntimeError(tostring(object) .. " is bound to a different event loop"))
  end
  return loop
end

-- Closing a guard releases what it holds, once.
local Guard = {__name = "held lock"}

function Guard.__close(guard)
  local held = guard.held
  if held ~= nil then
    guard.held = nil
    held:release()
  end
end

--- Makes a method `held` from what acquires. What could fail comes before the object is taken, and
--- behind that is no call: so no interrupt comes between the taking and the caller's variable.
function waiters.held(acquire)
  return function(self)
    local guard = setmetatable({held = self}, Guard)
    acquire(self)
    return guard
  end
end

--- The argument as an integer.
function waiters.check_integer(name, value)
  if math_type(value) ~= "integer" then
    error(errors.TypeError(("%s must be an integer, not %s"):format(name, type(value))))
  end
  return value
end

return waiters
