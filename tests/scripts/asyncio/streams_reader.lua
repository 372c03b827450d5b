-- StreamReader: what each read gives, its errors, its limits. Fed by hand; texts are Python's.
local asyncio = require "asyncio"
local errors = require "errors"
local async, await = asyncio.async, asyncio.await

local function fails(f, ...)
  local ok, e = pcall(f, ...)
  print(ok and "no error" or tostring(e))
  return e
end

asyncio.run((async(function()
  local function fed(text, limit)
    local reader = asyncio.StreamReader(limit or 65536)
    reader:feed_data(text)
    return reader
  end
  local function get(method, reader, ...) return await(reader[method](reader, ...)) end

  local r = fed("one\ntwo\nthree")
  print(await(r:readline()) == "one\n", await(r:read(2)), await(r:readexactly(2)) == "o\n")  -- expect: true	tw	true
  print(r:at_eof())  -- expect: false
  r:feed_eof()
  print(r:at_eof(), await(r:readline()), r:at_eof(), await(r:readline()) == "")  -- expect: false	three	true	true
  print(await(r:read()) == "", await(r:read(5)) == "", await(r:readexactly(0)) == "")  -- expect: true	true	true

  r = fed("a--b--c")
  print(await(r:readuntil("--")), await(r:readuntil{separator = "--"}))  -- expect: a--	b--
  r:feed_eof()
  local e = fails(get, "readuntil", r, "--")  -- expect: IncompleteReadError: 1 bytes read on a total of undefined expected bytes
  print(e.partial, e.expected, errors.is(e, errors.EOFError))  -- expect: c	nil	true

  r = fed("abc")
  r:feed_eof()
  e = fails(get, "readexactly", r, 5)  -- expect: IncompleteReadError: 3 bytes read on a total of 5 expected bytes
  print(e.partial, e.expected, r:at_eof())  -- expect: abc	5	true
  fails(get, "readexactly", r, -1)  -- expect: ValueError: readexactly size can not be less than zero
  fails(get, "readuntil", r, "")  -- expect: ValueError: Separator should be at least one-byte string

  -- Too long for the limit: readuntil leaves it, readline drops it.
  r = fed("0123456789\nrest\n", 4)
  e = fails(get, "readuntil", r)  -- expect: LimitOverrunError: Separator is found, but chunk is longer than limit
  print(e.consumed)  -- expect: 10
  fails(get, "readline", r)  -- expect: ValueError: Separator is found, but chunk is longer than limit
  print(await(r:readline()) == "rest\n")  -- expect: true
  r = fed("0123456789", 4)
  e = fails(get, "readuntil", r, "--")  -- expect: LimitOverrunError: Separator is not found, and chunk exceed the limit
  print(e.consumed)  -- expect: 9
  fails(get, "readline", r)  -- expect: ValueError: Separator is not found, and chunk exceed the limit
  r:feed_eof()
  print(await(r:read()) == "")  -- expect: true

  -- One that waits gets it as soon as it is there; a second one may not wait too.
  r = asyncio.StreamReader()
  local task = asyncio.create_task(r:readuntil("--"))
  await(asyncio.sleep(0))
  fails(get, "read", r, 1)  -- expect: RuntimeError: read() called while another coroutine is already waiting for incoming data
  r:feed_data("x-")
  await(asyncio.sleep(0))
  print(task:done())  -- expect: false
  r:feed_data("-y")
  print(await(task), await(r:read(10)))  -- expect: x--	y

  -- A cancelled read loses nothing.
  task = asyncio.create_task(r:readexactly(4))
  await(asyncio.sleep(0))
  r:feed_data("ab")
  task:cancel()
  print(pcall(function() await(task) end))  -- expect: false	CancelledError
  r:feed_data("cd")
  print(await(r:readexactly(4)))  -- expect: abcd
  task = asyncio.create_task(r:readexactly(2))
  await(asyncio.sleep(0))
  r:feed_data("ef")  -- answered, but cancelled before it is delivered
  task:cancel()
  pcall(function() await(task) end)
  print(await(r:read(10)))  -- expect: ef

  -- An exception that a protocol sets.
  task = asyncio.create_task(r:readline())
  await(asyncio.sleep(0))
  r:set_exception(errors.ValueError("broken"))
  fails(function() return await(task) end)  -- expect: ValueError: broken
  print(r:exception())  -- expect: ValueError: broken
  fails(get, "read", r)  -- expect: ValueError: broken

  -- Iteration by lines.
  r = fed("1\n2\n3")
  r:feed_eof()
  local lines = {}
  for line in asyncio.aiter(r) do lines[#lines + 1] = line:gsub("\n", "|") end
  print(table.concat(lines, " "))  -- expect: 1| 2| 3

  -- Misuse.
  fails(asyncio.StreamReader, 0)  -- expect: ValueError: Limit cannot be <= 0
  fails(get, "read", fed("x"), "2")  -- expect: TypeError: read() argument must be an integer, not string
  print(fed("x"), asyncio.StreamReader:extend("Mine"))  -- expect: <StreamReader>	<class 'Mine'>
end))())
