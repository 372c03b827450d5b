-- asyncio.Server, and start_server and start_unix_server, which make one.
--
-- A listener's native accepts by itself; the loop calls back with what came. A connection counts as
-- active until it is closed, or until its async callback has ended: wait_closed waits for those.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local io_errors = require "gilua._asyncio.io_errors"
local native = require "gilua._aio_streams"
local StreamReader = require "gilua._asyncio.stream_reader"
local writers = require "gilua._asyncio.stream_writer"

local async, await, is_async = core.async, core.await, require "gilua._asyncio".is_async
local error, next, pcall, select = error, next, pcall, select
local StreamWriter, Socket = writers.StreamWriter, writers.Socket

local Server = class.define {
  name = "Server",
  getters = {
    sockets = function(self)
      local sockets = {}
      for i, socket in ipairs(self._sockets) do sockets[i] = socket end
      return sockets
    end,
  },
  metamethods = {
    __tostring = function(self)
      local shown = {}
      for i, socket in ipairs(self._sockets) do shown[i] = tostring(socket) end
      return ("<Server sockets=(%s)>"):format(table.concat(shown, ", "))
    end,
    -- After an error nobody is left who would end the connections that wait_closed waits for.
    __close = function(self, failure)
      self:close()
      if failure == nil and is_async() then await(self:wait_closed()) end
    end,
  },
}

function Server:init(loop, callback, listeners)
  self._loop, self._callback, self._listeners = loop, callback, listeners
  self._sockets, self._active, self._waiters = {}, 0, {}
  self._streams = setmetatable({}, {__mode = "k"})
  for i, listener in ipairs(listeners) do
    self._sockets[i] = Socket(
      function() return (native.listener_address(listener)) or -1 end,
      {select(2, native.listener_address(listener))})
  end
end

-- ---- connections

local function report(server, stream, exception)
  server._loop:call_exception_handler {
    message = "Unhandled exception in client_connected_cb",
    exception = exception,
    transport = stream,
  }
end

local function wake_waiters(server)
  if server._listeners or server._active > 0 then return end
  local waiters = server._waiters
  server._waiters = {}
  for _, waiter in ipairs(waiters) do
    if not waiter:done() then waiter:set_result() end
  end
end

-- Returns a function that ends the connection's being active; calling it again does nothing.
local function count_active(server, stream)
  server._active = server._active + 1
  server._streams[stream] = true
  local is_active = true
  local function leave()
    if not is_active then return end
    is_active = false
    server._active = server._active - 1
    wake_waiters(server)
  end
  local future = native.wait_closed(stream)
  if future then future:add_done_callback(leave) else leave() end
  return leave
end

local function watch_task(server, stream, task, leave)
  task:add_done_callback(function()
    leave()
    if task:cancelled() then return native.close(stream) end
    local exception = task:exception()
    if exception == nil then return end
    report(server, stream, exception)
    native.close(stream)
  end)
end

local function serve(server, stream)
  local leave = count_active(server, stream)
  local reader = StreamReader(stream)
  local ok, result = pcall(server._callback, reader, StreamWriter(stream, reader))
  if not ok then
    report(server, stream, errors.as_error(result))
    native.close(stream)
  elseif core.iscoroutine(result) then
    watch_task(server, stream, server._loop:create_task(result), leave)
  end
end

local function accept_from(server, listener)
  native.accept(listener):add_done_callback(function(future)
    if future:cancelled() then return end
    local streams = future:result()
    if not streams then return end  -- the listener is closed
    for i = 1, #streams do serve(server, streams[i]) end
    if server._listeners then accept_from(server, listener) end
  end)
end

-- ---- what scripts call

function Server:get_loop() return self._loop end
function Server:is_serving() return self._serving == true and self._listeners ~= nil end

local function start(server)
  if server._serving then return end
  server._serving = true
  for _, listener in ipairs(server._listeners) do accept_from(server, listener) end
end

function Server:close()
  local listeners = self._listeners
  if not listeners then return end
  self._listeners, self._sockets = nil, {}
  for _, listener in ipairs(listeners) do native.close_listener(listener) end
  if self._forever then
    self._forever:cancel()
    self._forever = nil
  end
  wake_waiters(self)
end

--- Closes, or cuts off, the connections that are open.
function Server:close_clients()
  for stream in next, self._streams do native.close(stream) end
end
function Server:abort_clients()
  for stream in next, self._streams do native.abort(stream) end
end

Server.start_serving = async(function(self)
  if not self._listeners then
    error(errors.RuntimeError(("server %s is closed"):format(tostring(self))))
  end
  start(self)
end)

Server.wait_closed = async(function(self)
  if not self._listeners and self._active == 0 then return end
  local waiter = self._loop:create_future()
  self._waiters[#self._waiters + 1] = waiter
  await(waiter)
end)

Server.serve_forever = async(function(self)
  if self._forever then
    error(errors.RuntimeError(
      ("server %s is already being awaited on serve_forever()"):format(tostring(self))))
  end
  if not self._listeners then
    error(errors.RuntimeError(("server %s is closed"):format(tostring(self))))
  end
  start(self)
  self._forever = self._loop:create_future()
  local _ <close> = setmetatable({}, {__close = function()
    self._forever = nil
    self:close()
    await(self:wait_closed())
  end})
  await(self._forever)
end)

-- ---- making one

local function check_callback(name, callback)
  local kind = type(callback)
  if kind == "function" or kind ~= "nil" and (getmetatable(callback) or {}).__call then return end
  error(errors.TypeError(("%s() client_connected_cb must be callable, not %s"):format(name, kind)))
end

--- [make](limit, backlog) gives a list of listeners.
local function new_server(name, callback, start_serving, make)
  check_callback(name, callback)
  local loop = core.get_running_loop()
  local server = Server(loop, callback, make(loop))
  if start_serving ~= false then start(server) end
  return server
end

local function close_all(listeners)
  for _, listener in ipairs(listeners) do native.close_listener(listener) end
end

local function listen_on(loop, addresses, limit, backlog, reuse_port)
  local listeners, last = {}, nil
  for _, info in ipairs(addresses) do
    local address = info[5]
    local listener, status = native.listen_tcp(
      loop, limit, backlog, address[1], address[2], reuse_port == true)
    if listener then
      listeners[#listeners + 1] = listener
    else
      last = io_errors.os_error(status, ("error while attempting to bind on address %s: %s"):format(
        io_errors.show_address(address), io_errors.text_of(status)))
      if last.errno ~= 97 and last.errno ~= 99 then  -- no such family here: the others may do
        close_all(listeners)
        error(last)
      end
    end
  end
  if #listeners == 0 then error(last or errors.OSError("getaddrinfo() returned empty list")) end
  return listeners
end

local function listen_unix(loop, path, limit, backlog)
  local listener, status = native.listen_unix(loop, limit, backlog, path)
  if listener then return {listener} end
  local error_object = io_errors.os_error(status, nil, path)
  if error_object.errno == 98 then
    error_object = io_errors.os_error(status, ("Address '%s' is already in use"):format(path))
  end
  error(error_object)
end

return {Server = Server, new_server = new_server, listen_on = listen_on, listen_unix = listen_unix}
