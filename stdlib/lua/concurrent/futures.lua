-- Module "concurrent.futures": Python's executors and futures.
--
-- Future, its errors and its callbacks are in _futures/future.lua, wait() and as_completed() in
-- _futures/waiting.lua, the executors in _futures/executors.lua.

local base = require "gilua._futures.future"
local executors = require "gilua._futures.executors"
local waiting = require "gilua._futures.waiting"

return {
  FIRST_COMPLETED = waiting.FIRST_COMPLETED,
  FIRST_EXCEPTION = waiting.FIRST_EXCEPTION,
  ALL_COMPLETED = waiting.ALL_COMPLETED,
  CancelledError = base.CancelledError,
  InvalidStateError = base.InvalidStateError,
  TimeoutError = base.TimeoutError,
  BrokenExecutor = base.BrokenExecutor,
  BrokenThreadPool = executors.BrokenThreadPool,
  Future = base.Future,
  Executor = executors.Executor,
  ThreadPoolExecutor = executors.ThreadPoolExecutor,
  wait = waiting.wait,
  as_completed = waiting.as_completed,
}
