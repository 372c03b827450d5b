-- Microseconds to start and join a thread that does nothing, and of processor time.
local threading = require "threading"
local time = require "time"
local n = tonumber(arg and arg[1]) or 2000
local function nothing() end
for _ = 1, 50 do local t = threading.Thread{target = nothing} t:start() t:join() end
local start, cpu = time.perf_counter(), os.clock()
for _ = 1, n do local t = threading.Thread{target = nothing} t:start() t:join() end
local took, used = time.perf_counter() - start, os.clock() - cpu
print(string.format("%.1f us %.1f", took / n * 1e6, used / n * 1e6))
