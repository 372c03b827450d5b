-- threading.excepthook: what it is given, who is called, what happens when it fails.
local errors = require "errors"
local sys = require "sys"
local threading = require "threading"
local Thread = threading.Thread

local function run(name, target)
  local t = Thread{name = name, target = target}
  t:start()
  t:join()
  return t
end

print(threading.excepthook == threading.__excepthook__)   -- expect: true
local seen
threading.excepthook = function(args) seen = args end

local t = run("object", function() error(errors.KeyError("k")) end)
print(seen.exc_type, seen.exc_value, seen.thread == t)    -- expect: <class 'KeyError'>	KeyError: 'k'	true
print(seen.exc_traceback:match("^stack traceback:\n"), seen.exc_traceback:find("excepthook.lua:18:", 1, true) ~= nil)
-- expect: stack traceback:
-- expect: 	true

run("text", function() error("boom") end)
print(seen.exc_type == errors.LuaError, errors.is(seen.exc_value, errors.LuaError))  -- expect: true	true
print(seen.exc_value.value, seen.exc_value.message)       -- expect: excepthook.lua:24: boom	excepthook.lua:24: boom
print(seen.exc_value.traceback == seen.exc_traceback)     -- expect: true
local thing = {}
run("table", function() error(thing) end)
print(seen.exc_value.value == thing, seen.exc_type)       -- expect: true	<class 'LuaError'>
run("nil", function() error(nil) end)
print(seen.exc_value.value, seen.exc_type)                -- expect: nil	<class 'LuaError'>

-- A hook of one's own sees SystemExit too; the original is silent about it.
run("exit", function() sys.exit(3) end)
print(seen.exc_type, seen.exc_value.code)                 -- expect: <class 'SystemExit'>	3
print(threading.__excepthook__(seen))                     -- expect:
local MyExit = errors.new_class("MyExit", errors.SystemExit)
run("exit", function() error(MyExit(1)) end)
print(seen.exc_type, threading.__excepthook__(seen))      -- expect: <class 'MyExit'>

-- The original, called by a hook.
threading.excepthook = function(args)
  args.thread.name = "renamed"
  threading.__excepthook__(args)
end
run("W1", function() error("told by the original") end)
-- expect error: Exception in thread renamed:
-- expect error: excepthook.lua:47: told by the original
-- expect error: stack traceback:
run("W2", function() error(errors.LuaError("made by hand")) end)
-- expect error: LuaError: made by hand

-- Errors in the hook.
threading.excepthook = function() error(errors.ValueError("in the hook")) end
t = run("W3", function() error("lost") end)
-- expect error: Exception in threading.excepthook:
-- expect error: ValueError: in the hook
print(t:is_alive())                                       -- expect: false
threading.excepthook = function() sys.exit(4) end
run("W4", function() error("lost") end)

-- Without a hook: no new threads; those that exist use the original.
local waiting = Thread{name = "W5", target = function() error("no hook") end}
threading.excepthook = nil
print(pcall(Thread))                                      -- expect: false	RuntimeError: threading.excepthook is None
waiting:start()
waiting:join()
-- expect error: Exception in thread W5:
threading.excepthook = threading.__excepthook__
print(pcall(threading.excepthook, 5))                     -- expect: false	TypeError: excepthook() argument must be the table that a thread gives it

-- Each of many threads' errors is told, in one piece.
local lock, told = threading.Lock(), {}
threading.excepthook = function(args)
  local _ <close> = lock:held()
  told[#told + 1] = args.thread.name .. ":" .. args.exc_value.message
end
local threads = {}
for i = 1, 50 do
  threads[i] = Thread{name = "T" .. i, target = function() error(errors.ValueError(i)) end}
  threads[i]:start()
end
for i = 1, 50 do threads[i]:join() end
table.sort(told)
local expected = {}
for i = 1, 50 do expected[i] = "T" .. i .. ":" .. i end
table.sort(expected)
print(table.concat(told) == table.concat(expected))       -- expect: true
