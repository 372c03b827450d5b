-- The largest of two million random numbers: in one go, then by two threads with half the list each.
--
-- Look at: with the GIL two threads are no faster than one, since only one runs Lua at a time;
-- without it they take nearly half the time. The answer is the same either way.
-- Try:     gilua compare scripts/compare/max_of_list.lua
--          gilua --gil=off scripts/compare/max_of_list.lua       (both ways; times on stderr)
--          gilua --gil=off scripts/compare/max_of_list.lua 2     (only the way with two threads)
-- compare: --arg threads=1,2
local threading = require "threading"
local time = require "time"
local gil = require "gil"

local kSize, kSearches = 2000000, 30
local only = tonumber(arg and arg[1] and arg[1]:match("%d+"))

-- A generator of our own, so that every run searches the same list.
local list, x = {}, 20240229
for i = 1, kSize do
  x = x * 16807 % 2147483647
  list[i] = x
end

-- Searches list[first..last] so often that the search, not the making of the list, takes the time.
local function max_between(first, last)
  local max = list[first]
  for _ = 1, kSearches do
    for i = first, last do
      local v = list[i]
      if v > max then max = v end
    end
  end
  return max
end

local function in_one_go() return max_between(1, kSize) end

local function by_two_threads()
  local halves, results = {{1, kSize // 2}, {kSize // 2 + 1, kSize}}, {0, 0}
  local threads = {}
  for i, half in ipairs(halves) do
    threads[i] = threading.Thread{
      target = function() results[i] = max_between(half[1], half[2]) end,
    }
    threads[i]:start()
  end
  for _, thread in ipairs(threads) do thread:join() end
  return math.max(results[1], results[2])
end

local function timed(name, search)
  local span <close> = gil.mark and gil.mark(name)
  local start = time.perf_counter()
  print("largest", search())
  io.stderr:write(string.format("%-12s %.2f s\n", name, time.perf_counter() - start))
end

if only ~= 2 then timed("one go", in_one_go) end
if only ~= 1 then timed("two threads", by_two_threads) end
