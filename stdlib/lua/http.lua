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

-- The rest needs asyncio, which is loaded when it is asked for.
local later = {
  Session = "gilua._http.session",
  serve = "gilua._http.server",
}

return setmetatable(http, {
  __index = function(self, name)
    if not later[name] then return nil end
    local value = require(later[name])
    rawset(self, name, value)
    return value
  end,
})
