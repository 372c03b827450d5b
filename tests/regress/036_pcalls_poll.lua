-- Functions that are only called by pcall, metamethods or iterators never polled: a nest of them
-- delayed every other thread, and a collection, for as long as it ran.
-- labels: concurrency
-- timeout: 60
local threading, time = require "threading", require "time"
local over = false
local function by_pcall(n) if n > 0 and not over then pcall(by_pcall, n - 1) pcall(by_pcall, n - 1) end end
local number = setmetatable({}, {})
getmetatable(number).__index = function(_, n)
  if n > 0 and not over then return number[n - 1], number[n - 1] end
  return 0
end
for _, nest in ipairs {by_pcall, function(n) return number[n] end} do
  over = false
  local other = threading.Thread{target = function() time.sleep(0.01) collectgarbage() over = true end}
  other:start()
  nest(60)  -- 2^60 calls, but for the other thread
  other:join()
  print(over)
end
-- expect: true
-- expect: true
