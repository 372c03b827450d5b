-- Each object is finalized once, whoever collects; weak tables that threads share stay right.
-- labels: concurrency
local threading = require "threading"
local atomic = require "atomic"
local kThreads, kObjects = 4, 300
local seen, counts = {}, {made = 0, finalized = 0, twice = 0}
local weak = setmetatable({}, {__mode = "k"})
local meta = {__gc = function(o)
  if seen[o.id] then atomic.add(counts, "twice", 1) end
  seen[o.id] = true
  atomic.add(counts, "finalized", 1)
end}
for i = 1, kThreads * kObjects do seen[i] = false end

local wrong = {0}
local function work(n)
  for i = 1, kObjects do
    local o = setmetatable({id = (n - 1) * kObjects + i}, meta)
    weak[o] = {id = o.id}
    if weak[o].id ~= o.id then wrong[1] = wrong[1] + 1 end
    atomic.add(counts, "made", 1)
    if i % 50 == 0 then collectgarbage() end
  end
end
local threads = {}
for n = 1, kThreads do threads[n] = threading.Thread{target = work, args = {n}} end
for _, t in ipairs(threads) do t:start() end
for _, t in ipairs(threads) do t:join() end
threads = nil
collectgarbage()
collectgarbage()
print(counts.made, counts.finalized, counts.twice, wrong[1])  -- expect: 1200	1200	0	0
local left = 0
for _ in pairs(weak) do left = left + 1 end
print(left)  -- expect: 0
