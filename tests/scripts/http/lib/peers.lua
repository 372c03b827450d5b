-- Peers for the tests of module http: servers that speak HTTP badly or not at all, and the count of
-- this process's descriptors.
local asyncio = require "asyncio"
local errors = require "errors"
local threading = require "threading"

local async, await = asyncio.async, asyncio.await
local peers = {}

--- A server in a daemon thread that calls talk(reader, writer) in a task for each connection and
--- closes it afterwards. Has host, port and url; to be closed.
function peers.raw(talk)
  local peer = {ready = threading.Event()}
  local main = async(function()
    local server = await(asyncio.start_server(async(function(reader, writer)
      pcall(talk, reader, writer)
      writer:close()
    end), "127.0.0.1", 0))
    peer.host, peer.port = server.sockets[1]:getsockname()
    peer.url = ("http://127.0.0.1:%d"):format(peer.port)
    peer.loop, peer.stop = asyncio.get_running_loop(), asyncio.Event()
    peer.ready:set()
    await(peer.stop:wait())
    server:close()
  end)
  local thread = threading.Thread{target = function() asyncio.run(main()) end, daemon = true}
  thread:start()
  peer.ready:wait()
  return setmetatable(peer, {__close = function()
    peer.loop:call_soon_threadsafe(function() peer.stop:set() end)
    thread:join()
  end})
end

--- Reads a request up to the end of its headers.
function peers.read_head(reader)
  return await(reader:readuntil("\r\n\r\n"))
end

--- A peer that reads a request and answers with the pieces of [list], whatever they are.
function peers.answering(list)
  return peers.raw(function(reader, writer)
    peers.read_head(reader)
    for _, piece in ipairs(list) do
      writer:write(piece)
      await(writer:drain())
    end
  end)
end

--- What [f] raises, which is to be of the class; as text.
function peers.fails(class, f, ...)
  local ok, e = pcall(f, ...)
  assert(not ok, "no error")
  assert(errors.is(e, class), tostring(e))
  return tostring(e), e
end

--- How many descriptors this process has.
function peers.descriptors()
  local listing <close> = io.popen("ls /proc/" .. os.getpid() .. "/fd")
  local count = 0
  for _ in listing:lines() do count = count + 1 end
  return count
end

return peers
