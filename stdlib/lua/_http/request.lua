-- The functions that make requests: get, post and so on, whoever carries them out.
--
-- A carrier is a function that takes what perform(method, url, headers, body, timeout,
-- allow_redirects, save_to) takes, and returns what it returns (stdlib/http/natives.hpp): _http's
-- own waits, a Session's awaits.

local class = require "gilua._class"
local encode = require "gilua._http.encode"
local errors = require "gilua.errors"
local exceptions = require "gilua._http.errors"
local Response = require "gilua._http.response"

local error, type = error, type
local bind, check_bool = class.bind, class.check_bool
local find, format, upper = string.find, string.format, string.upper

local request = {}

-- What every function takes behind what it takes by position too.
local options = "headers,timeout,allow_redirects,save_to"

local function type_error(...) error(errors.TypeError(format(...))) end
local function value_error(...) error(errors.ValueError(format(...))) end

local function check_method(method)
  if type(method) ~= "string" then type_error("method must be a string, not %s", type(method)) end
  if not find(method, "^[%w!#$%%&'*+.^_`|~-]+$") or upper(method) == "CONNECT" then
    value_error("method must be the name of an HTTP method, not '%s'", method)
  end
  return upper(method)
end

local function check_timeout(timeout)
  if timeout == nil then return nil end
  if type(timeout) ~= "number" then
    type_error("timeout must be a number, not %s", type(timeout))
  end
  if timeout ~= timeout then value_error("Invalid value NaN (not a number)") end
  if timeout <= 0 then value_error("timeout must be greater than 0") end
  return timeout
end

local function make_body(data, json, headers)
  if data ~= nil and json ~= nil then value_error("data and json cannot be given together") end
  if data == nil and json == nil or type(data) == "string" then return data end
  local content_type, body = "application/x-www-form-urlencoded", nil
  if json ~= nil then
    content_type, body = "application/json", require("gilua.json").dumps(json)
  else
    body = encode.form(data, "data")
  end
  if not encode.has_header(headers, "content-type") then
    headers[#headers + 1], headers[#headers + 2] = "Content-Type", content_type
  end
  return body
end

--- Makes a request through the carrier; the Response, or the error.
function request.carry_out(carrier, method, name, url, params, data, json, headers, timeout,
                           allow_redirects, save_to)
  if url == nil then
    type_error("%s() missing 1 required positional argument: 'url'", name)
  end
  if type(url) ~= "string" then type_error("url must be a string, not %s", type(url)) end
  if save_to ~= nil and type(save_to) ~= "string" then
    type_error("save_to must be a string, not %s", type(save_to))
  end
  method = check_method(method)
  local header_list = encode.headers(headers)
  local body = make_body(data, json, header_list)
  url = encode.url(url, params)
  local parts, kind, message, errno = carrier(method, url, header_list, body,
    check_timeout(timeout), check_bool("allow_redirects", allow_redirects, name ~= "head"), save_to)
  if not parts then error(exceptions.for_failure(kind, message, errno, url, save_to)) end
  return Response(parts)
end
local carry_out = request.carry_out

local function plain(method, name)
  return function(carrier, ...)
    local url, params, data, json, headers, timeout, allow_redirects, save_to =
      bind(name, 2, "url,params,data,json," .. options, ...)
    return carry_out(carrier, method, name, url, params, data, json, headers, timeout,
      allow_redirects, save_to)
  end
end

local function with_data(method, name)
  return function(carrier, ...)
    local url, data, params, json, headers, timeout, allow_redirects, save_to =
      bind(name, 2, "url,data,params,json," .. options, ...)
    return carry_out(carrier, method, name, url, params, data, json, headers, timeout,
      allow_redirects, save_to)
  end
end

--- name -> function(carrier, ...): what the module and a Session have.
request.methods = {
  get = plain("GET", "get"),
  head = plain("HEAD", "head"),
  options = plain("OPTIONS", "options"),
  delete = plain("DELETE", "delete"),
  put = with_data("PUT", "put"),
  patch = with_data("PATCH", "patch"),
  post = function(carrier, ...)
    local url, data, json, params, headers, timeout, allow_redirects, save_to =
      bind("post", 3, "url,data,json,params," .. options, ...)
    return carry_out(carrier, "POST", "post", url, params, data, json, headers, timeout,
      allow_redirects, save_to)
  end,
  request = function(carrier, ...)
    local method, url, params, data, json, headers, timeout, allow_redirects, save_to =
      bind("request", 2, "method,url,params,data,json," .. options, ...)
    return carry_out(carrier, method, "request", url, params, data, json, headers, timeout,
      allow_redirects, save_to)
  end,
}

return request
