-- How values become parts of a request: query strings and forms, header lines, URLs.

local errors = require "gilua.errors"

local error, ipairs, next, tostring, type = error, ipairs, next, tostring, type
local concat, sort = table.concat, table.sort
local byte, find, format, gsub, match = string.byte, string.find, string.format, string.gsub,
  string.match

local encode = {}

local function type_error(...) error(errors.TypeError(format(...))) end
local function value_error(...) error(errors.ValueError(format(...))) end

-- As urllib.parse.quote_plus.
local function quote(text)
  text = gsub(text, "[^%w_.~ -]", function(c) return format("%%%02X", byte(c)) end)
  return (gsub(text, " ", "+"))
end

local function check_scalar(value, what)
  local kind = type(value)
  if kind ~= "string" and kind ~= "number" and kind ~= "boolean" then
    type_error("%s must be a string, a number or a boolean, not %s", what, kind)
  end
  return tostring(value)
end

-- A value, or a sequence of them: one field each.
local function add_fields(fields, name, value, what)
  name = quote(check_scalar(name, "a name in " .. what))
  for _, one in ipairs(type(value) == "table" and value or {value}) do
    fields[#fields + 1] = name .. "=" .. quote(check_scalar(one, ("'%s' in %s"):format(name, what)))
  end
end

--- A table as "a=1&b=2": names in order, or a sequence of {name, value} in its own.
function encode.form(values, what)
  if type(values) ~= "table" then
    type_error("%s must be a table or a string, not %s", what, type(values))
  end
  local fields = {}
  if type(values[1]) == "table" then
    for _, pair in ipairs(values) do
      if type(pair) ~= "table" then type_error("%s must hold {name, value} pairs", what) end
      add_fields(fields, pair[1], pair[2], what)
    end
    return concat(fields, "&")
  end
  local names = {}
  for name in next, values do names[#names + 1] = name end
  sort(names, function(a, b) return tostring(a) < tostring(b) end)
  for _, name in ipairs(names) do add_fields(fields, name, values[name], what) end
  return concat(fields, "&")
end

--- The URL with [params] (a table, or a string that is encoded already) in its query.
function encode.url(url, params)
  if params == nil then return url end
  local query = type(params) == "string" and params or encode.form(params, "params")
  if query == "" then return url end
  local front, fragment = match(url, "^([^#]*)(.*)$")
  local joint = not find(front, "?", 1, true) and "?" or match(front, "[?&]$") and "" or "&"
  return front .. joint .. query .. fragment
end

-- A name or value with a line end in it would be several headers.
local function add_header(list, name, value)
  if type(name) ~= "string" or not find(name, "^[%w!#$%%&'*+.^_`|~-]+$") then
    value_error("Invalid header name '%s'", tostring(name))
  end
  local kind = type(value)
  if kind ~= "string" and kind ~= "number" then
    type_error("the value of header '%s' must be a string or a number, not %s", name, kind)
  end
  value = tostring(value)
  if find(value, "[\r\n\0]") then
    value_error("Invalid value of header '%s': it holds a line end", name)
  end
  list[#list + 1], list[#list + 2] = name, match(value, "^[ \t]*(.-)[ \t]*$")
end

--- Headers as a sequence of names and values in turn. A value may be a sequence: a line each.
function encode.headers(headers)
  local list = {}
  if headers == nil then return list end
  if type(headers) ~= "table" then
    type_error("headers must be a table, not %s", type(headers))
  end
  for name, value in next, headers do
    for _, one in ipairs(type(value) == "table" and value or {value}) do
      add_header(list, name, one)
    end
  end
  return list
end

function encode.has_header(list, wanted)
  for i = 1, #list, 2 do
    if list[i]:lower() == wanted then return true end
  end
  return false
end

return encode
