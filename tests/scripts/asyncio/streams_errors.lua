-- What goes wrong with connections: closed ports, resets, addresses in use, names that nobody
-- knows. Each error has its class, Python's text and the address in it.
local asyncio = require "asyncio"
local errors = require "errors"
local async, await = asyncio.async, asyncio.await

local function fails(f, ...)
  local args = table.pack(...)
  local ok, e = pcall(function() return await(f(table.unpack(args, 1, args.n))) end)
  if ok then return print("no error") end
  print((tostring(e):gsub(":%d%d%d+%)", ":PORT)"):gsub(", %d%d%d+", ", PORT")))
  return e
end

asyncio.run((async(function()
  -- A port that is closed: it was open a moment ago.
  local server = await(asyncio.start_server(function() end, "127.0.0.1", 0))
  local _, port = server.sockets[1]:getsockname()
  local e = fails(asyncio.start_server, function() end, "127.0.0.1", port)
  -- expect: OSError: [Errno 98] error while attempting to bind on address ('127.0.0.1', PORT): address already in use
  print(e.errno)  -- expect: 98
  server:close()
  await(server:wait_closed())
  e = fails(asyncio.open_connection, "127.0.0.1", port)
  -- expect: ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', PORT)
  print(e.errno, errors.is(e, errors.ConnectionError), errors.is(e, errors.OSError))  -- expect: 111	true	true

  -- Names.
  e = fails(asyncio.open_connection, "127.0.0.1", "no-such-service")
  -- expect: gaierror: [Errno -8] Servname not supported for ai_socktype: '127.0.0.1'
  print(errors.is(e, asyncio.gaierror), errors.is(e, errors.OSError))  -- expect: true	true
  local ok, unknown = pcall(function() await(asyncio.open_connection("no such host", 80)) end)
  print(ok, errors.is(unknown, asyncio.gaierror), unknown.message:find("'no such host'", 1, true) ~= nil)  -- expect: false	true	true

  -- Arguments.
  fails(asyncio.open_connection)  -- expect: ValueError: host and port was not specified and no sock specified
  fails(asyncio.open_connection, "127.0.0.1", 70000)  -- expect: OverflowError: port must be 0-65535, not 70000
  fails(asyncio.open_connection, "127.0.0.1", 80, {ssl = true})  -- expect: NotImplementedError: ssl is not supported by gilua's streams
  fails(asyncio.open_connection, "127.0.0.1", 80, {limit = 0})  -- expect: ValueError: Limit cannot be <= 0
  fails(asyncio.start_server, nil, "127.0.0.1", 0)  -- expect: TypeError: start_server() client_connected_cb must be callable, not nil
  fails(asyncio.open_connection, "127.0.0.1\0x", 80)  -- expect: ValueError: embedded null character

  -- Unix sockets.
  fails(asyncio.open_unix_connection, "/nonexistent/socket")
  -- expect: FileNotFoundError: [Errno 2] No such file or directory: '/nonexistent/socket'

  -- A peer that resets: unread bytes when it closes make the system say so.
  server = await(asyncio.start_server(async(function(reader, writer)
    await(reader:read(1))
    writer.transport:abort()
  end), "127.0.0.1", 0))
  _, port = server.sockets[1]:getsockname()
  local reader, writer = await(asyncio.open_connection("127.0.0.1", port))
  writer:write(("x"):rep(100000))
  ok, e = pcall(function()
    for _ = 1, 1000 do
      writer:write(("x"):rep(10000))
      await(writer:drain())
    end
  end)
  print(ok, errors.is(e, errors.ConnectionError))  -- expect: false	true
  ok, e = pcall(function() await(reader:read()) end)
  print(ok, errors.is(e, errors.ConnectionError), reader:exception() == e)  -- expect: false	true	true
  print(writer:is_closing())  -- expect: true
  writer:write("ignored")
  ok, e = pcall(function() await(writer:wait_closed()) end)
  print(ok, errors.is(e, errors.ConnectionError))  -- expect: false	true
  server:close()

  -- After our own close.
  server = await(asyncio.start_server(function() end, "127.0.0.1", 0))
  _, port = server.sockets[1]:getsockname()
  reader, writer = await(asyncio.open_connection("127.0.0.1", port))
  writer:write_eof()
  fails(async(function() writer:write("x") end))  -- expect: RuntimeError: Cannot call write() after write_eof()
  writer:close()
  writer:close()
  await(writer:wait_closed())
  fails(function() return writer:drain() end)  -- expect: ConnectionResetError: Connection lost
  print(await(reader:read()) == "", writer:get_extra_info("peername") == "127.0.0.1")  -- expect: true	true
  fails(async(function() writer:write(12) end))  -- expect: TypeError: data argument must be a string, not number
  server:close()

  -- A callback that fails is reported; the server goes on.
  local loop = asyncio.get_running_loop()
  local reported = {}
  loop:set_exception_handler(function(_, context) reported[#reported + 1] = context end)
  server = await(asyncio.start_server(async(function(r)
    if await(r:readline()) == "fail\n" then error(errors.ValueError("in the callback")) end
  end), "127.0.0.1", 0))
  _, port = server.sockets[1]:getsockname()
  for _, line in ipairs {"fail\n", "go\n"} do
    local r, w = await(asyncio.open_connection("127.0.0.1", port))
    w:write(line)
    if line == "fail\n" then print(await(r:read()) == "") end  -- expect: true
    w:close()
  end
  for _, context in ipairs(reported) do print(context.message, context.exception) end  -- expect: Unhandled exception in client_connected_cb	ValueError: in the callback
  server:close()
  await(server:wait_closed())
end))())
