-- Seconds that downloads of 200 ms each take from a server on this machine: one after another, in
-- threads, and in one thread's event loop. The argument is how many (10).
local asyncio = require "asyncio"
local http = require "http"
local threading = require "threading"
local time = require "time"
local async, await = asyncio.async, asyncio.await
local count = tonumber(arg and arg[1]) or 10

local server <close> = http.serve(async(function()
  await(asyncio.sleep(0.2))
  return 200, ("x"):rep(10000)
end))
local function download() assert(#http.get(server.url).content == 10000) end
http.head(server.url)  -- loads libcurl

local function measure(name, f)
  local before = time.perf_counter()
  f()
  print(("%s  %.2f s"):format(name, time.perf_counter() - before))
end

measure("blocking", function() for _ = 1, count do download() end end)
measure("threads", function()
  local threads = {}
  for i = 1, count do
    threads[i] = threading.Thread{target = download}
    threads[i]:start()
  end
  for _, thread in ipairs(threads) do thread:join() end
end)
measure("async", function()
  asyncio.run(async(function()
    local session <close> = http.Session()
    local downloads = {}
    for i = 1, count do downloads[i] = session:get(server.url) end
    for _, response in ipairs(await(asyncio.gather(downloads))) do assert(#response.content == 10000) end
  end)())
end)
