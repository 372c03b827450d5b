-- Event: set, clear, and waits that end with either answer.
local threading = require "threading"
local time = require "time"
local crew = require "lib.crew"
local Event = threading.Event

local event = Event()
print(event:is_set(), crew.text(event))  -- expect: false	<threading.Event at ADDRESS: unset>
event:set()
print(event:is_set(), event:isSet(), crew.text(event))  -- expect: true	true	<threading.Event at ADDRESS: set>
event:set()
print(event:is_set(), event:wait(), event:wait(0), event:wait(-1), event:wait{timeout = 5})  -- expect: true	true	true	true	true
event:clear()
event:clear()
print(event:is_set(), event:wait(0), event:wait(0.0), event:wait(-5))  -- expect: false	false	false	false
local before = time.perf_counter()
print(event:wait(0.05), time.perf_counter() - before >= 0.05)  -- expect: false	true

-- All that wait go on, with and without time limits, and what was done before set is seen.
for round = 1, 20 do
  local results, data, arrived = {}, {}, threading.Semaphore(0)
  local threads = crew.start(6, function(i)
    arrived:release()
    results[i] = {event:wait(i % 2 == 0 and 60 or nil), data.value}
  end)
  for _ = 1, 6 do arrived:acquire() end
  data.value = round
  event:set()
  threads:join()
  for i = 1, 6 do assert(results[i][1] == true and results[i][2] == round) end
  event:clear()
end

-- Set and cleared at once: who waited then is woken all the same. Nothing
-- shows that a thread has gone to wait, so this sets and clears until all have been through; that
-- they only saw the event while it was set is not likely, in hundreds of turns.
local through = 0
local count_lock = threading.Lock()
local threads = crew.start(5, function()
  assert(event:wait())
  local _ <close> = count_lock:held()
  through = through + 1
end)
crew.until_true(function()
  event:set()
  event:clear()
  return through == 5
end)
threads:join()
print(event:is_set(), through)  -- expect: false	5

-- Ping-pong.
local ping, pong, turns = Event(), Event(), 0
threads = crew.start(1, function()
  for _ = 1, 300 do
    ping:wait()
    ping:clear()
    turns = turns + 1
    pong:set()
  end
end)
for i = 1, 300 do
  ping:set()
  assert(pong:wait(60))
  pong:clear()
  assert(turns == i)
end
threads:join()

-- Time limits that run out while others set: either answer, and no thread hangs.
for _ = 1, 30 do
  local e = Event()
  local answers = {}
  local waiters = crew.start(4, function(i) answers[i] = e:wait(0.0005 * i) end)
  e:set()
  waiters:join()
  for i = 1, 4 do assert(type(answers[i]) == "boolean") end
end

-- Wrong use.
crew.try(event.wait, event, "1")  -- expect: TypeError: timeout must be a number, not string
crew.try(event.wait, event, true)  -- expect: TypeError: timeout must be a number, not boolean
crew.try(event.wait, event, 1, 2)  -- expect: TypeError: wait() takes at most 1 positional argument (2 given)
crew.try(event.wait, event, {time = 1})  -- expect: TypeError: wait() got an unexpected keyword argument 'time' (known: timeout)
crew.try(event.wait, event, math.huge)  -- expect: OverflowError: timestamp out of range for platform time_t
crew.try(Event, 1)  -- expect: TypeError: Event() takes no arguments
print(pcall(event.set, {}))  -- expect: false	bad argument #1 to '?' (Event expected, got table)
print(event.held)  -- expect: nil

local Signal = Event:extend("Signal")
function Signal:init(word) Event.init(self) self.word = word end
function Signal:fire(...) self.word = table.concat({...}, " ") self:set() end
local signal = Signal("none")
threads = crew.start(1, function() signal:wait() print(signal.word, crew.text(signal)) end)
signal:fire("all", "clear")
threads:join()  -- expect: all clear	<threading.Signal at ADDRESS: set>
