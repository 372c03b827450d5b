-- Formatter: every attribute, times, errors below the message; and the % operator's conversions.
local errors = require "errors"
local logging = require "logging"

local function show(format, fields, datefmt)
  local record = logging.makeLogRecord(fields or {})
  print(logging.Formatter(format, datefmt):format(record))
end

show("%(message)s|", {msg = "a %s", args = {1}})              -- expect: a 1|
show("%(threadName)-12s|%(processName)s|", {threadName = "T"})  -- expect: T           |MainProcess|
show("%(levelno)03d %(levelname)8s %(name)s", {levelno = 20, levelname = "INFO", name = "n"})
-- expect: 020     INFO n
show("%(filename)s %(pathname)s %(module)s %(lineno)d %(funcName)s", {pathname = "/x/y.lua",
  filename = "y.lua", module = "y", lineno = 7, funcName = "f"})  -- expect: y.lua /x/y.lua y 7 f
show("%(created).3f %(msecs)d %(relativeCreated)d", {created = 1.5, msecs = 500.0, relativeCreated = 3.7})
-- expect: 1.500 500 3

-- The default form of times; converter and the formats can be changed.
local Utc = logging.Formatter:extend("Utc")
Utc.converter = require("time").gmtime
local record = logging.makeLogRecord{msg = "m", created = 1767323045.678, msecs = 678.0}
print(Utc("%(asctime)s %(message)s"):format(record))          -- expect: 2026-01-02 03:04:05,678 m
print(Utc("%(asctime)s", "%H:%M"):format(record))             -- expect: 03:04
Utc.default_msec_format = "%s.%03d"
print(Utc("%(asctime)s"):format(record))                      -- expect: 2026-01-02 03:04:05.678
Utc.default_msec_format = false
print(Utc("%(asctime)s"):format(record))                      -- expect: 2026-01-02 03:04:05
print(Utc("%(message)s"):usesTime(), Utc("{asctime:s}", nil, "{"):usesTime())  -- expect: false	true
print(logging.Formatter("%(extra)s %(message)s", {defaults = {extra = "none"}}):format(record))
-- expect: none m
print(select(2, pcall(function() show("%(absent)s") end)))
-- expect: ValueError: Formatting field not found in record: 'absent'
print(tostring(record):gsub("%(", "("))   -- expect: <LogRecord: nil, nil, , 0, "m">	0

-- Where the call stands: a plain function, one called by pcall, the main chunk.
local handler = logging.StreamHandler(io.stdout)
handler:setFormatter(logging.Formatter("%(filename)s:%(lineno)d %(funcName)s %(module)s %(message)s"))
local log = logging.getLogger("places")
log:addHandler(handler)
local function place() log:error("p") end
place()                                   -- expect: format.lua:41 place format p
log:error("main")                         -- expect: format.lua:43 <module> format main
pcall(log.error, log, "through pcall")    -- expect: format.lua:44 <module> format through pcall
load('log = ... log:error("loaded")', "=some.lua")(log)  -- expect: some.lua:1 <module> some loaded

local function text_of(f)
  local out = {}
  handler:setStream{write = function(_, text) out[#out + 1] = text end}
  f()
  handler:setStream(io.stdout)
  return table.concat(out)
end
handler:setFormatter(logging.Formatter("%(process)d %(thread)d"))
local ids = os.getpid() .. " " .. require("threading").get_ident() .. "\n"
print(text_of(function() log:error("x") end) == ids)          -- expect: true

-- Errors below the message.
handler:setFormatter(logging.Formatter("%(message)s"))
local e = errors.ValueError("oops")
local text = text_of(function() log:exception("failed: %s", e) end)
print(text:match("^[^\n]*\n[^\n]*\n[^\n]*"))
-- expect: failed: ValueError: oops
-- expect: ValueError: oops
-- expect: stack traceback:
print(text:find("format.lua:60", 1, true) ~= nil)             -- expect: true
log:exception("plain: %s", "x", "text of an error")
-- expect: plain: x
-- expect: text of an error
log:exception("nothing %s", "more")                           -- expect: nothing more
e.cause = errors.KeyError("k")
text = text_of(function() log:exception("caused", e) end)
print(text:find("KeyError: 'k'\n.*direct cause of the following.*ValueError: oops\n") ~= nil)
-- expect: true

-- The conversions.
local function percent(...) print(logging.makeLogRecord{msg = (...), args = {select(2, ...)}}:getMessage()) end
percent("%#x %#o %+d % d %05d %-5d| %.3d %#X", 255, 8, 3, 4, -42, 7, 5, 255)
-- expect: 0xff 0o10 +3  4 -0042 7    | 005 0XFF
percent("%e %G %r %a %c%c", 1e10, 1e-10, "a'b\n", "\xc3\xa9", 65, "x")
-- expect: 1.000000e+10 1E-10 "a'b\n" '\xe9' Ax
percent("%5s|%.2s|%5.1s|%-6s|", "\xc3\xa9", "\xc3\xa9\xc3\xa0\xc3\xbc", "\xc3\xa9\xc3\xa0", "n\xc3\xa9")
-- expect:     é|éà|    é|né    |
percent("%08.3f|%+.2e|%g|%#g|%.0f|%#.0f|%F", -3.14159, 12345.678, 1e20, 1.0, 2.5, 2.0, math.huge)
-- expect: -003.142|+1.23e+04|1e+20|1.00000|2|2.|INF
percent("%05f %5d %x %d %i", 0 / 0, true, -255, 3.99, -0.5)   -- expect: 00nan     1 -ff 3 0
percent("%*d|%-*d|%.*f", 5, 42, 5, 42, 2, 3.14159)            -- expect:    42|42   |3.14
percent("%d %d", math.mininteger, 1e20)   -- expect: -9223372036854775808 100000000000000000000
