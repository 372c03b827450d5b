-- Server: its sockets, starting and stopping, serve_forever, waiting for its connections.
local asyncio = require "asyncio"
local async, await = asyncio.async, asyncio.await

local function connect(server)
  local host, port = server.sockets[1]:getsockname()
  return await(asyncio.open_connection(host, port))
end

asyncio.run((async(function()
  local server = await(asyncio.start_server(function() end, "127.0.0.1", 0, {start_serving = false}))
  print(server:is_serving(), #server.sockets, server.sockets[1]:fileno() > 0)  -- expect: false	1	true
  await(server:start_serving())
  print(server:is_serving(), server:get_loop() == asyncio.get_running_loop())  -- expect: true	true
  server:close()
  server:close()
  print(server:is_serving(), #server.sockets)  -- expect: false	0
  await(server:wait_closed())
  print(pcall(function() await(server:start_serving()) end))  -- expect: false	RuntimeError: server <Server sockets=()> is closed

  -- serve_forever ends with a cancellation, and closes.
  server = await(asyncio.start_server(function() end, "127.0.0.1", 0))
  local task = asyncio.create_task(server:serve_forever())
  await(asyncio.sleep(0))
  local ok, e = pcall(function() await(server:serve_forever()) end)
  print(ok, tostring(e):match("is already being awaited on serve_forever"))  -- expect: false	is already being awaited on serve_forever
  task:cancel()
  print(pcall(function() await(task) end))  -- expect: false	CancelledError
  print(server:is_serving())  -- expect: false

  -- wait_closed waits for connections that are served; close_clients ends them.
  local ended = {}
  server = await(asyncio.start_server(async(function(reader, writer)
    await(reader:read())
    ended[#ended + 1] = "handler"
    writer:close()
  end), "127.0.0.1", 0))
  local reader, writer = connect(server)
  writer:write("x")
  await(asyncio.sleep(0.02))
  server:close()
  local waiting = asyncio.create_task((async(function()
    await(server:wait_closed())
    ended[#ended + 1] = "wait_closed"
  end))())
  await(asyncio.sleep(0.02))
  print(#ended)  -- expect: 0
  server:close_clients()
  await(waiting)
  print(table.concat(ended, " "), await(reader:read()) == "")  -- expect: handler wait_closed	true
  writer:close()

  -- abort_clients: what they had to read is lost, and they hear of it.
  server = await(asyncio.start_server(async(function(r) await(r:read()) end), "127.0.0.1", 0))
  reader, writer = connect(server)
  await(asyncio.sleep(0.02))
  server:abort_clients()
  print(await(reader:read()) == "")  -- expect: true
  writer:close()
  server:close()
  await(server:wait_closed())

  -- All addresses; a list of hosts.
  server = await(asyncio.start_server(function() end, {"127.0.0.1", "127.0.0.2"}, 0))
  print(#server.sockets, (server.sockets[2]:getsockname()))  -- expect: 2	127.0.0.2
  server:close()
  server = await(asyncio.start_server(function() end, nil, 0, {family = 2}))
  print((server.sockets[1]:getsockname()))  -- expect: 0.0.0.0
  reader, writer = connect(server)
  print((writer:get_extra_info("socket"):getpeername()))  -- expect: 127.0.0.1
  server:close()
  writer:close()

  -- A unix socket.
  local path = os.tmpname()
  os.remove(path)
  do
    local unix <close> = await(asyncio.start_unix_server(async(function(r, w)
      w:write((await(r:readline())):upper())
      w:close()
    end), path))
    print(unix.sockets[1]:getsockname() == path)  -- expect: true
    reader, writer = await(asyncio.open_unix_connection(path))
    writer:write("hello\n")
    print(await(reader:readline()) == "HELLO\n", writer:get_extra_info("peername") == path)  -- expect: true	true
    writer:close()
  end
  print(io.open(path) == nil)  -- expect: true
end))())
