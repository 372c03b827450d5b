-- No descriptor is left after thousands of failures, and none after streams that nobody closed.
-- run: --gil=on
-- run: --gil=off
-- timeout: 120
local asyncio = require "asyncio"
local async, await = asyncio.async, asyncio.await

local ROUNDS = 10000

local function descriptors()
  local list = io.popen("ls /proc/" .. os.getpid() .. "/fd | wc -l")
  local count = list:read("n")
  list:close()
  return count
end

local function in_turns(count, at_once, f)
  for first = 1, count, at_once do
    local tasks = {}
    for i = 1, math.min(at_once, count - first + 1) do tasks[i] = f(first + i) end
    await(asyncio.gather(tasks))
  end
end

asyncio.run((async(function()
  local server = await(asyncio.start_server(async(function(reader, writer)
    await(reader:read(1))
    writer.transport:abort()
  end), "127.0.0.1", 0))
  local _, port = server.sockets[1]:getsockname()
  local closed = await(asyncio.start_server(function() end, "127.0.0.1", 0))
  local _, closed_port = closed.sockets[1]:getsockname()
  closed:close()
  local missing = await(asyncio.create_subprocess_exec("true"))
  await(missing:wait())
  pcall(function() await(asyncio.open("/nonexistent/file")) end)
  collectgarbage()
  local before = descriptors()

  local function no_leak(what, count, f)
    in_turns(count, 100, async(f))
    await(asyncio.sleep(0.05))
    collectgarbage()
    await(asyncio.sleep(0.05))
    -- A few may be kept by what a collection still sees (a value in a register), none per failure.
    local left = descriptors() - before
    print(what, left <= 5 and "none left" or left)
  end

  no_leak("closed port", ROUNDS, function()
    assert(not pcall(function() await(asyncio.open_connection("127.0.0.1", closed_port)) end))
  end)
  -- expect: closed port	none left
  no_leak("missing file", ROUNDS, function()
    assert(not pcall(function() await(asyncio.open("/nonexistent/file")) end))
  end)
  -- expect: missing file	none left
  no_leak("folder", 1000, function()
    assert(not pcall(function() await(asyncio.open("/")) end))
  end)
  -- expect: folder	none left
  no_leak("missing socket", 1000, function()
    assert(not pcall(function() await(asyncio.open_unix_connection("/nonexistent/socket")) end))
  end)
  -- expect: missing socket	none left
  no_leak("no program", 1000, function()
    assert(not pcall(function()
      await(asyncio.create_subprocess_exec("/nonexistent/program", {stdout = asyncio.subprocess.PIPE}))
    end))
  end)
  -- expect: no program	none left
  no_leak("address in use", 1000, function()
    assert(not pcall(function()
      await(asyncio.start_server(function() end, "127.0.0.1", port))
    end))
  end)
  -- expect: address in use	none left
  no_leak("reset", 1000, function()
    local reader, writer = await(asyncio.open_connection("127.0.0.1", port))
    writer:write("xx")
    pcall(function() await(reader:read()) end)
    writer:close()
  end)
  -- expect: reset	none left
  no_leak("cancelled connect", 1000, function()
    local task = asyncio.create_task(asyncio.open_connection("127.0.0.1", port))
    await(asyncio.sleep(0))
    task:cancel()
    pcall(function() await(task) end)
  end)
  -- expect: cancelled connect	none left
  no_leak("dropped", 1000, function()
    local _, writer = await(asyncio.open_connection("127.0.0.1", port))
    writer:write("x")
  end)
  -- expect: dropped	none left
  no_leak("cancelled reads", 1000, function(i)
    local reader, writer = await(asyncio.open_connection("127.0.0.1", port))
    pcall(function() await(asyncio.wait_for(reader:read(1), 0.001 * (i % 5))) end)
    writer:close()
  end)
  -- expect: cancelled reads	none left
  server:close()
  await(asyncio.sleep(0.05))
  print("server closed", descriptors() <= before)  -- expect: server closed	true
end))())
