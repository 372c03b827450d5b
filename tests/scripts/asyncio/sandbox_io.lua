-- What --sandbox leaves of asyncio's input and output: loopback, and files below the folder.
-- run: --sandbox --gil=on
-- run: --sandbox --gil=off
local asyncio = require "asyncio"
local async, await = asyncio.async, asyncio.await

asyncio.run((async(function()
  local function try(f, ...)
    local args = table.pack(...)
    local ok, e = pcall(function() return await(f(table.unpack(args, 1, args.n))) end)
    print(ok and "allowed" or tostring(e))
  end
  local server = await(asyncio.start_server(async(function(reader, writer)
    writer:write(await(reader:readline()))
    writer:close()
  end), "localhost", 0, {family = 2}))
  local _, port = server.sockets[1]:getsockname()
  local reader, writer = await(asyncio.open_connection("localhost", port))
  writer:write("loopback\n")
  print(await(reader:readline()) == "loopback\n")  -- expect: true
  try(asyncio.open_connection, "192.0.2.1", 80)
  -- expect: PermissionError: connecting to other addresses than loopback ones is not allowed in the sandbox: '192.0.2.1'
  try(asyncio.open_connection, "example.org", 80)
  -- expect: PermissionError: looking up other names than localhost is not allowed in the sandbox: 'example.org'
  try(asyncio.start_server, print, "0.0.0.0", 0)
  -- expect: PermissionError: listening on other addresses than loopback ones is not allowed in the sandbox: '0.0.0.0'
  try(asyncio.start_server, print, nil, 0, {family = 2})
  -- expect: PermissionError: listening on other addresses than loopback ones is not allowed in the sandbox: '0.0.0.0'
  try(asyncio.open_unix_connection, "/tmp/socket")
  -- expect: PermissionError: connecting to other addresses than loopback ones is not allowed in the sandbox: '/tmp/socket'
  try(asyncio.start_unix_server, print, "socket")
  -- expect: PermissionError: listening on other addresses than loopback ones is not allowed in the sandbox: 'socket'
  local loop = asyncio.get_running_loop()
  try(loop.getaddrinfo, loop, "example.org", 80)
  -- expect: PermissionError: looking up other names than localhost is not allowed in the sandbox: 'example.org'
  try(loop.getnameinfo, loop, {"192.0.2.1", 80})
  -- expect: PermissionError: looking up other names than localhost is not allowed in the sandbox: '192.0.2.1'
  try(asyncio.create_subprocess_exec, "true")
  -- expect: PermissionError: starting a process is not allowed in the sandbox: 'true'
  try(asyncio.create_subprocess_shell, "true")
  -- expect: PermissionError: starting a process is not allowed in the sandbox: '/bin/sh'
  try(asyncio.open, "sandbox_io.lua")  -- expect: allowed
  try(asyncio.open, "/etc/passwd")
  -- expect: PermissionError: only files below the working folder can be read in the sandbox: '/etc/passwd'
  try(asyncio.open, "written", "w")
  -- expect: PermissionError: writing files is not allowed in the sandbox: 'written'
  server:close()
end))())
