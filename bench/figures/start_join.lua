-- Microseconds to start and join a thread that does nothing.
local threading = require "threading"
local time = require "time"
local n = tonumber(arg and arg[1]) or 2000
local function nothing() end
for _ = 1, 50 do local t = threading.Thread{target = nothing} t:start() t:join() end
local start = time.perf_counter()
for _ = 1, n do local t = threading.Thread{target = nothing} t:start() t:join() end
print(string.format("%.1f us", (time.perf_counter() - start) / n * 1e6))
