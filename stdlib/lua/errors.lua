-- Module "errors": Python's exceptions as Lua objects.
--
-- An error object is a table with the fields message, class, traceback and cause. Its metatable,
-- its shape, belongs to its class and has the fields class and base (the parent class's shape), so
-- that errors.is and the C++ side can follow inheritance. A class is a table that can be called to
-- make an instance; functions that are set in it become methods of its instances, and `init`
-- receives what the class was called with. Shapes and classes never change after they were made.

local native = require "gilua._errors"

local error, getmetatable, rawget, setmetatable = error, getmetatable, rawget, setmetatable
local tostring, type = tostring, type

local errors = {}

-- class -> shape. Classes are few and live as long as the program may name them.
local shapes = setmetatable({}, {__mode = "k"})

local Class = {}

-- A field of the class or of one that it inherits from.
local function inherited(class, key)
  local shape = shapes[class]
  while shape do
    local value = rawget(shape.class, key)
    if value ~= nil then return value end
    shape = shape.base
  end
end

function Class:__index(key)
  if key == "name" then return shapes[self].__name end
  if key == "base" then
    local base = shapes[self].base
    return base and base.class
  end
  return inherited(self, key)
end

function Class:__tostring()
  return "<class '" .. shapes[self].__name .. "'>"
end

-- Called by tail calls only, so that level 1 is who asked for the error.
local function instantiate(class, ...)
  local object = setmetatable({class = class}, shapes[class])
  object.traceback = native.traceback(1)
  object:init(...)
  return object
end

function Class:__call(...)
  return instantiate(self, ...)
end

local function to_string(object)
  local name = getmetatable(object).__name
  local message = object.message
  if message == nil or message == "" then return name end
  return name .. ": " .. tostring(message)
end

local function define(name, base)
  local class = setmetatable({}, Class)
  shapes[class] = {
    __name = name,
    __tostring = to_string,
    __index = function(_, key) return inherited(class, key) end,
    class = class,
    base = base and shapes[base],
  }
  return class
end

local BaseException = define("BaseException")
errors.BaseException = BaseException

function BaseException:init(message)
  self.message = message == nil and "" or tostring(message)
end

-- One line per class that has children: the class, then those that inherit from it.
local hierarchy = {
  {"BaseException", "Exception", "GeneratorExit", "KeyboardInterrupt", "SystemExit"},
  {"Exception", "ArithmeticError", "AssertionError", "AttributeError", "BufferError", "EOFError",
    "ImportError", "LookupError", "LuaError", "MemoryError", "NameError", "OSError",
    "ReferenceError", "RuntimeError", "StopAsyncIteration", "StopIteration", "SyntaxError",
    "SystemError", "TypeError", "ValueError", "Warning"},
  {"ArithmeticError", "FloatingPointError", "OverflowError", "ZeroDivisionError"},
  {"ImportError", "ModuleNotFoundError"},
  {"LookupError", "IndexError", "KeyError"},
  {"NameError", "UnboundLocalError"},
  {"OSError", "BlockingIOError", "ChildProcessError", "ConnectionError", "FileExistsError",
    "FileNotFoundError", "InterruptedError", "IsADirectoryError", "NotADirectoryError",
    "PermissionError", "ProcessLookupError", "TimeoutError"},
  {"ConnectionError", "BrokenPipeError", "ConnectionAbortedError", "ConnectionRefusedError",
    "ConnectionResetError"},
  {"RuntimeError", "NotImplementedError", "PythonFinalizationError", "RecursionError"},
  {"ValueError", "UnicodeError"},
  {"UnicodeError", "UnicodeDecodeError", "UnicodeEncodeError", "UnicodeTranslateError"},
  {"Warning", "BytesWarning", "DeprecationWarning", "EncodingWarning", "FutureWarning",
    "ImportWarning", "PendingDeprecationWarning", "ResourceWarning", "RuntimeWarning",
    "SyntaxWarning", "UnicodeWarning", "UserWarning"},
}
for _, line in ipairs(hierarchy) do
  for i = 2, #line do errors[line[i]] = define(line[i], errors[line[1]]) end
end
errors.IOError = errors.OSError
errors.EnvironmentError = errors.OSError

-- sys.exit(code) raises it; the message is only what people read.
function errors.SystemExit:init(code)
  self.code = code
  BaseException.init(self, code)
end

function errors.StopIteration:init(value)
  self.value = value
  BaseException.init(self, value)
end
errors.StopAsyncIteration.init = errors.StopIteration.init

-- A plain Lua error, where an error has to be an object.
function errors.LuaError:init(value)
  self.value = value
  self.message = tostring(value)
end

--- errors.is(e, class): whether e is an instance of the class or of one that inherits from it.
function errors.is(object, class)
  local wanted = shapes[class]
  if not wanted then
    error(errors.TypeError("errors.is() arg 2 must be an error class, not " .. type(class)))
  end
  local shape = type(object) == "table" and getmetatable(object) or nil
  if type(shape) ~= "table" then return false end
  while shape do
    if shape == wanted then return true end
    shape = rawget(shape, "base")
  end
  return false
end

--- errors.new_class(name [, base]): makes a class that inherits from base (Exception).
function errors.new_class(name, base)
  if type(name) ~= "string" then
    error(errors.TypeError("errors.new_class() arg 1 must be a string, not " .. type(name)))
  end
  if base ~= nil and not shapes[base] then
    error(errors.TypeError("errors.new_class() arg 2 must be an error class, not " .. type(base)))
  end
  return define(name, base or errors.Exception)
end

-- What C++ raises by name stays the same, whatever a script does to the module's table.
local own = {}
for name, class in pairs(errors) do own[name] = class end

--- For library modules: new_class, and C++ raises the class by that name.
function errors._library_class(name, base)
  own[name] = errors.new_class(name, base)
  return own[name]
end

native.install(function(name, message) return instantiate(own[name], message) end,
  shapes[errors.SystemExit])

return errors
