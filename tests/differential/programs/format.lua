-- string.format: each conversion under every kind of flag, width and precision, over ordinary,
-- boundary and wrong values; then what a directive itself can do wrong. (Manual: 6.4.)

-- program: format %d and %i
local specs = {"", "5", "-5", ".3", "05", "+", " ", "10.4", "-10.4", "+8.3", ".0", ".", "99", ".99",
  "#", "100", ".100", "--5", "00005", "123456", "0-5"}
local values = {5, -5, 0, 3.0, "10", "0x10", " 7 ", 1.5, "x", "", 2^63, -2^63, {}, true,
  math.mininteger, math.maxinteger}
for _, conversion in ipairs {"d", "i"} do
  for _, spec in ipairs(specs) do
    local format = "[%" .. spec .. conversion .. "]"
    for _, value in ipairs(values) do print(format, pcall(string.format, format, value)) end
    print(format, pcall(string.format, format, nil))
    print(format, pcall(string.format, format))
  end
end

-- program: format %u is none of Lua's
for _, spec in ipairs {"", "5", "-5", ".3", "05", "+", "#", "10.4", "100", "--5"} do
  local format = "%" .. spec .. "u"
  print(pcall(string.format, format, 5), pcall(string.format, format))
end

-- program: format %x, %X and %o
local specs = {"", "8", "-8", ".3", "08", "#", "#08", "#.6", "10.4", "-#10.4", ".0", ".", "99",
  ".99", "+", " ", "100", ".100", "--5", "123456"}
local values = {255, 8, -1, 0, 16.0, "0xAbC", 0.5, "x", 2^53, 2^64, {}, math.mininteger,
  math.maxinteger}
for _, conversion in ipairs {"x", "X", "o"} do
  for _, spec in ipairs(specs) do
    local format = "[%" .. spec .. conversion .. "]"
    for _, value in ipairs(values) do print(format, pcall(string.format, format, value)) end
    print(format, pcall(string.format, format, nil))
  end
end

-- program: format %c
local specs = {"", "5", "-5", "99", ".3", "05", "+", " ", "#", "10.4", ".", "100", "--5", "123456"}
for _, spec in ipairs(specs) do
  local format = "[%" .. spec .. "c]"
  for _, value in ipairs {65, 0, 10, 255, 256, -1, 66.0, "67", 1.5, "x", {}, 2^40} do
    local ok, text = pcall(string.format, format, value)
    if ok then
      text = text:gsub("[^\32-\126]", function(c) return ("<%d>"):format(c:byte()) end)
    end
    print(format, ok, text)
  end
end

-- program: format %e, %f, %g and their capitals
local specs = {"", "8", "-8", ".3", "012", "+", " ", "#", "10.4", "-10.4", "+.2", ".0", "#.0", ".",
  "99", ".99", "0+9.1", "100", ".100", "--5", "123456"}
local values = {1.5, -1.5, 0, -0.0, 1e15, 1e20, 100000, 1e-5, 0.1, 123456789, 1e100, 1e308, 5e-324,
  1/0, -1/0, math.maxinteger, "2.5", "0x.8", "x", {}, true}
for _, conversion in ipairs {"e", "E", "f", "F", "g", "G"} do
  for _, spec in ipairs(specs) do
    local format = "[%" .. spec .. conversion .. "]"
    for _, value in ipairs(values) do print(format, pcall(string.format, format, value)) end
    print(format, pcall(string.format, format, nil))
  end
end

-- program: format %a and %A
local specs = {"", "30", "-30", ".3", "030", "+", " ", "#", "20.4", "-20.4", ".0", ".", "99", ".99",
  "100", ".100", "--5", "123456"}
for _, conversion in ipairs {"a", "A"} do
  for _, spec in ipairs(specs) do
    local format = "[%" .. spec .. conversion .. "]"
    for _, value in ipairs {1.0, 0.5, -0.0, 255.5, 0.1, 1/0, -1/0, 5e-324, 3, "4", "x", {}} do
      print(format, pcall(string.format, format, value))
    end
  end
end

-- program: format of not-a-number
for _, conversion in ipairs {"e", "f", "g", "a", "E", "G", "A"} do
  local text = string.format("%" .. conversion, 0/0)
  print(conversion, (text:gsub("-", "")))
end
print(pcall(string.format, "%d", 0/0), pcall(string.format, "%x", 1/0))

-- program: format %s
local specs = {"", "5", "-5", ".3", "10.4", "-10.4", ".0", ".", "99", ".99", "05", "+", " ", "#",
  "100", ".100", "--5", "123456"}
