-- Operators over integers, floats and strings; the names in their errors. (Manual: 3.4.)

-- program: integer division and modulo by signs
local function show(f) print(pcall(f)) end
show(function() return 7 // 2 end)
show(function() return -7 // 2 end)
show(function() return 7 // -2 end)
show(function() return -7 // -2 end)
show(function() return 7 % 3 end)
show(function() return -7 % 3 end)
show(function() return 7 % -3 end)
show(function() return -7 % -3 end)
show(function() return 7.5 // 2 end)
show(function() return -7.5 // 2 end)
show(function() return 7.5 % -2 end)
show(function() return -0.0 % 3 end)
show(function() return 5 % math.huge end)
show(function() return -5 % math.huge end)
show(function() return 5 // 0.0 end)
show(function() return -5 // 0.0 end)
show(function() return 0/0 ~= 0/0 end)
show(function() return math.mininteger // -1 end)
show(function() return math.mininteger % -1 end)

-- program: wraparound
local function show(f) print(pcall(f)) end
show(function() return math.maxinteger + 1 == math.mininteger end)
show(function() return math.mininteger - 1 end)
show(function() return math.maxinteger * 2 end)
show(function() return -math.mininteger end)
show(function() return math.abs(math.mininteger) end)
show(function() return math.maxinteger + 1.0 end)

-- program: power and division make floats
local function show(f) print(pcall(f)) end
show(function() return 2^2 end)
show(function() return 7/7 end)
show(function() return 2^0.5 end)
show(function() return (-8)^(1/3) ~= (-8)^(1/3) end)
show(function() return 10/2 end)
show(function() return 1e308*10 end)
show(function() return -1e308*10 end)
show(function() return 2^-1074 end)

-- program: shifts
local function show(f) print(pcall(f)) end
show(function() return 1 << 63 end)
show(function() return 1 << 64 end)
show(function() return 1 << -1 end)
show(function() return -1 >> 1 end)
show(function() return -1 >> 63 end)
show(function() return -1 >> 64 end)
show(function() return 1 >> -62 end)
show(function() return 2^53 | 0 end)
show(function() return "3" << 1 end)
show(function() return 1.0 << 2 end)
show(function() return ~0 end)
show(function() return ~5.0 end)

-- program: bitwise errors
local function show(f) print(pcall(f)) end
show(function() return 1 | 1.5 end)
show(function() return 1 | "a" end)
show(function() return 1 & {} end)
show(function() return 2^64 | 0 end)
show(function() return "1.5" | 1 end)
show(function() return nil ~ 1 end)
show(function() return ~nil end)
show(function() return ~"x" end)
show(function() return 1 << 1e100 end)
show(function() return ~1.5 end)
show(function() return "0x10" & 0xff end)
show(function() return "  7  " | 0 end)

-- program: string arithmetic
local function show(f) print(pcall(f)) end
show(function() return "10" + 5 end)
show(function() return "0x10" + 0 end)
show(function() return "1e1" * 1 end)
show(function() return " 5 " - 1 end)
show(function() return "a" + 1 end)
show(function() return "" + 1 end)
show(function() return -"2" end)
show(function() return -"2.0" end)
show(function() return -"abc" end)
show(function() return "10" // "3" end)
show(function() return "7" % 2 end)
show(function() return "2" ^ 2 end)
show(function() return 10 .. 20 end)
show(function() return 1.5 .. "" end)
show(function() return -0.0 .. "" end)
show(function() return 2^63 .. "" end)
show(function() return 1e15 .. " " .. 1e16 end)

-- program: comparison
local function show(f) print(pcall(f)) end
show(function() return 1 < 1.5 end)
show(function() return 1 == 1.0 end)
show(function() return "a" < "b" end)
show(function() return "a" < "B" end)
show(function() return "" < "a" end)
show(function() return "a\0b" < "a\0c" end)
show(function() return math.maxinteger < math.huge end)
show(function() return math.maxinteger + 0.0 == math.maxinteger end)
show(function() return 2^53 == 2^53 + 1 end)
show(function() return math.mininteger <= -2^63 end)
show(function() return 1 < "2" end)
show(function() return {} < {} end)
show(function() return nil < 1 end)
show(function() return "1" == 1 end)
show(function() return 0/0 < 1 end)
show(function() return 0/0 >= 1 end)

-- program: integer and float borders
local function show(f) print(pcall(f)) end
show(function() return math.maxinteger < 2^63 end)
show(function() return math.maxinteger + 1.0 > math.maxinteger end)
show(function() return math.mininteger >= -2^63 end)
show(function() return 9007199254740993 < 9007199254740992.0 end)
show(function() return 9007199254740993 == 9007199254740992.0 end)

-- program: concatenation errors
local function show(f) print(pcall(f)) end
show(function() return 1 .. {} end)
show(function() return nil .. "x" end)
show(function() return "x" .. true end)
show(function() return print .. "" end)
show(function() return ("x"):rep(3) .. 1 .. nil end)

-- program: length
local function show(f) print(pcall(f)) end
show(function() return #"abc" end)
show(function() return #{1,2,3} end)
show(function() return #{n=1} end)
show(function() return #nil end)
show(function() return #5 end)
show(function() return #"a\0b" end)

-- program: and or not
local function show(f) print(pcall(f)) end
show(function() return nil and 1 end)
show(function() return false or nil end)
show(function() return 1 and 2 end)
show(function() return nil or false end)
show(function() return not nil end)
show(function() return not 0 end)
show(function() return false == nil end)
show(function() return 1 and nil or 3 end)

-- program: precedence
print(2^3^2, -2^2, not nil == true, 1 .. 2 == "12", 2 * 3 % 4, 1 << 2 + 1, "a" .. "b" == "ab",
  -3 % 5, 7 // 2 * 2, 1 | 2 ~ 3 & 4, not 1 == 2)

-- program: precedence of comparison below bitwise
print(5 & 3 == 3)

-- program: names in arithmetic errors
local function show(f) print(pcall(f)) end
show(function() return undefinedvar + 1 end)
show(function() return ({}).x.y end)
show(function() return undefinedvar.x end)
show(function() return undefinedvar() end)
show(function() return ("x")() end)
show(function() return ({}).f() end)
show(function() return math.nofunction() end)
show(function() return (1)() end)
show(function() return string.nope("x") end)

-- program: names of locals, upvalues, fields, constants
local t, u = {}, nil
local function try(f) print(select(2, pcall(f))) end
try(function() local a; a() end)
try(function() local a; a.b = 1 end)
try(function() u() end)
try(function() u.x = 1 end)
try(function() t.x.y = 1 end)
try(function() t.x() end)
try(function() t:m() end)
try(function() local s = "x"; s:nope() end)
try(function() return t.a + 1 end)
try(function() return 1 + t.a end)
try(function() return t.a .. "x" end)
try(function() return t.a < 1 end)
try(function() return #t.a end)
try(function() return -t.a end)
try(function() t[nil] = 1 end)
try(function() t[0/0] = 1 end)
try(function() local i = 1; return t[i].x end)
try(function() return t[1][2] end)
try(function() return ("x").y.z end)
try(function() for i = 1, t.n do end end)
try(function() for i = t, 1 do end end)
try(function() for i = 1, 2, {} do end end)
try(function() for i = 1, 2, 0 do end end)
try(function() for k in t.x do end end)
try(function() for k in 5 do end end)
try(function() a.b.c.d = 1 end)
try(function() return t.x.y.z end)
try(function() return 2^53 | 1.5 end)
try(function() local x <close> = 42 end)
try(function() local x = 1.5; return x | 1 end)
try(function() return t | 1 end)
try(function() return t.q | 1 end)
