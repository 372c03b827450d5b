-- Threads that share one generator draw different numbers, and only whole ones.
-- run: --gil=on --seed=7
-- run: --gil=on --switch-interval=1e-6 --seed=7
-- run: --gil=off --seed=7
local random = require "random"
local threading = require "threading"

-- With a seed the sequence of one thread is the same in each run.
local row = {}
for i = 1, 5 do row[i] = random.randint(0, 999) end
print(table.concat(row, " "))

local kThreads, kDraws = 4, 5000
local shared = random.Random(3)
local drawn = {}
local function work(n)
  local mine = {}
  for i = 1, kDraws do mine[i] = shared:getrandbits(64) end
  random.shuffle(mine)
  drawn[n] = mine
  for _ = 1, 50 do
    random.seed(1)
    random.setstate(random.getstate())
    assert(random.random() < 1)
    random.gauss()
  end
end
local threads = {}
for n = 1, kThreads do
  drawn[n] = false
  threads[n] = threading.Thread{target = work, args = {n}}
  threads[n]:start()
end
for _, t in ipairs(threads) do t:join() end

-- All numbers together are the sequence that one thread would have drawn.
local alone, wanted = random.Random(3), {}
for _ = 1, kThreads * kDraws do wanted[alone:getrandbits(64)] = true end
local good, seen = 0, {}
for n = 1, kThreads do
  for _, number in ipairs(drawn[n]) do
    if wanted[number] and not seen[number] then good = good + 1 end
    seen[number] = true
  end
end
print(good)