for _, spec in ipairs(specs) do
  local format = "[%" .. spec .. "s]"
  for _, value in ipairs {"abcdef", "", 5, 1.0, true, false, -0.0, 2^63, ("long "):rep(30)} do
    print(format, pcall(string.format, format, value))
  end
  print(format, pcall(string.format, format, nil))
  print(format, pcall(string.format, format))
end

-- program: format %s and zero bytes
print(#string.format("%s", "a\0b"), #string.format("%s", ("x\0"):rep(200)))
print(pcall(string.format, "%5s", "a\0b"))
print(pcall(string.format, "%.1s", "a\0b"))
print(pcall(string.format, "%.20s", ("x"):rep(1000)))
print(string.format("a\0%s\0", "b") == "a\0b\0")

-- program: format %s uses __tostring and __name
local function with(mt) return setmetatable({}, mt) end
print(string.format("%s", with {__tostring = function() return "TS" end}))
print(string.format("%5s|%-5s|%.1s", "ab", with {__tostring = function() return "cd" end}, "efg"))
print(pcall(string.format, "%s", with {__tostring = function() return 1 end}))
print(pcall(string.format, "%s", with {__tostring = function() return nil end}))
print(pcall(string.format, "%s", with {__tostring = function() error("no text", 0) end}))
print((string.format("%s", with {__name = "MyType"}):gsub("0x%x+", "ADDRESS")))
print((string.format("%s", with {__name = 5}):gsub("0x%x+", "ADDRESS")))
print(pcall(string.format, "%d", with {__name = "MyType"}))

-- program: format %q
local values = {"a\n\0\"\\\r1", "\0001", "tab\tbell\a\127\200", "", 5, -5, 1.5, -0.0, 1e100, 0.1,
  2^63, math.mininteger, math.maxinteger, 1/0, -1/0, true, false, {}, print}
for _, value in ipairs(values) do print(pcall(string.format, "%q", value)) end
print(pcall(string.format, "%q", nil))
print(pcall(string.format, "%q"))
print(string.format("%q", 0/0))
for _, value in ipairs(values) do
  local ok, text = pcall(string.format, "%q", value)
  if ok then print(load("return " .. text)() == value) end
end
print(pcall(string.format, "%5q", "x"))
print(pcall(string.format, "%.3q", 1))
print(pcall(string.format, "%#q", 1))

-- program: format %p
for _, value in ipairs {1, 1.5, true, "", "s"} do
  print(type(value), type(string.format("%p", value)), value ~= "s" and string.format("%p", value))
end
print(string.format("%p", nil), string.format("[%10p]", nil), string.format("[%-10p]", 1))
local t, s = {}, "a string"
local text = string.format("%p", t)
print(text == string.format("%p", t), text == string.format("%p", {}),
  tostring(t):match("0x%x+") == text)
print(string.format("%p", s) == string.format("%p", "a " .. "string"))
print(pcall(string.format, "%.3p", t))
print(pcall(string.format, "%05p", t))
print(pcall(string.format, "%p"))

-- program: format of per cent signs and unknown conversions
print(string.format("%%"), string.format("100%% %s%%", "x"))
for _, format in ipairs {"%", "%5", "%y", "%5.5y", "%5%", "%#12.5y", "%-", "%.", "x%", "%\0", "%\n",
  "%l", "%D", "%n", "%v", "%ld", "%*d", "%1$d", "%'d", "%hd", "%S", "%C", "%5", "%-+ #0",
  "%--------------------", "%0123456789012345678901234567890d"} do
  print(pcall(string.format, format, 1))
end

-- program: format takes each argument once
print(string.format("%d %s %g", 1, "two", 3.5), string.format("no directives", 1, 2))
print(string.format("%d", 1, 2), string.format(5), string.format(1.5))
print(pcall(string.format))
print(pcall(string.format, nil))
print(pcall(string.format, {}))
print(pcall(string.format, "%s %s", 1))
print(pcall(string.format, "%d %d %d", 1, 2, "x"))
print(pcall(string.format, "%10.123f", 1))
print(pcall(string.format, "%0123d", 1))
print(pcall(string.format, "%-+ #0d", 1))
print(pcall(("%d").format, "%d", "1.0"))
print(pcall(function() return ("%d"):format("x") end))
print(pcall(function() return ("%d"):format() end))

-- program: format makes long strings
local long = ("0123456789"):rep(1000)
print(#string.format("%s%s%s", long, long, long), #string.format("%-99s", "x"))
local numbers = {}
for i = 1, 200 do numbers[i] = i end
print(string.format(("%d "):rep(200), table.unpack(numbers)))
print(#string.format("%.99f", 1e308), #string.format("%99.99f", -1e308))
