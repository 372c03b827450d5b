-- Module "concurrent.futures", third part: wait() and as_completed().
--
-- Both hear of the futures' ends through a watch (C++), in the order in which they came; those that
-- were over before come first, in the order of their ends.

local class = require "gilua._class"
local errors = require "gilua.errors"
local native = require "gilua._futures"
local base = require "gilua._futures.future"
local iteration = require "gilua._futures.iteration"
local monotonic = require "gilua.time".monotonic
local quote = require "gilua._errors".quote

local error, tostring, type = error, tostring, type
local sort = table.sort
local end_number, watch_take, watch_wait = native.end_number, native.watch_take, native.watch_wait

local waiting = {
  FIRST_COMPLETED = "FIRST_COMPLETED",
  FIRST_EXCEPTION = "FIRST_EXCEPTION",
  ALL_COMPLETED = "ALL_COMPLETED",
}

local watch_metatable = {__close = native.watch_close}

-- The futures, each once: those that are over first.
local function distinct(fs, name)
  if fs == nil then
    error(errors.TypeError(name .. "() missing 1 required positional argument: 'fs'"))
  end
  local over, pending, seen, number = {}, {}, {}, {}
  local last, sorted = -1, true
  local pull = iteration.puller(fs)
  local found, future = pull()
  while found do
    if not class.is_instance(future, base.Future) then
      error(errors.TypeError(("%s() takes futures, not %s"):format(name, type(future))))
    end
    if not seen[future] then
      seen[future] = true
      local ended = end_number(future)
      if ended then
        over[#over + 1], number[future] = future, ended
        sorted, last = sorted and ended > last, ended
      else
        pending[#pending + 1] = future
      end
    end
    found, future = pull()
  end
  if not sorted then sort(over, function(a, b) return number[a] < number[b] end) end
  for i = 1, #pending do over[#over + 1] = pending[i] end
  return over
end

--- wait(fs, timeout=nil, return_when=ALL_COMPLETED): those that are done, in the order in which they
--- ended; those that are not, in the order given.
function waiting.wait(...)
  local fs, timeout, return_when = class.bind("wait", 3, "fs,timeout,return_when", ...)
  if return_when == nil then return_when = waiting.ALL_COMPLETED end
  if waiting[return_when] ~= return_when then
    error(errors.ValueError("Invalid return condition: " ..
      (type(return_when) == "string" and quote(return_when) or tostring(return_when))))
  end
  local list = distinct(fs, "wait")
  local watch <close> = native.new_watch(list, watch_metatable)
  watch_wait(watch, return_when == "FIRST_COMPLETED" and 1 or #list,
    return_when == "FIRST_EXCEPTION", timeout)
  local done, is_done, not_done = {}, {}, {}
  for future in watch_take, watch do
    done[#done + 1], is_done[future] = future, true
  end
  for i = 1, #list do
    if not is_done[list[i]] then not_done[#not_done + 1] = list[i] end
  end
  return done, not_done
end

local function next_completed(self)
  if self._taken == self._total then return false end
  local future = watch_take(self._watch)
  if future == nil then
    local left = self._deadline and self._deadline - monotonic()
    if not watch_wait(self._watch, self._taken + 1, false, left) then
      self:close()
      error(errors.TimeoutError(("%d (of %d) futures unfinished"):format(
        self._total - self._taken, self._total)))
    end
    future = watch_take(self._watch)
  end
  self._taken = self._taken + 1
  return true, future
end

local function close_completed(self) native.watch_close(self._watch) end

--- as_completed(fs, timeout=nil): an iterator over the futures, in the order in which they end.
function waiting.as_completed(...)
  local fs, timeout = class.bind("as_completed", 2, "fs,timeout", ...)
  local list = distinct(fs, "as_completed")
  local iterator = iteration.new("as_completed", next_completed, close_completed)
  iterator._deadline = iteration.deadline(timeout)
  iterator._total, iterator._taken = #list, 0
  iterator._watch = native.new_watch(list, watch_metatable)
  return iterator
end

return waiting
