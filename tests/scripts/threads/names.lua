-- Names, idents, the list of living threads, and the older spellings.
local threading = require "threading"
local Thread = threading.Thread

local function work() end
local assigned = function() end
local M = {}
function M.method() end
function global_work() end
local function wrap(f) return f end
local wrapped = wrap(function() end)

print(Thread{target = work}.name)                      -- expect: Thread-1 (work)
print(Thread{target = assigned}.name)                  -- expect: Thread-2 (assigned)
print(Thread{target = M.method}.name)                  -- expect: Thread-3 (method)
print(Thread{target = global_work}.name)               -- expect: Thread-4 (global_work)
print(Thread{target = wrapped}.name)                   -- expect: Thread-5 (wrapped)
print(Thread{target = function() end}.name)            -- expect: Thread-6 (<names.lua:18>)
print(Thread{target = print}.name)                     -- expect: Thread-7 (print)
print(Thread().name)                                   -- expect: Thread-8
-- Also where the code around the definition is gone.
local chunk = load("local M = {} function M.there() end M.t = {f = function() end} return M", "=made")
local made = chunk()
chunk = nil
collectgarbage()
print(Thread{target = made.there}.name)                -- expect: Thread-9 (there)
print(Thread{target = made.t.f}.name)                  -- expect: Thread-10 (<made:1>)
print(Thread{name = "mine"}.name)                      -- expect: mine
print(Thread().name)                                   -- expect: Thread-11

local main = threading.main_thread()
print(main.name, main.daemon, main:is_alive())         -- expect: MainThread	false	true
print(threading.current_thread() == main)              -- expect: true
print(threading.currentThread() == main)               -- expect: true
print(main.ident == threading.get_ident())             -- expect: true

local t = Thread{target = work, name = "w1"}
print(t)                                               -- expect: <Thread(w1, initial)>
t.name = "w2"
print(t:getName())                                     -- expect: w2
t:setName("w3")
t:setDaemon(true)
print(t.name, t.daemon, t:isDaemon())                  -- expect: w3	true	true
print((tostring(main):gsub("%d+", "N")))               -- expect: <_MainThread(MainThread, started N)>

local gate, told = threading.Lock(), threading.Lock()
gate:acquire()
told:acquire()
local inside = {}
t = Thread{name = "inner", target = function()
  local me = threading.current_thread()
  inside.same, inside.ident = me == t, me.ident == threading.get_ident()
  inside.status = tostring(me):gsub("%d+", "N")
  inside.child_daemon = Thread().daemon
  told:release()
  gate:acquire()
end, daemon = true}
t:start()
told:acquire()
local names = {}
for _, thread in ipairs(threading.enumerate()) do names[#names + 1] = thread.name end
print(table.concat(names, " "))                        -- expect: MainThread inner
print(t.ident ~= main.ident, t.ident == t.ident)       -- expect: true	true
t.name = "renamed"
gate:release()
t:join()
print(inside.same, inside.ident, inside.child_daemon)  -- expect: true	true	true
print(inside.status)                                   -- expect: <Thread(inner, started daemon N)>
print((tostring(t):gsub("%d+", "N")))                  -- expect: <Thread(renamed, stopped daemon N)>
print(#threading.enumerate())                          -- expect: 1
