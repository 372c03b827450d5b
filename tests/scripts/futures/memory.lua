-- Near the limit of memory a future ends with that error; the pool goes on.
-- run: --max-memory=24M --gil=on
-- run: --max-memory=24M --gil=off
-- timeout: 60
local futures = require "concurrent.futures"
local pool <close> = futures.ThreadPoolExecutor(2)
local function hungry()
  local list = {}
  while true do list[#list + 1] = ("x"):rep(1000) .. #list end
end
for _ = 1, 3 do
  local future = pool:submit(hungry)
  print(pcall(future.result, future))
end
-- expect: false	not enough memory
-- expect: false	not enough memory
-- expect: false	not enough memory
print(pool:submit(math.max, 1, 2):result())  -- expect: 2
-- What is done with is garbage.
for i = 1, 200000 do
  local future = pool:submit(tostring, i)
  if i % 1000 == 0 then assert(future:result() == tostring(i)) end
end
print("all run")                             -- expect: all run
