-- os.date and os.time.
-- oracle: lua5.4
print(os.date("!%Y-%m-%d %H:%M:%S", 0), os.date("!%A %j %%", 86400))
local t = os.date("!*t", 1e9)
print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst)
local fields = {year = 2024, month = 14, day = -3, hour = 12}
local time = os.time(fields)
print(fields.year, fields.month, fields.day, fields.yday, os.date("%Y-%m-%d", time))
print(os.time(os.date("*t", 1234567890)))
print(pcall(os.time, {}))
print(pcall(os.time, {year = 2020, month = "x", day = 1}))
print(pcall(os.time, {year = 2020, month = 1.5, day = 1}))
print(pcall(os.time, {year = 1 << 40, month = 1, day = 1}))
print(pcall(os.date, "%Ez"))
print(pcall(os.date, "%Q"))
print(pcall(os.date, "%"))
print(pcall(os.date, "*t", 1 << 60))
