-- Module "http": requests on libcurl, as Python's requests makes them, and a small server.
--
-- The functions of the module wait and give the GIL up meanwhile. Read next: _http/request.lua (how
-- arguments become a request), _http/response.lua, _http/errors.lua.

local exceptions = require "gilua._http.errors"
local perform = require("gilua._http").perform
local request = require "gilua._http.request"

local http = {
  Response = require "gilua._http.response",
  codes = require "gilua._http.status",
}

for _, name in ipairs {"RequestException", "ConnectionError", "HTTPError", "InvalidURL", "Timeout",
  "TooManyRedirects"} do
  http[name] = exceptions[name]
end

for name, ask in pairs(request.methods) do
  http[name] = function(...) return ask(perform, ...) end
end

return http
