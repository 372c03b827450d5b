-- A cycle through an RLock and a join counts at once, although the main thread sleeps.
-- expect status: 1
-- expect error: gilua: deadlock: thread '
-- expect error: 'owner' waits for join of 'waiter'
-- expect error: 'waiter' waits for RLock held by 'owner'
-- expect error: thread 'MainThread': sleeping
-- expect error: thread 'waiter': waiting for RLock held by 'owner'
-- timeout: 20
local threading, time = require "threading", require "time"
local lock = threading.RLock()
local waiter = threading.Thread{name = "waiter", target = function()
  lock:acquire()
  lock:release()
end}
local owner = threading.Thread{name = "owner", target = function()
  lock:acquire()
  lock:acquire()
  waiter:start()
  waiter:join()
end}
owner:start()
time.sleep(1000)
