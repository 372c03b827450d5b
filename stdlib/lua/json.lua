-- Module "json": Python's, over the reader and the writer in C++ (module "_json").

local errors = require "gilua.errors"
local native = require "gilua._json"

local error, select, type = error, select, type
local parse = native.parse
local find, format = string.find, string.format

local json = {
  null = native.null,
  object = native.object,
  dumps = native.dumps,
}

local JSONDecodeError = errors.new_class("JSONDecodeError", errors.ValueError)
json.JSONDecodeError = JSONDecodeError

--- JSONDecodeError(msg, doc, pos): pos is how many bytes of doc stand before the place.
function JSONDecodeError:init(msg, doc, pos)
  local line, begin = 1, 0  -- begin: how many bytes stand before the line
  local at = find(doc, "\n", 1, true)
  while at and at <= pos do
    line, begin = line + 1, at
    at = find(doc, "\n", at + 1, true)
  end
  self.msg, self.doc, self.pos = msg, doc, pos
  self.lineno, self.colno = line, pos - begin + 1
  self.message = format("%s: line %d column %d (char %d)", msg, line, self.colno, pos)
end

--- loads(s): the value of a document. Objects are tables as json.object makes them, null is json.null.
function json.loads(...)
  if select("#", ...) ~= 1 then
    error(errors.TypeError(("loads() takes 1 positional argument but %d were given"):format(
      select("#", ...))))
  end
  local value, problem, pos = parse(...)
  if problem then error(JSONDecodeError(problem, (...), pos)) end
  return value
end

--- load(fp): loads of what fp:read("a") returns.
function json.load(fp, ...)
  if select("#", ...) > 0 then
    error(errors.TypeError("load() takes 1 positional argument"))
  end
  return json.loads((fp:read("a")))
end

--- dump(value, fp, {...}): fp:write of dumps(value, {...}).
function json.dump(value, fp, ...)
  local done, problem, number = fp:write(native.dumps(value, ...))
  if done == nil and type(number) == "number" then  -- a Lua file says what went wrong
    error(errors.OSError(number, problem))
  end
end

return json
