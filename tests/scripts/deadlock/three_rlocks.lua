-- Three threads in a ring of RLocks, while a fourth runs. Others that wait for one of them are not in
-- the cycle.
-- expect status: 1
-- expect error: gilua: deadlock: thread 't
-- expect error: 't1' waits for RLock held by 't2'
-- expect error: 't2' waits for RLock held by 't3'
-- expect error: 't3' waits for RLock held by 't1'
-- timeout: 20
local threading, time = require "threading", require "time"
local locks, ready = {}, {}
for i = 1, 3 do
  locks[i] = threading.RLock()
  ready[i] = false
end
for i = 1, 3 do
  threading.Thread{name = "t" .. i, target = function()
    locks[i]:acquire()
    ready[i] = true
    while not (ready[1] and ready[2] and ready[3]) do time.sleep(0.001) end
    if i == 2 then time.sleep(0.05) end
    locks[i % 3 + 1]:acquire()
  end}:start()
end
threading.Thread{name = "outside", target = function()
  while not ready[1] do time.sleep(0.001) end
  locks[1]:acquire()
end}:start()
while true do end
