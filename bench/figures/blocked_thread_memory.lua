-- KB resident per blocked thread: the difference over 1,000 threads that wait for one lock, after
-- others were started and joined, so that what is made once is there. Kernel memory is not counted.
local threading = require "threading"
local n = tonumber(arg and arg[1]) or 1000

local function resident_kb()
  for line in io.lines("/proc/self/status") do
    local kb = line:match("^VmRSS:%s*(%d+) kB")
    if kb then return tonumber(kb) end
  end
end

local gate, arrived = threading.Lock(), threading.Lock()
local count = 0
local function block()
  arrived:acquire()
  count = count + 1
  arrived:release()
  gate:acquire()
  gate:release()
end
local function start(many)
  local threads = {}
  count = 0
  for i = 1, many do
    threads[i] = threading.Thread{target = block}
    threads[i]:start()
  end
  while count < many do require("time").sleep(0.01) end
  require("time").sleep(0.2)
  return threads
end
local function join(threads)
  for _, t in ipairs(threads) do t:join() end
end

gate:acquire()
local few = start(10)
gate:release()
join(few)
gate:acquire()
collectgarbage()
local before = resident_kb()
local threads = start(n)
print(string.format("%.1f", (resident_kb() - before) / n))
gate:release()
join(threads)
