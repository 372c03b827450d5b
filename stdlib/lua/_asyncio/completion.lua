-- asyncio.as_completed: futures in the order in which they end.
--
-- An object that is an iterator of both kinds. `for c in as_completed(ts)` gives coroutines, the
-- k-th of which waits for the k-th to end and has its results; `for f in aiter(as_completed(ts))`
-- gives the futures themselves, once they have ended.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local events = require "gilua._asyncio.events"
local futures = require "gilua._asyncio.futures"
local queues = require "gilua._asyncio.queues"
local waiting = require "gilua._asyncio.waiting"

local async, await = core.async, core.await
local error, ipairs, next, type = error, ipairs, next, type

-- What stands in the queue for those that were too late.
local LATE = {}

-- The next future that ended, or an error if there was none in time.
local function wait_for_one(self)
  local future = await(self._done:get())
  if future == LATE then error(errors.TimeoutError()) end
  return future
end

local _wait_for_one = async(function(self) return wait_for_one(self):result() end)

-- The count says how many may still be asked for.
local function take_one(self)
  if self._left == 0 then return false end
  self._left = self._left - 1
  return true
end

local AsCompleted = class.define {
  name = "_AsCompletedIterator",
  metamethods = {
    __call = function(self)
      if take_one(self) then return _wait_for_one(self) end
    end,
  },
}

function AsCompleted:init(list, timeout)
  local todo, count = {}, 0
  local handle
  local function on_done(future)
    if not todo[future] then return end  -- time was up before
    todo[future] = nil
    count = count - 1
    self._done:put_nowait(future)
    if count == 0 and handle then handle:cancel() end
  end
  local function on_timeout()
    local late = todo
    todo = {}
    for future in next, late do
      future:remove_done_callback(on_done)
      self._done:put_nowait(LATE)
    end
  end
  self._done = queues.Queue()
  local loop = events.get_event_loop()
  for _, awaitable in ipairs(list) do
    local future = futures._ensure(awaitable, loop)
    if not todo[future] then
      todo[future], count = true, count + 1
      future:add_done_callback(on_done)
    end
  end
  self._left = count
  if timeout ~= nil and count > 0 then handle = loop:call_later(timeout, on_timeout) end
end

--- The next coroutine; StopIteration behind the last.
function AsCompleted:next()
  if not take_one(self) then error(errors.StopIteration()) end
  return _wait_for_one(self)
end

function AsCompleted:aiter() return self end

--- Waits for the next future that ends, and gives it; StopAsyncIteration behind the last.
AsCompleted.anext = async(function(self)
  if not take_one(self) then error(errors.StopAsyncIteration()) end
  return wait_for_one(self)
end)

--- as_completed(awaitables [, {timeout=}]).
local function as_completed(...)
  local fs, timeout = class.bind("as_completed", 1, "fs,timeout", ...)
  waiting._check_list("an iterable", fs)
  if timeout ~= nil and type(timeout) ~= "number" then
    error(errors.TypeError("timeout must be a number or nil, not " .. type(timeout)))
  end
  return AsCompleted(waiting._distinct(fs), timeout)
end

return {as_completed = as_completed}
