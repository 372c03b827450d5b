-- Module errors: classes, inheritance, fields, classes of one's own.
local errors = require "errors"

local e = errors.ValueError("text")
print(e, e.message, e.class == errors.ValueError, e.cause)   -- expect: ValueError: text	text	true	nil
print(errors.KeyboardInterrupt())                            -- expect: KeyboardInterrupt
print(errors.ValueError(12).message)                         -- expect: 12
print(e.traceback:match("error_objects.lua:4") ~= nil)       -- expect: true
print(errors.is(e, errors.ValueError), errors.is(e, errors.Exception),
  errors.is(e, errors.KeyError))                             -- expect: true	true	false
print(errors.is("text", errors.Exception), errors.is(nil, errors.Exception),
  errors.is({}, errors.Exception))                           -- expect: false	false	false
print(errors.is(errors.BrokenPipeError("x"), errors.OSError))            -- expect: true
print(errors.is(errors.SystemExit(1), errors.Exception))                 -- expect: false
print(errors.OSError == errors.IOError, errors.ValueError)   -- expect: true	<class 'ValueError'>

local MyError = errors.new_class("MyError", errors.RuntimeError)
local ok, caught = pcall(error, MyError("mine"))
print(ok, caught, errors.is(caught, errors.RuntimeError))    -- expect: false	MyError: mine	true
function MyError:init(message, code)
  errors.RuntimeError.init(self, message)
  self.code = code
end
function MyError:double() return self.code * 2 end
caught = MyError("coded", 21)
print(caught:double(), caught, caught.absent)                -- expect: 42	MyError: coded	nil
local Sub = errors.new_class("Sub", MyError)
print(Sub("s", 4):double(), errors.is(Sub("s", 4), MyError), Sub.base == MyError)  -- expect: 8	true	true
print(errors.new_class("Plain").base == errors.Exception)    -- expect: true

caught.cause = e
print(caught.cause)                                          -- expect: ValueError: text
print(errors.StopIteration(5).value, errors.LuaError("plain").value)     -- expect: 5	plain
print(pcall(error, "plain"))                                 -- expect: false	plain
