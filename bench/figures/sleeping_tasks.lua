-- A million tasks asleep at once: peak memory in MB (of 10^6 bytes), bytes for each; then all are
-- cancelled, and all hear of it.
local asyncio = require "asyncio"
local async, await = asyncio.async, asyncio.await

local function peak_bytes()
  for line in io.lines("/proc/self/status") do
    local kib = line:match("^VmHWM:%s+(%d+)")
    if kib then return tonumber(kib) * 1024 end
  end
end

local N = tonumber(arg[1]) or 1000000
local woken, cancelled = 0, 0
local nap = async(function(seconds)
  await(asyncio.sleep(seconds))
  woken = woken + 1
end)
local watched = async(function()
  local ok, e = pcall(await, asyncio.sleep(1000))
  if not ok then
    cancelled = cancelled + 1
    error(e, 0)
  end
end)

asyncio.run(async(function()
  local before = peak_bytes()
  for _ = 1, N do asyncio.create_task(nap(2)) end
  await(asyncio.sleep(1))
  local asleep = peak_bytes()
  assert(woken == 0)
  while woken < N do await(asyncio.sleep(0.1)) end
  local tasks = {}
  for i = 1, N do tasks[i] = asyncio.create_task(watched()) end
  await(asyncio.sleep(0))
  for i = 1, N do tasks[i]:cancel() end
  while cancelled < N do await(asyncio.sleep(0.1)) end
  print(("%.0f MB, %.0f bytes each; %d woken, %d cancelled"):format(asleep / 1e6,
    (asleep - before) / N, woken, cancelled))
end)())
