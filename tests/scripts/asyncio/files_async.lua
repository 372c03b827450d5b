-- asyncio.open: reading, writing, seeking, lines, errors.
local asyncio = require "asyncio"
local errors = require "errors"
local async, await = asyncio.async, asyncio.await
local path = os.tmpname()

local function show(s) return (s:gsub("\n", "|")) end

asyncio.run((async(function()
  do
    local f <close> = await(asyncio.open(path, "w"))
    print(await(f:write("one\ntwo\n")), f.name == path, f.mode, f.closed)  -- expect: 8	true	w	false
    await(f:writelines {"three\n", "four"})
    await(f:flush())
    print(await(f:tell()))  -- expect: 18
  end
  local f = await(asyncio.open(path))
  print(show(await(f:readline())), await(f:read(2)), show(await(f:read())), await(f:read()) == "")  -- expect: one|	tw	o|three|four	true
  print(await(f:readline()) == "", await(f:read(1)) == "", await(f:seek(4)))  -- expect: true	true	4
  for i, line in ipairs(await(f:readlines())) do io.write(i, "=", show(line), " ") end
  print()  -- expect: 1=two| 2=three| 3=four 
  await(f:seek(-4, 2))
  print(await(f:read()), await(f:seek("set", 3)), await(f:read("L")) == "\n", await(f:read("l", "l")))  -- expect: four	3	true	two	three
  await(f:seek(0))
  local lines = {}
  for line in asyncio.aiter(f) do lines[#lines + 1] = show(line) end
  print(table.concat(lines, " "), f:fileno() > 0, tostring(f) == "<AsyncFile name='" .. path .. "' mode='r'>")  -- expect: one| two| three| four	true	true
  await(f:close())
  await(f:close())
  print(f.closed, pcall(function() await(f:read()) end))  -- expect: true	false	ValueError: I/O operation on closed file.

  -- Numbers, appending, changing, truncating.
  f = await(asyncio.open(path, "a+b"))
  await(f:write("\n12 0x1F"))
  await(f:seek(0))
  print(#await(f:read()))  -- expect: 26
  await(f:seek(19))
  print(await(f:read("n", "n")))  -- expect: 12	31
  print(await(f:truncate(3)))  -- expect: 3
  await(f:seek(0))
  print(await(f:read()))  -- expect: one
  await(f:close())
  f = await(asyncio.open(path, "r+"))
  await(f:write("O"))
  print(await(f:truncate()))  -- expect: 1
  await(f:seek(0))
  print(await(f:read()))  -- expect: O
  await(f:close())

  -- Writes that nobody awaits land in their order; large ones go through the pool.
  f = await(asyncio.open(path, "w"))
  local big = ("x"):rep(2 ^ 20)
  await(asyncio.gather(f:write("a"), f:write(big), f:write("b"), f:write(big), f:write("c")))
  await(f:close())
  f = await(asyncio.open(path))
  print(await(f:read()) == "a" .. big .. "b" .. big .. "c")  -- expect: true
  await(f:close())

  -- A read that is cancelled while others wait in line.
  f = await(asyncio.open(path))
  local reads = {}
  for i = 1, 20 do reads[i] = asyncio.create_task(f:read(100000)) end
  await(asyncio.sleep(0))
  for i = 2, 20, 2 do reads[i]:cancel() end
  await(asyncio.gather(reads, {return_exceptions = true}))
  print(reads[1]:result():sub(1, 2), reads[2]:cancelled())  -- expect: ax	true
  f = nil
  reads = nil
  collectgarbage()

  -- Errors.
  local function fails(...)
    local args = {...}
    local ok, e = pcall(function() return await(asyncio.open(table.unpack(args))) end)
    print(ok and "no error" or tostring(e))
    return e
  end
  local e = fails("/nonexistent/x")  -- expect: FileNotFoundError: [Errno 2] No such file or directory: '/nonexistent/x'
  print(e.errno, e.filename, errors.is(e, errors.OSError))  -- expect: 2	/nonexistent/x	true
  fails("/")  -- expect: IsADirectoryError: [Errno 21] Is a directory: '/'
  fails("/", "w")  -- expect: IsADirectoryError: [Errno 21] Is a directory: '/'
  fails(path, "z")  -- expect: ValueError: invalid mode: 'z'
  fails(path, "rw")  -- expect: ValueError: invalid mode: 'rw'
  fails(12)  -- expect: TypeError: open() argument 'path' must be a string, not number
  f = await(asyncio.open(path))
  print(pcall(function() await(f:write("x")) end))  -- expect: false	OSError: [Errno 9] Bad file descriptor
  print(pcall(function() await(f:write(1)) end))  -- expect: false	TypeError: write() argument must be a string, not number
  print(pcall(function() await(f:seek(-1)) end))  -- expect: false	OSError: [Errno 22] Invalid argument
  await(f:close())
end))())
os.remove(path)
