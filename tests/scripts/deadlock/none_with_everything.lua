-- Threads that hand work on through every kind of thing, mostly all asleep but one: no deadlock.
-- timeout: 60
local threading, queue = require "threading", require "queue"
local Thread = threading.Thread

local function run(count, body)
  local list = {}
  for i = 1, count do
    list[i] = Thread{target = body, args = {i}}
    list[i]:start()
  end
  for _, t in ipairs(list) do t:join() end
end

-- A ring of queues, one token.
local rings = {}
for i = 1, 5 do rings[i] = queue.Queue() end
rings[1]:put(0)
local last
run(5, function(i)
  for _ = 1, 300 do
    local n = rings[i]:get() + 1
    last = n
    rings[i % 5 + 1]:put(n)
  end
end)
print(last)  -- expect: 1500

-- Two sides of a condition.
local condition, turn = threading.Condition(), {1}
run(2, function(me)
  for _ = 1, 300 do
    condition:acquire()
    while turn[1] ~= me do condition:wait() end
    turn[1] = 3 - me
    condition:notify_all()
    condition:release()
  end
end)
print(turn[1])  -- expect: 1

-- Barriers let go by the last one that comes; RLocks in one order.
local barrier, first, second, sum = threading.Barrier(4), threading.RLock(), threading.RLock(), {0}
run(4, function()
  for _ = 1, 100 do
    first:acquire()
    second:acquire()
    sum[1] = sum[1] + 1
    second:release()
    first:release()
    barrier:wait()
  end
end)
print(sum[1])  -- expect: 400

-- Events and semaphores, each pair woken by the other.
local go, back = threading.Semaphore(0), threading.Semaphore(0)
run(2, function(me)
  for _ = 1, 300 do
    if me == 1 then
      go:release()
      back:acquire()
    else
      go:acquire()
      back:release()
    end
  end
end)
print("done")  -- expect: done
