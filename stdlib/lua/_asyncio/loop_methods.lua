-- What an event loop does with the outside besides streams: names, descriptors, signals. Adds
-- methods to EventLoop.
--
-- A watched descriptor or signal is a native that one future at a time waits for. When it has
-- happened the callbacks are put in the loop's queue, and behind them the next wait: so a callback
-- that changes nothing is called again, and one that was removed meanwhile is not.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local io_errors = require "gilua._asyncio.io_errors"
local names = require "gilua._aio_names"
local watch = require "gilua._aio_watch"

local async, await = core.async, core.await
local error, math_type, next, setmetatable, type = error, math.type, next, setmetatable, type

local methods = {}

local function check_open(loop)
  if loop:is_closed() then error(errors.RuntimeError("Event loop is closed")) end
end

-- ---- names

--- loop:getaddrinfo(host, port, {family=0, type=0, proto=0, flags=0}): a list of
--- {family, type, proto, canonname, {host, port}}
methods.getaddrinfo = async(function(self, ...)
  local host, port, family, kind, proto, flags = class.bind("getaddrinfo", 2,
    "host,port,family,type,proto,flags", ...)
  local list, status = names.getaddrinfo(
    self, host, port, family or 0, kind or 0, proto or 0, flags or 0)
  if list then
    list, status = await(list)
  end
  if not list then error(io_errors.os_error(status, nil, host)) end
  return list
end)

--- loop:getnameinfo({host, port}, flags=0): host name, service
methods.getnameinfo = async(function(self, address, flags)
  if type(address) ~= "table" then
    error(errors.TypeError("getnameinfo() argument 1 must be a table, not " .. type(address)))
  end
  local name, service = names.getnameinfo(self, address[1], address[2], flags or 0)
  if name then
    name, service = await(name)
  end
  if not name then error(io_errors.os_error(service, nil, address[1])) end
  return name, service
end)

-- ---- descriptors

local READABLE, WRITABLE = 1, 2

-- loop -> descriptor -> {poll, read = entry, write = entry, waiting}
local watched = setmetatable({}, {__mode = "k"})

local function fd_of(object)
  if math_type(object) == "integer" then
    if object < 0 then
      error(errors.ValueError("Invalid file descriptor: " .. object))
    end
    return object
  end
  local kind = type(object)
  if kind == "table" or kind == "userdata" then
    local fileno = object.fileno
    if fileno then return fd_of(fileno(object)) end
  end
  error(errors.ValueError("Invalid file object: " .. tostring(object)))
end

local function events_of(record)
  return (record.read and READABLE or 0) | (record.write and WRITABLE or 0)
end

local function call_later_in(loop, entry)
  entry.handle = loop:call_soon(entry.callback, table.unpack(entry.args, 1, entry.args.n))
end

local wait_for

-- The events have come: the callbacks go into the queue, and behind them the next wait.
local function dispatch(loop, record, events)
  record.waiting = nil
  if record.closed then return end
  local other = events & ~(READABLE | WRITABLE) ~= 0  -- hung up, or an error: for both to find
  if record.read and (other or events & READABLE ~= 0) then call_later_in(loop, record.read) end
  if record.write and (other or events & WRITABLE ~= 0) then call_later_in(loop, record.write) end
  loop:call_soon(wait_for, loop, record)
end

function wait_for(loop, record)
  if record.closed or record.waiting then return end
  record.waiting = true
  watch.wait(record.poll):add_done_callback(function(future)
    if not future:cancelled() then dispatch(loop, record, future:result() or 0) end
  end)
end

local function record_for(loop, fd)
  local records = watched[loop]
  if not records then
    records = {}
    watched[loop] = records
  end
  local record = records[fd]
  if record then return record end
  local poll, status = watch.new_poll(loop, fd)
  if not poll then
    if io_errors.os_error(status).errno == 17 then  -- EEXIST
      error(errors.RuntimeError(("File descriptor %d is used by a transport"):format(fd)))
    end
    error(io_errors.os_error(status))
  end
  record = {poll = poll}
  records[fd] = record
  return record
end

local function cancel(entry)
  if entry and entry.handle then entry.handle:cancel() end
end

local function add(loop, object, slot, callback, ...)
  check_open(loop)
  local record = record_for(loop, fd_of(object))
  cancel(record[slot])
  record[slot] = {callback = callback, args = table.pack(...)}
  watch.set_events(record.poll, events_of(record))
  wait_for(loop, record)
end

-- Whether there was one.
local function remove(loop, object, slot)
  local fd = fd_of(object)
  local records = watched[loop]
  local record = records and records[fd]
  if not (record and record[slot]) or loop:is_closed() then return false end
  cancel(record[slot])
  record[slot] = nil
  if events_of(record) == 0 then
    record.closed = true
    records[fd] = nil
    watch.close(record.poll)
  else
    watch.set_events(record.poll, events_of(record))
  end
  return true
end

--- loop:add_reader(fd, callback, ...): fd is a number, or an object with fileno().
function methods:add_reader(fd, callback, ...) add(self, fd, "read", callback, ...) end
function methods:add_writer(fd, callback, ...) add(self, fd, "write", callback, ...) end
function methods:remove_reader(fd) return remove(self, fd, "read") end
function methods:remove_writer(fd) return remove(self, fd, "write") end

-- ---- signals

-- loop -> number -> {signal, callback, args}
local handled = setmetatable({}, {__mode = "k"})

local function signal_number(signal)
  local number = signal
  if type(signal) == "string" then number = watch.signals[signal] end
  if math_type(number) ~= "integer" then
    error(errors.TypeError("sig must be an int, not " .. tostring(signal)))
  end
  if number < 1 or number > 64 then
    error(errors.ValueError("invalid signal number " .. number))
  end
  return number
end

local function wait_for_signal(loop, entry)
  if entry.closed then return end
  watch.wait(entry.signal):add_done_callback(function(future)
    if future:cancelled() or entry.closed then return end
    for _ = 1, future:result() or 0 do call_later_in(loop, entry) end
    wait_for_signal(loop, entry)
  end)
end

local function forget_signal(loop, number)
  local entries = handled[loop]
  local entry = entries and entries[number]
  if not entry then return false end
  entries[number] = nil
  entry.closed = true
  cancel(entry)
  watch.close(entry.signal)
  return true
end

--- loop:add_signal_handler(signal, callback, ...): the main thread's loop only; signal is a number
--- or a name as "SIGTERM".
function methods:add_signal_handler(signal, callback, ...)
  if core.iscoroutine(callback) then
    error(errors.TypeError("coroutines cannot be used with add_signal_handler()"))
  end
  local number = signal_number(signal)
  check_open(self)
  forget_signal(self, number)
  local native, status = watch.new_signal(self, number)
  if not native then
    if io_errors.os_error(status).errno == 22 then  -- EINVAL
      error(errors.RuntimeError(("sig %d cannot be caught"):format(number)))
    end
    error(io_errors.os_error(status))
  end
  local entry = {signal = native, callback = callback, args = table.pack(...)}
  local entries = handled[self]
  if not entries then
    entries = {}
    handled[self] = entries
  end
  entries[number] = entry
  wait_for_signal(self, entry)
end

--- Whether there was one.
function methods:remove_signal_handler(signal)
  return not self:is_closed() and forget_signal(self, signal_number(signal))
end

for name, method in next, methods do core.EventLoop[name] = method end
