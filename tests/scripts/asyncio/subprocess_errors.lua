-- Children that cannot start, and wrong arguments.
local asyncio = require "asyncio"
local errors = require "errors"
local async, await = asyncio.async, asyncio.await

asyncio.run((async(function()
  local function fails(f, ...)
    local args = table.pack(...)
    local ok, e = pcall(function() return await(f(table.unpack(args, 1, args.n))) end)
    print(ok and "no error" or tostring(e))
    return e
  end
  local exec, shell = asyncio.create_subprocess_exec, asyncio.create_subprocess_shell
  local e = fails(exec, "nope-no-such-program")  -- expect: FileNotFoundError: [Errno 2] No such file or directory: 'nope-no-such-program'
  print(e.errno, e.filename)  -- expect: 2	nope-no-such-program
  fails(exec, "/")  -- expect: PermissionError: [Errno 13] Permission denied: '/'
  fails(exec, "true", {cwd = "/nonexistent"})  -- expect: FileNotFoundError: [Errno 2] No such file or directory: '/nonexistent'
  fails(exec, 12)  -- expect: TypeError: program must be a string, not number
  fails(exec, "true", 12)  -- expect: TypeError: program arguments must be strings, not number
  fails(shell, {"true"})  -- expect: ValueError: cmd must be a string
  fails(exec, "true", {env = {A = true}})  -- expect: TypeError: env must hold strings by name
  fails(exec, "true", {stdin = asyncio.subprocess.STDOUT})  -- expect: ValueError: STDOUT can only be used for stderr
  fails(exec, "true", {stdin = "x"})  -- expect: TypeError: stdin must be PIPE, DEVNULL, a descriptor or an object with fileno(), not string
  fails(exec, "true\0false")  -- expect: ValueError: embedded null character
end))())
