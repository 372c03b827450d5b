-- What a handler of http.serve gets: the request with its parts in Lua's form.
--
-- `target` is what stood in the request line; `path` is its path, decoded; `query` a table of its
-- parameters (the first of each name) which reads as the text that was sent where one is needed.

local class = require "gilua._class"
local make_headers = require "gilua._http.headers"

local char, find, format, gmatch, gsub, match, sub = string.char, string.find, string.format,
  string.gmatch, string.gsub, string.match, string.sub
local setmetatable, tonumber, tostring = setmetatable, tonumber, tostring

local function decode(text)
  return (gsub(text, "%%(%x%x)", function(digits) return char(tonumber(digits, 16)) end))
end

local function parse_query(text)
  local query = {}
  for field in gmatch(text, "[^&]+") do
    local at = find(field, "=", 1, true) or #field + 1
    local name = decode((gsub(sub(field, 1, at - 1), "%+", " ")))
    if query[name] == nil then query[name] = decode((gsub(sub(field, at + 1), "%+", " "))) end
  end
  return setmetatable(query, {
    __name = "Query",
    __tostring = function() return text end,
    __concat = function(a, b) return tostring(a) .. tostring(b) end,
  })
end

local Request = class.define {
  name = "Request",
  metamethods = {
    __tostring = function(self) return format("<Request %s %s>", self.method, self.target) end,
  },
}

function Request:init(parts)
  local target = parts.target
  -- A proxy's form has the server in front.
  local path, query = match(gsub(target, "^%a[%w+.-]*://[^/?#]*", ""), "^([^?#]*)%??([^#]*)")
  self.method = parts.method
  self.target = target
  self.path = path == "" and "/" or decode(path)
  self.query = parse_query(query)
  self.query_string = query
  self.version = "HTTP/1." .. parts.minor_version
  self.headers = make_headers(parts.headers)
  self.body = parts.body
end

--- The body, which is JSON, as a value.
function Request:json()
  return require("gilua.json").loads(self.body)
end

return Request
