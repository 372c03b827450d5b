-- Module "concurrent.futures", second part: the iterables that its functions take, and the iterators
-- that they return.
--
-- An iterator is called by `for`, which ends at a nil; next() delivers nils and raises StopIteration
-- at the end. After an error it is at its end. It is closed at its end, by close(), as a
-- to-be-closed variable, or when it is collected.

local class = require "gilua._class"
local errors = require "gilua.errors"
local monotonic = require "gilua.time".monotonic

local error, getmetatable, pcall, rawget, type = error, getmetatable, pcall, rawget, type
local math_type = math.type

local iteration = {}

local function from_sequence(t)
  local i, n = 0, t.n
  if math_type(n) ~= "integer" then n = #t end
  return function()
    i = i + 1
    if i <= n then return true, t[i] end
    return false
  end
end

local function from_function(f)
  local ended = false
  return function()
    if ended then return false end
    local value = f()
    ended = value == nil
    return not ended, value
  end
end

-- Generators and their like, whose nils count.
local function from_object(object, next_of)
  local ended = false
  return function()
    if ended then return false end
    local ok, value = pcall(next_of, object)
    if ok then return true, value end
    ended = true
    if not errors.is(value, errors.StopIteration) then error(value, 0) end
    return false
  end
end

--- A function that gives true and the next element, or false: of a sequence, a generator or any
--- iterator function.
function iteration.puller(iterable)
  local kind = type(iterable)
  if kind == "function" then return from_function(iterable) end
  if kind == "table" or kind == "userdata" then
    local metatable = getmetatable(iterable)
    if metatable == nil and kind == "table" then return from_sequence(iterable) end
    local next_of = iterable.next
    if type(next_of) == "function" then return from_object(iterable, next_of) end
    if type(metatable) == "table" and rawget(metatable, "__call") then
      return from_function(iterable)
    end
    if kind == "table" then return from_sequence(iterable) end
  end
  error(errors.TypeError(("'%s' object is not iterable"):format(kind)))
end

local function close(self)
  if self._closed then return end
  self._ended, self._closed = true, true
  self._close(self)
end

--- When a timeout that begins now is over; nil: never.
function iteration.deadline(timeout)
  if timeout == nil then return nil end
  if type(timeout) ~= "number" then
    error(errors.TypeError("timeout must be a number, not " .. type(timeout)))
  end
  return monotonic() + timeout
end

-- Gives true and a value, or false at the end.
local function step(self)
  if self._ended then return false end
  self._ended = true  -- unless advance returns
  local found, value = self._advance(self)
  if found then
    self._ended = false
    return true, value
  end
  close(self)
  return false
end

local Iterator = class.define {
  name = "generator",
  metamethods = {
    __call = function(self)
      local found, value = step(self)
      if found then return value end
      return nil
    end,
    __close = close,
    __gc = close,
    __tostring = function(self) return ("<generator object %s at %p>"):format(self._name, self) end,
  },
}
Iterator.close = close

function Iterator:next()
  local found, value = step(self)
  if not found then error(errors.StopIteration()) end
  return value
end

--- An iterator named [name] over advance(self), which gives true and a value, or false at the end,
--- after which (or before) close(self) is called.
function iteration.new(name, advance, close_it)
  local iterator = Iterator()
  iterator._name, iterator._advance, iterator._close = name, advance, close_it
  return iterator
end

return iteration
