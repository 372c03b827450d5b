-- Python's documented examples of streams, in our words: an echo server and its client, the headers
-- of an HTTP answer over raw streams (from a server of our own), and several clients at once.
local asyncio = require "asyncio"
local async, await = asyncio.async, asyncio.await

-- A server that answers with what it gets, and a client.
local handle_echo = async(function(reader, writer)
  local data = await(reader:read(100))
  local host, port = writer:get_extra_info("peername")
  print(("Received '%s' from %s %s"):format(data, host, math.type(port)))
  print(("Send: '%s'"):format(data))
  writer:write(data)
  await(writer:drain())
  print("Close the connection")
  writer:close()
  await(writer:wait_closed())
end)

local tcp_echo_client = async(function(message, port)
  local reader, writer = await(asyncio.open_connection("127.0.0.1", port))
  print(("Send: '%s'"):format(message))
  writer:write(message)
  await(writer:drain())
  local data = await(reader:read(100))
  print(("Received: '%s'"):format(data))
  print("Close the connection")
  writer:close()
  await(writer:wait_closed())
end)

asyncio.run((async(function()
  local server <close> = await(asyncio.start_server(handle_echo, "127.0.0.1", 0))
  local host, port = server.sockets[1]:getsockname()
  print("Serving on", host, port > 0)
  await(tcp_echo_client("Hello World!", port))
end))())
-- expect: Serving on	127.0.0.1	true
-- expect: Send: 'Hello World!'
-- expect: Received 'Hello World!' from 127.0.0.1 integer
-- expect: Send: 'Hello World!'
-- expect: Close the connection
-- expect: Received: 'Hello World!'
-- expect: Close the connection

-- The headers that a server sends for HEAD.
local http_server = async(function(reader, writer)
  local request = await(reader:readline())
  while await(reader:readline()) ~= "\r\n" do end
  writer:write("HTTP/1.0 200 OK\r\n")
  writer:writelines {"Server: test\r\n", "X-Request: ", request:match("^(.-)\r"), "\r\n\r\n"}
  writer:close()
end)

local print_http_headers = async(function(host, port)
  local reader, writer = await(asyncio.open_connection(host, port))
  writer:write(("HEAD /path HTTP/1.0\r\nHost: %s\r\n\r\n"):format(host))
  while true do
    local line = await(reader:readline())
    if line == "" then break end
    line = line:gsub("%s+$", "")
    if line ~= "" then print("HTTP header> " .. line) end
  end
  writer:close()
  await(writer:wait_closed())
end)

asyncio.run((async(function()
  local server <close> = await(asyncio.start_server(http_server, "localhost", 0, {family = 2}))
  local _, port = server.sockets[1]:getsockname()
  await(print_http_headers("localhost", port))
end))())
-- expect: HTTP header> HTTP/1.0 200 OK
-- expect: HTTP header> Server: test
-- expect: HTTP header> X-Request: HEAD /path HTTP/1.0

-- Many at once, each with many lines; a plain function as callback that makes its own task.
local function on_connection(reader, writer)
  asyncio.create_task((async(function()
    for line in asyncio.aiter(reader) do writer:write(line:upper()) end
    await(writer:drain())
    writer:close()
  end))())
end

local many_lines = async(function(port, n)
  local reader, writer = await(asyncio.open_connection("127.0.0.1", port))
  for i = 1, 50 do
    writer:write(("client %d line %d\n"):format(n, i))
    if await(reader:readline()) ~= ("CLIENT %d LINE %d\n"):format(n, i) then error("wrong line") end
  end
  writer:write_eof()
  local rest = await(reader:read())
  writer:close()
  await(writer:wait_closed())
  return #rest
end)

asyncio.run((async(function()
  local server <close> = await(asyncio.start_server(on_connection, "127.0.0.1", 0))
  local _, port = server.sockets[1]:getsockname()
  local clients = {}
  for i = 1, 50 do clients[i] = many_lines(port, i) end
  local sum = 0
  for _, n in ipairs(await(asyncio.gather(clients))) do sum = sum + n end
  print("50 clients", sum)  -- expect: 50 clients	0
end))())
