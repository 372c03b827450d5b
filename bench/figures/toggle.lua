-- Switches the GIL 1,000 times while four threads work on shared tables; prints "right" if every
-- locked count and every private key came out right.
local threading = require "threading"
local gil = require "gil"

local shared, total, lock = {}, { n = 0 }, threading.Lock()
local running = 4
local function work(id)
  for turn = 1, 3000 do
    for k = 1, 20 do shared[id * 100000 + turn * 20 + k] = id end
    local mine <close> = lock:held()
    total.n = total.n + 1
  end
  local mine <close> = lock:held()
  running = running - 1
end

local threads = {}
for id = 1, 4 do
  threads[id] = threading.Thread{target = work, args = {id}}
  threads[id]:start()
end
local toggles = 0
while toggles < 1000 do
  if toggles % 2 == 0 then gil.disable() else gil.enable() end
  toggles = toggles + 1
end
for _, thread in ipairs(threads) do thread:join() end
local right = total.n == 4 * 3000
for id = 1, 4 do
  for i = 21, 3000 * 20 + 20 do right = right and shared[id * 100000 + i] == id end
end
print(right and "right" or "WRONG", running)
