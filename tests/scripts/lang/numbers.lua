-- Integers, floats, conversions, comparisons, numeric for.
-- oracle: lua5.4
print(7 // 2, -7 // 2, 7 // -2, 7.5 // 2, -7.5 // 2, 1 // 0.0, -1 // 0.0, 0.0 / 0.0 ~= 0.0 / 0.0)
print(7 % 3, -7 % 3, 7 % -3, -7 % -3, 7.5 % 2, -7.5 % 2, 5 % math.huge, -5 % math.huge, -5.0 % -10)
print(math.mininteger // -1, math.mininteger % -1, math.maxinteger + 1 == math.mininteger)
print(1 << 63, 1 << 64, 1 << -1, -1 >> 1, -1 >> 63, 1 >> -3, 5 & 3.0, 5 | 2, 5 ~ 1, ~0)
print(2 ^ 10, 2 ^ 0.5, 10 / 2, 3 | 0, 1e15, 1e16, 2 ^ 53, 2 ^ 63, -0.0, 100000000000000)
print(1 == 1.0, math.maxinteger == math.maxinteger + 0.0, 2 ^ 53 == 2 ^ 53 + 1, "1" == 1)
print(1 < 1.5, math.maxinteger < 2 ^ 63, math.mininteger <= -2 ^ 63, -2 ^ 63 < math.mininteger, 0 / 0 < 1)
print("10" + 5, "0x10" * 2, "3.0" - 1, 10 .. 20, "5" // 2, -"2", "2" ^ 2, 10 % "3")
print(pcall(function() return 1 // 0 end)) print(pcall(function() return 1 % 0 end))
print(pcall(function() return 1.5 | 1 end)) print(pcall(function() return 2 ^ 63 | 1 end))
print(pcall(function() return "a" + 1 end)) print(pcall(function() return {} .. "x" end))
print(pcall(function() return "1" | 1 end))
print(math.type(1), math.type(1.0), math.type("1"), math.tointeger(3.0), math.tointeger(3.5), 3 | 0)
print(tostring(3.0), tostring(-0.0), 1e100, 0.1, 1 / 3, 123456789012345678)
print(0x7fffffffffffffff, 0xffffffffffffffff, 0x1p4, 1e2, .5, 3., 0x.8)
for i = 1, 3 do io.write(i, " ") end for i = 3, 1, -1 do io.write(i, " ") end
for i = 1, 0 do io.write("never") end for i = 1.0, 2, 0.5 do io.write(i, " ") end
for i = math.maxinteger - 1, math.maxinteger do io.write(i, " ") end
for i = math.mininteger, math.mininteger + 1 do io.write(i, " ") end
for i = 1, math.huge do if i > 2 then break end io.write(i, " ") end
for i = 1, -math.huge, -1 do if i < 0 then break end io.write(i, " ") end
for i = 1, 3.7 do io.write(i, " ") end for i = "2", "3" do io.write(i, " ") end
for i = 3, 1 do end for i = 1, 0 / 0 do io.write("nan") end print()
print(pcall(function() for i = 1, 10, 0 do end end)) print(pcall(function() for i = {}, 1 do end end))
print(pcall(function() for i = 1, "x" do end end)) print(pcall(function() for i = 1, 2, {} do end end))
local keys = {}
keys[1.0] = "a" keys[2 ^ 53] = "b"
print(keys[1], keys[2 ^ 53 | 0], next({ [3.0] = 1 }), #{ [1] = 1, [2.0] = 2 })
print(pcall(function() keys[0 / 0] = 1 end)) print(pcall(function() keys[nil] = 1 end)) print(keys[nil], keys[0 / 0])
