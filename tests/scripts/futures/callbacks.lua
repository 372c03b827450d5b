-- add_done_callback: order, thread, errors.
local futures = require "concurrent.futures"
local errors = require "errors"
local logging = require "logging"
local threading = require "threading"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"

local logged = {}
local handler = logging.Handler()
function handler:emit(record)
  logged[#logged + 1] = record.levelname .. " " .. record.name .. " " ..
    record:getMessage():gsub("0x%x+", "ADDRESS") .. " / " .. tostring(record.exc_info)
end
logging.getLogger("concurrent.futures"):addHandler(handler)
logging.getLogger("concurrent.futures").propagate = false

local f = futures.Future()
local order = {}
for i = 1, 3 do f:add_done_callback(function(of) order[#order + 1] = i assert(of == f and of:done()) end) end
f:add_done_callback(function() error("oops", 0) end)
f:add_done_callback(function() order[#order + 1] = "after" end)
f:set_result(1)
print(table.concat(order, " "))             -- expect: 1 2 3 after
print(logged[1])  -- expect: ERROR concurrent.futures exception calling callback for <Future at ADDRESS state=finished returned number> / LuaError: oops
f:add_done_callback(function() order[#order + 1] = "at once" end)
print(order[#order])                         -- expect: at once
f:add_done_callback(function() error(errors.ValueError("late")) end)
print(logged[2])  -- expect: ERROR concurrent.futures exception calling callback for <Future at ADDRESS state=finished returned number> / ValueError: late
crew.try(f.add_done_callback, f)             -- expect: TypeError: Future.add_done_callback() missing 1 required positional argument: 'fn'

-- What is no Exception goes on its way.
local g = futures.Future()
g:add_done_callback(function() error(errors.SystemExit(3)) end)
print(select(2, pcall(g.set_result, g, 1)).code, g:result())  -- expect: 3	1

local c = futures.Future()
c:add_done_callback(function(of) print("cancelled", of:cancelled()) end)
c:cancel()                                   -- expect: cancelled	true
c:cancel()

-- By the pool's thread, or by who adds it when it is done; each exactly once.
local executor <close> = futures.ThreadPoolExecutor{max_workers = 2, thread_name_prefix = "p"}
local gate = threading.Event()
local by
local slow = executor:submit(gate.wait, gate)
slow:add_done_callback(function() by = threading.current_thread().name end)
gate:set()
slow:result()
crew.until_true(function() return by end)
print(by)                                    -- expect: p_0
local count = {}
for i = 1, 300 do
  local future = executor:submit(math.abs, -i)
  future:add_done_callback(function(of) count[i] = (count[i] or 0) + of:result() end)
end
crew.until_true(function()
  for i = 1, 300 do if count[i] == nil then return false end end
  return true
end)
for i = 1, 300 do assert(count[i] == i) end
-- A callback may submit, also while the pool's only thread runs it.
local single <close> = futures.ThreadPoolExecutor(1)
local second
single:submit(print, "first"):add_done_callback(function() second = single:submit(print, "second") end)
crew.until_true(function() return second end)
second:result()
-- expect: first
-- expect: second
