-- Thread's life: start, join, states, results through tables, arguments with nils.
local threading = require "threading"
local time = require "time"
local Thread, Lock = threading.Thread, threading.Lock

local got
local t = Thread{target = function(...) got = table.pack(...) end, args = {1, nil, "x", nil, n = 4}}
print(t:is_alive(), t.ident, t.native_id)              -- expect: false	nil	nil
t:start()
print(t:join())                                        -- expect:
print(got.n, got[1], got[2], got[3], got[4])           -- expect: 4	1	nil	x	nil
print(t:is_alive(), math.type(t.ident), t.native_id > 0)  -- expect: false	integer	true

-- Positional arguments, keywords after them, kwargs as one last table.
local seen
t = Thread(nil, function(a, b, options) seen = {a, b, options.scale} end, "w1", {1, 2},
  {kwargs = {scale = 3}, daemon = true})
print(t.name, t.daemon)                                -- expect: w1	true
t:start()
t:join()
print(table.concat(seen, " "))                         -- expect: 1 2 3

-- A thread is alive from start() on, and until it ends.
local gate = Lock()
gate:acquire()
t = Thread{target = function() gate:acquire() end}
t:start()
print(t:is_alive(), threading.active_count())          -- expect: true	2
t:join(0.01)
t:join(-5)
t:join{timeout = 0}
print(t:is_alive())                                    -- expect: true
gate:release()
t:join()
t:join()
print(t:is_alive(), threading.active_count())          -- expect: false	1

-- Many at once.
local sum, lock, threads = 0, Lock(), {}
for i = 1, 40 do
  threads[i] = Thread{target = function(n)
    local _ <close> = lock:held()
    sum = sum + n
  end, args = {i}}
end
for _, thread in ipairs(threads) do thread:start() end
for _, thread in ipairs(threads) do thread:join() end
print(sum)                                             -- expect: 820

-- Several threads join one.
gate = Lock()
gate:acquire()
local one = Thread{target = function() gate:acquire() end}
one:start()
local joiners = {}
for i = 1, 5 do
  joiners[i] = Thread{target = function() one:join() assert(not one:is_alive()) end}
  joiners[i]:start()
end
time.sleep(0.01)
gate:release()
for _, thread in ipairs(joiners) do thread:join() end
print("joined")                                        -- expect: joined
print(Thread():run())                                  -- expect:
