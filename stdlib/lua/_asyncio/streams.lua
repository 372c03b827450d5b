-- asyncio's streams: open_connection, start_server and their Unix forms. Names are looked up and
-- addresses tried here. Read next: stream_reader.lua, stream_writer.lua, server.lua.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local io_errors = require "gilua._asyncio.io_errors"
local names = require "gilua._aio_names"
local native = require "gilua._aio_streams"
local servers = require "gilua._asyncio.server"
require "gilua._asyncio.loop_methods"
local StreamReader = require "gilua._asyncio.stream_reader"
local StreamWriter = require "gilua._asyncio.stream_writer".StreamWriter

local async, await = core.async, core.await
local error, ipairs, math_type, type = error, ipairs, math.type, type

local DEFAULT_LIMIT = 65536
local TCP = 6

local function refuse_ssl(ssl)
  if ssl then error(errors.NotImplementedError("ssl is not supported by gilua's streams")) end
end

--- The addresses of a host, as getaddrinfo gives them; numeric ones without asking it. Awaits.
local function resolve(loop, host, port, family, flags)
  if math_type(port) == "integer" and host ~= nil then
    local own_family = names.family_of(host)
    if own_family and (family == nil or family == 0 or family == own_family) then
      return {{own_family, names.SOCK_STREAM, TCP, "", {host, port}}}
    end
  end
  local list, status = names.getaddrinfo(
    loop, host, port, family or 0, names.SOCK_STREAM, 0, flags or 0)
  if list then
    list, status = await(list)
  end
  if not list then error(io_errors.os_error(status, nil, host)) end
  if #list == 0 then error(errors.OSError("getaddrinfo() returned empty list")) end
  return list
end

-- What all attempts failed with, as one error.
local function combine(failures)
  local texts, is_one = {}, true
  for i, failure in ipairs(failures) do
    texts[i] = failure.message
    is_one = is_one and texts[i] == texts[1]
  end
  if is_one then return failures[1] end
  return errors.OSError("Multiple exceptions: " .. table.concat(texts, ", "))
end

local function connect_to(loop, limit, addresses, own)
  local failures = {}
  for _, info in ipairs(addresses) do
    local address = info[5]
    local stream, status = native.connect_tcp(
      loop, limit, address[1], address[2], own and own[1], own and own[2])
    if stream then
      stream, status = await(stream)
    end
    if stream then return stream end
    failures[#failures + 1] = io_errors.os_error(
      status, "Connect call failed " .. io_errors.show_address(address))
  end
  error(combine(failures))
end

local function new_pair(stream)
  local reader = StreamReader(stream)
  return reader, StreamWriter(stream, reader)
end

local streams = {
  StreamReader = StreamReader,
  StreamWriter = StreamWriter,
  Server = servers.Server,
  IncompleteReadError = io_errors.IncompleteReadError,
  LimitOverrunError = io_errors.LimitOverrunError,
  gaierror = io_errors.gaierror,
}

--- open_connection(host=nil, port=nil, {limit=65536, family=, flags=, local_addr={host, port}}):
--- reader, writer
streams.open_connection = async(function(...)
  local host, port, limit, ssl, family, flags, local_addr = class.bind(
    "open_connection", 2, "host,port,limit,ssl,family,flags,local_addr", ...)
  refuse_ssl(ssl)
  if host == nil and port == nil then
    error(errors.ValueError("host and port was not specified and no sock specified"))
  end
  local loop = core.get_running_loop()
  local own
  if local_addr ~= nil then own = resolve(loop, local_addr[1], local_addr[2], family)[1][5] end
  local addresses = resolve(loop, host, port, family, flags)
  return new_pair(connect_to(loop, limit or DEFAULT_LIMIT, addresses, own))
end)

--- open_unix_connection(path, {limit=65536}): reader, writer
streams.open_unix_connection = async(function(...)
  local path, limit, ssl = class.bind("open_unix_connection", 1, "path,limit,ssl", ...)
  refuse_ssl(ssl)
  if path == nil then error(errors.ValueError("no path and sock were specified")) end
  local stream, status = native.connect_unix(
    core.get_running_loop(), limit or DEFAULT_LIMIT, path)
  if stream then
    stream, status = await(stream)
  end
  if not stream then error(io_errors.os_error(status, nil, path)) end
  return new_pair(stream)
end)

-- Every address that the hosts stand for, once.
local function addresses_of(loop, hosts, port, family, flags)
  local all, seen = {}, {}
  for i = 1, hosts.n do
    local host = hosts[i]
    if host == "" then host = nil end
    for _, info in ipairs(resolve(loop, host, port or 0, family, flags or names.AI_PASSIVE)) do
      local shown = io_errors.show_address(info[5])
      if not seen[shown] then
        seen[shown] = true
        all[#all + 1] = info
      end
    end
  end
  return all
end

--- start_server(client_connected_cb, host=nil, port=nil, {limit=65536, family=, flags=,
--- backlog=100, reuse_port=, start_serving=true}): a Server
streams.start_server = async(function(...)
  local callback, host, port, limit, ssl, family, flags, backlog, _, reuse_port, start_serving =
    class.bind("start_server", 3, "client_connected_cb,host,port,limit,ssl,family,flags," ..
      "backlog,reuse_address,reuse_port,start_serving", ...)
  refuse_ssl(ssl)
  local hosts = type(host) == "table" and table.move(host, 1, #host, 1, {n = #host}) or
    {host, n = 1}
  return servers.new_server("start_server", callback, start_serving, function(loop)
    return servers.listen_on(loop, addresses_of(loop, hosts, port, family, flags),
      limit or DEFAULT_LIMIT, backlog or 100, reuse_port)
  end)
end)

--- start_unix_server(client_connected_cb, path, {limit=65536, backlog=100, start_serving=true})
streams.start_unix_server = async(function(...)
  local callback, path, limit, ssl, backlog, start_serving = class.bind("start_unix_server", 2,
    "client_connected_cb,path,limit,ssl,backlog,start_serving", ...)
  refuse_ssl(ssl)
  if path == nil then
    error(errors.ValueError("path was not specified, and no sock specified"))
  end
  return servers.new_server("start_unix_server", callback, start_serving, function(loop)
    return servers.listen_unix(loop, path, limit or DEFAULT_LIMIT, backlog or 100)
  end)
end)

return streams
