-- asyncio.wait and wait_for: a task that waits for others.
--
-- wait never cancels and never raises what its futures raise; wait_for cancels what comes too late,
-- and waits until that has ended.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local native = require "gilua._asyncio"
local futures = require "gilua._asyncio.futures"
local timeouts = require "gilua._asyncio.timeouts"

local async, await, Future = core.async, core.await, core.Future
local add_done_callback = Future.add_done_callback
local remove_done_callback = Future.remove_done_callback
local exception = native.future.exception  -- as it was raised
local is_cancelled, is_done = Future.cancelled, Future.done
local bind = class.bind
local error, getmetatable, ipairs, pcall = error, getmetatable, ipairs, pcall
local tostring, type = tostring, type

local waiting = {
  FIRST_COMPLETED = "FIRST_COMPLETED",
  FIRST_EXCEPTION = "FIRST_EXCEPTION",
  ALL_COMPLETED = "ALL_COMPLETED",
}

--- The distinct awaitables of an iterable: a sequence, a generator, or any iterator function. What
--- cannot be awaited is an error at once: the iterable may be endless.
function waiting._distinct(iterable)
  local list, seen = {}, {}
  local function add(value)
    if not futures._is_awaitable(value) then
      error(errors.TypeError("An asyncio.Future, a coroutine or an awaitable is required"))
    elseif not seen[value] then
      seen[value] = true
      list[#list + 1] = value
    end
  end
  local metatable = type(iterable) ~= "function" and getmetatable(iterable)
  if type(iterable) == "function" or type(metatable) == "table" and metatable.__call then
    for value in iterable do add(value) end
  else
    for i = 1, #iterable do add(iterable[i]) end
  end
  return list
end

--- Raises TypeError unless the value can be an iterable of futures.
function waiting._check_list(what, value)
  local kind = type(value)
  if core.isfuture(value) or core.iscoroutine(value) or
      kind ~= "table" and kind ~= "userdata" and kind ~= "function" then
    error(errors.TypeError(
      ("expect %s of futures, not %s"):format(what, futures._type_name(value))))
  end
end

local function check_wait(fs, timeout, return_when)
  waiting._check_list("a list", fs)
  local list = waiting._distinct(fs)
  if #list == 0 then error(errors.ValueError("Set of Tasks/Futures is empty.")) end
  if timeout ~= nil and type(timeout) ~= "number" then
    error(errors.TypeError("timeout must be a number or nil, not " .. type(timeout)))
  end
  if return_when == nil then return_when = "ALL_COMPLETED" end
  if waiting[return_when] ~= return_when or type(return_when) ~= "string" then
    error(errors.ValueError("Invalid return_when value: " .. tostring(return_when)))
  end
  for _, future in ipairs(list) do
    if core.iscoroutine(future) then
      error(errors.TypeError("Passing coroutines is forbidden, use tasks explicitly."))
    elseif not core.isfuture(future) then
      error(errors.TypeError("a future is expected, not " .. futures._type_name(future)))
    end
  end
  return list, return_when
end

-- Waits until enough of them are done, or the time is over. Returns those that called back, in that
-- order.
local function collect(list, timeout, return_when)
  local loop = core.get_running_loop()
  local waiter, done, left = loop:create_future(), {}, #list
  waiter._stands_for = list
  local is_waiting = true
  local function release()
    if not is_done(waiter) then waiter:set_result() end
  end
  local function on_done(future)
    if not is_waiting then return end
    done[#done + 1] = future
    left = left - 1
    if left == 0 or return_when == "FIRST_COMPLETED" or return_when == "FIRST_EXCEPTION" and
        not is_cancelled(future) and exception(future) ~= nil then
      release()
    end
  end
  for i = 1, #list do add_done_callback(list[i], on_done) end
  local handle = timeout and loop:call_later(timeout, release)
  local ok, e = pcall(await, waiter)
  is_waiting = false
  if handle then handle:cancel() end
  if not ok or left > 0 then
    for i = 1, #list do
      if not is_done(list[i]) then remove_done_callback(list[i], on_done) end
    end
  end
  if not ok then error(e, 0) end
  return done
end

local wait = async(function(fs, timeout, return_when)
  local list
  list, return_when = check_wait(fs, timeout, return_when)
  local done, pending = collect(list, timeout, return_when), {}
  if #done == #list then return done, pending end
  local is_reported = {}
  for i = 1, #done do is_reported[done[i]] = true end
  for i = 1, #list do
    local future = list[i]
    if not is_done(future) then
      pending[#pending + 1] = future
    elseif not is_reported[future] then
      done[#done + 1] = future
    end
  end
  return done, pending
end)

--- local done, pending = await(asyncio.wait(tasks [, {timeout=, return_when=}])): sequences, done
--- in order of completion.
function waiting.wait(...) return wait(bind("wait", 1, "fs,timeout,return_when", ...)) end

-- Cancels the future and waits until it is done.
local function cancel_and_wait(future)
  local waiter = core.get_running_loop():create_future()
  local function release()
    if not is_done(waiter) then waiter:set_result() end
  end
  add_done_callback(future, release)
  future:cancel()
  local ok, e = pcall(await, waiter)
  if ok then return end
  remove_done_callback(future, release)
  error(e, 0)
end

local function wait_no_longer(awaitable)
  local future = futures._ensure(awaitable)
  if is_done(future) then return future:result() end
  cancel_and_wait(future)
  if is_cancelled(future) then
    local late = errors.TimeoutError()
    late.cause = futures._raised(future)
    error(late)
  end
  return future:result()
end

local wait_for = async(function(awaitable, timeout)
  if timeout ~= nil and timeout <= 0 then return wait_no_longer(awaitable) end
  local _ <close> = timeouts.timeout(timeout)
  return await(awaitable)
end)

--- await(asyncio.wait_for(awaitable, timeout)): its results, or TimeoutError.
function waiting.wait_for(...)
  local awaitable, timeout = futures._bind("wait_for", 2, "fut,timeout", ...)
  if timeout ~= nil and type(timeout) ~= "number" then
    error(errors.TypeError("timeout must be a number or nil, not " .. type(timeout)))
  end
  return wait_for(awaitable, timeout)
end

return waiting
