-- What blocking requests send, and what a response has. The server echoes what it got.
-- expect: done
local http = require "http"
local errors = require "errors"
package.path = "lib/?.lua;" .. package.path
local fails = require("peers").fails

local server <close> = http.serve(function(request)
  local lines = {request.method, request.path, request.query_string, request.body}
  for _, name in ipairs {"X-One", "content-type", "CONTENT-LENGTH", "user-agent", "X-List"} do
    lines[#lines + 1] = name .. "=" .. (request.headers[name] or "none")
  end
  return 200, table.concat(lines, "|"), {["X-Twice"] = {"a", "b"}, ["Content-Type"] = "text/x-echo"}
end)
local url = server.url

local function echo(...) return http.request(...).text end

-- The parts of a response.
local r = http.get(url)
assert(r.status == 200 and r.reason == "OK" and r.ok and r.url == url .. "/")
assert(r.text == r.content and r.text == "GET|/|||X-One=none|content-type=none|CONTENT-LENGTH=none|" ..
  "user-agent=gilua|X-List=none", r.text)
assert(r.headers["X-Twice"] == "a, b" and r.headers["x-twice"] == "a, b" and r.headers["X-TWICE"] == "a, b")
assert(r.headers["content-type"] == "text/x-echo" and r.headers.nothing == nil)
assert(tonumber(r.headers["Content-Length"]) == #r.text)
local names = {}
for name in pairs(r.headers) do names[#names + 1] = name:lower() end
table.sort(names)
assert(table.concat(names, " ") == "connection content-length content-type date server x-twice")
assert(r.elapsed > 0 and r.elapsed < 10 and #r.history == 0)
assert(tostring(r) == "<Response [200]>" and r:raise_for_status() == nil)

-- Methods and bodies.
for _, method in ipairs {"GET", "DELETE", "OPTIONS"} do
  assert(echo(method, url):find(method .. "|/|||", 1, true) == 1)
end
for _, method in ipairs {"POST", "PUT", "PATCH"} do
  assert(echo(method:lower(), url):find("CONTENT-LENGTH=0", 1, true))
end
assert(http.put(url, "text").text:find("PUT|/||text|X-One=none|content-type=none|CONTENT-LENGTH=4", 1, true) == 1)
assert(http.post(url, {data = "a\0b"}).text:find("POST|/||a\0b|", 1, true) == 1)
assert(http.post(url, {data = ""}).text:find("CONTENT-LENGTH=0", 1, true))
assert(http.delete(url, {data = "x"}).text:find("DELETE|/||x|", 1, true) == 1)
assert(http.get(url, {data = "x"}).text:find("GET|/||x|", 1, true) == 1)
assert(http.patch(url, "x").text:find("PATCH|", 1, true) == 1)
assert(http.options(url).text:find("OPTIONS|", 1, true) == 1)
r = http.head(url)
assert(r.status == 200 and r.content == "" and tonumber(r.headers["Content-Length"]) > 50)
local long = ("0123456789"):rep(1000000)
local big <close> = http.serve(function(request) return 200, request.body end)
assert(http.post(big.url, long).content == long)

-- Forms and queries: names in order, lists repeat their name, what is special is quoted.
r = http.post(url, {data = {b = "x y&z", a = {1, 2.5}, c = true}})
assert(r.text:find("|a=1&a=2.5&b=x+y%26z&c=true|X-One=none|content-type=application/x-www-form-urlencoded|", 1, true))
r = http.post(url, {data = {{"z", 1}, {"a", "ü"}}})
assert(r.text:find("|z=1&a=%C3%BC|", 1, true))
assert(http.get(url .. "/p", {params = {q = "a b/c"}}).url == url .. "/p?q=a+b%2Fc")
assert(http.get(url .. "/p?x=1#end", {params = {q = 1}}).url == url .. "/p?x=1&q=1#end")
assert(http.get(url .. "/p?", {params = "raw=%20"}).url == url .. "/p?raw=%20")
assert(http.get(url .. "/p", {params = {}}).url == url .. "/p")
assert(http.get(url .. "/with space/ü").url == url .. "/with%20space/%c3%bc")
assert(echo("GET", url .. "/with space/%41"):find("GET|/with space/A|", 1, true) == 1)

-- Headers: values are strings or numbers, or lists of them.
r = http.get(url, {headers = {["X-One"] = 1, ["User-Agent"] = "me", ["X-List"] = {"a", "b"}}})
assert(r.text:find("X-One=1|", 1, true) and r.text:find("user-agent=me|X-List=a, b", 1, true))
assert(http.get(url, {headers = {["X-One"] = ""}}).text:find("X-One=|", 1, true))

-- Statuses.
local angry <close> = http.serve(function(request)
  return tonumber(request.path:sub(2)), "no", {["Content-Type"] = "text/plain; charset=latin-1"}
end)
local message, e = fails(http.HTTPError, function() http.get(angry.url .. "/404"):raise_for_status() end)
assert(message == "HTTPError: 404 Client Error: Not Found for url: " .. angry.url .. "/404")
assert(e.response.status == 404 and e.response.text == "no" and not e.response.ok and e.url == angry.url .. "/404")
message = fails(http.RequestException, function() http.get(angry.url .. "/503"):raise_for_status() end)
assert(message:find("503 Server Error: Service Unavailable", 1, true))
for _, status in ipairs {204, 304} do
  r = http.get(angry.url .. "/" .. status)
  assert(r.status == status and r.content == "" and r:raise_for_status() == nil)
end
local latin <close> = http.serve(function()
  return 200, "\xfcber", {["Content-Type"] = "text/plain; charset=ISO-8859-1"}
end)
r = http.get(latin.url)
assert(r.text == "über" and r.content == "\xfcber")

-- Wrong use is said before anything is sent.
assert(fails(errors.TypeError, http.get) == "TypeError: get() missing 1 required positional argument: 'url'")
assert(fails(errors.TypeError, http.get, 1) == "TypeError: url must be a string, not number")
assert(fails(errors.TypeError, http.get, url, {tiemout = 1}):find("unexpected keyword argument 'tiemout' (known: ", 1, true))
assert(fails(errors.TypeError, http.get, url, {timeout = "1"}) == "TypeError: timeout must be a number, not string")
for _, timeout in ipairs {0, -1, 0 / 0} do fails(errors.ValueError, http.get, url, {timeout = timeout}) end
fails(errors.TypeError, http.get, url, {allow_redirects = 0})
fails(errors.TypeError, http.get, url, {headers = "a: b"})
fails(errors.TypeError, http.get, url, {headers = {a = true}})
fails(errors.TypeError, http.get, url, {save_to = 1})
fails(errors.TypeError, http.get, url, {params = 1})
fails(errors.TypeError, http.post, url, {data = 1})
fails(errors.TypeError, http.post, url, {data = {a = print}})
fails(errors.ValueError, http.get, url, {headers = {["a b"] = "c"}})
fails(errors.ValueError, http.get, url, {headers = {a = "b\r\nc: d"}})
fails(errors.ValueError, http.request, "GET /", url)
fails(errors.ValueError, http.request, "connect", url)
fails(errors.TypeError, http.request, 1, url)
print("done")
