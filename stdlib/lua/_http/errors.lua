-- The errors of module "http". All are RequestExceptions, which are OSErrors; each names the
-- request in its text. They are raised from Lua: one has the name of a class of module "errors".

local errors = require "gilua.errors"

local exceptions = {}

local RequestException = errors.new_class("RequestException", errors.OSError)
exceptions.RequestException = RequestException
local names = {"ConnectionError", "HTTPError", "InvalidURL", "Timeout", "TooManyRedirects"}
for _, name in ipairs(names) do
  exceptions[name] = errors.new_class(name, RequestException)
end

-- What the natives call a failure.
local by_kind = {
  connection = exceptions.ConnectionError,
  redirects = exceptions.TooManyRedirects,
  request = RequestException,
  timeout = exceptions.Timeout,
  url = exceptions.InvalidURL,
}

--- The error for a failed request, which may be one of its save_to file.
function exceptions.for_failure(kind, message, errno, url, path)
  if kind == "file" then return errors.OSError(errno, message, path) end
  local e = by_kind[kind](message)
  e.url, e.errno = url, errno
  return e
end

return exceptions
