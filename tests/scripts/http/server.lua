-- http.serve as its clients see it, byte for byte: connections that go on, bodies in pieces, HEAD,
-- Expect, and what is refused.
-- expect: done
-- expect error: the handler failed
local asyncio = require "asyncio"
local errors = require "errors"
local http = require "http"
package.path = "lib/?.lua;" .. package.path
local fails = require("peers").fails
local async, await = asyncio.async, asyncio.await

local server <close> = http.serve(function(request)
  if request.path == "/raise" then error("a plain error") end
  if request.path == "/wrong" then return "200" end
  if request.path == "/inject" then return 200, "", {A = "b\r\nc: d"} end
  if request.path == "/none" then return 204 end
  if request.path == "/lies" then return 200, "four", {["Content-Length"] = 100, Connection = "close"} end
  return 200, ("%s %s %s [%s]"):format(request.method, request.path, request.query.a or "", request.body)
end, {max_body = 1000})
assert(server.url == "http://127.0.0.1:" .. server.port and server.host == "127.0.0.1")
assert(tostring(server) == "<http.Server " .. server.url .. ">")

-- A response from the reader: status, body, headers as text.
local function read_response(reader, is_head)
  local head = await(reader:readuntil("\r\n\r\n"))
  local length = tonumber(head:match("Content%-Length: (%d+)")) or 0
  local body = not is_head and length > 0 and await(reader:readexactly(length)) or ""
  return tonumber(head:match("^HTTP/1%.1 (%d+)")), body, head
end

local talk = async(function(bytes, f)
  local reader, writer = await(asyncio.open_connection("127.0.0.1", server.port))
  writer:write(bytes)
  local results = table.pack(f(reader, writer))
  writer:close()
  await(writer:wait_closed())
  return table.unpack(results, 1, results.n)
end)
local function ask(bytes)
  return asyncio.run(talk(bytes, function(reader)
    local status, body, head = read_response(reader)
    return status, body, head, await(reader:read())
  end))
end

-- One connection, several requests: one after another, at once, and a last one.
asyncio.run(talk("GET /1?a=x+y HTTP/1.1\r\nHost: h\r\n\r\n", function(reader, writer)
  local status, body, head = read_response(reader)
  assert(status == 200 and body == "GET /1 x y []" and head:find("Connection: keep-alive", 1, true))
  writer:write("POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /3 HTTP/1.1\r\nHost: h\r\n\r\n")
  assert(select(2, read_response(reader)) == "POST /2  [abc]")
  assert(select(2, read_response(reader)) == "GET /3  []")
  writer:write("PUT /4 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab")
  await(asyncio.sleep(0.01))
  writer:write("c\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n")
  assert(select(2, read_response(reader)) == "PUT /4  [abcdefg]")
  writer:write("HEAD /5 HTTP/1.1\r\nHost: h\r\n\r\nGET /none HTTP/1.1\r\nHost: h\r\n\r\n")
  _, _, head = read_response(reader, true)
  assert(head:find("Content-Length: 11\r\n", 1, true), head)
  status, _, head = read_response(reader)
  assert(status == 204 and not head:find("Content-", 1, true))
  writer:write("GET /lies HTTP/1.1\r\nHost: h\r\n\r\n")
  status, body, head = read_response(reader)
  assert(status == 200 and body == "four" and head:find("keep-alive", 1, true))
  writer:write("GET /6 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /7 HTTP/1.1\r\nHost: h\r\n\r\n")
  status, body, head = read_response(reader)
  assert(body == "GET /6  []" and head:find("Connection: close", 1, true))
  assert(await(reader:read()) == "")
end))

-- HTTP/1.0 ends with its response, unless it asks.
local status, body, head, rest = ask("GET /old HTTP/1.0\r\n\r\n")
assert(status == 200 and body == "GET /old  []" and head:find("Connection: close", 1, true) and rest == "")
asyncio.run(talk("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", function(reader, writer)
  read_response(reader)
  writer:write("GET /b HTTP/1.0\r\n\r\n")
  assert(select(2, read_response(reader)) == "GET /b  []")
end))

