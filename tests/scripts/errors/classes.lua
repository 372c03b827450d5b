-- Classes of errors with more than a message: OSError and its numbers, KeyError, texts of one's own.
local errors = require "errors"

local e = errors.OSError(2, "No such file or directory", "x.txt")
print(e)                             -- expect: FileNotFoundError: [Errno 2] No such file or directory: 'x.txt'
print(e.class, e.errno, e.strerror, e.filename)
-- expect: <class 'FileNotFoundError'>	2	No such file or directory	x.txt
print(errors.is(e, errors.OSError), errors.is(e, errors.FileNotFoundError))  -- expect: true	true
print(errors.OSError(5, "Input/output error"))           -- expect: OSError: [Errno 5] Input/output error
print(errors.OSError("only text"), errors.OSError())     -- expect: OSError: only text	OSError
print(errors.OSError(17, "x").class, errors.OSError(111, "x").class, errors.OSError(1, "x").class,
  errors.OSError(32, "x").class)
-- expect: <class 'FileExistsError'>	<class 'ConnectionRefusedError'>	<class 'PermissionError'>	<class 'BrokenPipeError'>
print(errors.OSError(2).class)                           -- expect: <class 'OSError'>
print(errors.PermissionError(2, "kept").class)           -- expect: <class 'PermissionError'>
local Own = errors.new_class("Own", errors.OSError)
print(Own(2, "No such file", "f"))                       -- expect: Own: [Errno 2] No such file: 'f'

print(errors.KeyError("name"), errors.KeyError("it's"), errors.KeyError(3), errors.KeyError("k").key)
-- expect: KeyError: 'name'	KeyError: "it's"	KeyError: 3	k
print(errors.KeyError("line\n\\").message == "line\n\\", errors.KeyError("line\n\\\1"))
-- expect: true	KeyError: 'line\n\\\x01'

local Coded = errors.new_class("Coded", errors.ValueError)
function Coded:init(code) self.code = code end
function Coded:__str() return "code " .. self.code end
print(Coded(7), errors.is(Coded(7), errors.ValueError))  -- expect: Coded: code 7	true

for _, line in ipairs {
  {"ExceptionGroup", "BaseExceptionGroup"}, {"ExceptionGroup", "Exception"},
  {"ModuleNotFoundError", "ImportError"}, {"RecursionError", "RuntimeError"},
  {"NotImplementedError", "RuntimeError"}, {"TimeoutError", "OSError"},
  {"ConnectionResetError", "ConnectionError"}, {"ConnectionError", "OSError"},
  {"UnicodeDecodeError", "ValueError"}, {"IndexError", "LookupError"},
  {"ZeroDivisionError", "ArithmeticError"}, {"ResourceWarning", "Warning"},
  {"StopAsyncIteration", "Exception"}, {"UnboundLocalError", "NameError"},
} do
  local made = line[1] == "ExceptionGroup" and errors.ExceptionGroup("m", {1}) or errors[line[1]]("m")
  assert(errors.is(made, errors[line[2]]), line[1])
  assert(not errors.is(made, errors.KeyboardInterrupt))
end
for _, name in ipairs {"SystemExit", "KeyboardInterrupt", "GeneratorExit"} do
  assert(not errors.is(errors[name](), errors.Exception), name)
end
print("ok")                                              -- expect: ok
