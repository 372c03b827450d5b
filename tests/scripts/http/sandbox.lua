-- In the sandbox requests reach this machine only, whatever leads elsewhere, and save nothing.
-- run: --sandbox --gil=on
-- run: --sandbox --gil=off
-- expect: done
local errors = require "errors"
local http = require "http"

local function refused(...)
  local ok, e = pcall(http.get, ...)
  assert(not ok and errors.is(e, errors.PermissionError), tostring(e))
  return tostring(e)
end

local server <close> = http.serve(function(request)
  if request.path == "/out" then return 302, "", {Location = "http://192.0.2.1/"} end
  return 200, "fine"
end)
assert(http.get(server.url).text == "fine")
assert(http.get(("http://localhost:%d/"):format(server.port)).text == "fine")
assert(http.get(("http://0x7f.1:%d/"):format(server.port)).text == "fine")

for _, url in ipairs {"http://192.0.2.1/", "http://example.com/", "https://[2001:db8::1]/",
    "http://localhost.example.com/", "http://0.0.0.0:1/", server.url .. "/out"} do
  assert(refused(url):find("is not allowed in the sandbox: 'http", 1, true))
end
assert(refused(server.url, {save_to = "saved"}) ==
  "PermissionError: writing files is not allowed in the sandbox: 'saved'")
assert(not pcall(http.serve, function() end, {host = "0.0.0.0"}))
print("done")
