-- Module "errors": Python's exceptions as Lua objects.
--
-- An error object is a table with the fields message, class, traceback and cause. Its metatable,
-- its shape, belongs to its class and has the fields class and base (the parent class's shape), so
-- that errors.is and the C++ side can follow inheritance; ExceptionGroup's also has a second parent.
-- A class is a table that can be called to make an instance; functions that are set in it become
-- methods of its instances: `init` receives what the class was called with, `__str` gives the text
-- that tostring puts behind the class's name. Shapes and classes never change after they were made.
-- Read next: _error_groups.lua, _error_text.lua (both add to this module).

local native = require "gilua._errors"

local error, getmetatable, rawget, setmetatable = error, getmetatable, rawget, setmetatable
local select, tostring, type = select, tostring, type

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
  local choose = rawget(class, "_choose")  -- a call of OSError makes a FileNotFoundError, say
  if choose then class = choose(...) end
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
  local message = object:__str()
  if message == nil or message == "" then return name end
  return name .. ": " .. tostring(message)
end

local function define(name, base, also)
  local class = setmetatable({}, Class)
  shapes[class] = {
    __name = name,
    __tostring = to_string,
    __index = function(_, key) return inherited(class, key) end,
    class = class,
    base = base and shapes[base],
    also = also and shapes[also],
  }
  return class
end

local BaseException = define("BaseException")
errors.BaseException = BaseException

function BaseException:init(message)
  self.message = message == nil and "" or tostring(message)
end

function BaseException:__str() return self.message end

--- e:add_note(text): a line that is shown below the error's text. They are kept in e.__notes__.
function BaseException:add_note(note)
  if type(note) ~= "string" then
    error(errors.TypeError("note must be a string, not " .. type(note)))
  end
  local notes = rawget(self, "__notes__")
  if not notes then
    notes = {}
    self.__notes__ = notes
  end
  notes[#notes + 1] = note
end

-- One line per class that has children: the class, then those that inherit from it.
local hierarchy = {
  {"BaseException", "BaseExceptionGroup", "Exception", "GeneratorExit", "KeyboardInterrupt", "SystemExit"},
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

function errors.KeyError:init(key)
  self.key = key
  BaseException.init(self, key)
end

-- As Python's, which shows a key and not a sentence.
function errors.KeyError:__str()
  local key = self.key
  return type(key) == "string" and native.quote(key) or self.message
end

-- OSError(errno, strerror [, filename]) makes the class that belongs to the number.
local by_errno = {}
for name, numbers in pairs(native.errno_classes) do
  for _, number in ipairs(numbers) do by_errno[number] = errors[name] end
end

function errors.OSError._choose(errno, ...)
  return select("#", ...) > 0 and by_errno[errno] or errors.OSError
end

function errors.OSError:init(errno, strerror, filename)
  if strerror == nil then return BaseException.init(self, errno) end
  self.errno, self.strerror, self.filename = errno, strerror, filename
  self.message = ("[Errno %s] %s"):format(tostring(errno), tostring(strerror))
  if filename ~= nil then
    self.message = self.message .. ": " ..
      (type(filename) == "string" and native.quote(filename) or tostring(filename))
  end
end

local function inherits(shape, wanted)
  while shape do
    if shape == wanted then return true end
    local also = rawget(shape, "also")
    if also and inherits(also, wanted) then return true end
    shape = rawget(shape, "base")
  end
  return false
end

--- errors.is(e, class): whether e is an instance of the class or of one that inherits from it.
function errors.is(object, class)
  local wanted = shapes[class]
  if not wanted then
    error(errors.TypeError("errors.is() arg 2 must be an error class, not " .. type(class)))
  end
  local shape = type(object) == "table" and getmetatable(object) or nil
  return type(shape) == "table" and inherits(shape, wanted)
end

--- errors.as_error(value): the value itself if it is an error object, else a LuaError that holds it,
--- with the traceback of who asks. As xpcall's handler it gives the place of the error.
function errors.as_error(value)
  if errors.is(value, BaseException) then return value end
  local object = setmetatable({class = errors.LuaError}, shapes[errors.LuaError])
  object.traceback = native.traceback(1)
  object:init(value)
  return object
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

require "gilua._error_groups"(errors, define)
require "gilua._error_text"(errors)

-- What C++ raises by name stays the same, whatever a script does to the module's table.
local own, own_shapes = {}, {}
local function keep(name, class)
  own[name], own_shapes[name] = class, shapes[class]
end
for name, class in pairs(errors) do
  if shapes[class] then keep(name, class) end
end

--- For library modules: new_class, and C++ raises the class by that name, or by the given one.
function errors._library_class(name, base, full_name)
  local class = errors.new_class(name, base)
  keep(full_name or name, class)
  return class
end

native.install(function(name, message) return instantiate(own[name], message) end,
  own_shapes)

return errors
