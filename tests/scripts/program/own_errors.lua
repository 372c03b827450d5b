-- A program's own errors.lua comes first for the program, and does not become part of threading.
package.path = "./lib/own/?.lua;" .. package.path
print(require("errors").mine)                    -- expect: true
local threading = require "threading"
local t = threading.Thread{target = function() end}
t:start()
t:join()
print(pcall(t.start, t))                         -- expect: false	RuntimeError: threads can only be started once
print(require("time") == require("gilua.time"))  -- expect: true
