-- A chain of ephemerons in one weak table, each entry's value the next one's key: how long a full
-- collection takes, in milliseconds. The argument is the length.
local length = tonumber(arg and arg[1]) or 1000000
local weak = setmetatable({}, {__mode = "k"})
local head = {}
local key = head
for _ = 1, length do
  local value = {}
  weak[key] = value
  key = value
end
key = nil
local from = os.clock()
collectgarbage()
print(("%.1f"):format((os.clock() - from) * 1000))
