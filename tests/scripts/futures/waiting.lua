-- wait and as_completed.
local futures = require "concurrent.futures"
local errors = require "errors"
local generators_like = function(list) local i = 0 return function() i = i + 1 return list[i] end end
local threading = require "threading"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"
local Future, wait, as_completed = futures.Future, futures.wait, futures.as_completed

local function made(n) local list = {} for i = 1, n do list[i] = Future() end return list end
local function places(list, of)
  local names = {}
  for i, future in ipairs(list) do
    for j = 1, #of do if of[j] == future then names[i] = j end end
  end
  return table.concat(names, ",")
end
local function show(fs, ...)
  local done, not_done = wait(fs, ...)
  print(places(done, fs) .. " | " .. places(not_done, fs))
end

local fs = made(4)
show(fs, 0)                          -- expect:  | 1,2,3,4
fs[3]:set_result(3)
fs[1]:set_result(1)
show(fs, 0.01)                       -- expect: 3,1 | 2,4
show(fs, nil, futures.FIRST_COMPLETED)  -- expect: 3,1 | 2,4
show(fs, {timeout = 0.01, return_when = futures.FIRST_EXCEPTION})  -- expect: 3,1 | 2,4
fs[4]:cancel()
show(fs, 0.01)                       -- expect: 3,1 | 2,4
fs[4]:set_running_or_notify_cancel()
show(fs, 0.01)                       -- expect: 3,1,4 | 2
show(fs, 0.01, "FIRST_EXCEPTION")    -- expect: 3,1,4 | 2
fs[2]:set_exception("x")
show(fs)                             -- expect: 3,1,4,2 | 
show({fs[1], fs[1], fs[2]})          -- expect: 2,3 | 
show({})                             -- expect:  | 
print(#(wait{fs = fs}), #(wait(generators_like(fs))))  -- expect: 4	4
print(futures.ALL_COMPLETED, futures.FIRST_COMPLETED, futures.FIRST_EXCEPTION)
-- expect: ALL_COMPLETED	FIRST_COMPLETED	FIRST_EXCEPTION

-- Woken as soon as the wish is fulfilled, by other threads.
local function later(fs, finish)
  return crew.start(1, function() for i = 1, #fs do finish(fs[i], i) end end)
end
for _ = 1, 20 do
  local list = made(5)
  local other = later(list, function(f, i) f:set_result(i) end)
  assert(#(wait(list, 60)) == 5)
  other:join()
  list = made(3)
  other = later({list[2]}, function(f) f:set_exception("boom") end)
  local done, not_done = wait(list, 60, futures.FIRST_EXCEPTION)
  assert(#done == 1 and done[1] == list[2] and #not_done == 2)
  other:join()
  list = made(3)
  other = later({list[3]}, function(f) f:set_result() end)
  done, not_done = wait(list, nil, futures.FIRST_COMPLETED)
  assert(#done == 1 and done[1] == list[3])
  other:join()
end

-- as_completed gives them in the order of their ends.
local list = made(5)
list[4]:set_result()
list[2]:set_result()
local order = {}
local other
for future in as_completed(list) do
  order[#order + 1] = places({future}, list)
  if #order == 2 then
    other = later({list[5], list[1], list[3]}, function(f) f:set_result() end)
  end
end
other:join()
print(table.concat(order, " "))      -- expect: 4 2 5 1 3
local it = as_completed({list[1], Future()}, 0.01)
print(it:next() == list[1], (crew.text(it)))  -- expect: true	<generator object as_completed at ADDRESS>
crew.try(it.next, it)                -- expect: TimeoutError: 1 (of 2) futures unfinished
crew.try(it.next, it)                -- expect: StopIteration
print(as_completed({})())            -- expect: nil
crew.try(function() for _ in as_completed(made(3), 0) do end end)  -- expect: TimeoutError: 3 (of 3) futures unfinished

crew.try(wait)                       -- expect: TypeError: wait() missing 1 required positional argument: 'fs'
crew.try(wait, 5)                    -- expect: TypeError: 'number' object is not iterable
crew.try(wait, {1})                  -- expect: TypeError: wait() takes futures, not number
crew.try(wait, made(1), 0, "x")      -- expect: ValueError: Invalid return condition: 'x'
crew.try(wait, made(1), 0, 5)        -- expect: ValueError: Invalid return condition: 5
crew.try(wait, made(1), "x")         -- expect: TypeError: timeout must be a number, not string
crew.try(as_completed, made(1), "x") -- expect: TypeError: timeout must be a number, not string
crew.try(as_completed, {{}})         -- expect: TypeError: as_completed() takes futures, not table

-- Iterators that are left hold on to nothing.
local pending, weak = made(2), setmetatable({}, {__mode = "v"})
do
  local left = as_completed(pending)
  weak[1] = left
  left = nil
end
collectgarbage()
collectgarbage()
pending[1]:set_result()
print(weak[1])                       -- expect: nil
-- Many at once, in several threads, of the same futures.
local many = made(200)
local waiting = crew.start(4, function(i)
  if i % 2 == 0 then
    assert(#(wait(many)) == 200)
  else
    local n = 0
    for _ in as_completed(many) do n = n + 1 end
    assert(n == 200)
  end
end)
crew.run(4, function(i) for j = i, 200, 4 do many[j]:set_result(j) end end)
waiting:join()
