-- The mathematical functions, integers and floats. (Manual: 3.4.3, 6.7.)

-- program: conversion
local function show(f) print(pcall(f)) end
show(function() return math.floor(3.7) end)
show(function() return math.floor(-3.7) end)
show(function() return math.ceil(3.2) end)
show(function() return math.ceil(-3.2) end)
show(function() return math.floor(2^70) end)
show(function() return math.floor("3.7") end)
show(function() return math.floor({}) end)
show(function() return math.tointeger(3.0) end)
show(function() return math.tointeger(3.5) end)
show(function() return math.tointeger("8") end)
show(function() return math.tointeger({}) end)
show(function() return math.tointeger(2^63) end)
show(function() return math.type(1) end)
show(function() return math.type(1.0) end)
show(function() return math.type("1") end)
show(function() return math.type() end)
show(function() return math.fmod(7, 3) end)
show(function() return math.fmod(-7, 3) end)
show(function() return math.fmod(7, -3) end)
show(function() return math.fmod(1, 0) end)
show(function() return math.fmod(1, 0.0) end)
show(function() return math.fmod(math.mininteger, -1) end)
show(function() return math.fmod(5.5, 2) end)
show(function() return math.modf(3.7) end)
show(function() return math.modf(-3.7) end)
show(function() return math.modf(5) end)
show(function() return math.modf(1/0) end)
show(function() return math.modf(2^60) end)

-- program: functions
local function show(f) print(pcall(f)) end
show(function() return math.abs(-5) end)
show(function() return math.abs(-5.5) end)
show(function() return math.abs("-3") end)
show(function() return math.max(1, 2.5, -1) end)
show(function() return math.min(1, 2.5, -1) end)
show(function() return math.max() end)
show(function() return math.max("10", 2) end)
show(function() return math.min(1, "x") end)
show(function() return math.sqrt(16) end)
show(function() return math.exp(0) end)
show(function() return math.log(8, 2) end)
show(function() return math.log(100, 10) end)
show(function() return math.log(1) end)
show(function() return math.log(0) end)
show(function() return math.log(8, 3) end)
show(function() return math.sin(0) end)
show(function() return math.cos(0) end)
show(function() return math.tan(0) end)
show(function() return math.asin(1) end)
show(function() return math.acos(1) end)
show(function() return math.atan(1) end)
show(function() return math.atan(1, -1) end)
show(function() return math.deg(math.pi) end)
show(function() return math.rad(180) end)
show(function() return math.ult(1, -1) end)
show(function() return math.ult(-1, 1) end)
show(function() return math.ult(1.5, 2) end)
show(function() return math.pi end)
show(function() return math.huge end)
show(function() return math.maxinteger end)
show(function() return math.mininteger end)

-- program: random
local function show(f) print(pcall(f)) end
show(function()
  return (function()
    math.randomseed(42)
    return math.random(1, 100), math.random(1, 100), math.random(10), math.random()
  end)()
end)
show(function() return (function() math.randomseed(1, 2) return math.random(0) end)() end)
show(function() return math.random(0, -1) end)
show(function() return math.random(1, 2, 3) end)
show(function() return math.random(1.5) end)
show(function() return math.random(5, 5) end)
show(function()
  return (function() math.randomseed(7) return math.random(math.mininteger, math.maxinteger) end)()
end)
show(function() return math.random("x") end)
show(function() return (function() math.randomseed(3.0) return math.random(1000) end)() end)
show(function() return (function() math.randomseed(3.5) return math.random(1000) end)() end)

-- program: floor, ceil, tointeger, type over every kind of value
local values = {0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2^31, 2^53, 2^62, 2^63, -2^63, 1e308, -1e308, 1/0,
  -1/0, 0/0, math.maxinteger, math.mininteger, 5e-324, "3", "3.7", "0x10", "x", "", true, {}}
for _, f in ipairs {"floor", "ceil", "tointeger", "type", "abs", "modf", "sqrt", "exp"} do
  for i, v in ipairs(values) do if not (v ~= v) then print(f, i, pcall(math[f], v)) end end
  print(f, pcall(math[f])) print(f, pcall(math[f], nil))
end

-- program: fmod and the modulo operator
local values = {0, 1, -1, 3, -3, 7, -7, 0.0, -0.0, 2.5, -2.5, 1/0, -1/0, math.maxinteger,
  math.mininteger, 2^53}
local function text(ok, v)
  return v ~= v and "nan" or ok and tostring(v) or (v:gsub("^.-:%d+: ", ""))
