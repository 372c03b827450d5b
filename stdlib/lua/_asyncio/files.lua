-- asyncio.open: files whose reads and writes do not hold the loop up, over module "_aio_files".
--
-- The methods are Python's; read also takes the formats of io.read, and seek its words. Text and
-- binary are the same.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local io_errors = require "gilua._asyncio.io_errors"
local native = require "gilua._aio_files"

local async, await, is_async = core.async, core.await, require "gilua._asyncio".is_async
local error, math_type, type = error, math.type, type

local AsyncFile = class.define {
  name = "AsyncFile",
  getters = {
    closed = function(self) return not native.is_open(self._file) end,
  },
  metamethods = {
    __tostring = function(self)
      return ("<AsyncFile name='%s' mode='%s'>"):format(self.name, self.mode)
    end,
    __close = function(self)
      local future = native.close(self._file)
      if future and is_async() then await(future) end
    end,
  },
}

function AsyncFile:init(file, name, mode) self._file, self.name, self.mode = file, name, mode end

-- What a native answered: its results, or those of the future that it has to wait for.
local function finish(first, waits, ...)
  if waits == true and type(first) == "userdata" then return await(first) end
  return first, waits, ...
end

--- file:read(n=-1): n bytes, or all; file:read("l", ...): as file:read of Lua's files
AsyncFile.read = async(function(self, n, ...)
  if type(n) == "string" then return finish(native.read(self._file, n, ...)) end
  if n ~= nil and math_type(n) ~= "integer" then n = class.bind("read", 1, "n", n) end
  if n == nil or n < 0 then return (finish(native.read(self._file, "a"))) end
  return (finish(native.read(self._file, n))) or ""
end)

local function read_line(self) return (finish(native.read(self._file, "L"))) or "" end

--- The next line with its end, "" at the end of the file.
AsyncFile.readline = async(read_line)

AsyncFile.readlines = async(function(self)
  local lines = {}
  for i = 1, math.huge do
    local line = read_line(self)
    if line == "" then return lines end
    lines[i] = line
  end
end)

AsyncFile.write = async(function(self, text)
  return (finish(native.write(self._file, text)))
end)

AsyncFile.writelines = async(function(self, lines)
  finish(native.write(self._file, table.concat(lines)))
end)

local whences = {set = 0, cur = 1, ["end"] = 2}

--- file:seek(offset, whence=0), or as Lua's: file:seek("set", offset)
AsyncFile.seek = async(function(self, offset, whence)
  if type(offset) == "string" or offset == nil then
    offset, whence = whence or 0, whences[offset or "cur"]
    if not whence then error(errors.ValueError("whence must be set, cur or end")) end
  end
  return (finish(native.seek(self._file, whence or 0, offset)))
end)

AsyncFile.tell = async(function(self) return (finish(native.seek(self._file, 1, 0))) end)
AsyncFile.flush = async(function(self) finish(native.flush(self._file)) end)
AsyncFile.close = async(function(self) finish(native.close(self._file)) end)

--- file:truncate(size=nil): to the position, if no size is given; the new size
AsyncFile.truncate = async(function(self, size)
  return (finish(native.truncate(self._file, size or -1)))
end)

function AsyncFile:fileno() return native.fileno(self._file) end

-- Iteration gives lines.
function AsyncFile:aiter() return self end

AsyncFile.anext = async(function(self)
  local line = read_line(self)
  if line == "" then error(errors.StopAsyncIteration()) end
  return line
end)

-- The mode as the native takes it: [rwax]+?
local function check_mode(mode)
  if type(mode) ~= "string" then
    error(errors.TypeError("open() argument 'mode' must be a string, not " .. type(mode)))
  end
  local kind, rest = mode:match("^([rwax])([+bt]*)$")
  if not kind or rest:find("%+.*%+") or rest:find("b.*b") or rest:find("b.*t") or
      rest:find("t.*[bt]") then
    error(errors.ValueError(("invalid mode: '%s'"):format(mode)))
  end
  return kind .. (rest:find("+", 1, true) and "+" or "")
end

local files = {}

--- open(path, mode="r"): a file; a <close> variable closes it at the end of its scope
files.open = async(function(...)
  local path, mode = class.bind("open", 2, "path,mode", ...)
  mode = mode or "r"
  if type(path) ~= "string" then
    error(errors.TypeError("open() argument 'path' must be a string, not " .. type(path)))
  end
  local plain_mode = check_mode(mode)
  local file = native.new_file(core.get_running_loop())
  local ok, problem = finish(native.open(file, path, plain_mode))
  if ok then return AsyncFile(file, path, mode) end
  if problem == "refused" then native.refuse(path, plain_mode == "r") end
  error(io_errors.os_error(problem, nil, path))
end)

return files
