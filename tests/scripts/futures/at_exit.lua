-- At the end of the main script what was submitted is run to its end, and nothing more is taken.
local futures = require "concurrent.futures"
local threading = require "threading"
local time = require "time"
local pool = futures.ThreadPoolExecutor(1)
pool:submit(function()
  threading.main_thread():join()
  print("main is over")
  print(pcall(pool.submit, pool, print))
  print(pcall(function() return futures.ThreadPoolExecutor():submit(print) end))
end)
pool:submit(print, "second")
print("main")
-- expect: main
-- expect: main is over
-- expect: false	RuntimeError: cannot schedule new futures after interpreter shutdown
-- expect: false	RuntimeError: cannot schedule new futures after interpreter shutdown
-- expect: second
