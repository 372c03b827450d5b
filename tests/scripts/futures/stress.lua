-- Many threads submit to one pool, wait for and cancel each other's futures, while the GIL is
-- switched: every future ends once, with its own result.
-- timeout: 120
local futures = require "concurrent.futures"
local gil = require "gil"
local threading = require "threading"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"

local pool <close> = futures.ThreadPoolExecutor(4)
local ran, kept = {}, {}
local stop = false
local switcher = threading.Thread{target = function()
  local time = require "time"
  while not stop do
    gil.disable()
    time.sleep(0.002)
    gil.enable()
    time.sleep(0.002)
  end
end}
switcher:start()
crew.run(4, function(n)
  local mine = {}
  for i = 1, 500 do
    local id = n * 1000 + i
    mine[i] = pool:submit(function(x, t) ran[x] = (ran[x] or 0) + 1 return t.x, x end, id, {x = id})
    if i % 7 == 0 then mine[i]:cancel() end
    if i % 50 == 0 then futures.wait(mine, 60, futures.FIRST_COMPLETED) end
  end
  local done, not_done = futures.wait(mine, 60)
  assert(#done == 500 and #not_done == 0)
  local seen = 0
  for future in futures.as_completed(mine, 60) do
    seen = seen + 1
    if not future:cancelled() then
      local a, b = future:result()
      assert(a == b)
      kept[a] = true
    end
  end
  assert(seen == 500)
end)
stop = true
switcher:join()
for id in pairs(kept) do assert(ran[id] == 1, id) end
for id, times in pairs(ran) do assert(times == 1 and kept[id], id) end
