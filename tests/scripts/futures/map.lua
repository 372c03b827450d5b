-- map: what it takes, the order of results, nils, errors and time-outs.
local futures = require "concurrent.futures"
local errors = require "errors"
local threading = require "threading"
local time = require "time"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"
local executor <close> = futures.ThreadPoolExecutor(3)

local function list(iterator)
  local out = {}
  for v in iterator do out[#out + 1] = tostring(v) end
  return table.concat(out, " ")
end
local function add(a, b) return a + (b or 0) end
print(list(executor:map(add, {1, 2, 3})))                        -- expect: 1 2 3
print(list(executor:map(add, {1, 2, 3}, {10, 20})))              -- expect: 11 22
print(list(executor:map(add, {1, 2, 3}, {timeout = 60, chunksize = 2})))  -- expect: 1 2 3
local n = 0
print(list(executor:map(add, function() n = n + 1 return n < 4 and n or nil end, {1, 1, 1, 1, 1})))  -- expect: 2 3 4
local object = setmetatable({i = 0}, {__call = function(self) self.i = self.i + 1 return self.i < 3 and self.i or nil end})
print(list(executor:map(add, object)))                           -- expect: 1 2
local counter = {i = 0}
function counter:next()
  self.i = self.i + 1
  if self.i == 4 then error(errors.StopIteration()) end
  return self.i ~= 2 and self.i or nil
end
setmetatable(counter, {})
local of_objects = executor:map(function(x) return x == nil and "nil" or x end, counter)
print(of_objects.n, list(of_objects))                            -- expect: 3	1 nil 3
print(list(executor:map(add, {})), list(executor:map(add, {n = 0})), list(executor:map(add)))  -- expect: 		
local later = executor:map(function(i) time.sleep((4 - i) * 0.01) return i end, {1, 2, 3})
print(list(later))                                               -- expect: 1 2 3

-- nils: a `for` ends at one, next() goes on; arguments may be nil too.
local it = executor:map(function(x) if x then return x, "second" end end, {1, nil, 3, n = 3})
print(it.n, it:next())                                           -- expect: 3	1
print(it:next())                                                 -- expect: nil
print(it:next())                                                 -- expect: 3
crew.try(it.next, it)                                            -- expect: StopIteration
print(crew.text(it))  -- expect: <generator object Executor.map.<locals>.result_iterator at ADDRESS>

-- The first error ends it, and cancels what has not begun.
local single <close> = futures.ThreadPoolExecutor(1)
local ran = {}
local gate = threading.Event()
local failing = single:map(function(x)
  ran[#ran + 1] = x
  if x == 2 then error(errors.ValueError("two")) end
  if x == 3 then gate:wait() end
  return x
end, {1, 2, 3, 4, 5})
print(failing:next())                                            -- expect: 1
crew.try(failing.next, failing)                                  -- expect: ValueError: two
gate:set()
crew.try(failing.next, failing)                                  -- expect: StopIteration
single:submit(print, "last"):result()                            -- expect: last
print(#ran <= 3)                                                 -- expect: true
gate:clear()
local slow = executor:map(gate.wait, {gate}, {timeout = 0.02})
crew.try(slow.next, slow)                                        -- expect: TimeoutError
gate:set()
-- A closed iterator cancels the rest.
gate:clear()
local blocked = single:submit(gate.wait, gate)
do
  local left <close> = single:map(print, {"never"})
end
gate:set()
print(blocked:result())                                          -- expect: true

crew.try(executor.map, executor, print, 5)                       -- expect: TypeError: 'number' object is not iterable
crew.try(executor.map, executor, print, "text")                  -- expect: TypeError: 'string' object is not iterable
crew.try(executor.map, executor, print, {1}, {time = 5})         -- expect: TypeError: map() got an unexpected keyword argument 'time' (known: chunksize, timeout)
crew.try(executor.map, executor, print, {1}, {timeout = "x"})    -- expect: TypeError: timeout must be a number, not string
crew.try(executor.map, executor, nil, {1})  -- expect: TypeError: ThreadPoolExecutor.submit() missing 1 required positional argument: 'fn'
crew.try(executor.map, executor, print, function() error("source", 0) end)  -- expect: source
