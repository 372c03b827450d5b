-- asyncio's Queue, LifoQueue and PriorityQueue, between the tasks of one loop.
--
-- Who waits first is served first, but a woken task finds out only when it runs whether there still
-- is an item (or room): get_nowait may have been faster. A task that is cancelled after it was
-- woken passes the wake-up on. Classes made from Queue may replace _init, _qsize, _put and _get.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local heaps = require "gilua._heap"
local waiters = require "gilua._asyncio.waiters"

local async = core.async
local error, select, tostring, type = error, select, tostring, type
local bind, check_bool, name_of = class.bind, class.check_bool, class.name_of
local concat, loop_of = table.concat, waiters.loop_of
local NIL, expel_first, rise = heaps.NIL, heaps.expel_first, heaps.rise
local place_for, place_for_last = heaps.place_for, heaps.place_for_last

local queues = {}

queues.QueueEmpty = errors.new_class("QueueEmpty", errors.Exception)
queues.QueueFull = errors.new_class("QueueFull", errors.Exception)
queues.QueueShutDown = errors.new_class("QueueShutDown", errors.Exception)

local function describe(self)
  local parts = {name_of(self), ("at %p"):format(self), "maxsize=" .. self._maxsize}
  local items = {}
  for i = self._first, self._last do items[#items + 1] = tostring(self._items[i]) end
  if #items > 0 then parts[#parts + 1] = ("_queue=[%s]"):format(concat(items, ", ")) end
  if self._getters.size > 0 then parts[#parts + 1] = ("_getters[%d]"):format(self._getters.size) end
  if self._putters.size > 0 then parts[#parts + 1] = ("_putters[%d]"):format(self._putters.size) end
  if self._unfinished > 0 then parts[#parts + 1] = "tasks=" .. self._unfinished end
  return "<" .. concat(parts, " ") .. ">"
end

local Queue = class.define {
  name = "Queue",
  getters = {maxsize = function(self) return self._maxsize end},
  metamethods = {__tostring = describe},
}
queues.Queue = Queue

local function init(self, name, ...)
  local limit = bind(name, 1, "maxsize", ...)
  self._maxsize = limit == nil and 0 or waiters.check_integer("maxsize", limit)
  self._getters, self._putters, self._joiners = waiters.line(), waiters.line(), waiters.line()
  self._unfinished, self._is_shut_down = 0, false
  -- In the instance they are found without the class's lookup, which has to think of properties.
  self._qsize, self._put, self._get = self._qsize, self._put, self._get
  self:_init(self._maxsize)
end

function Queue:init(...) init(self, "Queue", ...) end

-- The items lie at _first to _last; nil is one.

function Queue:_init() self._items, self._first, self._last = {}, 1, 0 end

function Queue:_qsize() return self._last - self._first + 1 end

function Queue:_put(item)
  local last = self._last + 1
  self._items[last], self._last = item, last
end

function Queue:_get()
  local first, items = self._first, self._items
  local item = items[first]
  items[first], self._first = nil, first + 1
  return item
end

function Queue:qsize() return self:_qsize() end

function Queue:empty() return self:_qsize() == 0 end

local function is_full(self)
  local limit = self._maxsize
  return limit > 0 and self:_qsize() >= limit
end
Queue.full = is_full

local function put_nowait(self, item)
  if self._is_shut_down then error(queues.QueueShutDown()) end
  if is_full(self) then error(queues.QueueFull()) end
  self:_put(item)
  self._unfinished = self._unfinished + 1
  if self._getters.size > 0 then self._getters:wake() end
end

local function get_nowait(self)
  if self:_qsize() == 0 then
    error(self._is_shut_down and queues.QueueShutDown() or queues.QueueEmpty())
  end
  local item = self:_get()
  if self._putters.size > 0 then self._putters:wake() end
  return item
end

local function check_item(method, ...)
  if select("#", ...) == 0 then
    error(errors.TypeError(
      ("Queue.%s() missing 1 required positional argument: 'item'"):format(method)))
  end
end

local put = async(function(self, item)
  while is_full(self) do
    if self._is_shut_down then error(queues.QueueShutDown()) end
    local line = self._putters
    local future, ok, e = line:wait(loop_of(self))
    if not ok then
      if future:done() and not future:cancelled() and not is_full(self) then line:wake() end
      error(e, 0)
    end
  end
  put_nowait(self, item)
end)

--- Puts an item, once there is room.
function Queue:put(...)
  local item = ...
  if item == nil then check_item("put", ...) end
  return put(self, item)
end

function Queue:put_nowait(...)
  local item = ...
  if item == nil then check_item("put_nowait", ...) end
  put_nowait(self, item)
end

--- Takes the next item, once there is one.
Queue.get = async(function(self)
  while self:_qsize() == 0 do
    if self._is_shut_down then error(queues.QueueShutDown()) end
    local line = self._getters
    local future, ok, e = line:wait(loop_of(self))
    if not ok then
      if future:done() and not future:cancelled() and self:_qsize() > 0 then line:wake() end
      error(e, 0)
    end
  end
  return get_nowait(self)
end)

Queue.get_nowait = get_nowait

local function wake_joiners(self) self._joiners:wake_many(self._joiners.size) end

--- An item that was taken is done with; join() returns after the last.
function Queue:task_done()
  if self._unfinished <= 0 then
    error(errors.ValueError("task_done() called too many times"))
  end
  self._unfinished = self._unfinished - 1
  if self._unfinished == 0 then wake_joiners(self) end
end

Queue.join = async(function(self)
  if self._unfinished == 0 then return end
  local _, ok, e = self._joiners:wait(loop_of(self))
  if not ok then error(e, 0) end
end)

--- From now on puts raise QueueShutDown, gets too once the queue is empty: with immediate it is
--- now.
function Queue:shutdown(...)
  local immediate = check_bool("immediate", bind("shutdown", 1, "immediate", ...), false)
  if not class.is_instance(self, Queue) then  -- another's _get might never come to an end
    error(errors.TypeError("shutdown() requires a Queue, not " .. type(self)))
  end
  self._is_shut_down = true
  if immediate then
    while self:_qsize() > 0 do
      self:_get()
      if self._unfinished > 0 then self._unfinished = self._unfinished - 1 end
    end
    if self._unfinished == 0 then wake_joiners(self) end
  end
  self._getters:wake_many(self._getters.size)
  self._putters:wake_many(self._putters.size)
end

-- Last in, first out -----------------------------------------------------------------------------

local LifoQueue = Queue:extend("LifoQueue")
queues.LifoQueue = LifoQueue

function LifoQueue:init(...) init(self, "LifoQueue", ...) end

function LifoQueue:_get()
  local last, items = self._last, self._items
  local item = items[last]
  items[last], self._last = nil, last - 1
  return item
end

-- The smallest first -----------------------------------------------------------------------------

local PriorityQueue = Queue:extend("PriorityQueue")
queues.PriorityQueue = PriorityQueue

function PriorityQueue:init(...) init(self, "PriorityQueue", ...) end

-- A comparison that fails leaves everything as it was.

function PriorityQueue:_put(item)
  if item == nil then item = NIL end
  local size = self._last + 1
  local place = place_for(self._items, item, size)
  self._items[size], self._last = item, size
  rise(self._items, size, place)
end

function PriorityQueue:_get()
  local items, size = self._items, self._last
  expel_first(items, size, place_for_last(items, size))
  local item = items[size]
  items[size], self._last = nil, size - 1
  if item == NIL then return nil end
  return item
end

return queues
