-- asyncio.StreamReader. Buffer and searches are C++ (module "_aio_streams"): a native answers with
-- the bytes, with `nil, problem, ...`, or with `future, true` if it has to wait.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local io_errors = require "gilua._asyncio.io_errors"
local native = require "gilua._aio_streams"

local async, await = core.async, core.await
local error, math_type, type = error, math.type, type
local read, readexactly, readuntil = native.read, native.readexactly, native.readuntil
local IncompleteReadError = io_errors.IncompleteReadError
local LimitOverrunError = io_errors.LimitOverrunError

local DEFAULT_LIMIT = 65536

local StreamReader = class.define {
  name = "StreamReader",
  metamethods = {
    __tostring = function(self)
      return native.at_eof(self._stream) and "<StreamReader eof>" or "<StreamReader>"
    end,
  },
}

--- StreamReader(limit=65536, loop=nil): one that a script feeds. Connections make theirs of a
--- native stream.
function StreamReader:init(...)
  local first = ...
  if type(first) == "userdata" then
    self._stream = first
    return
  end
  local limit, loop = class.bind("StreamReader", 2, "limit,loop", ...)
  self._stream = native.new_reader(loop or core.get_running_loop(), limit or DEFAULT_LIMIT)
end

local function check_count(name, n)
  if math_type(n) == "integer" then return n end
  n = class.bind(name, 1, "n", n)
  if n ~= nil and math_type(n) ~= "integer" then
    error(errors.TypeError(("%s() argument must be an integer, not %s"):format(name, type(n))))
  end
  return n
end

local function limit_text(found)
  return found and "Separator is found, but chunk is longer than limit" or
    "Separator is not found, and chunk exceed the limit"
end

StreamReader.read = async(function(self, n)
  if math_type(n) ~= "integer" then n = n ~= nil and check_count("read", n) or -1 end
  local bytes, problem = read(self._stream, n)
  if problem == true then bytes = await(bytes) end
  if bytes then return bytes end
  error(self:exception())
end)

StreamReader.readexactly = async(function(self, n)
  if math_type(n) ~= "integer" then n = check_count("readexactly", n) end
  local bytes, problem, partial = readexactly(self._stream, n)
  if problem == true then bytes, problem, partial = await(bytes) end
  if bytes then return bytes end
  if problem == "incomplete" then error(IncompleteReadError(partial, n)) end
  error(self:exception())
end)

StreamReader.readuntil = async(function(self, separator)
  if type(separator) ~= "string" then
    separator = class.bind("readuntil", 1, "separator", separator) or "\n"
  end
  local bytes, problem, detail, found = readuntil(self._stream, separator)
  if problem == true then bytes, problem, detail, found = await(bytes) end
  if bytes then return bytes end
  if problem == "incomplete" then error(IncompleteReadError(detail, nil)) end
  if problem == "limit" then error(LimitOverrunError(limit_text(found), detail)) end
  error(self:exception())
end)

StreamReader.readline = async(function(self)
  local line, problem, detail, found = readuntil(self._stream, "\n")
  if problem == true then line, problem, detail, found = await(line) end
  if line then return line end
  if problem == "incomplete" then return detail end
  if problem == "limit" then
    native.skip_line(self._stream, detail, "\n")
    error(errors.ValueError(limit_text(found)))
  end
  error(self:exception())
end)

function StreamReader:at_eof() return native.at_eof(self._stream) end
function StreamReader:feed_data(data) native.feed_data(self._stream, data) end
function StreamReader:feed_eof() native.feed_eof(self._stream) end

--- What reads fail with from now on, or nil.
function StreamReader:exception()
  if self._exception == nil then
    local status = native.failure(self._stream)
    if status ~= 0 then self._exception = io_errors.os_error(status) end
  end
  return self._exception
end

function StreamReader:set_exception(exception)
  self._exception = errors.as_error(exception)
  native.fail(self._stream)
end

-- Iteration gives lines.
function StreamReader:aiter() return self end

StreamReader.anext = async(function(self)
  local line = await(self:readline())
  if line == "" then error(errors.StopAsyncIteration()) end
  return line
end)

return StreamReader
