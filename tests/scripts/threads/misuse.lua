-- What wrong use says, in Python's words.
local errors = require "errors"
local threading = require "threading"
local time = require "time"
local Thread, Lock = threading.Thread, threading.Lock

local function try(f, ...)
  local ok, e = pcall(f, ...)
  print(ok and "no error" or (tostring(e):gsub("^misuse.lua:%d+: ", "")))
end
local idle = function() end

try(function() Thread{group = 1} end)                   -- expect: AssertionError: group argument must be None for now
try(function() Thread{target = idle, nmae = "x"} end)   -- expect: TypeError: Thread() got an unexpected keyword argument 'nmae' (known: args, daemon, group, kwargs, name, target)
try(function() Thread(nil, idle, {target = idle}) end)  -- expect: TypeError: Thread() got multiple values for argument 'target'
try(function() Thread(nil, idle, "n", {}, 5, 6) end)    -- expect: TypeError: Thread() takes at most 4 positional arguments (6 given)
try(function() Thread{args = 5} end)                    -- expect: TypeError: args must be a sequence, not number
try(function() Thread{kwargs = 5} end)                  -- expect: TypeError: kwargs must be a table, not number
try(function() Thread{daemon = 1} end)                  -- expect: TypeError: daemon must be true or false, not number

local t = Thread{target = idle}
try(t.join, t)                                          -- expect: RuntimeError: cannot join thread before it is started
try(function() t.ident = 5 end)                         -- expect: AttributeError: property 'ident' of 'Thread' object has no setter
try(function() t.native_id = 5 end)                     -- expect: AttributeError: property 'native_id' of 'Thread' object has no setter
try(function() t.daemon = 0 end)                        -- expect: TypeError: daemon must be true or false, not number
t:start()
try(t.start, t)                                         -- expect: RuntimeError: threads can only be started once
try(function() t.daemon = true end)                     -- expect: RuntimeError: cannot set daemon status of active thread
try(t.join, t, 0 / 0)                                   -- expect: ValueError: Invalid value NaN (not a number)
try(t.join, t, math.huge)                               -- expect: OverflowError: timestamp out of range for platform time_t
try(t.join, t, "1")                                     -- expect: TypeError: timeout must be a number, not string
try(t.join, t, {tiemout = 1})                           -- expect: TypeError: join() got an unexpected keyword argument 'tiemout' (known: timeout)
t:join()
try(t.start, t)                                         -- expect: RuntimeError: threads can only be started once
local me = threading.current_thread()
try(me.join, me)                                        -- expect: RuntimeError: cannot join current thread

local lock = Lock()
try(lock.release, lock)                                 -- expect: RuntimeError: release unlocked lock
try(lock.acquire, lock, 0)                              -- expect: TypeError: blocking must be true or false, not number
try(lock.acquire, lock, false, 1)                       -- expect: ValueError: can't specify a timeout for a non-blocking call
try(lock.acquire, lock, true, -2)                       -- expect: ValueError: timeout value must be a non-negative number
try(lock.acquire, lock, true, 0 / 0)                    -- expect: ValueError: Invalid value NaN (not a number)
try(lock.acquire, lock, true, 1e300)                    -- expect: OverflowError: timestamp out of range for platform time_t
try(lock.acquire, lock, {block = true})                 -- expect: TypeError: acquire() got an unexpected keyword argument 'block' (known: blocking, timeout)
try(Lock, 1)                                            -- expect: TypeError: Lock() takes no arguments
try(function() lock.acquire() end)                      -- expect: bad argument #1 to 'acquire' (Lock expected, got no value)
try(function() Thread.start(lock) end)                  -- expect: bad argument #1 to 'start' (Thread expected, got Lock)
print(lock:locked())                                    -- expect: false

try(time.sleep, -1)                                     -- expect: ValueError: sleep length must be non-negative
try(time.sleep, 0 / 0)                                  -- expect: ValueError: Invalid value NaN (not a number)
try(time.sleep, math.huge)                              -- expect: OverflowError: timestamp out of range for platform time_t
try(time.sleep, "1")                                    -- expect: TypeError: sleep length must be a number, not string

try(errors.is, errors.ValueError("x"), "ValueError")    -- expect: TypeError: errors.is() arg 2 must be an error class, not string
try(errors.new_class, "X", {})                          -- expect: TypeError: errors.new_class() arg 2 must be an error class, not table

-- Our modules' functions go by the names that scripts know.
local _, trace = xpcall(time.sleep, function() return debug.traceback() end, -1)
print(trace:match("in function '(.-)'"))   -- expect: time.sleep
