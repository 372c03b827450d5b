-- Module "time": Python's clocks, sleep, and times in parts.
--
-- A struct_time is a sequence of nine integers, from tm_year to tm_isdst, which can be read by those
-- names too; tm_zone and tm_gmtoff are fields beside them. Where Python takes one, a sequence of nine
-- will do.
-- Read next: _strptime.lua.

local errors = require "gilua.errors"
local native = require "gilua._time"

local error, getmetatable, ipairs, rawget, select = error, getmetatable, ipairs, rawget, select
local setmetatable, tostring, type = setmetatable, tostring, type
local floor, huge, math_type, to_integer = math.floor, math.huge, math.type, math.tointeger
local concat, unpack = table.concat, table.unpack

local time = {}

for _, name in ipairs {"sleep", "time", "time_ns", "perf_counter", "perf_counter_ns", "monotonic",
    "monotonic_ns", "process_time", "process_time_ns", "thread_time", "thread_time_ns"} do
  time[name] = native[name]
end

-- struct_time ------------------------------------------------------------------------------------

local names = {"tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday",
  "tm_isdst"}
local index_of = {}
for i, name in ipairs(names) do index_of[name] = i end

local Struct = {__name = "time.struct_time"}

function Struct:__index(key)
  local i = index_of[key]
  return i and rawget(self, i)
end

function Struct:__newindex(key)
  local known = index_of[key] or key == "tm_zone" or key == "tm_gmtoff"
  error(errors.AttributeError(known and "readonly attribute" or
    ("'time.struct_time' object has no attribute '%s'"):format(tostring(key))))
end

function Struct:__tostring()
  local out = {}
  for i, name in ipairs(names) do out[i] = name .. "=" .. tostring(self[i]) end
  return "time.struct_time(" .. concat(out, ", ") .. ")"
end

-- The first difference of two, or nil.
local function difference(a, b)
  for i = 1, 9 do
    if a[i] ~= b[i] then return i end
  end
end

function Struct.__eq(a, b)
  return getmetatable(a) == getmetatable(b) and difference(a, b) == nil
end

function Struct.__lt(a, b)
  local i = difference(a, b)
  return i ~= nil and a[i] < b[i]
end

function Struct.__le(a, b)
  local i = difference(a, b)
  return i == nil or a[i] < b[i]
end

--- struct_time(sequence): of nine values, or eleven with tm_zone and tm_gmtoff.
time.struct_time = setmetatable({}, {
  __tostring = function() return "<class 'time.struct_time'>" end,
  __call = function(_, sequence)
    if type(sequence) ~= "table" then error(errors.TypeError("constructor requires a sequence")) end
    local count = #sequence
    if count < 9 or count > 11 then
      error(errors.TypeError(
        ("time.struct_time() takes an at %s-sequence (%d-sequence given)"):format(
          count < 9 and "least 9" or "most 11", count)))
    end
    local new = {unpack(sequence, 1, 9)}
    new.tm_zone = sequence[10] or sequence.tm_zone
    new.tm_gmtoff = sequence[11] or sequence.tm_gmtoff
    return setmetatable(new, Struct)
  end,
})

local function not_integer(value)
  error(errors.TypeError(("'%s' object cannot be interpreted as an integer"):format(
    type(value) == "number" and math_type(value) or type(value))))
end

local function check_text(value, message)
  if type(value) ~= "string" then error(errors.TypeError(message:format(type(value)))) end
  return value
end

-- Nine integers of a struct_time or sequence, as [who] was given it.
local function check_parts(parts, who)
  if type(parts) ~= "table" then error(errors.TypeError("Tuple or struct_time argument required")) end
  if #parts ~= 9 then error(errors.TypeError(who .. "(): illegal time tuple argument")) end
  local checked = {}
  for i = 1, 9 do
    local value = parts[i]
    checked[i] = type(value) == "number" and to_integer(value) or not_integer(value)
  end
  return checked
end

-- What the calendar's own functions do not survive, with Python's words; 0 stands for the first
-- month and day.
local ranges = {
  {2, 1, 12, "month"}, {3, 1, 31, "day of month"}, {4, 0, 23, "hour"}, {5, 0, 59, "minute"},
  {6, 0, 61, "seconds"}, {7, -1, huge, "day of week"}, {8, 1, 366, "day of year"},
}

local function check_ranges(parts)
  for i = 2, 8, 6 do
    if parts[i] == 0 then parts[i] = 1 end
  end
  if parts[3] == 0 then parts[3] = 1 end
  for _, range in ipairs(ranges) do
    local value = parts[range[1]]
    if value < range[2] or value > range[3] then
      error(errors.ValueError(range[4] .. " out of range"))
    end
  end
  return parts
