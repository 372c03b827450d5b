-- Millions a second, processor time: sleep(0) in one task; tasks made and awaited one by one; 100,000
-- made, then gathered. The best of three.
local asyncio = require "asyncio"
local async, await = asyncio.async, asyncio.await
local clock = os.clock

local work = async(function(i) return i end)

local function best(count, body)
  local rate = 0
  for _ = 1, 3 do
    collectgarbage()
    local start = clock()
    body(count)
    rate = math.max(rate, count / (clock() - start) / 1e6)
  end
  return rate
end

asyncio.run(async(function()
  local sleep = asyncio.sleep
  local turns = best(2000000, function(n)
    for _ = 1, n do await(sleep(0)) end
  end)
  local one_by_one = best(300000, function(n)
    for i = 1, n do await(asyncio.create_task(work(i))) end
  end)
  local gathered = best(100000, function(n)
    local tasks = {}
    for i = 1, n do tasks[i] = asyncio.create_task(work(i)) end
    assert(await(asyncio.gather(tasks)).n == n)
  end)
  print(("%.2f, %.2f, %.2f"):format(turns, one_by_one, gathered))
end)())