end
for _, a in ipairs(values) do
  local row = {}
  for _, b in ipairs(values) do
    row[#row + 1] = text(pcall(math.fmod, a, b)) .. "|" .. text(pcall(function()
      return a % b
    end)) .. "|" .. text(pcall(function() return a // b end))
  end
  print(a, table.concat(row, " "))
end
Xprint(pcall(math.fmod, 1))
print(pcall(math.fmod, "5", "3")) print(pcall(math.fmod, "x", 1))
print(pcall(math.fmod, 1, {}))

-- program: max and min
print(math.max(1), math.max(1, 2.0), math.max(2, 2.0), math.max(2.0, 2), math.min(1, 1.0),
  math.max(-0.0, 0.0), math.max(math.maxinteger, 2^63), math.min(math.mininteger, -2^63),
  math.max(1/0, -1/0), math.max("10", "9"), math.min("10", 9))
print(pcall(math.max)) print(pcall(math.min)) print(pcall(math.max, nil))
print(pcall(math.max, 1, {})) print(pcall(math.max, 1, "x"))
print(math.max(table.unpack({5, 3, 9, 1})), math.min(table.unpack({5, 3, 9, 1})))

-- program: ult
for _, a in ipairs {0, 1, -1, math.maxinteger, math.mininteger} do
  for _, b in ipairs {0, 1, -1, math.maxinteger, math.mininteger} do
    io.write(tostring(math.ult(a, b)), " ")
  end
  print()
end
print(math.ult(1.0, "2")) print(pcall(math.ult, 1.5, 1)) print(pcall(math.ult, 1))
print(pcall(math.ult, {}, 1)) print(pcall(math.ult, 2^63, 1))

-- program: logarithms, roots, powers
for _, x in ipairs {1, 2, 8, 10, 100, 1024, 0.5, 1e300} do
  print(x, math.log(x), math.log(x, 2), math.log(x, 10), math.log(x, 16), math.sqrt(x),
    math.exp(x / 100))
end
print(math.log(0), math.log(0, 2), math.log(0, 10), math.log(1, 0), math.sqrt(1/0), math.exp(1000),
  math.exp(-1000), math.log(1/0))
print(pcall(math.log)) print(pcall(math.log, "x")) print(pcall(math.log, 2, "x"))
print(math.log("8", "2"), pcall(math.log, 2, {}))
print(2^10, 2^0.5, (-2)^2, (-8)^(1/3) ~= (-8)^(1/3), 0^0, 10^-2, 2^1024, (-1)^(1/0))

-- program: circular functions
for _, x in ipairs {0, 0.5, 1, -1, 2, 3.14, 100, 1e10} do
  print(x, math.sin(x), math.cos(x), math.tan(x), math.atan(x), math.atan(x, -2), math.deg(x),
    math.rad(x))
end
print(math.asin(1), math.asin(-1), math.acos(-1), math.acos(0), math.atan(1/0), math.atan(0, -1),
  math.atan(-0.0, -1), math.atan(0, 0))
for _, f in ipairs {"sin", "cos", "tan", "asin", "acos", "deg", "rad"} do
  print(f, pcall(math[f])) print(f, pcall(math[f], "x"))
  print(f, math[f]("0.5"))
end

-- program: random numbers of a seed
for _, seed in ipairs {0, 1, 42, -1, math.maxinteger, math.mininteger, 2^31} do
  math.randomseed(seed)
  print(seed, math.random(100), math.random(-10, 10), math.random(0), math.random(1 << 40),
    math.random(math.mininteger, math.maxinteger), math.random())
end
math.randomseed(1, 2)
print(math.random(1000), math.random(1000))
math.randomseed(1.0)
print(math.random(1000))
math.randomseed(5)
local t = {}
for i = 1, 20 do t[i] = math.random(6) end
print(table.concat(t, " "))
for i = 1, 5 do io.write(math.random(), " ", math.random(3, 3), " ", math.random(2), " ") end
print()
print(math.random(1, math.maxinteger), math.random(-5, -5),
  math.random(math.maxinteger, math.maxinteger))

-- program: random refuses
for _, a in ipairs {{0, -1}, {1, 0}, {2, 1}, {-1}, {math.mininteger}, {1, 2, 3}, {1.5}, {"x"},
    {1, 1.5}, {{}}, {1, "y"}, {2^63}, {nil, 1}} do
  print(pcall(math.random, table.unpack(a, 1, 3 - (a[3] and 0 or a[2] and 1 or 2))))
end
print(pcall(math.randomseed, "x")) print(pcall(math.randomseed, {}))
print(pcall(math.randomseed, 1.5)) print(pcall(math.randomseed, 1, "x"))
print(select("#", math.randomseed(3)), pcall(math.random, "3") == true)

-- program: integers and floats in conversions
print(1 == 1.0, math.type(1 + 1.0), math.type(4 / 2), math.type(7 // 2.0), math.type(2^2),
  math.type(10 // 3), 3 | 0, pcall(function()
  return 3.5 | 0
end))
print(2^53 == 2^53 + 1, 2^53 | 0 == (2^53 | 0) + 1, math.maxinteger + 1.0 == 2^63,
  math.maxinteger + 0.0 == math.maxinteger, math.maxinteger < 2^63, math.mininteger <= -2^63,
  math.mininteger == -2^63)
print(math.tointeger("0x7fffffffffffffff"), math.tointeger("1e2"), math.tointeger(" 5 "), "10" + 5,
  "0x10" * 2, "1e1" // 1, 10 .. 20, -"2", "5" % 3)
print(tostring(3.0), tostring(-0.0), 1e15, 1e16, 2^63, 123456789012, 0.1, 1/3, 100 // 1e300,
  5 // 0.0, -5 // 0.0, -5 % math.huge, 5 % -math.huge)

-- program: the library's table
local names = {}
for k, v in pairs(math) do names[#names + 1] = k .. ":" .. (math.type(v) or type(v)) end
table.sort(names)
print(table.concat(names, " "))
print(math.pi, math.huge, -math.huge, math.maxinteger, math.mininteger,
  math.maxinteger + 1 == math.mininteger, math.maxinteger * 2, math.mininteger // -1,
  math.abs(math.mininteger), -math.mininteger)
