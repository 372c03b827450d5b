-- An executor that nobody has any more ends its threads when it is collected; its idle threads keep
-- nothing alive of what they ran.
local futures = require "concurrent.futures"
local threading = require "threading"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"

do
  local pool = futures.ThreadPoolExecutor(4)
  local barrier = threading.Barrier(5)
  for _ = 1, 4 do pool:submit(barrier.wait, barrier) end
  barrier:wait()
  print(threading.active_count())  -- expect: 5
  pool, barrier = nil, nil
end
crew.until_true(function() collectgarbage() return threading.active_count() == 1 end)

-- What lies in it is still run.
local gate, last = threading.Event(), nil
do
  local pool = futures.ThreadPoolExecutor(1)
  pool:submit(gate.wait, gate)
  last = pool:submit(function() return "ran" end)
  pool = nil
end
collectgarbage()
gate:set()
print(last:result())               -- expect: ran
crew.until_true(function() collectgarbage() return threading.active_count() == 1 end)

local pool <close> = futures.ThreadPoolExecutor(1)
local weak = setmetatable({}, {__mode = "v"})
do
  local argument = {}
  weak.argument = argument
  local future = pool:submit(function(x) local y = {x} weak.result = y return y end, argument)
  weak.future = future
  future:result()
  argument, future = nil, nil
end
crew.until_true(function()
  collectgarbage()
  return weak.argument == nil and weak.result == nil and weak.future == nil
end)
-- A future that is done does not keep its arguments.
local argument = {}
weak.argument = argument
local done = pool:submit(function() return 1 end, argument)
print(done:result())               -- expect: 1
argument = nil
crew.until_true(function() collectgarbage() return weak.argument == nil end)
