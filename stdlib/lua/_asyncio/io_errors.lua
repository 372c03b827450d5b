-- How asyncio's input and output fail: the errors of its modules, made from libuv's numbers.
--
-- The natives answer `nil, status`; os_error(status, ...) makes the error of Python's class.

local errors = require "gilua.errors"
local names = require "gilua._aio_names"

local describe, type, tostring = names.describe, type, tostring

local io_errors = {}

--- A name that cannot be looked up; module socket's class in Python.
io_errors.gaierror = errors._library_class("gaierror", errors.OSError)

local IncompleteReadError = errors._library_class("IncompleteReadError", errors.EOFError)
io_errors.IncompleteReadError = IncompleteReadError

function IncompleteReadError:init(partial, expected)
  self.partial, self.expected = partial, expected
  self.message = ("%d bytes read on a total of %s expected bytes"):format(
    #partial, expected == nil and "undefined" or tostring(expected))
end

local LimitOverrunError = errors._library_class("LimitOverrunError", errors.Exception)
io_errors.LimitOverrunError = LimitOverrunError

function LimitOverrunError:init(message, consumed)
  errors.BaseException.init(self, message)
  self.consumed = consumed
end

--- os_error(status): with the system's text; os_error(status, nil, name): and what it is about;
--- os_error(status, text): with another text.
function io_errors.os_error(status, text, name)
  local number, system_text, is_lookup = describe(status)
  local class = is_lookup and io_errors.gaierror or errors.OSError
  return class(number, text or system_text, name)
end

--- The system's text for a status, in lower case.
function io_errors.text_of(status)
  local _, text = describe(status)
  return text:lower()
end

--- An address as Python shows its tuple: ('127.0.0.1', 80).
function io_errors.show_address(address)
  local parts = {}
  for i = 1, rawlen(address) do
    local part = address[i]
    parts[i] = type(part) == "string" and "'" .. part .. "'" or tostring(part)
  end
  return "(" .. table.concat(parts, ", ") .. ")"
end

return io_errors
