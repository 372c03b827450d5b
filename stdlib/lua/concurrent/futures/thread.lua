-- Module "concurrent.futures.thread": where Python keeps these two.

local executors = require "gilua._futures.executors"

return {
  BrokenThreadPool = executors.BrokenThreadPool,
  ThreadPoolExecutor = executors.ThreadPoolExecutor,
}
