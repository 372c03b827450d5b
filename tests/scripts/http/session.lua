-- http.Session: async requests over connections that are used again; cancellation, closing, several
-- loops.
-- expect: done
local asyncio = require "asyncio"
local errors = require "errors"
local http = require "http"
local threading = require "threading"
local time = require "time"
package.path = "lib/?.lua;" .. package.path
local peers = require "peers"
local async, await = asyncio.async, asyncio.await
local fails = peers.fails

local server <close> = http.serve(async(function(request)
  if request.path == "/slow" then await(asyncio.sleep(0.2)) end
  if request.path == "/never" then await(asyncio.sleep(1000)) end
  if request.path == "/moved" then return 303, "", {Location = "/there"} end
  return 200, request.method .. " " .. request.path .. " " .. request.body
end))
local url = server.url

-- The same requests as the blocking ones.
asyncio.run(async(function()
  local session <close> = http.Session()
  assert(tostring(session):find("^<http.Session object at "))
  local r = await(session:get(url .. "/a", {params = {b = 1}}))
  assert(r.status == 200 and r.text == "GET /a " and r.url == url .. "/a?b=1" and r.headers.server == "gilua")
  assert(await(session:post(url, "body")).text == "POST / body")
  assert(await(session:put(url, {data = {a = 1}})).text == "PUT / a=1")
  assert(await(session:delete(url)).text == "DELETE / ")
  assert(await(session:patch(url)).text == "PATCH / ")
  assert(await(session:options(url)).text == "OPTIONS / ")
  assert(await(session:head(url)).headers["content-length"] == "7")
  assert(await(session:request("post", url .. "/moved", {data = "x"})).text == "GET /there ")
  local path = os.tmpname()
  await(session:get(url .. "/file", {save_to = path}))
  assert(io.open(path):read("a") == "GET /file ")
  os.remove(path)

  fails(http.InvalidURL, function() await(session:get("nonsense")) end)
  fails(http.ConnectionError, function() await(session:get("http://127.0.0.1:1/")) end)
  fails(http.Timeout, function() await(session:get(url .. "/never", {timeout = 0.05})) end)
  fails(errors.TypeError, function() await(session:get(url, {nothing = 1})) end)
end)())

-- Many at once take as long as one.
asyncio.run(async(function()
  local session <close> = http.Session()
  local before = time.perf_counter()
  local tasks = {}
  for i = 1, 10 do tasks[i] = session:get(url .. "/slow") end
  local responses = await(asyncio.gather(tasks))
  assert(responses.n == 10 and responses[10].text == "GET /slow ")
  assert(time.perf_counter() - before < 1.9)
end)())

-- One after another, they share a connection.
do
  local connections = 0
  local peer <close> = peers.raw(function(reader, writer)
    connections = connections + 1
    while true do
      peers.read_head(reader)
      writer:write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    end
  end)
  asyncio.run(async(function()
    local session <close> = http.Session()
    for _ = 1, 20 do assert(await(session:get(peer.url)).text == "ok") end
  end)())
  assert(connections == 1, connections)
end

-- A cancelled task's request ends with it: the server sees the connection go.
do
  local gone = threading.Event()
  local peer <close> = peers.raw(function(reader)
    peers.read_head(reader)
    await(reader:read())
    gone:set()
  end)
  asyncio.run(async(function()
    local session <close> = http.Session()
    local task = asyncio.create_task(session:get(peer.url))
    await(asyncio.sleep(0.05))
    task:cancel()
    fails(asyncio.CancelledError, function() await(task) end)
    fails(errors.TimeoutError, function() await(asyncio.wait_for(session:get(peer.url), 0.05)) end)
    await(asyncio.to_thread(function() assert(gone:wait(10)) end))
    assert(await(session:get(url)).status == 200)
  end)())
end

-- Closing ends what is under way, and for good.
asyncio.run(async(function()
  local session = http.Session()
  local task = asyncio.create_task(session:get(url .. "/never"))
  await(asyncio.sleep(0.05))
  session:close()
  session:close()
  local message = fails(http.ConnectionError, function() await(task) end)
  assert(message:find("/never: the session was closed", 1, true), message)
  message = fails(errors.RuntimeError, function() await(session:get(url)) end)
  assert(message == "RuntimeError: Session is closed")
end)())

-- A loop that ends takes unfinished requests along; a session stays with its loop.
local kept
asyncio.run(async(function()
  kept = http.Session()
  await(kept:get(url))
  asyncio.create_task(kept:get(url .. "/never"))
  await(asyncio.sleep(0.01))
end)())
asyncio.run(async(function()
  local message = fails(errors.RuntimeError, function() await(kept:get(url)) end)
  assert(message:find("another event loop", 1, true))
end)())
kept:close()
kept = nil
collectgarbage()

-- A loop and a session in each of several threads.
local sums, threads = {}, {}
for t = 1, 4 do
  threads[t] = threading.Thread{target = function()
    asyncio.run(async(function()
      local session <close> = http.Session()
      local tasks = {}
      for i = 1, 10 do tasks[i] = session:post(url, tostring(i)) end
      local sum = 0
      for _, r in ipairs(await(asyncio.gather(tasks))) do sum = sum + tonumber(r.text:match("%d+$")) end
      sums[t] = sum
    end)())
  end}
  threads[t]:start()
end
for _, thread in ipairs(threads) do thread:join() end
assert(table.concat(sums, " ") == "55 55 55 55")
print("done")
