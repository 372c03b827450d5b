-- A ThreadPoolExecutor's round trips, in thousands a second, the best of three: submit and result one
-- by one; then all submitted at once and awaited with wait(). The argument is their number.
local futures = require "concurrent.futures"
local time = require "time"
local n = tonumber(arg and arg[1]) or 100000

local function best_of(run)
  local best = 0
  for _ = 1, 3 do
    local executor <close> = futures.ThreadPoolExecutor(2)
    local start = time.perf_counter()
    run(executor)
    best = math.max(best, n / (time.perf_counter() - start) / 1e3)
  end
  return best
end

local function double(x) return x + x end
local single = best_of(function(executor)
  for i = 1, n do executor:submit(double, i):result() end
end)
local together = best_of(function(executor)
  local list = {}
  for i = 1, n do list[i] = executor:submit(double, i) end
  assert(#futures.wait(list) == n)
end)
print(("%.0f %.0f"):format(single, together))
