-- What waits for ever in each kind of thing, told by the thread's waiting_for; then the deadlock.
-- expect status: 1
-- expect error: gilua: deadlock: all 6 threads are waiting
-- expect error: thread 'MainThread': waiting for Event
local threading, time, queue = require "threading", require "time", require "queue"
local function show(name, wait)
  local t = threading.Thread{target = wait, name = name}
  t:start()
  while not t.waiting_for do time.sleep(0.001) end
  print(t.waiting_for)
end
show("get", function() queue.Queue():get() end)                      -- expect: Queue.get
show("semaphore", function() threading.Semaphore(0):acquire() end)   -- expect: Semaphore
show("condition", function()
  local condition = threading.Condition()
  condition:acquire()
  condition:wait()
end)                                                                 -- expect: Condition
show("barrier", function() threading.Barrier(2):wait() end)          -- expect: Barrier
local full = queue.Queue(1)
full:put(1)
show("put", function() full:put(2) end)                              -- expect: Queue.put
threading.Event():wait()
