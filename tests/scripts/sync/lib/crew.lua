-- Threads for tests: started together, joined together, their errors raised by the join.
local threading = require "threading"
local time = require "time"

local crew = {}
local Crew = {}
Crew.__index = Crew

--- Starts [count] threads that run body(1) to body(count).
function crew.start(count, body)
  local self = setmetatable({threads = {}, failures = {}}, Crew)
  for i = 1, count do
    self.threads[i] = threading.Thread{target = function()
      local ok, e = pcall(body, i)
      if not ok then self.failures[i] = e end
    end}
  end
  for i = 1, count do self.threads[i]:start() end
  return self
end

function Crew:join()
  for i, thread in ipairs(self.threads) do
    thread:join(60)
    assert(not thread:is_alive(), "a thread does not end")
    if self.failures[i] ~= nil then error(self.failures[i], 0) end
  end
end

function crew.run(count, body) crew.start(count, body):join() end

--- Waits until condition() is true: for what has to come true, never for luck.
function crew.until_true(condition)
  local deadline = time.monotonic() + 60
  while not condition() do
    assert(time.monotonic() < deadline, "what was waited for did not come")
    time.sleep(0.0005)
  end
end

--- Prints the error that f(...) raises, without its position, or "no error" and the results.
function crew.try(f, ...)
  local results = table.pack(pcall(f, ...))
  if results[1] then return print("no error", table.unpack(results, 2, results.n)) end
  print((tostring(results[2]):gsub("^[%w_]+.lua:%d+: ", "")))
end

--- The text of an object, its addresses left out.
function crew.text(object) return (tostring(object):gsub("0x%x+", "ADDRESS")) end

--- How many wait for a condition, as its text says.
function crew.waiting(condition) return tonumber(tostring(condition):match(", (%d+)%)>$")) end

return crew
