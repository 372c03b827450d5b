-- What goes wrong while a record is handled is reported on standard error, and the thread goes on.
-- expect error: --- Logging error ---
-- expect error: TypeError: not all arguments converted during string formatting
-- expect error: Message: 'too many %d'
-- expect error: Arguments: (1, 'x')
-- expect error: TypeError: not enough arguments for format string
-- expect error: TypeError: %d format: a real number is required, not string
-- expect error: TypeError: %x format: an integer is required, not float
-- expect error: ValueError: unsupported format character 'y' (0x79) at index 1
-- expect error: KeyError: 'missing'
-- expect error: TypeError: format requires a mapping
-- expect error: wrong_use.lua:24: in 
-- expect error: wrong_use.lua:21: no text
-- expect error: OSError: cannot write
local errors = require "errors"
local logging = require "logging"
local sys = require "sys"
local threading = require "threading"
logging.basicConfig{format = "%(message)s", stream = io.stdout}

local silent = setmetatable({}, {__tostring = function() error("no text") end})

local function work()
  logging.error("too many %d", 1, "x")
  logging.error("too few %d %d", 1)
  logging.error("no number %d", "x")
  logging.error("no integer %x", 1.5)
  logging.error("%y", 1)
  logging.error("%(missing)s", {present = 1})
  logging.error("%(missing)s", 1)
  logging.error("%s", silent)
  logging.error("the thread goes on")
end
local t = threading.Thread{target = work}
t:start()
t:join()                                        -- expect: the thread goes on

-- A stream that fails.
local log = logging.getLogger("failing")
log.propagate = false
log:addHandler(logging.StreamHandler{stream = {write = function() return nil, "cannot write" end}})
log:error("lost")
print("on")                                     -- expect: on

-- Interrupts, exits and overflows are no logging errors; nor are errors of a handler's own emit.
local Exits = logging.StreamHandler:extend("Exits")
function Exits:format() sys.exit(3) end
log.handlers = {Exits()}
print(select(2, pcall(log.error, log, "x")))    -- expect: SystemExit: 3
local Own = logging.Handler:extend("Own")
log.handlers = {Own()}
print(select(2, pcall(log.error, log, "x")))
-- expect: NotImplementedError: emit must be implemented by Handler subclasses
function Own:emit() error(errors.ValueError("mine")) end
print(select(2, pcall(log.error, log, "x")))    -- expect: ValueError: mine
-- The lock was released: another thread can log.
t = threading.Thread{target = function() print(pcall(log.error, log, "y")) end}
t:start()
t:join()                                        -- expect: false	ValueError: mine

logging.raiseExceptions = false
logging.error("%d", "quiet")
print(logging.log("x", "y"))                    -- expect:
print(select(2, pcall(logging.FileHandler, "no/such/folder/x.log")))
-- expect: FileNotFoundError: [Errno 2] No such file or directory: 'no/such/folder/x.log'
print(select(2, pcall(logging.FileHandler, 5))) -- expect: TypeError: filename must be a string, not number
