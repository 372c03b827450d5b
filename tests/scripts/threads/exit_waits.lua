-- The process ends after the main script and every non-daemon thread, also those that a thread
-- starts after the main script is over; daemon threads do not hold it.
local threading = require "threading"
local time = require "time"
local Thread = threading.Thread

Thread{daemon = true, target = function() while true do time.sleep(10) end end}:start()
Thread{daemon = true, target = function() while true do end end}:start()
Thread{target = function()
  threading.main_thread():join()
  print("main is over", threading.main_thread():is_alive())
  Thread{target = function()
    time.sleep(0.02)
    print("last")
  end}:start()
end}:start()
print("main")          -- expect: main
-- expect: main is over	false
-- expect: last
