-- What a handler of http.serve returned, as the bytes of a response.

local encode = require "gilua._http.encode"
local errors = require "gilua.errors"
local status_names = require "gilua._http.status"

local concat, date = table.concat, os.date
local error, format, math_type, type = error, string.format, math.type, type

local function type_error(...) error(errors.TypeError(format(...))) end

local function check(status, body)
  if math_type(status) ~= "integer" then
    type_error("the handler must return a status (an integer), a body and headers, not %s first",
      type(status))
  end
  if status < 200 or status > 999 then
    error(errors.ValueError(
      format("the handler returned the status %d; it must be 200 to 999", status)))
  end
  if body ~= nil and type(body) ~= "string" then
    type_error("the handler must return a string as the body, not %s", type(body))
  end
end

local function has_no_body(status)
  return status == 204 or status == 304
end

--- reply(request parts or nil, keeps_alive, status, body, headers): the head, and the body to send
--- behind it. Raises TypeError or ValueError for what is no response.
return function(parts, keeps_alive, status, body, headers)
  check(status, body)
  local list = encode.headers(headers)
  local lines = {format("HTTP/1.1 %d %s", status, status_names[status] or "Unknown")}
  for i = 1, #list, 2 do
    local name = list[i]:lower()
    -- How long the body is and what becomes of the connection is not the handler's to say.
    if name ~= "content-length" and name ~= "connection" and name ~= "transfer-encoding" then
      lines[#lines + 1] = list[i] .. ": " .. list[i + 1]
    end
  end
  local function default(name, value)
    if not encode.has_header(list, name:lower()) then lines[#lines + 1] = name .. ": " .. value end
  end
  default("Date", date("!%a, %d %b %Y %H:%M:%S GMT"))
  default("Server", "gilua")
  body = body or ""
  if has_no_body(status) then
    body = ""
  else
    if body ~= "" then default("Content-Type", "text/plain; charset=utf-8") end
    lines[#lines + 1] = "Content-Length: " .. #body
  end
  lines[#lines + 1] = "Connection: " .. (keeps_alive and "keep-alive" or "close")
  lines[#lines + 1] = "\r\n"
  return concat(lines, "\r\n"), parts and parts.method == "HEAD" and "" or body
end
