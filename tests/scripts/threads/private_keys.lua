-- Writes to different keys of one table never disturb each other, while it grows, in any mode.
local threading = require "threading"
local t, threads, turns = {}, {}, 3000
for i = 1, 6 do
  threads[i] = threading.Thread{target = function()
    for n = 1, turns do
      local key = "k" .. i .. "_" .. n % 50
      t[key] = (t[key] or 0) + 1
      t[i * 10000 + n] = n
    end
  end}
end
for _, thread in ipairs(threads) do thread:start() end
for _, thread in ipairs(threads) do thread:join() end
local sum, integers = 0, 0
for key, value in pairs(t) do
  if type(key) == "string" then sum = sum + value else integers = integers + 1 end
end
print(sum, integers)   -- expect: 18000	18000
