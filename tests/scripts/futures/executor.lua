-- Executor is there to be extended; so is ThreadPoolExecutor.
local futures = require "concurrent.futures"
local errors = require "errors"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"

-- One that runs everything at once.
local Inline = futures.Executor:extend("Inline")
function Inline:submit(fn, ...)
  local future = futures.Future()
  future:set_running_or_notify_cancel()
  local results = table.pack(pcall(fn, ...))
  if results[1] then
    future:set_result(table.unpack(results, 2, results.n))
  else
    future:set_exception(results[2])
  end
  return future
end
do
  local inline <close> = Inline()
  print(inline:submit(math.max, 3, 9):result(), crew.text(inline))  -- expect: 9	<Inline object at ADDRESS>
  for v in inline:map(function(x) return x * x end, {1, 2, 3}) do io.write(v, " ") end
  print()                                  -- expect: 1 4 9 
  print(pcall(futures.Future.result, inline:submit(error, "e", 0)))  -- expect: false	e
end
crew.try(futures.Executor.submit, futures.Executor(), print)  -- expect: NotImplementedError

-- A pool that counts what it was given.
local Counting = futures.ThreadPoolExecutor:extend("Counting")
function Counting:init(...)
  futures.ThreadPoolExecutor.init(self, ...)
  self.count = 0
end
function Counting:submit(...)
  self.count = self.count + 1
  return futures.ThreadPoolExecutor.submit(self, ...)
end
do
  local pool <close> = Counting(2)
  pool:submit(print, "submitted"):result()       -- expect: submitted
  local n = 0
  for _ in pool:map(math.abs, {-1, -2, -3}) do n = n + 1 end
  print(pool.count, n, crew.text(pool))          -- expect: 4	3	<Counting object at ADDRESS>
end
local Forgetful = futures.ThreadPoolExecutor:extend("Forgetful")
function Forgetful:init() end
crew.try(Forgetful.submit, Forgetful(), print)   -- expect: RuntimeError: Forgetful: ThreadPoolExecutor.init() not called
