-- asyncio.StreamWriter, its transport and what stands for its socket, over module "_aio_streams".

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local io_errors = require "gilua._asyncio.io_errors"
local names = require "gilua._aio_names"
local native = require "gilua._aio_streams"

local async, await = core.async, core.await
local error, unpack = error, table.unpack
local drain, write, wait_closed = native.drain, native.write, native.wait_closed

-- ---- sockets: what getsockname and get_extra_info("socket") are asked of

local Socket = class.define {
  name = "TransportSocket",
  metamethods = {
    __tostring = function(self)
      return ("<asyncio.TransportSocket fd=%d, laddr=%s>"):format(
        self:fileno(), io_errors.show_address(self._name))
    end,
  },
}

--- [fileno]: a function; [name], [peer]: sequences as addresses are.
function Socket:init(fileno, name, peer)
  self._fileno, self._name, self._peer = fileno, name, peer
  self.family = #name == 2 and names.AF_INET or #name == 4 and names.AF_INET6 or names.AF_UNIX
  self.type = names.SOCK_STREAM
end

function Socket:fileno() return self._fileno() end
function Socket:getsockname() return unpack(self._name) end
function Socket:getpeername()
  if not self._peer then error(io_errors.os_error(names.ENOTCONN)) end
  return unpack(self._peer)
end

-- ---- transports

local Transport = class.define {name = "Transport"}

function Transport:init(stream)
  self._stream = stream
  self._sockname, self._peername = {native.sockname(stream)}, {native.peername(stream)}
end

function Transport:close() native.close(self._stream) end
function Transport:abort() native.abort(self._stream) end
function Transport:is_closing() return native.is_closing(self._stream) end
function Transport:write(data) write(self._stream, data) end
function Transport:writelines(list) write(self._stream, table.concat(list)) end
function Transport:can_write_eof() return true end

function Transport:write_eof()
  local done, status = native.write_eof(self._stream)
  if not done then error(io_errors.os_error(status)) end
end

function Transport:is_reading() return not self._paused and not self:is_closing() end
function Transport:pause_reading()
  self._paused = true
  native.pause(self._stream, true)
end
function Transport:resume_reading()
  self._paused = nil
  native.pause(self._stream, false)
end

function Transport:get_write_buffer_size() return (native.marks(self._stream)) end
function Transport:get_write_buffer_limits()
  local _, low, high = native.marks(self._stream)
  return low, high
end

--- set_write_buffer_limits(high=nil, low=nil): bytes; low is a quarter of high.
function Transport:set_write_buffer_limits(...)
  local high, low = class.bind("set_write_buffer_limits", 2, "high,low", ...)
  if high == nil then high = low == nil and 64 * 1024 or 4 * low end
  if low == nil then low = high // 4 end
  if not (high >= low and low >= 0) then
    error(errors.ValueError(("high (%s) must be >= low (%s) must be >= 0"):format(high, low)))
  end
  native.set_marks(self._stream, high, low)
end

--- get_extra_info(name, default=nil): "peername" and "sockname" are several results: host, port.
function Transport:get_extra_info(...)
  local name, default = class.bind("get_extra_info", 2, "name,default", ...)
  local address = name == "peername" and self._peername or name == "sockname" and self._sockname
  if address and #address > 0 then return unpack(address) end
  if name == "socket" and #self._sockname > 0 then
    local stream = self._stream
    return Socket(function() return native.fileno(stream) end, self._sockname, self._peername)
  end
  return default
end

-- ---- writers

local StreamWriter = class.define {
  name = "StreamWriter",
  metamethods = {__tostring = function() return "<StreamWriter>" end},
}

--- [reader]: of the same stream, if there is one.
function StreamWriter:init(stream, reader)
  self._stream, self._reader = stream, reader
  self.transport = Transport(stream)
end

function StreamWriter:write(data) write(self._stream, data) end
function StreamWriter:writelines(list) self.transport:writelines(list) end
function StreamWriter:write_eof() self.transport:write_eof() end
function StreamWriter:can_write_eof() return true end
function StreamWriter:close() native.close(self._stream) end
function StreamWriter:is_closing() return native.is_closing(self._stream) end
function StreamWriter:get_extra_info(...) return self.transport:get_extra_info(...) end

local function failure(self, status)
  if status == names.ENOTCONN then return errors.ConnectionResetError("Connection lost") end
  return self._reader and self._reader:exception() or io_errors.os_error(status)
end

StreamWriter.drain = async(function(self)
  local reader = self._reader
  if reader and reader._exception then error(reader._exception) end
  local future, status = drain(self._stream)
  if future then
    future, status = await(future)
  end
  if not status then return end
  if status == names.ENOTCONN then await(core.sleep(0)) end
  error(failure(self, status))
end)

StreamWriter.wait_closed = async(function(self)
  local future, status = wait_closed(self._stream)
  if future then
    future, status = await(future)
  end
  if status then error(failure(self, status)) end
end)

return {StreamWriter = StreamWriter, Socket = Socket}