end

-- Clocks to parts --------------------------------------------------------------------------------

local function to_seconds(seconds)
  if seconds == nil then return native.time() // 1 | 0 end
  if math_type(seconds) == "integer" then return seconds end
  if type(seconds) ~= "number" then not_integer(seconds) end
  if seconds ~= seconds then error(errors.ValueError("Invalid value NaN (not a number)")) end
  local whole = to_integer(floor(seconds))
  if not whole then error(errors.OverflowError("timestamp out of range for platform time_t")) end
  return whole
end

local function split(seconds, utc)
  local parts, errno = native.split(to_seconds(seconds), utc)
  if not parts then
    error(errors.OSError(errno, "Value too large for defined data type"))
  end
  return setmetatable(parts, Struct)
end

local function check_count(name, most, ...)
  local count = select("#", ...)
  if count > most then
    error(errors.TypeError(("%s() takes at most %d argument%s (%d given)"):format(name, most,
      most == 1 and "" or "s", count)))
  end
end

--- localtime([seconds]): a time in parts, in the zone of this machine.
function time.localtime(...)
  check_count("localtime", 1, ...)
  return split((...), false)
end

--- gmtime([seconds]): the same in UTC.
function time.gmtime(...)
  check_count("gmtime", 1, ...)
  return split((...), true)
end

--- mktime(parts): the seconds of a local time.
function time.mktime(parts)
  local seconds = native.join(unpack(check_parts(parts, "mktime")))
  if not seconds then error(errors.OverflowError("mktime argument out of range")) end
  return seconds + 0.0
end

-- Parts to texts ---------------------------------------------------------------------------------

local weekdays = {[0] = "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
local months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

--- asctime([parts]): "Fri Jan  2 03:04:05 2026"; of now if there are none.
function time.asctime(parts)
  local p = check_ranges(check_parts(parts == nil and split(nil, false) or parts, "asctime"))
  return ("%s %s%3d %02d:%02d:%02d %d"):format(weekdays[p[7] % 7], months[p[2]], p[3], p[4], p[5],
    p[6], p[1])
end

--- ctime([seconds]): the same of a local time.
function time.ctime(seconds) return time.asctime(split(seconds, false)) end

--- strftime(format [, parts]): what the format's directives show of the time, else of now.
function time.strftime(format, parts)
  check_text(format, "strftime() argument 1 must be str, not %s")
  if parts == nil then parts = split(nil, false) end
  local p = check_ranges(check_parts(parts, "strftime"))
  return native.format(format, p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9],
    rawget(parts, "tm_zone"), rawget(parts, "tm_gmtoff"))
end

-- Zones ------------------------------------------------------------------------------------------

-- The zone now and half a year on: the standard one is further west.
local function find_zone()
  local year = 31556952  -- seconds
  local start = native.time() // year * year | 0
  local january = native.split(start, false)
  local july = native.split(start + year // 2, false)
  local standard, summer = january, july
  if january.tm_gmtoff > july.tm_gmtoff then standard, summer = july, january end
  time.timezone = -standard.tm_gmtoff
  time.altzone = -summer.tm_gmtoff
  time.daylight = standard.tm_gmtoff ~= summer.tm_gmtoff and 1 or 0
  time.tzname = {standard.tm_zone, summer.tm_zone}
end
find_zone()

--- strptime(text [, format]): the time that a text says, in parts.
function time.strptime(...)
  -- Parsing is needed rarely, so it is loaded late.
  return setmetatable(require "gilua._strptime"(time.tzname, ...), Struct)
end

-- Clocks -----------------------------------------------------------------------------------------

local clocks = {
  time = {"REALTIME", monotonic = false}, monotonic = {"MONOTONIC", monotonic = true},
  perf_counter = {"MONOTONIC", monotonic = true},
  process_time = {"PROCESS_CPUTIME_ID", monotonic = true},
  thread_time = {"THREAD_CPUTIME_ID", monotonic = true},
}

--- get_clock_info(name): {implementation=, monotonic=, adjustable=, resolution=} of time, monotonic,
--- perf_counter, process_time or thread_time.
function time.get_clock_info(name)
  check_text(name, "get_clock_info() argument 1 must be str, not %s")
  local clock = clocks[name]
  if not clock then error(errors.ValueError("unknown clock")) end
  return {
    implementation = "clock_gettime(CLOCK_" .. clock[1] .. ")",
    monotonic = clock.monotonic,
    adjustable = not clock.monotonic,
    resolution = native.resolution(name),
  }
end

return time
