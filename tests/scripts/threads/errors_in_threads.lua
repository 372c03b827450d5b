-- An error in a thread is told on stderr with a traceback and ends that thread only; SystemExit
-- ends it quietly. A thread without a listener ends the process with the main script's status.
local errors = require "errors"
local sys = require "sys"
local threading = require "threading"
local Thread = threading.Thread

local function run(options)
  local t = Thread(options)
  t:start()
  t:join()
  print(t:is_alive())
end

local function deep() error("boom") end
run{name = "W1", target = function() deep() end}               -- expect: false
-- expect error: Exception in thread W1:
-- expect error: errors_in_threads.lua:15: boom
-- expect error: stack traceback:
-- expect error: in upvalue 'deep'
run{name = "W2", target = function() error(errors.ValueError("bad value")) end}  -- expect: false
-- expect error: Exception in thread W2:
-- expect error: ValueError: bad value
run{name = "W3", target = function() error({code = 2}) end}    -- expect: false
-- expect error: Exception in thread W3:
run{name = "W4", target = function() sys.exit(3) end}          -- expect: false
run{name = "W5", target = 5}                                   -- expect: false
-- expect error: Exception in thread W5:
-- expect error: attempt to call a number value
local closed
run{name = "W6", target = function()
  local _ <close> = setmetatable({}, {__close = function() closed = true end})
  error("after close")
end}                                                           -- expect: false
print(closed)                                                  -- expect: true

local ok, e = pcall(sys.exit, 7)
print(ok, e, e.code, errors.is(e, errors.SystemExit))          -- expect: false	SystemExit: 7	7	true
print(errors.is(e, errors.Exception))                          -- expect: false
print("done")                                                  -- expect: done
