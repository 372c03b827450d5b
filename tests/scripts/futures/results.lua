-- submit and result: arguments and results of any number and kind, errors, texts of futures.
local futures = require "concurrent.futures"
local errors = require "errors"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"

local executor <close> = futures.ThreadPoolExecutor(2)
print(crew.text(executor))     -- expect: <concurrent.futures.thread.ThreadPoolExecutor object at ADDRESS>
local function echo(...) return ... end
print(select("#", executor:submit(echo):result()))           -- expect: 0
print(executor:submit(echo, 1):result())                     -- expect: 1
print(executor:submit(echo, nil, 2, nil):result())           -- expect: nil	2	nil
print(executor:submit(echo, {timeout = 5}):result().timeout) -- expect: 5
local many = {}
for i = 1, 200 do many[i] = i end
print(select("#", executor:submit(echo, table.unpack(many)):result()), (select(200, executor:submit(echo, table.unpack(many)):result())))
-- expect: 200	200
print(executor:submit(setmetatable({}, {__call = function(_, x) return x * 2 end}), 21):result())  -- expect: 42

local future = executor:submit(echo, "a", "b")
print(future:result(5), future:result{timeout = 1}, (future:result()))  -- expect: a	a	a
print(future:done(), future:running(), future:cancelled(), future:cancel(), future:exception())
-- expect: true	false	false	false	nil
print(crew.text(future), type(future))  -- expect: <Future at ADDRESS state=finished returned string>	userdata
print(crew.text(executor:submit(echo, executor) and futures.Future()))  -- expect: <Future at ADDRESS state=pending>

-- Errors: objects as they are, plain ones as a LuaError where they are handed out.
local bad = executor:submit(function() error(errors.ValueError("no good")) end)
crew.try(bad.result, bad)      -- expect: ValueError: no good
print(bad:exception(), bad:exception() == bad:exception(), crew.text(bad))
-- expect: ValueError: no good	true	<Future at ADDRESS state=finished raised ValueError>
local plain = executor:submit(function() error("plain", 0) end)
print(pcall(plain.result, plain))  -- expect: false	plain
print(plain:exception(), errors.is(plain:exception(), errors.LuaError), plain:exception().value, plain:exception() == plain:exception())
-- expect: LuaError: plain	true	plain	true
for _, value in ipairs{false, {1}, 7} do
  local odd = executor:submit(error, value)
  local ok, e = pcall(odd.result, odd)
  print(ok, rawequal(e, value), rawequal(odd:exception().value, value))
end
-- expect: false	true	true
-- expect: false	true	true
-- expect: false	true	true
local object = errors.LuaError("made by hand")
local made = executor:submit(error, object)
print(select(2, pcall(made.result, made)) == object, made:exception() == object)  -- expect: true	true
local none = executor:submit(5)
crew.try(none.result, none)    -- expect: attempt to call a number value
print(executor:submit(function() require("sys").exit(3) end):exception().code)  -- expect: 3
print(executor:submit(bad.result, bad):exception() == bad:exception())  -- expect: true
-- The place of the error is in its traceback.
print(executor:submit(function() local x = nil + 1 end):exception().traceback:find("results.lua:52", 1, true) ~= nil)  -- expect: true

-- Arguments.
crew.try(executor.submit, executor)     -- expect: TypeError: ThreadPoolExecutor.submit() missing 1 required positional argument: 'fn'
crew.try(future.result, future, "x")    -- expect: TypeError: timeout must be a number, not string
crew.try(future.result, future, 1, 2)   -- expect: TypeError: result() takes at most 1 positional argument (2 given)
crew.try(future.result, 5)              -- expect: bad argument #1 to '?' (Future expected, got number)
local pending = futures.Future()
crew.try(pending.result, pending, 0.01)     -- expect: TimeoutError
crew.try(pending.result, pending, -1)       -- expect: TimeoutError
crew.try(pending.exception, pending, 0)     -- expect: TimeoutError
crew.try(pending.result, pending, 0 / 0)    -- expect: ValueError: Invalid value NaN (not a number)
print(futures.TimeoutError == errors.TimeoutError)  -- expect: true
crew.try(futures.Future, 1)             -- expect: TypeError: Future() takes no arguments
