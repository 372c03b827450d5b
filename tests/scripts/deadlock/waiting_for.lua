-- t.waiting_for: what a thread waits for, and who holds it.
local threading, time = require "threading", require "time"
local Thread = threading.Thread
local lock = threading.Lock()
lock:acquire()

local function seen(thread)
  while thread.waiting_for == nil do time.sleep(0.001) end
  return thread.waiting_for
end

local blocked = Thread{target = function() lock:acquire() lock:release() end, name = "blocked"}
print(blocked.waiting_for)                       -- expect: nil
blocked:start()
print(seen(blocked))                             -- expect: Lock held by 'MainThread'
local joiner = Thread{target = function() blocked:join() end, name = "joiner"}
joiner:start()
print(seen(joiner))                              -- expect: join of 'blocked'
local timed = Thread{target = function() lock:acquire(true, 60) lock:release() end}
timed:start()
print(seen(timed))                               -- expect: Lock held by 'MainThread'
local sleeper = Thread{target = function() time.sleep(100) end, daemon = true}
sleeper:start()
print(seen(sleeper))                             -- expect: sleep
local stop = {false}
local spinner = Thread{target = function() while not stop[1] do end end}
spinner:start()
print(spinner.waiting_for)                       -- expect: nil
stop[1] = true
print(threading.current_thread().waiting_for)    -- expect: nil
print(pcall(function() blocked.waiting_for = 1 end))
                                                 -- expect: false	AttributeError: property 'waiting_for' of 'Thread' object has no setter
local names = {}
for _, t in ipairs(threading.enumerate()) do
  if t.waiting_for and t.waiting_for:find("Lock") then names[#names + 1] = t.name end
end
print(#names)                                    -- expect: 2
lock:release()
blocked:join() joiner:join() timed:join() spinner:join()
print(blocked.waiting_for)                       -- expect: nil
