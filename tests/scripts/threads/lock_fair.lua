-- A thread that takes and releases a lock all the time does not starve one that waits for it.
local threading = require "threading"
local time = require "time"
local lock, stop, greedy_turns = threading.Lock(), {false}, 0

local greedy = threading.Thread{target = function()
  while not stop[1] do
    local _ <close> = lock:held()
    greedy_turns = greedy_turns + 1
  end
end}
greedy:start()
while greedy_turns == 0 do time.sleep(0) end
for _ = 1, 20 do
  lock:acquire()
  lock:release()
end
stop[1] = true
greedy:join()
print(greedy_turns > 0)   -- expect: true
