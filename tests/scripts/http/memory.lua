-- Bodies count towards --max-memory: too large a one is an error that the script can catch, and
-- garbage is collected before that.
-- run: --gil=on --max-memory=48M
-- run: --gil=off --max-memory=48M
-- expect: done
local asyncio = require "asyncio"
local http = require "http"
package.path = "lib/?.lua;" .. package.path
local peers = require "peers"
local async, await = asyncio.async, asyncio.await

-- The peer that sends more than the limit is a program of its own: in this one it would lack the
-- memory too.
if arg[1] == "endless" then
  local piece = ("y"):rep(1 << 20)
  local endless <close> = peers.raw(function(reader, writer)
    peers.read_head(reader)
    writer:write("HTTP/1.1 200 OK\r\n\r\n")
    for _ = 1, 200 do
      writer:write(piece)
      await(writer:drain())
    end
  end)
  print(endless.url)
  io.stdout:flush()
  io.read("a")
  return
end

local long = ("x"):rep(4 << 20)
local server <close> = http.serve(function(request)
  if request.path == "/fits" then return 200, long end
  return 302, "", {Location = "/fits"}
end)

asyncio.run(async(function()
  local link <close> = io.popen("readlink /proc/" .. os.getpid() .. "/exe")
  local pipe = asyncio.subprocess.PIPE
  local peer = await(asyncio.create_subprocess_exec(link:read("l"), "memory.lua", "endless",
    {stdin = pipe, stdout = pipe}))
  local endless = await(peer.stdout:readline()):sub(1, -2)

  for _ = 1, 12 do
    local garbage = ("z"):rep(8 << 20)
    garbage = nil
    assert(#http.get(server.url).content == 4 << 20)
  end
  for _ = 1, 3 do
    local ok, e = pcall(http.get, endless)
    assert(not ok and e == "not enough memory", e)
  end

  local session <close> = http.Session()
  for _ = 1, 12 do
    local garbage = ("z"):rep(8 << 20)
    garbage = nil
    assert(#await(session:get(server.url)).content == 4 << 20)
  end
  local ok, e = pcall(function() await(session:get(endless)) end)
  assert(not ok and e == "not enough memory", e)
  assert(await(session:get(server.url)).status == 200)

  peer.stdin:close()
  assert(await(peer:wait()) == 0)
end)())
print("done")
