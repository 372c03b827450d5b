-- Threads that require one module at once: its body runs once, and all get the same table. Threads
-- whose modules require each other do not wait for each other for ever.
local threading, time = require "threading", require "time"

local runs = 0
package.preload.slow = function()
  runs = runs + 1
  time.sleep(0.05)
  return {}
end
local got, threads = {false, false, false, false}, {}
for i = 1, 4 do
  threads[i] = threading.Thread{target = function() got[i] = require("slow") end}
  threads[i]:start()
end
for i = 1, 4 do threads[i]:join() end
print(runs, got[1] == got[2] and got[2] == got[3] and got[3] == got[4], got[1] == package.loaded.slow)
-- expect: 1	true	true

local inside = {}
local function circular(name, other)
  package.preload[name] = function()
    if not inside[name] then
      inside[name] = true
      time.sleep(0.05)
      require(other)
    end
    return {}
  end
end
circular("ping", "pong")
circular("pong", "ping")
local a = threading.Thread{target = function() require("ping") end}
local b = threading.Thread{target = function() require("pong") end}
a:start() b:start() a:join() b:join()
print(type(require("ping")), type(require("pong")))  -- expect: table	table

-- A module that fails for one thread is loaded by the next that waits.
local tries = 0
package.preload.shaky = function()
  tries = tries + 1
  time.sleep(0.05)
  if tries == 1 then error("not yet") end
  return "now"
end
local results = {}
results[1], results[2] = 0, 0
for i = 1, 2 do
  threads[i] = threading.Thread{target = function() results[i] = select(2, pcall(require, "shaky")) end}
  threads[i]:start()
end
for i = 1, 2 do threads[i]:join() end
print(results[1] == "now" or results[2] == "now", results[1] ~= results[2], tries)  -- expect: true	true	2
