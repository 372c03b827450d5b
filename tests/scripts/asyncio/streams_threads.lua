-- Loops in several threads at once: each with its own server, clients and children.
-- timeout: 60
local asyncio = require "asyncio"
local threading = require "threading"
local async, await = asyncio.async, asyncio.await

local serve = async(function(reader, writer)
  for line in asyncio.aiter(reader) do writer:write(line) end
  writer:close()
end)

local client = async(function(port, name)
  local reader, writer = await(asyncio.open_connection("127.0.0.1", port))
  for i = 1, 30 do
    writer:write(("%s %d\n"):format(name, i))
    assert(await(reader:readline()) == ("%s %d\n"):format(name, i))
  end
  writer:close()
  await(writer:wait_closed())
end)

local main = async(function(name)
  local server <close> = await(asyncio.start_server(serve, "127.0.0.1", 0))
  local _, port = server.sockets[1]:getsockname()
  local tasks = {}
  for i = 1, 10 do tasks[i] = client(port, name .. "." .. i) end
  await(asyncio.gather(tasks))
  local child = await(asyncio.create_subprocess_exec("sh", "-c", "exit 7"))
  assert(await(child:wait()) == 7)
  local file <close> = await(asyncio.open(arg[0]))
  assert(#await(file:readline()) > 0)
  return port
end)

local threads, done = {}, {}
for i = 1, 6 do
  threads[i] = threading.Thread {target = function() done[i] = asyncio.run(main("t" .. i)) > 0 end}
  threads[i]:start()
end
-- Children that others wait for are left to them.
for _ = 1, 5 do print(os.execute("exit 3")) end
-- expect: nil	exit	3
-- expect: nil	exit	3
-- expect: nil	exit	3
-- expect: nil	exit	3
-- expect: nil	exit	3
for i = 1, 6 do threads[i]:join() end
for i = 1, 6 do print(done[i]) end
-- expect: true
-- expect: true
-- expect: true
-- expect: true
-- expect: true
-- expect: true

-- A stream belongs to its loop: other threads are turned away while that runs.
asyncio.run((async(function()
  local server <close> = await(asyncio.start_server(serve, "127.0.0.1", 0))
  local _, port = server.sockets[1]:getsockname()
  local reader, writer = await(asyncio.open_connection("127.0.0.1", port))
  local function ask(f, ...)
    local _, e = pcall(f, ...)
    return (tostring(e))
  end
  print(await(asyncio.to_thread(ask, writer.write, writer, "x")))  -- expect: RuntimeError: Non-thread-safe operation invoked on an event loop other than the current one
  print(await(asyncio.to_thread(ask, reader.at_eof, reader)))  -- expect: RuntimeError: Non-thread-safe operation invoked on an event loop other than the current one
  writer:close()
end))())

-- Between runs anybody may use it.
local loop = asyncio.new_event_loop()
local server = loop:run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0))
local _, port = server.sockets[1]:getsockname()
local reader, writer = loop:run_until_complete(asyncio.open_connection("127.0.0.1", port))
writer:write("between\n")
print(loop:run_until_complete(reader:readline()) == "between\n")  -- expect: true
writer:close()
server:close()
loop:run_until_complete(server:wait_closed())
loop:close()
print(pcall(writer.write, writer, "late"))  -- expect: true
