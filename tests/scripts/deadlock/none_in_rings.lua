-- Rings of threads that hand locks on: nearly always all but one wait for ever, and never all.
-- timeout: 60
local threading = require "threading"
local Thread, Lock = threading.Thread, threading.Lock
local kRings, kThreads, kTurns = 3, 6, 1000

local threads, done = {}, {}
for ring = 1, kRings do
  local gates = {}
  for i = 1, kThreads do
    gates[i] = Lock()
    if i > 1 then gates[i]:acquire() end
  end
  for i = 1, kThreads do
    local key = ring * 100 + i
    done[key] = 0
    threads[#threads + 1] = Thread{target = function()
      for _ = 1, kTurns do
        gates[i]:acquire()
        done[key] = done[key] + 1
        gates[i % kThreads + 1]:release()
      end
    end}
  end
end
for _, t in ipairs(threads) do t:start() end
for _, t in ipairs(threads) do t:join() end
local sum = 0
for _, n in pairs(done) do sum = sum + n end
print(sum == kRings * kThreads * kTurns)  -- expect: true

-- Threads that start, end and are joined by others all the time.
local function chain(depth)
  if depth == 0 then return end
  local t = Thread{target = chain, args = {depth - 1}}
  t:start()
  t:join()
end
local chains = {}
for i = 1, 8 do
  chains[i] = Thread{target = function() for _ = 1, 40 do chain(6) end end}
  chains[i]:start()
end
for _, t in ipairs(chains) do t:join() end
print("joined")  -- expect: joined
