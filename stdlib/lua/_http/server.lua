-- http.serve: a small HTTP/1.1 server in a daemon thread with an event loop of its own.
--
-- So it serves a script that waits for its own requests as well as one that runs a loop. Handlers
-- run in that thread, one at a time, an async one giving the others their turn where it awaits.
-- Read next: _http/connection.lua.

local asyncio = require "gilua.asyncio"
local class = require "gilua._class"
local connection = require "gilua._http.connection"
local errors = require "gilua.errors"
local threading = require "gilua.threading"
local at_exit = require("gilua._exit").register

local async, await = asyncio.async, asyncio.await
local error, getmetatable, math_type, pcall, type = error, getmetatable, math.type, pcall, type
local format = string.format

local default_max_body = 128 << 20
local exit_limit = 1  -- seconds that a handler which waits may delay the program's end

-- Those that run. At the program's end they are closed, so that no task is found pending.
local open_servers = {}

local Server = class.define {
  name = "Server",
  metamethods = {
    __close = function(self) self:close() end,
    __tostring = function(self) return format("<http.Server %s>", self.url) end,
  },
}

-- The thread's work: [state] is shared with who started it, who waits for state.ready.
local run = async(function(state, handler, host, port, max_body)
  local listener
  local ok, e = pcall(function()
    listener = await(asyncio.start_server(connection(handler, max_body), host, port))
    state.host, state.port = listener.sockets[1]:getsockname()
    state.loop, state.stop = asyncio.get_running_loop(), asyncio.Event()
  end)
  if not ok then state.error = e end
  state.ready:set()
  if not ok then return end
  await(state.stop:wait())
  listener:close()  -- asyncio.run cancels the connections
end)

local function check(handler, host, port, max_body)
  local metatable = type(handler) ~= "function" and getmetatable(handler)
  if type(handler) ~= "function" and not (type(metatable) == "table" and metatable.__call) then
    error(errors.TypeError("handler must be a function, not " .. type(handler)))
  end
  if type(host) ~= "string" then
    error(errors.TypeError("host must be a string, not " .. type(host)))
  end
  for name, value in next, {port = port, max_body = max_body} do
    if math_type(value) ~= "integer" then
      error(errors.TypeError(
        format("%s must be an integer, not %s", name, math_type(value) or type(value))))
    end
    if value < 0 then error(errors.ValueError(name .. " must not be negative")) end
  end
end

function Server:init(handler, host, port, max_body)
  local state = {ready = threading.Event()}
  local thread = threading.Thread {
    target = function() asyncio.run(run(state, handler, host, port, max_body)) end,
    name = "http.serve",
    daemon = true,
  }
  self._state, self._thread = state, thread
  thread:start()
  state.ready:wait()
  if state.error ~= nil then
    thread:join()
    error(state.error)
  end
  self.host, self.port = state.host, state.port
  self.url = format(self.host:find(":", 1, true) and "http://[%s]:%d" or "http://%s:%d", self.host,
    self.port)
  open_servers[self] = true
end

local function stop(server, limit)
  local state = server._state
  open_servers[server] = nil
  if not state.is_closed then
    state.is_closed = true
    state.loop:call_soon_threadsafe(function() state.stop:set() end)
  end
  if threading.current_thread() ~= server._thread then server._thread:join(limit) end
end

--- Ends it: no connection is left when it returns, unless a handler calls it.
function Server:close() stop(self) end

at_exit(function()
  for server in next, open_servers do stop(server, exit_limit) end
end)

--- serve(handler [, host [, port]], {max_body=}): a server that runs already.
return function(...)
  local handler, host, port, max_body = class.bind("serve", 3, "handler,host,port,max_body", ...)
  host, port, max_body = host or "127.0.0.1", port or 0, max_body or default_max_body
  check(handler, host, port, max_body)
  return Server(handler, host, port, max_body)
end
