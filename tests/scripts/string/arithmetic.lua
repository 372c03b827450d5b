-- Strings in arithmetic: numerals are converted, through the metatable of strings.
local function fails(message, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and tostring(err):find(message, 1, true), tostring(err))
end
assert("10" + 1 == 11 and math.type("10" + 1) == "integer" and 1 + "10" == 11)
assert("10" + 1.0 == 11.0 and math.type("10" * 1.0) == "float" and "0x10" * 2 == 32)
assert("7" // 2 == 3 and "7" % "4" == 3 and "-7" // "2" == -4 and "-7" % "3" == 2)
assert("7" / 2 == 3.5 and "2" ^ 3 == 8.0 and -"3" == -3 and -" 0x1p1 " == -2.0)
assert("10" - "4" == 6 and "3" * "4" == 12 and "1e1" + 0 == 10.0)
assert(math.maxinteger + "1" == math.mininteger and "5.5" // "0" == math.huge)
fails("attempt to divide by zero", function() return "1" // 0 end)
fails("attempt to perform 'n%", function() return "1" % "0" end)
fails("attempt to add a 'string' with a 'number'", function() return "a" + 1 end)
fails("attempt to add a 'number' with a 'string'", function() return 1 + "a" end)
fails("attempt to mul a 'string' with a 'table'", function() return "10" * {} end)
fails("attempt to sub a 'table' with a 'string'", function() return {} - "10" end)
fails("attempt to unm a 'string' with a 'string'", function() return -"x" end)

-- the other operand's metamethod comes into its own
local t = setmetatable({}, {__add = function(a, b) return tostring(type(a)) .. type(b) end,
                            __idiv = function() return "idiv" end})
assert("x" + t == "stringtable" and t + "x" == "tablestring" and "1" // t == "idiv")
local mt = getmetatable("")
assert(mt.__index == string and type(mt.__add) == "function" and ("x").upper == string.upper)
print("ok")  -- expect: ok
