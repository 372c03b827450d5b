-- Groups of errors, notes, and the text of an error with its causes.
local errors = require "errors"

local g = errors.ExceptionGroup("many",
  {errors.ValueError("a"), "plain", errors.ExceptionGroup("inner", {errors.TypeError("b")})})
print(g, g.message, #g.exceptions)     -- expect: ExceptionGroup: many (3 sub-exceptions)	many	3
print(g.exceptions[2], g.exceptions[2].value)            -- expect: LuaError: plain	plain
print(errors.is(g, errors.Exception), errors.is(g, errors.BaseExceptionGroup),
  errors.is(g, errors.BaseException), errors.is(g, errors.ValueError))  -- expect: true	true	true	false
print(errors.BaseExceptionGroup("x", {errors.ValueError("q")}).class)  -- expect: <class 'ExceptionGroup'>
local base = errors.BaseExceptionGroup("x", {errors.KeyboardInterrupt()})
print(base, errors.is(base, errors.Exception))
-- expect: BaseExceptionGroup: x (1 sub-exception)	false

local function fails(f, ...) print(select(2, pcall(f, ...))) end
fails(errors.ExceptionGroup, "x", {errors.KeyboardInterrupt()})
-- expect: TypeError: Cannot nest BaseExceptions in an ExceptionGroup
fails(errors.ExceptionGroup, "x", {})
-- expect: ValueError: second argument (exceptions) must be a non-empty sequence
fails(errors.ExceptionGroup, "x")
-- expect: TypeError: second argument (exceptions) must be a sequence
fails(errors.ExceptionGroup, 1, {"e"})  -- expect: TypeError: argument 1 must be a string, not number

print(g:split(errors.TypeError))
-- expect: ExceptionGroup: many (1 sub-exception)	ExceptionGroup: many (2 sub-exceptions)
local part = g:subgroup({errors.TypeError, errors.ValueError})
print(part, part.exceptions[2], part.exceptions[2].exceptions[1])
-- expect: ExceptionGroup: many (2 sub-exceptions)	ExceptionGroup: inner (1 sub-exception)	TypeError: b
print(g:subgroup(errors.KeyError), g:subgroup(function(e) return e == g end) == g)  -- expect: nil	true
fails(g.split, g, 5)
-- expect: TypeError: expected a function, exception type or tuple of exception types

local Mine = errors.new_class("Mine", errors.ExceptionGroup)
function Mine:derive(list) return Mine(self.message, list) end
print(Mine("m", {errors.KeyError("k"), errors.ValueError("v")}):subgroup(errors.KeyError))
-- expect: Mine: m (1 sub-exception)
fails(Mine, "m", {errors.SystemExit(1)})    -- expect: TypeError: Cannot nest BaseExceptions in 'Mine'

-- Texts.
local e = errors.ValueError("bad")
e:add_note("look here")
fails(e.add_note, e, 5)                     -- expect: TypeError: note must be a string, not number
print(e.__notes__[1])                       -- expect: look here
e.cause = errors.KeyError("k")
e.cause.traceback = "stack traceback:\n\tsomewhere"
print(errors.format_exception(e, "stack traceback:\n\there"))
-- expect: KeyError: 'k'
-- expect: stack traceback:
-- expect: 	somewhere
-- expect:
-- expect: The above exception was the direct cause of the following exception:
-- expect:
-- expect: ValueError: bad
-- expect: look here
-- expect: stack traceback:
-- expect: 	here
e.cause.cause = e  -- a circle of causes ends
print(select(2, errors.format_exception(e):gsub("direct cause", "")))  -- expect: 1
for _, member in ipairs(g.exceptions) do member.traceback = nil end
g.exceptions[3].exceptions[1].traceback = nil
print(errors.format_exception(g, ""))
-- expect: ExceptionGroup: many (3 sub-exceptions)
-- expect:   +---------------- 1 ----------------
-- expect:   | ValueError: a
-- expect:   +---------------- 2 ----------------
-- expect:   | plain
-- expect:   +---------------- 3 ----------------
-- expect:   | ExceptionGroup: inner (1 sub-exception)
-- expect:   |   +---------------- 1 ----------------
-- expect:   |   | TypeError: b
-- expect:   |   +------------------------------------
-- expect:   +------------------------------------
print(errors.format_exception("text"), errors.format_exception(nil), errors.format_exception(true))
-- expect: text	(error object is a nil value)	(error object is a boolean value)
print(errors.format_exception(setmetatable({}, {__tostring = function() return "shown" end})))  -- expect: shown

-- Any value as an error object; as xpcall's handler with the place of the error.
print(errors.as_error(e) == e, errors.as_error("x"), errors.as_error({}).class)
-- expect: true	LuaError: x	<class 'LuaError'>
local function deep() error("deep") end
local _, wrapped = xpcall(deep, errors.as_error)
print(wrapped.value, wrapped.traceback:find("groups.lua:80", 1, true) ~= nil)
-- expect: groups.lua:80: deep	true
