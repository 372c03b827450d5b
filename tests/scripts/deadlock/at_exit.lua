-- The main script is over; a thread that is waited for then waits for ever.
-- expect status: 1
-- expect error: gilua: deadlock: all 3 threads are waiting
-- expect error: thread 'MainThread': waiting for join of 'w'
-- expect error: thread 'd': waiting for Lock held by 'MainThread'
-- expect error: thread 'w': waiting for Lock held by 'MainThread'
local threading = require "threading"
local lock = threading.Lock()
lock:acquire()
local function wait() lock:acquire() end
threading.Thread{target = wait, name = "d", daemon = true}:start()
threading.Thread{target = wait, name = "w"}:start()
print("over")  -- expect: over
