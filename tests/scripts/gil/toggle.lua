-- The GIL is switched 1,000 times while four threads work on shared tables: no wrong result.
local gil = require "gil"
local threading = require "threading"
local time = require "time"
local Lock, Thread = threading.Lock, threading.Thread

local before = gil.enabled()
local lock, counter, shared, stop = Lock(), 0, {}, {false}
local lists, threads = {}, {}
for i = 1, 4 do
  local mine = {}
  lists[i] = mine
  threads[i] = Thread{target = function()
    local n = 0
    repeat
      n = n + 1
      do
        local _ <close> = lock:held()
        counter = counter + 1
      end
      shared[i * 1000000 + n] = n
      shared["k" .. i] = (shared["k" .. i] or 0) + 1
      mine[n] = {n, tostring(n)}
      if n % 64 == 0 then table.sort(mine, function(a, b) return a[1] > b[1] end) mine = {} end
      if n % 100 == 0 then for j = n - 99, n do shared[i * 1000000 + j] = nil end end
    until stop[1]
    lists[i] = n
  end}
end
for _, t in ipairs(threads) do t:start() end
-- Each switch waits for some of the workers' progress, so that they are in the middle of things.
local function let_work()
  local seen = counter
  for _ = 1, 1000 do if counter > seen + 3 then break end end
end
while counter < 100 do time.sleep(0) end
for i = 1, 500 do
  let_work()
  assert(gil.enable() == (i == 1 and before or false), i)
  assert(gil.enabled())
  let_work()
  assert(gil.disable() == true, i)
  assert(not gil.enabled())
end
while counter <= 1000 do time.sleep(0) end
stop[1] = true
for _, t in ipairs(threads) do t:join() end
if before then gil.enable() end

local total, keys = 0, 0
for i = 1, 4 do
  total = total + lists[i]
  keys = keys + shared["k" .. i]
end
print(total == counter, keys == counter, total > 1000)   -- expect: true	true	true
local wrong = 0
for key, value in pairs(shared) do
  if math.type(key) == "integer" and key % 1000000 ~= value then wrong = wrong + 1 end
end
print(wrong)                                          -- expect: 0
