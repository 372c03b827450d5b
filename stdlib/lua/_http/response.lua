-- What a request gives: an http.Response, made from the plain values that the natives return.

local class = require "gilua._class"
local exceptions = require "gilua._http.errors"
local make_headers = require "gilua._http.headers"
local status_names = require "gilua._http.status"

local error, ipairs = error, ipairs
local find, format, gsub, lower, match = string.find, string.format, string.gsub, string.lower,
  string.match
local to_utf8 = utf8.char

local Response = class.define {
  name = "Response",
  metamethods = {
    __tostring = function(self) return format("<Response [%d]>", self.status) end,
  },
}

-- Text is UTF-8 in Lua; Latin-1, where the server says so, is the one other charset that is known.
local function decode(content, content_type)
  local charset = match(lower(content_type or ""), ";%s*charset=[\"']?([%w_-]+)")
  local is_latin = charset == "iso-8859-1" or charset == "latin-1" or charset == "latin1"
  if not is_latin or not find(content, "[\x80-\xff]") then return content end
  return (gsub(content, "[\x80-\xff]", function(c) return to_utf8(c:byte()) end))
end

function Response:init(parts)
  self.status = parts.status
  self.reason = parts.reason ~= "" and parts.reason or status_names[parts.status] or ""
  self.headers = make_headers(parts.headers)
  self.content = parts.content or ""
  self.text = decode(self.content, self.headers["content-type"])
  self.url = parts.url
  self.elapsed = parts.elapsed
  self.ok = parts.status < 400
  self.history = {}
  for i, one in ipairs(parts.history or {}) do self.history[i] = Response(one) end
end

--- The body, which is JSON, as a value.
function Response:json()
  return require("gilua.json").loads(self.content)
end

--- Raises HTTPError for a status of 400 or more.
function Response:raise_for_status()
  local status = self.status
  if status < 400 or status >= 600 then return end
  local e = exceptions.HTTPError(format("%d %s Error: %s for url: %s", status,
    status < 500 and "Client" or "Server", self.reason, self.url))
  e.response, e.url = self, self.url
  error(e)
end

return Response
