-- save_to: the body goes to a file, which is there complete or not at all.
-- expect: done
local errors = require "errors"
local http = require "http"
package.path = "lib/?.lua;" .. package.path
local peers = require "peers"
local fails = peers.fails

local folder = os.tmpname()
os.remove(folder)
os.execute("mkdir " .. folder)
local path = folder .. "/saved"

local function content(name)
  local file <close> = io.open(name, "rb")
  return file and file:read("a")
end
local function listing()
  local names <close> = io.popen("ls -A " .. folder)
  return names:read("a"):gsub("\n", " ")
end
local function write(name, text)
  local file <close> = io.open(name, "wb")
  file:write(text)
end

local long = ("0123456789abcdef"):rep(1 << 18)
local server <close> = http.serve(function(request)
  if request.path == "/long" then return 200, long end
  if request.path == "/empty" then return 200, "" end
  if request.path == "/moved" then return 302, "moved", {Location = "/long"} end
  return 404, "not here"
end)

local r = http.get(server.url .. "/long", {save_to = path})
assert(r.status == 200 and r.content == "" and r.text == "" and content(path) == long)
http.get(server.url .. "/empty", {save_to = path})
assert(content(path) == "")
http.get(server.url .. "/moved", {save_to = path})
assert(content(path) == long and listing() == "saved ")

-- Only success is saved; the rest is in the response.
write(path, "old")
r = http.get(server.url .. "/missing", {save_to = path})
assert(r.status == 404 and r.text == "not here" and content(path) == "old" and listing() == "saved ")

-- A failure leaves what was there.
do
  local peer <close> = peers.answering{"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", ("x"):rep(50000)}
  fails(http.ConnectionError, http.get, peer.url, {save_to = path})
  assert(content(path) == "old" and listing() == "saved ")
  fails(http.ConnectionError, http.get, peer.url, {save_to = folder .. "/new"})
  assert(listing() == "saved ")
end

-- A link stays one, and what is no file is written to.
os.execute("ln -s saved " .. folder .. "/link")
http.get(server.url .. "/long", {save_to = folder .. "/link"})
assert(content(path) == long and listing() == "link saved ")
http.get(server.url .. "/long", {save_to = "/dev/null"})
assert(os.execute("test -c /dev/null -a -L " .. folder .. "/link"))

-- What cannot be written to is said with its name, before anything is asked for.
local message = fails(errors.FileNotFoundError, http.get, server.url, {save_to = folder .. "/no/file"})
assert(message == "FileNotFoundError: [Errno 2] No such file or directory: '" .. folder .. "/no/file'")
fails(errors.IsADirectoryError, http.get, server.url, {save_to = folder})
fails(errors.IsADirectoryError, http.get, server.url, {save_to = folder .. "/new/"})
fails(errors.ValueError, http.get, server.url, {save_to = "a\0b"})
message = fails(errors.OSError, http.get, server.url .. "/long", {save_to = "/dev/full"})
assert(message == "OSError: [Errno 28] No space left on device: '/dev/full'", message)
assert(listing() == "link saved ")
os.execute("rm -r " .. folder)
print("done")
