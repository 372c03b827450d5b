-- Bytes of a suspended coroutine, by collectgarbage("count") over 100,000 of them.
local all = {}
for i = 1, 100000 do all[i] = false end
local function body() coroutine.yield() end
collectgarbage()
local before = collectgarbage("count")
for i = 1, #all do
  all[i] = coroutine.create(body)
  coroutine.resume(all[i])
end
collectgarbage()
print(string.format("%.0f", (collectgarbage("count") - before) * 1024 / #all))
