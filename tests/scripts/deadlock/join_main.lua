-- A thread joins the main thread, which joins it. At the end of the main thread that is none.
-- expect status: 1
-- expect error: 'MainThread' waits for join of 'w'
-- expect error: 'w' waits for join of 'MainThread'
local threading, time = require "threading", require "time"
local main = threading.current_thread()
local polite = threading.Thread{target = function() main:join() end, name = "polite", daemon = true}
polite:start()
while not polite.waiting_for do time.sleep(0.001) end
local w = threading.Thread{target = function() main:join() end, name = "w"}
w:start()
w:join()
