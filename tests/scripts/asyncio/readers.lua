-- loop:add_reader and add_writer, getaddrinfo and getnameinfo. The first part is Python's documented
-- "watch a file descriptor for read events"; the descriptor is that of a pipe from a child.
local asyncio = require "asyncio"
local async, await = asyncio.async, asyncio.await

local path = os.tmpname()
os.remove(path)
os.execute("mkfifo " .. path)

asyncio.run((async(function()
  local loop = asyncio.get_running_loop()
  -- Both ends of a FIFO, opened so that neither waits.
  local both = await(asyncio.open(path, "r+"))
  local done = loop:create_future()
  local calls = 0
  loop:add_reader(both, function(text)
    calls = calls + 1
    if calls < 3 then return end  -- not read: it is called again
    print("readable", text, both:fileno() > 0)
    print(loop:remove_reader(both:fileno()), loop:remove_reader(both))
    done:set_result("done")
  end, "an argument")
  await(asyncio.sleep(0.02))
  print(calls)  -- expect: 0
  -- expect: readable	an argument	true
  -- expect: true	false
  await(both:write("x"))
  await(both:flush())
  print(await(done), calls)  -- expect: done	3

  -- A writer beside a reader; replacing a callback.
  local order = {}
  done = loop:create_future()
  loop:add_writer(both, function() order[#order + 1] = "replaced" end)
  loop:add_writer(both, function()
    order[#order + 1] = "w"
    loop:remove_writer(both)
    if #order == 2 then done:set_result() end
  end)
  loop:add_reader(both, function()
    order[#order + 1] = "r"
    loop:remove_reader(both)
    if #order == 2 then done:set_result() end
  end)
  await(done)
  table.sort(order)
  print(table.concat(order, " "))  -- expect: r w

  -- Errors.
  print(pcall(loop.add_reader, loop, -1, print))  -- expect: false	ValueError: Invalid file descriptor: -1
  print(pcall(loop.add_reader, loop, 9999, print))  -- expect: false	OSError: [Errno 9] Bad file descriptor
  local file = await(asyncio.open(arg[0]))
  print(pcall(loop.add_reader, loop, file, print))  -- expect: false	PermissionError: [Errno 1] Operation not permitted

  -- One that raises is reported, and called again.
  local reports = 0
  done = loop:create_future()
  loop:set_exception_handler(function(_, context)
    reports = reports + 1
    if reports == 2 then
      loop:remove_reader(both)
      done:set_result(context.message:match("^Exception in callback"))
    end
  end)
  loop:add_reader(both, function() error("no") end)
  print(await(done))  -- expect: Exception in callback
  loop:set_exception_handler(nil)

  -- Addresses and names.
  local infos = await(loop:getaddrinfo("127.0.0.1", 80, {type = 1}))
  local family, kind, proto, name, address = table.unpack(infos[1])
  print(#infos, family, kind, proto, name, address[1], address[2])  -- expect: 1	2	1	6		127.0.0.1	80
  print(await(loop:getnameinfo({"127.0.0.1", 80}, 1 | 2)))  -- expect: 127.0.0.1	80
  local host = await(loop:getaddrinfo("localhost", nil, {family = 2, type = 1}))[1][5][1]
  print(host)  -- expect: 127.0.0.1
end))())
os.remove(path)
