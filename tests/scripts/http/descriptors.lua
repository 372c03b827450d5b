-- 10,000 failures of all kinds leave no descriptor behind.
-- run: --gil=on
-- run: --gil=off
-- timeout: 120
-- expect: done
local asyncio = require "asyncio"
local http = require "http"
package.path = "lib/?.lua;" .. package.path
local peers = require "peers"
local async, await = asyncio.async, asyncio.await

local peer <close> = peers.raw(function(reader, writer)
  local line = await(reader:readline())
  if line:find("/cut", 1, true) then writer:write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc") end
  if line:find("/stall", 1, true) then await(asyncio.sleep(0.2)) end
end)
local closed
do
  local other <close> = peers.raw(function() end)
  closed = other.url
end
local path = os.tmpname()

local function fail_blocking(count)
  local failures = 0
  local function fail(...) if not pcall(http.get, ...) then failures = failures + 1 end end
  for i = 1, count // 4 do
    fail(closed)
    fail(peer.url .. "/empty")
    fail(peer.url .. "/cut", {save_to = path})
    if i % 50 == 0 then fail(peer.url .. "/stall", {timeout = 0.01}) else fail("nonsense") end
  end
  return failures
end

local fail_async = async(function(count)
  local session <close> = http.Session()
  local failures = 0
  local fail = async(function(...)
    if not pcall(function(...) await(session:get(...)) end, ...) then failures = failures + 1 end
  end)
  for _ = 1, count // 50 do
    local tasks = {}
    for i = 1, 10 do
      tasks[#tasks + 1] = fail(closed)
      tasks[#tasks + 1] = fail(peer.url .. "/empty")
      tasks[#tasks + 1] = fail(peer.url .. "/cut")
      tasks[#tasks + 1] = fail("nonsense")
      tasks[#tasks + 1] = i == 1 and fail(peer.url .. "/stall", {timeout = 0.01}) or fail(closed)
    end
    await(asyncio.gather(tasks))
  end
  return failures
end)

assert(fail_blocking(100) == 100)
assert(asyncio.run(fail_async(100)) == 100)
local before = peers.descriptors()
assert(fail_blocking(5000) == 5000)
assert(asyncio.run(fail_async(5000)) == 5000)
local after
for _ = 1, 50 do  -- connections that the peer stalls are still open for a moment
  after = peers.descriptors()
  if after <= before + 3 then break end
  require("time").sleep(0.1)
end
assert(after <= before + 3, before .. " descriptors before, " .. after .. " after")
os.remove(path)
print("done")
