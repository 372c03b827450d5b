-- Dates, processes, files and the environment. (Manual: 6.9.)

-- program: date
local function show(f) print(pcall(f)) end
show(function() return os.date("!%Y-%m-%d %H:%M:%S", 0) end)
show(function() return os.date("!%c", 0) end)
show(function() return os.date("!%x %X %p", 0) end)
show(function()
  return os.date("!%A %a %B %b %d %D %e %F %g %G %h %I %j %m %M %n %R %S %t %T %u %U %V %w %W %y %C %%", 86400 * 200)
end)
show(function() return os.date("!*t", 0).year end)
show(function() return os.date("!*t", 0).isdst end)
show(function() return os.date("*t", 1e9).hour end)
show(function() return os.date("%Ez", 0) end)
show(function() return os.date("%Q", 0) end)
show(function() return os.date("%", 0) end)
show(function() return os.date("%E", 0) end)
show(function() return os.date("%Ey", 0) end)
show(function() return os.date("%Od", 0) end)
show(function() return os.date("!%H", 3600.0) end)
show(function() return os.date("!%H", 1.5) end)
show(function() return os.date("!%Y", 2^60) end)
show(function() return os.date("*t", "x") end)
show(function() return os.date(5, 0) end)
show(function() return os.date("", 0) end)
show(function() return #os.date()>0 end)

-- program: time
local function show(f) print(pcall(f)) end
show(function() return os.time({year = 2020, month = 1, day = 1, hour = 12}) end)
show(function() return os.time({year = 2020, month = 14, day = -3, hour = 0}) end)
show(function() return os.time({year = 2020}) end)
show(function() return os.time({year = 2020, month = "1", day = "1"}) end)
show(function() return os.time({year = "x", month = 1, day = 1}) end)
show(function() return os.time({year = 2020, month = 1.5, day = 1}) end)
show(function() return os.time({year = 1e10, month = 1, day = 1}) end)
show(function() return os.time({year = 2^40, month = 1, day = 1}) end)
show(function() return os.time(5) end)
show(function() return math.type(os.time()) end)
show(function()
  return (function()
    local t = {year = 2020, month = 2, day = 30}
    os.time(t)
    return t.month, t.day, t.yday, t.wday, t.isdst
  end)()
end)
show(function() return os.time({year = 2020, month = 1, day = 1, min = 90}) end)
show(function() return os.difftime(10, 5) end)
show(function() return os.difftime(5) end)
show(function() return math.type(os.clock()) end)

-- program: files and environment
local function show(f) print(pcall(f)) end
show(function() return os.remove("none.txt") end)
show(function() return os.rename("none.txt", "b") end)
show(function() return os.getenv("NO_SUCH_VARIABLE") end)
show(function() return os.getenv() end)
show(function() return type(os.tmpname()) end)
show(function() return os.execute("exit 3") end)
show(function() return os.execute("true") end)
show(function() return os.execute() end)
show(function() return os.execute("kill -9 $$") end)
show(function() return os.setlocale() end)
show(function() return os.setlocale("C") end)
show(function() return os.setlocale("nope") end)
show(function() return os.setlocale(nil, "all") end)
show(function() return os.setlocale("C", "bad") end)
show(function() return os.remove({}) end)
show(function() return os.exit("x") end)

-- program: date fields
for _, t in ipairs {0, 1, 86399, 951782400, 1e9, 1709208000, 2^31, -1, -86400, 253402300799} do
  local d = os.date("!*t", t)
  print(t, d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst)
  print(os.date("!%Y-%m-%dT%H:%M:%S %a %A %b %B %j %U %W %w %V %G %u %y %C %I %p", t))
  print(os.time(os.date("*t", t)))
end

-- program: date conversions
for c in ("aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%"):gmatch(".") do
  print(c, os.date("!%" .. c, 1e9))
end
for c in ("EcECExEXEyEYOdOeOHOIOmOMOSOuOUOVOwOWOy"):gmatch("..") do
  print(c, pcall(os.date, "!%" .. c, 1e9))
end
for _, f in ipairs {"%f", "%i", "%J", "%k", "%L", "%N", "%o", "%P", "%q", "%Q", "%s", "%v", "%1",
    "%-d", "%E", "%O", "%Ea", "%Oa", "%E%", "%", "x%", "%%%", "% "} do
  print(pcall(os.date, f, 0))
end

-- program: date arguments
print(os.date("", 0) == "", os.date("plain", 0), os.date("!", 0) == "", os.date("!!", 0),
  os.date("a\0b", 0) == "a\0b", #os.date("*t", 0), type(os.date("*t")), type(os.date("!*t x", 0)))
print(pcall(os.date, "*t", 2^60)) print(pcall(os.date, "!%Y", 1 << 62))
print(pcall(os.date, "%Y", "0")) print(pcall(os.date, "%Y", 1.5))
print(pcall(os.date, "%Y", {})) print(pcall(os.date, {}))
print(pcall(os.date, "!%H", 3600.0))
print(#os.date("!" .. ("%Y"):rep(500), 0))
print(os.date("!%c", 0), os.date(nil, 0) == os.date("%c", 0))

-- program: time normalises
for _, t in ipairs {{year = 2024, month = 1, day = 1}, {year = 2024, month = 13, day = 1},
    {year = 2024, month = 0, day = 0}, {year = 2024, month = 1, day = 366},
    {year = 2024, month = 1, day = -1}, {year = 2024, month = 1, day = 1, hour = 25, min = 61,
    sec = 61}, {year = 2024, month = 1, day = 1, hour = -1}, {year = 2023, month = 2, day = 29},
    {year = 1970, month = 1, day = 1, hour = 0}, {year = 1969, month = 12, day = 31, hour = 23,
    min = 59, sec = 58}, {year = 2024, month = -11, day = 1},
    {year = 2024, month = 1, day = 1, sec = 1e6}, {year = 1, month = 1, day = 1},
    {year = 9999, month = 12, day = 31}, {year = 2024, month = "2", day = " 3 "},
    {year = 2024.0, month = 2, day = 3, isdst = true}} do
  print(os.time(t))
  print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst)
end

-- program: time refuses
for _, t in ipairs {{}, {year = 2024}, {year = 2024, month = 1}, {month = 1, day = 1},
    {year = "x", month = 1, day = 1}, {year = 2024, month = 1.5, day = 1},
    {year = 2024, month = 1, day = {}}, {year = 2^40, month = 1, day = 1},
    {year = math.maxinteger, month = 1, day = 1}, {year = math.mininteger, month = 1, day = 1},
    {year = 2024, month = 1 << 40, day = 1}, {year = 2024, month = 1, day = 1, hour = "x"},
    {year = 2024, month = 1, day = 1, sec = 0.5}, {year = 2147483648 + 1899, month = 12,
    day = 31}} do
  print(pcall(os.time, t))
end
print(pcall(os.time, "x")) print(pcall(os.time, 5))
print(pcall(os.time, setmetatable({}, {__index = {year = 2000, month = 1, day = 2}})))

-- program: clock, difftime
print(math.type(os.clock()), os.clock() >= 0, math.type(os.time()), os.difftime(5, 3),
  os.difftime(3, 5), math.type(os.difftime(1, 0)), pcall(os.difftime))
print(pcall(os.difftime, 1)) print(pcall(os.difftime, "x", 1))
print(pcall(os.difftime, 1.5, 1))
print(os.difftime("10", 4.0))

-- program: execute
for _, c in ipairs {"true", "false", "exit 3", "exit 255", "kill -9 $$", "kill -15 $$",
    "no_such_command 2>/dev/null", "", "echo to the same output", "exit 256"} do
  print(c, os.execute(c))
end
print(os.execute()) print(pcall(os.execute, {}))
print(os.execute("test -n \"$PATH\""))
io.write("flushed by hand ")
io.flush()
os.execute("printf 'between '")
print("after")

-- program: remove and rename
local function write(n)
  local f = io.open(n, "w")
  f:write(n)
  f:close()
end
write("a")
write("b")
print(os.rename("a", "c"), io.open("a"), io.open("c"):read("a"))
print(os.rename("c", "b"), io.open("b"):read("a"))
print(os.rename("none", "x"))
print(os.rename("b", "none/x"))
print(os.remove("b"), os.remove("b"))
print(os.remove("none/x"))
os.execute("mkdir empty full && touch full/x")
print(os.remove("empty"))
print(os.remove("full")) print(pcall(os.remove)) print(pcall(os.rename, "a"))
print(pcall(os.rename, {}, "x")) print(pcall(os.remove, {}))
print(os.rename("", ""))

-- program: getenv, setlocale
print(os.getenv("NO_SUCH_VARIABLE"), os.getenv("TZ"), os.getenv(""), os.getenv("A=B"),
  pcall(os.getenv))
print(pcall(os.getenv, {}))
print(os.getenv(5))
print(os.setlocale(), os.setlocale("C"), os.setlocale(nil, "collate"), os.setlocale("C", "numeric"),
  os.setlocale("no_such_locale"))
for _, c in ipairs {"all", "collate", "ctype", "monetary", "numeric", "time", "messages", ""} do
  print(c, pcall(os.setlocale, nil, c))
end
print(pcall(os.setlocale, {}))
print(os.setlocale("POSIX") ~= nil)
