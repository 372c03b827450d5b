-- Redirects: where they lead, what becomes of method, body and headers, and when they end.
-- expect: done
local http = require "http"
package.path = "lib/?.lua;" .. package.path
local fails = require("peers").fails

local function echo(request)
  local authorization = request.headers.Authorization or "none"
  return 200, table.concat({request.method, request.body, authorization, request.headers["Content-Type"] or "none"}, "|")
end
local other <close> = http.serve(echo)
local server <close> = http.serve(function(request)
  local status, rest = request.path:match("^/(%d+)(.*)$")
  if request.path == "/echo" then return echo(request) end
  if request.path == "/loop" then return 302, "", {Location = "/loop"} end
  if request.path == "/other" then return 307, "moved", {Location = other.url .. "/"} end
  if request.path == "/file" then return 302, "", {Location = "file:///etc/passwd"} end
  if request.path == "/nowhere" then return 302, "nowhere" end
  local count = tonumber(rest:match("^/(%d+)$"))
  return tonumber(status), "moved", {Location = count and count > 1 and "/" .. status .. "/" .. count - 1 or "/echo"}
end)
local url = server.url

local r = http.get(url .. "/302/3")
assert(r.status == 200 and r.url == url .. "/echo" and #r.history == 3)
assert(r.history[1].status == 302 and r.history[1].url == url .. "/302/3" and r.history[1].reason == "Found")
assert(r.history[3].headers.location == "/echo")

local function becomes(method, status)
  local answer = http.request(method, url .. "/" .. status, {data = "body"}).text
  return answer
end
for _, status in ipairs {301, 302, 303} do assert(becomes("POST", status) == "GET||none|none") end
for _, status in ipairs {307, 308} do assert(becomes("POST", status) == "POST|body|none|none") end
assert(becomes("PUT", 301) == "PUT|body|none|none")
assert(becomes("PUT", 303) == "GET||none|none")
assert(http.post(url .. "/303", {data = {a = 1}}).text == "GET||none|none")
assert(http.post(url .. "/308", {data = {a = 1}}).text == "POST|a=1|none|application/x-www-form-urlencoded")
assert(http.request("HEAD", url .. "/302").url == url .. "/echo")
assert(http.head(url .. "/302").status == 302)

r = http.get(url .. "/302", {allow_redirects = false})
assert(r.status == 302 and r.text == "moved" and r.headers.Location == "/echo" and r.ok and #r.history == 0)
assert(http.get(url .. "/nowhere").text == "nowhere")

-- A password is for the server that it was given for.
local headers = {Authorization = "secret"}
assert(http.get(url .. "/302", {headers = headers}).text == "GET||secret|none")
assert(http.post(url .. "/other", {headers = headers, data = "x"}).text == "POST|x|none|none")
assert(headers.Authorization == "secret")

local message = fails(http.TooManyRedirects, http.get, url .. "/loop")
assert(message == "TooManyRedirects: GET " .. url .. "/loop: Exceeded 30 redirects.")
message = fails(http.InvalidURL, http.get, url .. "/file")
assert(message:find("redirected: Invalid URL 'file:///etc/passwd': the scheme must be http or https", 1, true), message)
print("done")