-- A body that waits to be asked for.
asyncio.run(talk("POST /e HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n",
  function(reader, writer)
    assert(await(reader:readuntil("\r\n\r\n")) == "HTTP/1.1 100 Continue\r\n\r\n")
    writer:write("ok")
    assert(select(2, read_response(reader)) == "POST /e  [ok]")
  end))

-- Targets: what a path and a query are made of.
local function path_of(target) return select(2, ask("GET " .. target .. " HTTP/1.0\r\n\r\n")) end
assert(path_of("/a%20b%2Fc?a=%41%zz") == "GET /a b/c A%zz []")
assert(path_of("http://h:80/x?a=1") == "GET /x 1 []")
assert(path_of("http://h") == "GET / " .. " []")
assert(path_of("/?b=2&a=1&a=3&c") == "GET / 1 []")

-- Errors of the handler are the client's 500 and a line in the log; the connection goes on.
for _, path in ipairs {"/raise", "/wrong", "/inject"} do
  status, body = ask("GET " .. path .. " HTTP/1.0\r\n\r\n")
  assert(status == 500 and body == "Internal Server Error\n")
end
asyncio.run(talk("GET /raise HTTP/1.1\r\nHost: h\r\n\r\n", function(reader, writer)
  assert(read_response(reader) == 500)
  writer:write("GET /fine HTTP/1.1\r\nHost: h\r\n\r\n")
  assert(read_response(reader) == 200)
end))

-- What is no request, and what is too much.
local function refused(bytes, wanted)
  local got, text, lines, more = ask(bytes)
  assert(got == wanted and text ~= "" and more == "", got)
  assert(lines:find("Connection: close", 1, true))
end
refused("nonsense\r\n\r\n", 400)
refused("GET / HTTP/1.1\r\n\r\n", 400)  -- no Host
refused("GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n", 400)
refused("GET / HTTP/3.0\r\nHost: h\r\n\r\n", 505)
refused("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400)
refused("GET / HTTP/1.1\r\nHost: h\r\nA: " .. ("a"):rep(100000) .. "\r\n\r\n", 431)
refused("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n" .. ("a"):rep(1001), 413)
-- A client that goes in the middle of something disturbs nobody.
asyncio.run(talk("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc", function() end))
assert(http.get(server.url).status == 200)

-- Handlers may be async, and then others get their turn while one waits.
local event = {}
local patient <close> = http.serve(async(function(request)
  if request.path == "/go" then
    event.it:set()
    return 200, "gone"
  end
  event.it = asyncio.Event()
  await(event.it:wait())
  return 200, "waited"
end))
local both = asyncio.run(async(function()
  local session <close> = http.Session()
  local slow = asyncio.create_task(session:get(patient.url))
  while not event.it do await(asyncio.sleep(0.001)) end
  local quick = await(session:get(patient.url .. "/go"))
  return quick.text .. " " .. await(slow).text
end)())
assert(both == "gone waited")

-- Several servers; positional host and port; an end that may be said twice.
local second = http.serve(function() return 200, "second" end, "127.0.0.1", 0)
assert(second.port ~= server.port and http.get(second.url).text == "second")
local message = fails(errors.OSError, http.serve, function() end, {port = second.port})
assert(message:find("in use", 1, true), message)
second:close()
second:close()
fails(http.ConnectionError, http.get, second.url)

-- Wrong use.
fails(errors.TypeError, http.serve)
fails(errors.TypeError, http.serve, 1)
fails(errors.TypeError, http.serve, print, {host = 1})
fails(errors.TypeError, http.serve, print, {port = "80"})
fails(errors.ValueError, http.serve, print, {port = -1})
fails(errors.TypeError, http.serve, print, {prot = 1})
print("done")
