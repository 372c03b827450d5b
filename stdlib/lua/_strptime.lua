-- time.strptime: a text read by a format, as Python's _strptime does it.
--
-- A format becomes a list of parsers. Each offers ends of what it can take at a position, in the
-- order of preference, and the matcher goes back to the next one where the rest does not fit:
-- "%d%m" reads "112" as the 1st of December.

local errors = require "gilua.errors"
local quote = require("gilua._errors").quote

local error, ipairs, tonumber, type = error, ipairs, tonumber, type
local find, gsub, lower, match, sub = string.find, string.gsub, string.lower, string.match, string.sub

local function value_error(...) error(errors.ValueError(string.format(...))) end

local months = {"january", "february", "march", "april", "may", "june", "july", "august",
  "september", "october", "november", "december"}
local weekdays = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

local function short(names)
  local out = {}
  for i, name in ipairs(names) do out[i] = sub(name, 1, 3) end
  return out
end

-- Alternatives in order; "%a" and the like have names instead, which give their index.
local digits = {
  d = {"3[01]", "[12]%d", "0[1-9]", "[1-9]", " [1-9]"},
  f = {"%d%d%d%d%d%d", "%d%d%d%d%d", "%d%d%d%d", "%d%d%d", "%d%d", "%d"},
  H = {"2[0-3]", "[01]%d", "%d"},
  I = {"1[0-2]", "0[1-9]", "[1-9]"},
  G = {"%d%d%d%d"},
  j = {"36[0-6]", "3[0-5]%d", "[12]%d%d", "0[1-9]%d", "00[1-9]", "[1-9]%d", "0[1-9]", "[1-9]"},
  m = {"1[0-2]", "0[1-9]", "[1-9]"},
  M = {"[0-5]%d", "%d"},
  S = {"6[01]", "[0-5]%d", "%d"},
  U = {"5[0-3]", "[0-4]%d", "%d"},
  W = {"5[0-3]", "[0-4]%d", "%d"},
  V = {"5[0-3]", "0[1-9]", "[1-4]%d", "%d"},
  u = {"[1-7]"},
  w = {"[0-6]"},
  y = {"%d%d"},
  Y = {"%d%d%d%d"},
}
local zone_offsets = {
  "[+-]%d%d:?[0-5]%d:?[0-5]%d%.%d+", "[+-]%d%d:?[0-5]%d:?[0-5]%d", "[+-]%d%d:?[0-5]%d", "Z",
}
local names = {
  A = weekdays, a = short(weekdays), B = months, b = short(months), h = short(months),
  p = {"am", "pm"},
}
local shorthands = {c = "%a %b %d %H:%M:%S %Y", x = "%m/%d/%y", X = "%H:%M:%S"}

