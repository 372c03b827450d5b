-- Module time: times in parts, texts, clocks.
local time = require "time"

local function fails(f, ...) print(select(2, pcall(f, ...))) end
local t = time.gmtime(1767323045.678)
print(t)
-- expect: time.struct_time(tm_year=2026, tm_mon=1, tm_mday=2, tm_hour=3, tm_min=4, tm_sec=5, tm_wday=4, tm_yday=2, tm_isdst=0)
print(t.tm_year, t[1], t.tm_isdst, #t, t.tm_zone, t.tm_gmtoff, t.absent)  -- expect: 2026	2026	0	9	GMT	0	nil
print(t == time.gmtime(1767323045), t < time.gmtime(1767323046), t <= t, t > t)  -- expect: true	true	true	false
fails(function() t.tm_year = 5 end)             -- expect: AttributeError: readonly attribute
print(time.gmtime(-1.5).tm_sec, time.gmtime(-1).tm_year)  -- expect: 58	1969
print(time.struct_time{0, 1, 2, 3, 4, 5, 6, 7, 8}.tm_isdst)  -- expect: 8
fails(time.struct_time, {1, 2})
-- expect: TypeError: time.struct_time() takes an at least 9-sequence (2-sequence given)
fails(time.gmtime, "x")   -- expect: TypeError: 'string' object cannot be interpreted as an integer
fails(time.gmtime, 0 / 0)                       -- expect: ValueError: Invalid value NaN (not a number)
fails(time.gmtime, 1e20)                        -- expect: OverflowError: timestamp out of range for platform time_t
fails(time.gmtime, 1e18)                        -- expect: OSError: [Errno 75] Value too large for defined data type
fails(time.gmtime, 1, 2)                        -- expect: TypeError: gmtime() takes at most 1 argument (2 given)

-- There and back, in whatever zone this runs.
print(time.mktime(time.localtime(1767323045)))  -- expect: 1767323045.0
print(time.mktime(time.localtime()) <= time.time(), time.localtime()[1] >= 2024)  -- expect: true	true
fails(time.mktime, {1, 2})                      -- expect: TypeError: mktime(): illegal time tuple argument
fails(time.mktime, 5)                           -- expect: TypeError: Tuple or struct_time argument required
fails(time.mktime, {2026, "x", 1, 0, 0, 0, 0, 0, 0})
-- expect: TypeError: 'string' object cannot be interpreted as an integer
fails(time.mktime, {10000000000, 1, 1, 0, 0, 0, 0, 0, 0})  -- expect: OverflowError: signed integer is greater than maximum

print(time.asctime(t), time.asctime{99, 1, 2, 3, 4, 5, -1, 0, 0})
-- expect: Fri Jan  2 03:04:05 2026	Sun Jan  2 03:04:05 99
print(time.ctime(0) == time.asctime(time.localtime(0)), #time.ctime())  -- expect: true	24
fails(time.asctime, {2026, 13, 2, 3, 4, 5, 0, 0, 0})  -- expect: ValueError: month out of range
fails(time.asctime, {2026, 1, 2, 3, 4, 5, -2, 0, 0})  -- expect: ValueError: day of week out of range
print(time.strftime("%Y-%m-%d %H:%M:%S %j %a %A %b %B %p %y %%", t))
-- expect: 2026-01-02 03:04:05 002 Fri Friday Jan January AM 26 %
print(time.strftime("%Z %z", t), time.strftime("", t) == "", time.strftime("%Q|%5", t))
-- expect: GMT +0000	true	%Q|   %5
print(time.strftime("%5000Y", t) == "", #time.strftime("%Y%m%d"))  -- expect: true	8
fails(time.strftime, 5)                         -- expect: TypeError: strftime() argument 1 must be str, not number
fails(time.strftime, "%Y", {2026, 1, 32, 3, 4, 5, 0, 0, 0})  -- expect: ValueError: day of month out of range

-- The clocks.
for _, name in ipairs {"time", "monotonic", "perf_counter", "process_time", "thread_time"} do
  local seconds, ns = time[name](), time[name .. "_ns"]()
  assert(math.type(seconds) == "float" and math.type(ns) == "integer", name)
  assert(math.abs(ns * 1e-9 - seconds) < 5 and time[name]() >= seconds, name)
  local info = time.get_clock_info(name)
  assert(info.monotonic == (name ~= "time") and info.resolution < 0.1, name)
end
print(time.get_clock_info("thread_time").implementation)  -- expect: clock_gettime(CLOCK_THREAD_CPUTIME_ID)
fails(time.get_clock_info, "x")                 -- expect: ValueError: unknown clock
print(math.type(time.timezone), math.type(time.altzone), time.daylight == 0 or time.daylight == 1, #time.tzname)
-- expect: integer	integer	true	2
local before = time.thread_time()
local other = require("threading").Thread{target = function()
  local started = time.thread_time()
  while time.thread_time() - started < 0.05 do end
end}
local process = time.process_time()
other:start()
other:join()
-- Its time counts for the process and not for this thread.
print(time.thread_time() - before < 0.05, time.process_time() - process >= 0.05)  -- expect: true	true
