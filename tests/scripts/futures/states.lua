-- A future by hand: its states, what each allows, and who is told.
local futures = require "concurrent.futures"
local errors = require "errors"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"
local Future = futures.Future
require("logging").getLogger("concurrent.futures").disabled = true

local f = Future()
print(f:done(), f:running(), f:cancelled(), crew.text(f))  -- expect: false	false	false	<Future at ADDRESS state=pending>
print(f:set_running_or_notify_cancel(), f:running(), f:cancel(), crew.text(f))
-- expect: true	true	false	<Future at ADDRESS state=running>
crew.try(f.set_running_or_notify_cancel, f)  -- expect: RuntimeError: Future in unexpected state
f:set_result(1, nil, 3, nil)
print(f:result())                            -- expect: 1	nil	3	nil
print(crew.text(select(2, pcall(f.set_result, f, 2))))
-- expect: InvalidStateError: FINISHED: <Future at ADDRESS state=finished returned number>
print(crew.text(select(2, pcall(f.set_exception, f, errors.ValueError()))))
-- expect: InvalidStateError: FINISHED: <Future at ADDRESS state=finished returned number>

local c = Future()
print(c:cancel(), c:cancel(), c:cancelled(), c:done(), crew.text(c))
-- expect: true	true	true	true	<Future at ADDRESS state=cancelled>
crew.try(c.result, c)                        -- expect: CancelledError
crew.try(c.exception, c)                     -- expect: CancelledError
print(c:set_running_or_notify_cancel(), c:cancel(), crew.text(c))
-- expect: false	true	<Future at ADDRESS state=cancelled>
crew.try(c.set_running_or_notify_cancel, c)  -- expect: RuntimeError: Future in unexpected state
print(crew.text(select(2, pcall(c.set_result, c, 2))))
-- expect: InvalidStateError: CANCELLED_AND_NOTIFIED: <Future at ADDRESS state=cancelled>

local e = Future()
e:set_exception(errors.KeyError("k"))
crew.try(e.result, e)                        -- expect: KeyError: 'k'
local p = Future()
p:set_exception("text")
print(pcall(p.result, p))                    -- expect: false	text
print(p:exception())                         -- expect: LuaError: text
local n = Future()
n:set_exception(nil)
print(n:exception(), select("#", n:result()))  -- expect: nil	0
local empty = Future()
empty:set_result()
print(select("#", empty:result()), crew.text(empty))  -- expect: 0	<Future at ADDRESS state=finished returned nil>

print(errors.is(futures.CancelledError(), errors.Exception), errors.is(futures.InvalidStateError(), errors.RuntimeError))
-- expect: true	false
print(errors.is(futures.BrokenThreadPool(), futures.BrokenExecutor), errors.is(futures.BrokenExecutor(), errors.RuntimeError))
-- expect: true	true

-- Classes made from it.
local Mine = Future:extend("Mine")
function Mine:init(name) Future.init(self) self.name = name end
function Mine:double() return 2 * self:result() end
local m = Mine("m")
m:set_result(4)
print(m.name, m:double(), crew.text(m))      -- expect: m	8	<Mine at ADDRESS state=finished returned number>

-- Threads that wait are all woken.
for _, finish in ipairs{function(x) x:set_result("r") end, function(x) x:cancel() end, function(x) x:set_exception("e") end} do
  local shared, seen = Future(), {}
  local waiters = crew.start(4, function(i) seen[i] = tostring(select(2, pcall(shared.result, shared))) end)
  finish(shared)
  waiters:join()
  print(table.concat(seen, " "))
end
-- expect: r r r r
-- expect: CancelledError CancelledError CancelledError CancelledError
-- expect: e e e e
