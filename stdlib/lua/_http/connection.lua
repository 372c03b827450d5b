-- One connection of http.serve: requests are read, handed to the handler and answered, one after
-- another, until one side has enough.

local asyncio = require "gilua.asyncio"
local errors = require "gilua.errors"
local logging = require "gilua.logging"
local native = require "gilua._http"
local reply = require "gilua._http.reply"
local Request = require "gilua._http.request_object"

local await = asyncio.await
local error, pcall, setmetatable, xpcall = error, pcall, setmetatable, xpcall

local log = logging.getLogger("http.server")

local read_bytes = 65536
local idle_limit = 75     -- seconds that a client may take for a request, or between two
local linger_limit = 2    -- seconds in which a refused client may still be sending
local joined_limit = 65536  -- bodies up to here are sent in one piece with the head

-- The next request's parts; nil at the connection's end; false, status, text if it is refused.
local function receive(connection)
  local parser, reader, writer = connection.parser, connection.reader, connection.writer
  local parts, status, text = native.next(parser)
  while parts == nil or parts == "expects" do
    if parts == "expects" then
      writer:write("HTTP/1.1 100 Continue\r\n\r\n")
      await(writer:drain())
    end
    local bytes = await(reader:read(read_bytes))
    if bytes == "" then return nil end
    parts, status, text = native.feed(parser, bytes)
  end
  return parts, status, text
end

-- The same, within a time: the task is cancelled when it is over, which ends the connection.
local function receive_in_time(connection)
  local task = asyncio.current_task()
  local timer <close> = setmetatable({handle = asyncio.get_running_loop():call_later(idle_limit,
    function() task:cancel() end)}, {__close = function(self) self.handle:cancel() end})
  return receive(connection)
end

local function send(connection, head, body)
  local writer = connection.writer
  if #body <= joined_limit then
    writer:write(head .. body)
  else
    writer:write(head)
    writer:write(body)
  end
  await(writer:drain())
end

-- What the handler makes of the request, as head and body. An error of its own is the client's 500.
local function answer(handler, parts, keeps_alive)
  local ok, head, body = xpcall(function()
    local status, content, headers = handler(Request(parts))
    if asyncio.iscoroutine(status) or asyncio.isfuture(status) then
      status, content, headers = await(status)
    end
    return reply(parts, keeps_alive, status, content, headers)
  end, errors.as_error)
  if ok then return head, body end
  local e = head
  if not errors.is(e, errors.Exception) then error(e) end  -- a cancellation, an exit, an interrupt
  log:exception("%s %s: the handler failed", parts.method, parts.target, e)
  return reply(parts, keeps_alive, 500, "Internal Server Error\n")
end

-- Answers a request that is none. The client may still be sending: closing at once would reset the
-- connection, and what was answered would be lost with it.
local function refuse(connection, status, text)
  send(connection, reply(nil, false, status, text .. "\n"))
  connection.writer:write_eof()
  pcall(await, asyncio.wait_for(asyncio.async(function()
    repeat until await(connection.reader:read(read_bytes)) == ""
  end)(), linger_limit))
end

local function converse(connection, handler)
  while true do
    local parts, status, text = receive_in_time(connection)
    if parts == nil then return end
    if parts == false then return refuse(connection, status, text) end
    send(connection, answer(handler, parts, parts.keeps_alive))
    if not parts.keeps_alive then return end
  end
end

--- The callback of asyncio.start_server: an async function.
return function(handler, max_body)
  return asyncio.async(function(reader, writer)
    local _ <close> = setmetatable({}, {__close = function() writer:close() end})
    local connection = {parser = native.new_parser(max_body), reader = reader, writer = writer}
    local ok, e = xpcall(converse, errors.as_error, connection, handler)
    -- Clients may go whenever they like.
    if ok or errors.is(e, errors.OSError) then return end
    if errors.is(e, errors.Exception) then
      log:exception("a connection failed", e)
    elseif not errors.is(e, asyncio.CancelledError) then
      error(e)
    end
  end)
end
