-- What goes wrong on the way: the class of the error, what its text names, and that nothing is left.
-- expect: done
local asyncio = require "asyncio"
local errors = require "errors"
local http = require "http"
local time = require "time"
package.path = "lib/?.lua;" .. package.path
local peers = require "peers"
local fails, await = peers.fails, asyncio.await

local function says(class, parts, ...)
  local message, e = fails(class, ...)
  assert(errors.is(e, http.RequestException) and errors.is(e, errors.OSError))
  for _, part in ipairs(parts) do assert(message:find(part, 1, true), message) end
  return e
end

-- A port that nobody listens on.
local port
do
  local peer <close> = peers.raw(function() end)
  port = peer.port
end
local e = says(http.ConnectionError,
  {"ConnectionError: GET http://127.0.0.1:" .. port .. "/x: cannot connect to 127.0.0.1 port " .. port,
    "Connection refused"}, http.get, "http://127.0.0.1:" .. port .. "/x")
assert(e.url == "http://127.0.0.1:" .. port .. "/x" and e.errno == 111)

-- Names that no name server knows.
says(http.ConnectionError, {"no-such-host.invalid"}, http.get, "http://no-such-host.invalid/")

-- URLs that are none.
for url, reason in pairs {
  ["example.com"] = "No scheme supplied. Perhaps you meant https://example.com?",
  ["http://"] = "No host supplied",
  ["ftp://example.com/"] = "the scheme must be http or https, not 'ftp'",
  ["file:///etc/passwd"] = "the scheme must be http or https, not 'file'",
  ["http://a b/"] = "Invalid URL",
  ["http://127.0.0.1:99999/"] = "ort number",
  ["http://x\0y/"] = "zero byte",
  [""] = "Invalid URL",
} do
  says(http.InvalidURL, {"InvalidURL: Invalid URL", reason}, http.get, url)
end

-- Peers that answer with something else, or with less than they said.
local head = "HTTP/1.1 200 OK\r\n"
for _, case in ipairs {
  {{}, "Empty reply"},
  {{"what?\r\n\r\n"}, "HTTP/0.9"},
  {{head, "Content-Length: 10\r\n\r\n123"}, "7 bytes remaining"},
  {{head, "Transfer-Encoding: chunked\r\n\r\n5\r\nab"}, "transfer closed"},
  {{head, "Transfer-Encoding: chunked\r\n\r\nzz\r\nab"}, "chunk"},
  {{head, ("X: " .. ("a"):rep(1000) .. "\r\n"):rep(1200), "\r\n"}, "longer than 256 KiB"},
} do
  local peer <close> = peers.answering(case[1])
  says(http.ConnectionError, {"GET " .. peer.url .. "/: ", case[2]}, http.get, peer.url .. "/")
end
-- A length that is not said ends with the connection.
do
  local peer <close> = peers.answering{"HTTP/1.0 200 Fine\r\nX: a\r\n", " b\r\n\r\n", "to the", " end"}
  local r = http.get(peer.url)
  assert(r.text == "to the end" and r.reason == "Fine" and r.headers.x == "a b")
end
-- "100 Continue" is no answer.
do
  local peer <close> = peers.answering{"HTTP/1.1 100 Continue\r\nA: b\r\n\r\n", head .. "Content-Length: 0\r\n\r\n"}
  local r = http.get(peer.url)
  assert(r.status == 200 and r.headers.a == nil)
end

-- A peer that stalls: before its answer, or within it, however busy it looks.
local function stalls(talk)
  local peer <close> = peers.raw(talk)
  local before = time.perf_counter()
  says(http.Timeout, {"Timeout: GET " .. peer.url .. "/: timed out after 0.2 seconds"}, http.get,
    peer.url .. "/", {timeout = 0.2})
  local took = time.perf_counter() - before
  assert(took >= 0.19 and took < 5, took)
end
stalls(function() await(asyncio.sleep(60)) end)
stalls(function(reader, writer)
  peers.read_head(reader)
  writer:write(head .. "Content-Length: 100\r\n\r\nabc")
  await(asyncio.sleep(60))
end)
stalls(function(_, writer)
  writer:write(head .. "Content-Length: 10000\r\n\r\n")
  for _ = 1, 6000 do
    writer:write("a")
    await(asyncio.sleep(0.01))
  end
end)

-- One that resets the connection: what it has not read is lost with it.
do
  local peer <close> = peers.raw(function(_, writer)
    await(asyncio.sleep(0.05))
    writer:write(head .. "Content-Length: 100\r\n\r\n")
  end)
  local _, reset = fails(http.ConnectionError, http.post, peer.url, ("x"):rep(1000000))
  assert(errors.is(reset, http.RequestException))
end
print("done")
