-- Classes that scripts can extend, over userdata cores or plain tables.
--
-- define{name=, new=, methods=, getters=, setters=, metamethods=, userdata=} makes a class:
--   new(metatable)  makes a bare instance; left out: an empty table
--   methods         functions that the class starts with
--   getters         functions by property name; without a setter of that name it is read-only
--   userdata        true: instances are userdata, and their own fields lie beside them
--   start           function(object) that a call runs in place of init; new then gets the call's
--                   arguments behind the metatable
--   index, newindex natives that find fields, in place of all that (and of properties)
-- Calling a class makes an instance and runs init with the arguments. Class:extend("Name") makes a
-- class that inherits everything. Fields that scripts set on an instance come before the class's,
-- as in Python; properties come before both.

local errors = require "gilua.errors"
local native = require "gilua._threading"

local error, getmetatable, next, rawget, rawset = error, getmetatable, next, rawget, rawset
local setmetatable = setmetatable
local type = type
local fields, set_field = native.fields, native.set_field

local class_module = {}

-- class -> {name, base, metatable of its instances, spec}
local records = setmetatable({}, {__mode = "k"})

local function instantiate(class, ...)
  local record = records[class]
  local start = record.spec.start
  if start then
    local object = record.new(record.metatable, ...)
    start(object)
    return object
  end
  local object = record.new(record.metatable)
  object:init(...)
  return object
end

-- The __newindex of instances: setters, then read-only properties, then the instance's own fields.
local function writer(name, spec, own_metatable)
  local getters, setters = spec.getters or {}, spec.setters or {}
  local set = spec.userdata and set_field or rawset
  return function(self, key, value)
    local setter = setters[key]
    if setter then return setter(self, value) end
    if getters[key] then
      error(errors.AttributeError(
        ("property '%s' of '%s' object has no setter"):format(key, name)))
    end
    set(self, key, value, own_metatable)
  end
end

-- The __index of instances that have properties or fields of their own.
local function reader(class, spec)
  local getters = spec.getters or {}
  local function lookup(self, key)
    local getter = getters[key]
    if getter then return getter(self) end
    if spec.userdata then
      local own = fields(self)
      local value = own and own[key]
      if value ~= nil then return value end
    end
    return class[key]
  end
  return lookup
end

-- A userdata without properties looks its methods up in the class, without a call; the first field
-- that is set on it moves it to a metatable that looks for fields.
local function make_metatable(class, name, spec)
  local function fresh()
    local metatable = {__name = name, class = class}
    for key, value in next, spec.metamethods or {} do metatable[key] = value end
    return metatable
  end
  local full = fresh()
  if spec.index then
    full.__index, full.__newindex = spec.index, spec.newindex
    return full
  end
  if not (spec.userdata or spec.getters or spec.setters) then  -- a plain table keeps its own fields
    full.__index = class
    return full
  end
  full.__index = reader(class, spec)
  full.__newindex = writer(name, spec)
  if spec.getters or not spec.userdata then
    if not spec.getters then full.__index = class end
    return full
  end
  local lean = fresh()
  lean.__index = class
  lean.__newindex = writer(name, spec, full)
  return lean
end

local function make(name, base, spec)
  local class = {}
  records[class] = {
    name = name,
    base = base,
    new = spec.new or function(metatable) return setmetatable({}, metatable) end,
    metatable = make_metatable(class, name, spec),
    spec = spec,
  }
  return setmetatable(class, {
    __index = base,
    __call = instantiate,
    __name = "class",
    __tostring = function() return "<class '" .. name .. "'>" end,
  })
end

local function extend(class, name)
  local record = records[class]
  if not record then
    error(errors.TypeError("extend() must be called on a class, as in Class:extend(\"Name\")"))
  end
  if name ~= nil and type(name) ~= "string" then
    error(errors.TypeError("the name of a class must be a string, not " .. type(name)))
  end
  return make(name or record.name, class, record.spec)
end

function class_module.define(spec)
  local class = make(spec.name, nil, spec)
  for key, value in next, spec.methods or {} do class[key] = value end
  class.extend = extend
  class.init = class.init or function() end
  return class
end

--- Whether the value is an instance of the class or of one made from it.
function class_module.is_instance(object, class)
  local metatable = getmetatable(object)
  local current = type(metatable) == "table" and rawget(metatable, "class") or nil
  while current ~= nil and records[current] do  -- our own records: scripts may change metatables
    if current == class then return true end
    current = records[current].base
  end
  return false
end

--- The metatable that fresh instances of the class get, for natives that make them.
function class_module.metatable_of(class)
  return records[class].metatable
end

--- The name of an instance's class.
function class_module.name_of(object)
  return getmetatable(object).__name
end

--- A parameter that Python takes as a bool: nil means the fallback.
function class_module.check_bool(name, value, fallback)
  if value == nil then return fallback end
  if type(value) ~= "boolean" then
    error(errors.TypeError(("%s must be true or false, not %s"):format(name, type(value))))
  end
  return value
end

class_module.bind = native.bind

return class_module
