-- threading.Timer: runs its function once after the interval, unless cancelled.
local errors = require "errors"
local threading = require "threading"
local time = require "time"
local Timer = threading.Timer

local function try(f, ...)
  local ok, e = pcall(f, ...)
  print(ok and "no error" or e)
end

local ran = {}
local function note(...) ran[#ran + 1] = table.pack(...) end

local start = time.monotonic()
local t = Timer(0.05, note, {"a", nil, "c", n = 3})
print(t, t.name, t.daemon)                        -- expect: <Timer(Thread-1, initial)>	Thread-1	false
print(t.interval, t.func == note, t.args.n)       -- expect: 0.05	true	3
t:start()
t:join()
print(#ran, ran[1].n, ran[1][1], ran[1][2], ran[1][3])  -- expect: 1	3	a	nil	c
print(time.monotonic() - start >= 0.05)           -- expect: true

-- Keywords; kwargs arrive as one last table.
t = Timer{interval = 0.001, func = note, args = {1}, kwargs = {deep = true}}
t:start()
t:join()
print(ran[2].n, ran[2][1], ran[2][2].deep)        -- expect: 2	1	true

-- cancel() wakes it at once, and its function is not called.
start = time.monotonic()
t = Timer(60, note)
t:start()
t:cancel()
t:join()
print(#ran, time.monotonic() - start < 30, t:is_alive())  -- expect: 2	true	false
-- Before the start; twice; after the end.
t = Timer(60, note)
t:cancel()
t:cancel()
t:start()
t:join()
t:cancel()
print(#ran)                                       -- expect: 2

-- Intervals below zero, and NaN, do not wait.
for _, interval in ipairs{0, -1, 0 / 0} do
  t = Timer(interval, note)
  t:start()
  t:join()
end
print(#ran)                                       -- expect: 5

-- What it was given may be changed until it needs it.
t = Timer(60, note)
t.interval = 0
t.args = {"changed"}
t:start()
t:join()
print(ran[6][1])                                  -- expect: changed

-- A class made from it.
local Repeating = Timer:extend("Repeating")
function Repeating:run()
  for i = 1, 3 do self.func(i) end
end
t = Repeating(60, note)
t:start()
t:join()
print(#ran, ran[9][1], t)                         -- expect: 9	3	<Repeating(Thread-9, stopped 10)>

-- Wrong use.
try(Timer)                -- expect: TypeError: Timer.__init__() missing 2 required positional arguments: 'interval' and 'func'
try(Timer, 1)             -- expect: TypeError: Timer.__init__() missing 1 required positional argument: 'func'
try(Timer, {func = note}) -- expect: TypeError: Timer.__init__() missing 1 required positional argument: 'interval'
try(Timer, {interval = 1, func = note, x = 1})  -- expect: TypeError: Timer() got an unexpected keyword argument 'x' (known: args, func, interval, kwargs)
try(Timer, 1, note, 5)    -- expect: TypeError: args must be a sequence, not number
threading.excepthook = function(args) print(args.exc_value) end
for _, interval in ipairs{"soon", math.huge, 1e300} do
  t = Timer(interval, note)
  t:start()
  t:join()
end
-- expect: TypeError: interval must be a number, not string
-- expect: OverflowError: timestamp out of range for platform time_t
-- expect: OverflowError: timestamp out of range for platform time_t
t = Timer(0, function() error(errors.ValueError("in a timer")) end)
t:start()
t:join()
-- expect: ValueError: in a timer

-- Many at once: half of them cancelled while they wait, by other threads.
local count, lock = 0, threading.Lock()
local timers = {}
for i = 1, 40 do
  timers[i] = Timer(i % 2 == 0 and 60 or 0.01, function()
    local _ <close> = lock:held()
    count = count + 1
  end)
  timers[i]:start()
end
for i = 2, 40, 2 do threading.Thread{target = timers[i].cancel, args = {timers[i]}}:start() end
for i = 1, 40 do timers[i]:join() end
print(count)                                      -- expect: 20