-- Each matcher is a function(text, at, tell): calls tell(end, value) until that returns true.
local function try_patterns(patterns, convert)
  return function(text, at, tell)
    for _, pattern in ipairs(patterns) do
      local taken = match(text, "^" .. pattern, at)
      if taken and tell(at + #taken, convert(taken)) then return true end
    end
  end
end

local function try_names(list)
  return function(text, at, tell)
    for i, name in ipairs(list) do
      if lower(sub(text, at, at + #name - 1)) == name and tell(at + #name, i) then return true end
    end
  end
end

local function try_literal(literal)
  return function(text, at, tell)
    return lower(sub(text, at, at + #literal - 1)) == lower(literal) and tell(at + #literal)
  end
end

local function try_space(text, at, tell)
  local _, last = find(text, "^%s+", at)
  for stop = last or at - 1, at, -1 do
    if tell(stop + 1) then return true end
  end
end

-- The zone's names: 0 without summer time, 1 with it.
local function try_zones(zones)
  local known = {{"utc", 0}, {"gmt", 0}, {lower(zones[1]), 0}, {lower(zones[2]), 1}}
  table.sort(known, function(a, b) return #a[1] > #b[1] end)
  return function(text, at, tell)
    for _, zone in ipairs(known) do
      local name = zone[1]
      -- A name that stands for both says nothing.
      local dst = zones[1] == zones[2] and name ~= "utc" and name ~= "gmt" and -1 or zone[2]
      if lower(sub(text, at, at + #name - 1)) == name and tell(at + #name, dst) then return true end
    end
  end
end

local function as_number(text) return tonumber(match(text, "%d+")) end
local function as_text(text) return text end

local function directive(letter, zones, format)
  if digits[letter] then return try_patterns(digits[letter], as_number) end
  if names[letter] then return try_names(names[letter]) end
  if letter == "z" then return try_patterns(zone_offsets, as_text) end
  if letter == "Z" then return try_zones(zones) end
  if letter == "" then value_error("stray %% in format %s", quote(format)) end
  value_error("%s is a bad directive in format %s", quote(letter), quote(format))
end

-- {{match=, letter=}, ...}
local function compile(format, zones)
  local steps, seen, at = {}, {}, 1
  local expanded = gsub(format, "%%([%%cxX])", function(letter)
    return shorthands[letter]  -- "%%" is kept, so that "%%c" is no directive
  end)
  while at <= #expanded do
    local sign, letter = match(expanded, "^(%%)(.?)", at)
    local space = match(expanded, "^%s+", at)
    if sign and letter ~= "%" then
      if seen[letter] then
        value_error("directive %%%s stands twice in format %s", letter, quote(format))
      end
      seen[letter] = true
      steps[#steps + 1] = {match = directive(letter, zones, format), letter = letter}
      at = at + 2
    elseif space then
      steps[#steps + 1] = {match = try_space}
      at = at + #space
    else
      local literal = sign and "%" or match(expanded, "^[^%%%s]+", at)
      steps[#steps + 1] = {match = try_literal(literal)}
      at = at + (sign and 2 or #literal)
    end
  end
  return steps
end

-- The values by letter and where the matched part ends, or nil.
local function run(steps, text)
  local found = {}
  local function step(i, at)
    local current = steps[i]
    if not current then
      found.stop = at
      return true
    end
    return current.match(text, at, function(stop, value)
      if not step(i + 1, stop) then return false end
      if current.letter then found[current.letter] = value end
      return true
    end)
  end
  return step(1, 1) and found or nil
end

-- The calendar -----------------------------------------------------------------------------------

local function is_leap(year) return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0) end

-- Days from the start of year 1 to a day; that one is a Monday and day 1.
local days_before_month = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}
local function ordinal(year, month, day)
  local before = year - 1
  local days = before * 365 + before // 4 - before // 100 + before // 400
  return days + days_before_month[month] + (month > 2 and is_leap(year) and 1 or 0) + day
end

local function days_in(year, month)
  if month == 2 then return is_leap(year) and 29 or 28 end
  return (month == 4 or month == 6 or month == 9 or month == 11) and 30 or 31
end

-- Year, month and day of an ordinal near [year].
local function from_ordinal(number, year)
  while number < ordinal(year, 1, 1) do year = year - 1 end
  while number >= ordinal(year + 1, 1, 1) do year = year + 1 end
  local month = 12
  while ordinal(year, month, 1) > number do month = month - 1 end
  return year, month, number - ordinal(year, month, 1) + 1
end

local function weekday_of(number) return (number - 1) % 7 end

-- The day of the year for a week and a weekday (Monday is 0).
local function day_of_week(year, week, weekday, from_monday)
  local first = weekday_of(ordinal(year, 1, 1))
  if not from_monday then
    first = (first + 1) % 7
    weekday = (weekday + 1) % 7
  end
  local week_0 = (7 - first) % 7
  if week == 0 then return 1 + weekday - first end
  return 1 + week_0 + 7 * (week - 1) + weekday
end

local function check_weeks(found, weekday)
  local needs_weekday = "and a weekday directive ('%A', '%a', '%w', or '%u')."
  if found.G then
    if found.j then
      value_error("Day of the year directive '%%j' is not compatible with ISO year directive '%%G'. Use '%%Y' instead.")
    elseif not found.V or not weekday then
      value_error("ISO year directive '%%G' must be used with the ISO week directive '%%V' %s",
        needs_weekday)
    end
  elseif found.V then
    if not found.Y and not found.y or not weekday then
      value_error("ISO week directive '%%V' must be used with the ISO year directive '%%G' %s",
        needs_weekday)
    end
    value_error("ISO week directive '%%V' is incompatible with the year directive '%%Y'. Use the ISO year '%%G' instead.")
  end
end

local function weekday_from(found)
  if found.w then return (found.w + 6) % 7 end
  local named = found.A or found.a or found.u
  return named and named - 1
end

local function year_from(found)
  if found.Y then return found.Y end
  return found.y and found.y + (found.y <= 68 and 2000 or 1900)
end

local function hour_from(found)
  if not found.I then return found.H or 0 end
  return found.I % 12 + (found.p == 2 and 12 or 0)
end

-- Year, month, day, day of the year and weekday of what was found.
local function date_from(found)
  local weekday = weekday_from(found)
  local year, month, day = year_from(found), found.m or found.B or found.b or found.h, found.d
  check_weeks(found, weekday)
  local leap_year_hack = not year and month == 2 and day == 29
  year = leap_year_hack and 1904 or year
  local yday = found.j
  if not yday and weekday and found.G then
    local monday = ordinal(found.G, 1, 4) - weekday_of(ordinal(found.G, 1, 4))
    year, month, day = from_ordinal(monday + 7 * (found.V - 1) + weekday, found.G)
  elseif not yday and weekday and year and (found.U or found.W) then
    yday = day_of_week(year, found.U or found.W, weekday, found.W ~= nil)
    if yday <= 0 then
      year = year - 1
      yday = yday + (is_leap(year) and 366 or 365)
    end
  end
  year = year or 1900
  if yday then
    local number = ordinal(year, 1, 1) + yday - 1
    local shown_year
    shown_year, month, day = from_ordinal(number, year)
    return shown_year, month, day, yday, weekday or weekday_of(number)
  end
  month, day = month or 1, day or 1
  if day > days_in(year, month) then value_error("day is out of range for month") end
  local number = ordinal(year, month, day)
  return leap_year_hack and 1900 or year, month, day, number - ordinal(year, 1, 1) + 1,
    weekday or weekday_of(number)
end

local function seconds_east(text)
  if text == "Z" then return 0 end
  local sign, hours, minutes, seconds = match(text, "^([+-])(%d%d):?(%d%d):?(%d*)")
  local total = tonumber(hours) * 3600 + tonumber(minutes) * 60 + (tonumber(seconds) or 0)
  return sign == "-" and -total or total
end

--- strptime(zones, text [, format]): a sequence of nine, tm_zone and tm_gmtoff beside it.
return function(zones, text, format)
  if format == nil then format = "%a %b %d %H:%M:%S %Y" end
  local bad = type(text) ~= "string" and 0 or type(format) ~= "string" and 1
  if bad then
    error(errors.TypeError(("strptime() argument %d must be str, not %s"):format(bad,
      type(bad == 0 and text or format))))
  end
  local found = run(compile(format, zones), text)
  if not found then
    value_error("time data %s does not match format %s", quote(text), quote(format))
  end
  if found.stop <= #text then
    value_error("unconverted data remains: %s", sub(text, found.stop))
  end
  local year, month, day, yday, weekday = date_from(found)
  local dst = found.Z or -1
  return {
    year, month, day, hour_from(found), found.M or 0, found.S or 0, weekday, yday, dst,
    tm_zone = found.Z and dst >= 0 and zones[dst + 1] or nil,
    tm_gmtoff = found.z and seconds_east(found.z) or nil,
  }
end
