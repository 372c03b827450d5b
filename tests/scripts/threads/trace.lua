-- settrace, setprofile: hooks of the threads that start afterwards, and of all.
local threading = require "threading"
local time = require "time"
local Thread = threading.Thread

local function run(f)
  local t = Thread{target = f}
  t:start()
  t:join()
end

local function inner(x)
  return x + 1
end
local function work()
  local y = inner(1)
  return math.abs(y)
end

local events
local function record(event, line, func)
  if func == work then events[#events + 1] = ("%s work %s"):format(event, line) end
  if func == inner then events[#events + 1] = ("%s inner %s"):format(event, line) end
  if func == math.abs then events[#events + 1] = ("%s abs %s"):format(event, line) end
end
local function show()
  for _, event in ipairs(events) do print(event) end
end

print(threading.gettrace(), threading.getprofile())    -- expect: nil	nil
threading.settrace(record)
print(threading.gettrace() == record)                  -- expect: true
events = {}
work()
print(#events)                                         -- expect: 0
run(work)
show()
-- expect: call work 15
-- expect: line work 16
-- expect: call inner 12
-- expect: line inner 13
-- expect: return inner 13
-- expect: line work 17
-- expect: return work 17
threading.settrace(nil)
events = {}
run(work)
print(#events, threading.gettrace())                   -- expect: 0	nil

threading.setprofile(record)
run(work)
show()
-- expect: call work 15
-- expect: call inner 12
-- expect: return inner 13
-- expect: c_call abs nil
-- expect: c_return abs nil
-- expect: return work 17
print(threading.getprofile() == record)                -- expect: true

-- Both at once; an error of the function is the thread's.
local lines, calls = 0, 0
threading.settrace(function(event) if event == "line" then lines = lines + 1 end end)
threading.setprofile(function(event) if event == "call" then calls = calls + 1 end end)
run(work)
print(lines >= 3, calls >= 2)                          -- expect: true	true
threading.setprofile(nil)
threading.settrace(function(event, _, func)
  if func == inner then error("from the trace function", 0) end
end)
threading.excepthook = function(args) print(args.exc_value.value) end
run(work)                                              -- expect: from the trace function
threading.settrace(nil)

-- All threads, those that run already too.
local go, done, seen = threading.Lock(), {stop = false}, {}
go:acquire()
local running = Thread{name = "running", target = function()
  go:release()
  while not done.stop do inner(1) end
end}
local function note(event, _, func)
  if event == "call" and func == inner then seen[threading.current_thread().name] = true end
end
running:start()
go:acquire()
threading.settrace_all_threads(note)
while not seen.running do time.sleep(0.001) end
inner(1)
print(seen.MainThread, threading.gettrace() == note)   -- expect: true	true
threading.settrace_all_threads(nil)
-- A call that has begun may still be noted; then no more are.
repeat
  seen = {}
  inner(1)
  time.sleep(0.01)
until next(seen) == nil
threading.setprofile_all_threads(note)
while not seen.running do time.sleep(0.001) end
threading.setprofile_all_threads(nil)
done.stop = true
running:join()

print(pcall(threading.settrace, 5))    -- expect: false	TypeError: settrace() arg must be a function or nil, not number
print(pcall(threading.setprofile_all_threads, "x"))  -- expect: false	TypeError: setprofile_all_threads() arg must be a function or nil, not string
