-- ExceptionGroup and BaseExceptionGroup for module "errors": several errors that are raised as one.
--
-- A group's fields are message and exceptions (a sequence; plain values come as LuaErrors). What is
-- made as a BaseExceptionGroup and holds nothing but Exceptions is an ExceptionGroup, as in Python.

local error, getmetatable, ipairs, type = error, getmetatable, ipairs, type

return function(errors, define)
  local Base = errors.BaseExceptionGroup
  local Group = define("ExceptionGroup", Base, errors.Exception)
  errors.ExceptionGroup = Group

  local function check(message, exceptions)
    if type(message) ~= "string" then
      error(errors.TypeError("argument 1 must be a string, not " .. type(message)))
    end
    if type(exceptions) ~= "table" or errors.is(exceptions, errors.BaseException) then
      error(errors.TypeError("second argument (exceptions) must be a sequence"))
    end
    if #exceptions == 0 then
      error(errors.ValueError("second argument (exceptions) must be a non-empty sequence"))
    end
  end

  -- Plain values count: they are handed out as LuaErrors.
  local function only_exceptions(exceptions)
    for i = 1, #exceptions do
      local e = exceptions[i]
      if errors.is(e, errors.BaseException) and not errors.is(e, errors.Exception) then return false end
    end
    return true
  end

  function Base._choose(message, exceptions)
    check(message, exceptions)
    return only_exceptions(exceptions) and Group or Base
  end

  function Base:init(message, exceptions)
    check(message, exceptions)
    if errors.is(self, errors.Exception) and not only_exceptions(exceptions) then
      error(errors.TypeError(self.class == Group and
        "Cannot nest BaseExceptions in an ExceptionGroup" or
        ("Cannot nest BaseExceptions in '%s'"):format(self.class.name)))
    end
    self.message = message
    self.exceptions = {}
    for i = 1, #exceptions do self.exceptions[i] = errors.as_error(exceptions[i]) end
  end

  function Base:__str()
    local count = #self.exceptions
    return ("%s (%d sub-exception%s)"):format(self.message, count, count == 1 and "" or "s")
  end

  --- A group like this one around other errors; classes made from it replace it.
  function Base.derive(self, exceptions)
    return Base(self.message, exceptions)
  end

  -- What a condition (a class, a list of them, or a function) says about an error.
  local function matcher(condition)
    if type(condition) == "function" then return condition end
    local classes = condition
    if type(condition) == "table" and getmetatable(condition) ~= nil then classes = {condition} end
    if type(classes) ~= "table" then
      error(errors.TypeError("expected a function, exception type or tuple of exception types"))
    end
    return function(e)
      for i = 1, #classes do
        if errors.is(e, classes[i]) then return true end
      end
      return false
    end
  end

  local function copy(group, exceptions)
    if #exceptions == 0 then return nil end
    local new = group:derive(exceptions)
    new.traceback, new.cause, new.__notes__ = group.traceback, group.cause, group.__notes__
    return new
  end

  local function split(group, matches)
    if matches(group) then return group, nil end
    local yes, no = {}, {}
    for _, e in ipairs(group.exceptions) do
      if errors.is(e, Base) then
        yes[#yes + 1], no[#no + 1] = split(e, matches)
      elseif matches(e) then
        yes[#yes + 1] = e
      else
        no[#no + 1] = e
      end
    end
    return copy(group, yes), copy(group, no)
  end

  --- The part of the group whose errors match, and the rest: groups of the same form, or nil.
  function Base:split(condition) return split(self, matcher(condition)) end

  --- The part of the group whose errors match, or nil.
  function Base:subgroup(condition)
    local matching = split(self, matcher(condition))
    return matching
  end
end
