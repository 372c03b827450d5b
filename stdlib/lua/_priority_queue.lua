-- queue.PriorityQueue: the smallest item first. A binary heap below a lock, as Python's.
--
-- A comparison may run Lua, raise an error, or be interrupted: so the lock is a script's lock, and
-- all comparisons come before the first change. A put that fails has put nothing, a get that fails
-- has taken nothing.
-- Read next: _heap.lua.

local class = require "gilua._class"
local errors = require "gilua.errors"
local heap_module = require "gilua._heap"
local locks = require "gilua._locks"
local native = require "gilua._queue"
local sync = require "gilua._sync"
local monotonic = require "gilua.time".monotonic

local error, math_type, pcall, select, type = error, math.type, pcall, select, type
local bind, check_bool = class.bind, class.check_bool
local place_for, place_for_last = heap_module.place_for, heap_module.place_for_last
local rise, expel_first = heap_module.rise, heap_module.expel_first
local NIL, patience = heap_module.NIL, native.patience

return function(queue, describe)
  local Condition, Lock = locks.Condition, locks.Lock

  local PriorityQueue = class.define {
    name = "PriorityQueue",
    getters = {
      maxsize = function(self) return self._limit end,
      unfinished_tasks = function(self) return self._unfinished end,
      is_shutdown = function(self) return self._is_shut_down end,
    },
    metamethods = {__tostring = describe},
  }

  local function condition(lock, role)
    local made = Condition(lock)
    sync.condition_init(made, lock, role)
    return made
  end

  function PriorityQueue:init(...)
    local limit = bind("PriorityQueue", 1, "maxsize", ...) or 0
    if math_type(limit) ~= "integer" then
      error(errors.TypeError("maxsize must be an integer, not " .. type(limit)))
    end
    local lock = Lock()
    self._lock, self._heap, self._size = lock, {}, 0
    self._limit, self._unfinished, self._is_shut_down = limit, 0, false
    self._not_empty = condition(lock, "Queue.get")
    self._not_full = condition(lock, "Queue.put")
    self._all_done = condition(lock, "Queue.join")
  end

  -- Waits on the condition until is_ready(self), the queue is shut down or the time is over; then
  -- raises what `late` makes. With the lock held.
  local function wait_until(self, waited, is_ready, block, timeout, late)
    local deadline = timeout and monotonic() + timeout
    while not is_ready(self) and not self._is_shut_down do
      if not block then error(late()) end
      local left = deadline and deadline - monotonic()
      if left and left <= 0 then error(late()) end
      waited:wait(left)
    end
  end

  -- place(...), a series of comparisons. If one fails, the chance that `waited` offered is still
  -- there: for the next that waits.
  local function find(waited, place, ...)
    local ok, found = pcall(place, ...)
    if ok then return found end
    waited:notify()
    error(found, 0)
  end

  local function has_room(self) return self._limit <= 0 or self._size < self._limit end
  local function has_items(self) return self._size > 0 end

  function PriorityQueue:put(...)
    if select("#", ...) == 0 then
      error(errors.TypeError("Queue.put() missing 1 required positional argument: 'item'"))
    end
    local item = ...
    local block, timeout = true, nil
    if select("#", ...) > 1 then block, timeout = patience("put", select(2, ...)) end
    if item == nil then item = NIL end
    local _ <close> = self._lock:held()
    wait_until(self, self._not_full, has_room, block, timeout, queue.Full)
    if self._is_shut_down then error(queue.ShutDown()) end
    local heap, size = self._heap, self._size + 1
    local place = find(self._not_full, place_for, heap, item, size)
    heap[size], self._size = item, size
    self._unfinished = self._unfinished + 1
    rise(heap, size, place)
    self._not_empty:notify()
  end

  function PriorityQueue:get(...)
    local block, timeout = true, nil
    if select("#", ...) > 0 then block, timeout = patience("get", ...) end
    local _ <close> = self._lock:held()
    wait_until(self, self._not_empty, has_items, block, timeout, queue.Empty)
    local heap, size = self._heap, self._size
    if size == 0 then error(queue.ShutDown()) end
    local place = find(self._not_empty, place_for_last, heap, size)
    expel_first(heap, size, place)
    local item = heap[size]
    heap[size], self._size = nil, size - 1
    self._not_full:notify()
    if item == NIL then return nil end
    return item
  end

  function PriorityQueue:put_nowait(...)
    if select("#", ...) == 0 then
      error(errors.TypeError("Queue.put_nowait() missing 1 required positional argument: 'item'"))
    end
    return self:put((...), false)
  end

  function PriorityQueue:get_nowait() return self:get(false) end

  function PriorityQueue:qsize() return self._size end

  function PriorityQueue:empty() return self._size == 0 end

  function PriorityQueue:full() return self._limit > 0 and self._size >= self._limit end

  function PriorityQueue:task_done()
    local _ <close> = self._lock:held()
    if self._unfinished <= 0 then
      error(errors.ValueError("task_done() called too many times"))
    end
    self._unfinished = self._unfinished - 1
    if self._unfinished == 0 then self._all_done:notify_all() end
  end

  function PriorityQueue:join()
    local _ <close> = self._lock:held()
    while self._unfinished > 0 do self._all_done:wait() end
  end

  function PriorityQueue:shutdown(...)
    local immediate = check_bool("immediate", bind("shutdown", 1, "immediate", ...), false)
    local _ <close> = self._lock:held()
    self._is_shut_down = true
    if immediate then
      self._unfinished = self._unfinished > self._size and self._unfinished - self._size or 0
      self._heap, self._size = {}, 0
      self._all_done:notify_all()
    end
    self._not_empty:notify_all()
    self._not_full:notify_all()
  end

  return PriorityQueue
end
