-- A future that waits for one behind it in the same pool: everything waits, and that is said.
-- expect status: 1
-- expect error: deadlock: all 2 threads are waiting
-- expect error: waiting for Future
local futures = require "concurrent.futures"
local pool = futures.ThreadPoolExecutor(1)
local outer = pool:submit(function()
  return pool:submit(function() return 1 end):result()
end)
print(outer:result())
