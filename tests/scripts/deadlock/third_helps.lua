-- Two threads stuck on Locks are none while a third sleeps, since it may release them. It does so
-- once. The second time it ends without, and its end completes the deadlock.
-- expect status: 1
-- expect error: gilua: deadlock: all 3 threads are waiting
-- expect error: thread 'x': waiting for Lock held by 'y'
-- expect error: thread 'y': waiting for Lock held by 'x'
local threading, time = require "threading", require "time"
local Thread, Lock = threading.Thread, threading.Lock

local function cross(names)
  local a, b = Lock(), Lock()
  local ready = {}
  local function take(own, other, me, you)
    own:acquire()
    ready[me] = true
    while not ready[you] do time.sleep(0.001) end
    other:acquire()
    other:release()
    pcall(own.release, own)  -- which somebody may have done
  end
  local one = Thread{target = take, args = {a, b, 1, 2}, name = names[1]}
  local two = Thread{target = take, args = {b, a, 2, 1}, name = names[2]}
  one:start()
  two:start()
  return one, two, a
end

local one, two, a = cross{"one", "two"}
while not (one.waiting_for == "Lock held by 'two'" and two.waiting_for == "Lock held by 'one'") do
  time.sleep(0.001)
end
print(one.waiting_for, two.waiting_for)  -- expect: Lock held by 'two'	Lock held by 'one'
a:release()
two:join()
one:join()
print("helped")  -- expect: helped

local x, y = cross{"x", "y"}
local idle = Thread{target = function() time.sleep(0.1) print("ends") end}  -- expect: ends
idle:start()
x:join()
