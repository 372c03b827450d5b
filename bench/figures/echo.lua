-- An echo server: 64 bytes in, 64 bytes out. With "server" it prints its port and serves a client of
-- another process (bench_echo) until its input ends; with "both N SECONDS" the N clients are tasks
-- of the same loop, and it prints round trips per second.
local asyncio = require "asyncio"
local async, await = asyncio.async, asyncio.await

local SIZE = 64
local how, clients, seconds = arg[1] or "server", tonumber(arg[2] or 1000), tonumber(arg[3] or 3)

local function serve(reader, writer)
  while true do
    local message = await(reader:read(SIZE))
    if message == "" then break end
    writer:write(message)
    await(writer:drain())
  end
  writer:close()
end

local client = async(function(port, count, stop_at, loop)
  local reader, writer = await(asyncio.open_connection("127.0.0.1", port))
  local message = ("x"):rep(SIZE)
  while loop:time() < stop_at do
    writer:write(message)
    await(writer:drain())
    await(reader:readexactly(SIZE))
    count.trips = count.trips + 1
  end
  writer:close()
end)

local main = async(function()
  local server <close> = await(asyncio.start_server(async(serve), "127.0.0.1", 0, {backlog = 1024}))
  local _, port = server.sockets[1]:getsockname()
  local loop = asyncio.get_running_loop()
  if how == "server" then
    print(port)
    io.stdout:flush()
    local ended = loop:create_future()
    loop:add_reader(0, function()
      loop:remove_reader(0)
      ended:set_result()
    end)
    await(ended)
    server:close_clients()
    return
  end
  local count, tasks, start = {trips = 0}, {}, loop:time()
  for i = 1, clients do tasks[i] = client(port, count, start + seconds, loop) end
  await(asyncio.gather(tasks))
  print(("%.0f"):format(count.trips / (loop:time() - start)))
end)

asyncio.run(main())
