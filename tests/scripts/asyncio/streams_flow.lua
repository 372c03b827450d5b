-- Flow control: a writer that is faster than its reader waits in drain, a reader that is not asked
-- for stops reading; nothing is lost, also when the connection is closed or dropped while much is
-- still to be written.
-- timeout: 60
local asyncio = require "asyncio"
local async, await = asyncio.async, asyncio.await

local CHUNK, COUNT = ("0123456789abcdef"):rep(1024), 500  -- 16 KB, 8 MB together

local function pair(handler)
  local server = await(asyncio.start_server(async(handler), "127.0.0.1", 0))
  local _, port = server.sockets[1]:getsockname()
  local reader, writer = await(asyncio.open_connection("127.0.0.1", port))
  return server, reader, writer
end

asyncio.run((async(function()
  -- drain waits.
  local sent, most = 0, 0
  local server, reader, writer = pair(function(_, w)
    for _ = 1, COUNT do
      w:write(CHUNK)
      most = math.max(most, w.transport:get_write_buffer_size())
      await(w:drain())
      sent = sent + 1
    end
    w:close()
  end)
  await(asyncio.sleep(0.1))
  print(sent < COUNT, most <= 64 * 1024 + #CHUNK, writer.transport:get_write_buffer_limits())  -- expect: true	true	16384	65536
  local stopped_at = sent
  await(asyncio.sleep(0.05))
  print(sent == stopped_at)  -- expect: true
  local got, right = 0, true
  while true do
    local bytes = await(reader:read(#CHUNK))
    if bytes == "" then break end
    local from = got % 16
    right = right and bytes == CHUNK:sub(from + 1, from + #bytes):sub(1, #bytes) or
      right and bytes == (CHUNK .. CHUNK):sub(from + 1, from + #bytes)
    got = got + #bytes
  end
  print(sent, got == COUNT * #CHUNK, right)  -- expect: 500	true	true
  writer:close()
  server:close()

  -- close() writes out what is there, and so does dropping every reference.
  for _, ending in ipairs {"close", "drop"} do
    server, reader, writer = pair(function(r, w)
      w:write(CHUNK:rep(COUNT))
      if ending == "close" then w:close() else w:write_eof() end
    end)
    await(asyncio.sleep(0.05))
    collectgarbage()
    collectgarbage()
    await(asyncio.sleep(0.05))
    print(ending, #await(reader:read()) == COUNT * #CHUNK)
    -- expect: close	true
    -- expect: drop	true
    writer:close()
    server:close()
  end

  -- abort() does not.
  server, reader, writer = pair(function(_, w)
    w:write(CHUNK:rep(COUNT))
    w.transport:abort()
  end)
  await(asyncio.sleep(0.05))
  local ok, bytes = pcall(function() return await(reader:read()) end)
  print(not ok or #bytes < COUNT * #CHUNK)  -- expect: true
  writer:close()
  server:close()

  -- Marks of one's own; a paused transport reads nothing.
  server, reader, writer = pair(function(r, w)
    w:write("first\n")
    await(r:readline())
    w:write("second\n")
    w:close()
  end)
  print(await(reader:readline()) == "first\n")  -- expect: true
  writer.transport:set_write_buffer_limits {high = 100, low = 10}
  print(writer.transport:get_write_buffer_limits())  -- expect: 10	100
  print(pcall(writer.transport.set_write_buffer_limits, writer.transport, 1, 2))  -- expect: false	ValueError: high (1) must be >= low (2) must be >= 0
  writer.transport:pause_reading()
  print(writer.transport:is_reading())  -- expect: false
  writer:write("go\n")
  print(pcall(function() await(asyncio.wait_for(reader:readline(), 0.05)) end))  -- expect: false	TimeoutError
  writer.transport:resume_reading()
  print(await(reader:readline()) == "second\n")  -- expect: true
  writer:close()
  server:close()
end))())
