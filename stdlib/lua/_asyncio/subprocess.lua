-- asyncio's subprocesses: create_subprocess_exec and create_subprocess_shell, over module
-- "_aio_processes". Their pipes are streams.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local io_errors = require "gilua._asyncio.io_errors"
local native = require "gilua._aio_processes"
local stream_native = require "gilua._aio_streams"
local signals = require "gilua._aio_watch".signals
local StreamReader = require "gilua._asyncio.stream_reader"
local StreamWriter = require "gilua._asyncio.stream_writer".StreamWriter

local async, await = core.async, core.await
local error, getmetatable, math_type, next = error, getmetatable, math.type, next
local pcall, select, tostring, type = pcall, select, tostring, type

local DEFAULT_LIMIT = 65536

local subprocess = {PIPE = -1, STDOUT = -2, DEVNULL = -3}

-- ---- processes

local Process = class.define {
  name = "Process",
  getters = {
    returncode = function(self) return native.return_code(self._child) end,
  },
  metamethods = {
    __tostring = function(self) return ("<Process %d>"):format(self.pid) end,
  },
}
subprocess.Process = Process

function Process:init(child, stdin, stdout, stderr)
  self._child, self.pid = child, native.pid(child)
  self.stdin = stdin and StreamWriter(stdin)
  self.stdout = stdout and StreamReader(stdout)
  self.stderr = stderr and StreamReader(stderr)
end

Process.wait = async(function(self)
  local future = native.wait(self._child)
  if future then await(future) end
  return self.returncode
end)

--- process:send_signal(signal): a number, or a name as "SIGTERM"
function Process:send_signal(signal)
  local number = type(signal) == "string" and signals[signal] or signal
  if math_type(number) ~= "integer" then
    error(errors.TypeError("signal must be an integer, not " .. tostring(signal)))
  end
  local done, status = native.kill(self._child, number)
  if not done then error(io_errors.os_error(status)) end
end

function Process:terminate() self:send_signal(signals.SIGTERM) end
function Process:kill() self:send_signal(signals.SIGKILL) end

-- A child that has ended, or takes no input, is no failure: its output and status say what it did.
local function feed(stdin, input)
  local ok, problem = true, nil
  if input ~= nil then
    stdin:write(input)
    ok, problem = pcall(function() await(stdin:drain()) end)
  end
  stdin:close()
  if ok or errors.is(problem, errors.BrokenPipeError) or
      errors.is(problem, errors.ConnectionResetError) then
    return
  end
  error(problem)
end

-- Begins to read a pipe to its end; the function gives what came.
local function begin_read(reader)
  if not reader then return nil, function() end end
  local bytes, waits = stream_native.read(reader._stream, -1)
  local future = waits == true and bytes or nil
  return future, function()
    if future then bytes = await(future) end
    if not bytes then error(reader:exception()) end
    return bytes
  end
end

--- process:communicate(input=nil): what it wrote to stdout and stderr, up to its end
Process.communicate = async(function(self, ...)
  local input = class.bind("communicate", 1, "input", ...)
  local out_future, get_out = begin_read(self.stdout)
  local err_future, get_err = begin_read(self.stderr)
  local _ <close> = setmetatable({}, {__close = function()
    if out_future then out_future:cancel() end
    if err_future then err_future:cancel() end
  end})
  if self.stdin then feed(self.stdin, input) end
  local out = get_out()
  local err = get_err()
  await(self:wait())
  return out, err
end)

-- ---- starting

-- What the native takes for PIPE, STDOUT, DEVNULL, a descriptor or nothing.
local function stdio_of(name, value)
  if value == nil then return nil end
  if value == subprocess.PIPE then return "pipe" end
  if value == subprocess.DEVNULL then return "null" end
  if value == subprocess.STDOUT then
    if name == "stderr" then return "stdout" end
    error(errors.ValueError("STDOUT can only be used for stderr"))
  end
  if math_type(value) == "integer" and value >= 0 then return value end
  local kind = type(value)
  if (kind == "table" or kind == "userdata") and value.fileno then return value:fileno() end
  error(errors.TypeError(("%s must be PIPE, DEVNULL, a descriptor or an object with fileno(), " ..
    "not %s"):format(name, kind)))
end

-- {"NAME=value", ...}
local function environment_of(env)
  if env == nil then return nil end
  if type(env) ~= "table" then
    error(errors.TypeError("env must be a table, not " .. type(env)))
  end
  local list = {}
  for name, value in pairs(env) do
    if type(name) ~= "string" or type(value) ~= "string" and type(value) ~= "number" then
      error(errors.TypeError("env must hold strings by name"))
    end
    list[#list + 1] = name .. "=" .. value
  end
  return list
end

local function spawn(name, program, args, keywords)
  local stdin, stdout, stderr, limit, cwd, env
  if keywords ~= nil and next(keywords) ~= nil then
    stdin, stdout, stderr, limit, cwd, env = class.bind(name, 0,
      "stdin,stdout,stderr,limit,cwd,env", keywords)
  end
  local child, in_stream, out_stream, err_stream = native.spawn(
    core.get_running_loop(), limit or DEFAULT_LIMIT, program, args, environment_of(env), cwd,
    stdio_of("stdin", stdin), stdio_of("stdout", stdout), stdio_of("stderr", stderr))
  if not child then error(io_errors.os_error(in_stream, nil, out_stream)) end
  return Process(child, in_stream, out_stream, err_stream)
end

-- The keyword table at the end of the arguments, if there is one, and how many come before it.
local function split_keywords(...)
  local count = select("#", ...)
  local last = count > 0 and (select(count, ...)) or nil
  if type(last) == "table" and getmetatable(last) == nil then return last, count - 1 end
  return nil, count
end

--- create_subprocess_exec(program, args..., {stdin=, stdout=, stderr=, limit=65536, cwd=, env=})
subprocess.create_subprocess_exec = async(function(program, ...)
  if type(program) ~= "string" then
    error(errors.TypeError("program must be a string, not " .. type(program)))
  end
  local keywords, count = split_keywords(...)
  local args = {program}
  for i = 1, count do
    local argument = select(i, ...)
    if type(argument) ~= "string" then
      error(errors.TypeError(("program arguments must be strings, not %s"):format(type(argument))))
    end
    args[i + 1] = argument
  end
  return spawn("create_subprocess_exec", program, args, keywords)
end)

--- create_subprocess_shell(command, {as create_subprocess_exec})
subprocess.create_subprocess_shell = async(function(command, keywords)
  if type(command) ~= "string" then
    error(errors.ValueError("cmd must be a string"))
  end
  return spawn("create_subprocess_shell", "/bin/sh", {"/bin/sh", "-c", command}, keywords)
end)

return {
  subprocess = subprocess,
  create_subprocess_exec = subprocess.create_subprocess_exec,
  create_subprocess_shell = subprocess.create_subprocess_shell,
}
