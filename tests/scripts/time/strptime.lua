-- time.strptime: directives, their orders of preference, the calendar behind them, wrong input.
local time = require "time"

local function show(text, format)
  local ok, t = pcall(time.strptime, text, format)
  print(ok and table.concat(t, " ") or t)
end
show("2026-01-02", "%Y-%m-%d")                  -- expect: 2026 1 2 0 0 0 4 2 -1
show("30 Nov 00", "%d %b %y")                   -- expect: 2000 11 30 0 0 0 3 335 -1
show("Fri Jan  2 03:04:05 2026")                -- expect: 2026 1 2 3 4 5 4 2 -1
show("fri JAN 2 03:04:05 2026", "%c")           -- expect: 2026 1 2 3 4 5 4 2 -1
show("01/02/26 03:04:05", "%x %X")              -- expect: 2026 1 2 3 4 5 4 2 -1
show("12:30 PM", "%I:%M %p")                    -- expect: 1900 1 1 12 30 0 0 1 -1
show("12:30 am", "%I:%M %p")                    -- expect: 1900 1 1 0 30 0 0 1 -1
show("112", "%d%m")                             -- expect: 1900 2 11 0 0 0 6 42 -1
show("68 69", "%y %H")                          -- expect: ValueError: unconverted data remains: 9
show("2024 60", "%Y %j")                        -- expect: 2024 2 29 0 0 0 3 60 -1
show("2026 53 1", "%Y %W %w")                   -- expect: 2027 1 4 0 0 0 0 369 -1
show("2026 10 Mon", "%Y %U %a")                 -- expect: 2026 3 9 0 0 0 0 68 -1
show("2026 0 0", "%Y %W %w")                    -- expect: 2026 1 4 0 0 0 6 4 -1
show("2026 1 1", "%G %V %u")                    -- expect: 2025 12 29 0 0 0 0 363 -1
show("29 2", "%d %m")                           -- expect: 1900 2 29 0 0 0 0 60 -1
show("UTC", "%Z")                               -- expect: 1900 1 1 0 0 0 0 1 0
show("a%b 5", "a%%b %d")                        -- expect: 1900 1 5 0 0 0 4 5 -1
show("january   monday", "%B %A")               -- expect: 1900 1 1 0 0 0 0 1 -1
show("", "")                                    -- expect: 1900 1 1 0 0 0 0 1 -1
local t = time.strptime("-05:30:15 GMT", "%z %Z")
print(t.tm_gmtoff, t.tm_zone ~= nil, getmetatable(t) == getmetatable(time.gmtime(0)))  -- expect: -19815	true	true
print(time.strptime("Z", "%z").tm_gmtoff, time.strptime("+0530", "%z").tm_gmtoff)  -- expect: 0	19800

show("x", "%Y")                 -- expect: ValueError: time data 'x' does not match format '%Y'
show("2026 x", "%Y")            -- expect: ValueError: unconverted data remains:  x
show("2026-02-30", "%Y-%m-%d")  -- expect: ValueError: day is out of range for month
show("a", "%Q")                 -- expect: ValueError: 'Q' is a bad directive in format '%Q'
show("a", "%")                  -- expect: ValueError: stray % in format '%'
show("7", "%w")                 -- expect: ValueError: time data '7' does not match format '%w'
show("2026", "%G")
-- expect: ValueError: ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday directive ('%A', '%a', '%w', or '%u').
show(5, "%Y")                   -- expect: TypeError: strptime() argument 0 must be str, not number
show("5", 6)                    -- expect: TypeError: strptime() argument 1 must be str, not number

-- Every day of some years, there and back.
local bad = 0
for _, year in ipairs {1999, 2000, 2023, 2024} do
  for day = 1, 365 do
    local parsed = time.strptime(year .. " " .. day, "%Y %j")
    local texts = time.strftime("%Y-%m-%d %j %a", parsed)
    local again = time.strptime(texts, "%Y-%m-%d %j %a")
    local week = time.strptime(time.strftime("%Y %U %w", parsed), "%Y %U %w")
    local monday = time.strptime(time.strftime("%Y %W %a", parsed), "%Y %W %a")
    local iso = time.strptime(time.strftime("%G %V %u", parsed), "%G %V %u")
    if not (again == parsed and week == parsed and monday == parsed and iso == parsed) then bad = bad + 1 end
  end
end
print(bad)                                      -- expect: 0
