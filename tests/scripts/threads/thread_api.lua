-- threading's functions and constants, and the rules of Thread that no other file here has.
local errors = require "errors"
local threading = require "threading"
local Thread = threading.Thread

local function try(f, ...)
  local ok, e = pcall(f, ...)
  print(ok and "no error" or e)
end

print(threading.TIMEOUT_MAX, threading.ThreadError == errors.RuntimeError)  -- expect: 9223372036.0	true

-- stack_size: the size before; it counts for threads started later.
print(threading.stack_size())                      -- expect: 0
print(threading.stack_size(262144))                -- expect: 0
print(threading.stack_size(4 * 1024 * 1024))       -- expect: 262144
local t = Thread{target = function() print("with a large stack") end}
t:start()                                          -- expect: with a large stack
t:join()
print(threading.stack_size(32768))                 -- expect: 4194304
-- What is asked for below what natives need is not what they get.
t = Thread{target = function()
  local function nest(n)
    if n == 0 then return 0 end
    return 1 + tonumber((("x"):gsub("x", function() return tostring(nest(n - 1)) end)))
  end
  print(nest(150))                                 -- expect: 150
end}
t:start()
t:join()
try(threading.stack_size, 1)                       -- expect: ValueError: size not valid: 1 bytes
try(threading.stack_size, 32767)                   -- expect: ValueError: size not valid: 32767 bytes
try(threading.stack_size, -1)                      -- expect: ValueError: size must be 0 or a positive value
try(threading.stack_size, "x")                     -- expect: TypeError: size must be an integer, not string
try(threading.stack_size, 1.5)                     -- expect: TypeError: size must be an integer, not number
print(threading.stack_size(0), threading.stack_size())  -- expect: 32768	0

-- A size that the system cannot give: no thread, and nothing else is changed.
threading.stack_size(1 << 60)
t = Thread{name = "huge", target = function() print("ran") end}
try(t.start, t)                                    -- expect: RuntimeError: can't start new thread
print(t, t:is_alive(), threading.active_count())   -- expect: <Thread(huge, initial)>	false	1
threading.stack_size(0)
t:start()                                          -- expect: ran
t:join()

-- Daemons: inherited from the thread that makes them, settable until the start.
t = Thread{target = function()
  print(Thread().daemon, Thread{daemon = false}.daemon)  -- expect: true	false
end, daemon = true}
t:start()
t:join()
print(Thread().daemon, Thread{daemon = true}.daemon)     -- expect: false	true

-- The list of those alive, the oldest first, while others come and go.
local gate = threading.Lock()
gate:acquire()
local waiting = {}
for i = 1, 5 do
  waiting[i] = Thread{name = "w" .. i, target = function() gate:acquire() gate:release() end}
  waiting[i]:start()
  local short = Thread{target = function() end}
  short:start()
  short:join()
end
local names = {}
for _, thread in ipairs(threading.enumerate()) do names[#names + 1] = thread.name end
print(table.concat(names, " "), threading.active_count(), threading.activeCount())
-- expect: MainThread w1 w2 w3 w4 w5	6	6
print(waiting[1]:is_alive(), waiting[1]:isAlive())       -- expect: true	true
gate:release()
for i = 1, 5 do waiting[i]:join() end
print(waiting[1]:isAlive(), #threading.enumerate())      -- expect: false	1

-- Arguments: a nil among them, keywords as one last table; the table may be changed afterwards.
local args = {1, nil, 3, n = 3}
t = Thread{target = function(...) print(select("#", ...), ...) end, args = args}
args[1] = "changed"
t:start()                                          -- expect: 3	1	nil	3
t:join()
t = Thread{target = function(a, options) print(a, options.x) end, args = {1}, kwargs = {x = 5}}
t:start()                                          -- expect: 1	5
t:join()

-- run() may be called directly, once: what the thread was given is gone then.
t = Thread{target = print, args = {"called by hand"}}
t:run()                                            -- expect: called by hand
t:run()
print(t)                                           -- expect: <Thread(Thread-15 (print), initial)>

-- init again before the start, as Python allows.
t = Thread{name = "first"}
Thread.init(t, {name = "second", target = print, args = {"from the second"}})
t:start()                                          -- expect: from the second
t:join()
print(t.name)                                      -- expect: second

-- Two threads start one: one of them does.
local started, refused = 0, 0
for _ = 1, 20 do
  local shared = Thread{target = function() end}
  local pair, outcomes = {}, {}
  for i = 1, 2 do
    pair[i] = Thread{target = function() outcomes[i] = {pcall(shared.start, shared)} end}
    pair[i]:start()
  end
  for i = 1, 2 do
    pair[i]:join()
    if outcomes[i][1] then started = started + 1 end
    if tostring(outcomes[i][2]) == "RuntimeError: threads can only be started once" then
      refused = refused + 1
    end
  end
  shared:join()
end
print(started, refused)                            -- expect: 20	20
