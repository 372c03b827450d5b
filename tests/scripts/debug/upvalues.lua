-- debug.getupvalue, setupvalue, upvalueid, upvaluejoin.
-- oracle: lua5.4
local a, b, c = 1, 2, 3
local function set(x) b = x return c end
local function get() return a, b, c end
for i = 0, 4 do print(i, debug.getupvalue(get, i)) print(i, debug.getupvalue(set, i)) end
print(debug.setupvalue(set, 1, "new"), b, get())
print(debug.setupvalue(set, 2, "C"), c, get())
print(debug.setupvalue(set, 3, 0), select("#", debug.setupvalue(set, 3, 0)))
print(debug.getupvalue(string.gmatch("x", "x"), 1) == "", debug.getupvalue(print, 1))
print(select("#", debug.getupvalue(print, 1)))
print(debug.getupvalue(load("return x"), 1) == "_ENV", debug.setupvalue(load("return x"), 1, { x = 5 }))
local chunk = load("return x") debug.setupvalue(chunk, 1, { x = 7 }) print(chunk())
local stripped = load(string.dump(function() return a, b end, true))
print((debug.getupvalue(stripped, 1))) print(debug.setupvalue(stripped, 2, 9), debug.getupvalue(stripped, 2))

print(debug.upvalueid(set, 1) == debug.upvalueid(get, 2), debug.upvalueid(set, 2) == debug.upvalueid(get, 3),
  debug.upvalueid(set, 1) == debug.upvalueid(set, 2), type(debug.upvalueid(get, 1)), debug.upvalueid(get, 4),
  debug.upvalueid(print, 1))
local fs = {}
for i = 1, 2 do local j = 0 fs[#fs + 1] = function() j = j + 1 return j, i end fs[#fs + 1] = function() return j, i end end
print(debug.upvalueid(fs[1], 1) == debug.upvalueid(fs[2], 1), debug.upvalueid(fs[1], 1) == debug.upvalueid(fs[3], 1))
fs[1]() print(fs[2]()) print(fs[4]())
debug.upvaluejoin(fs[4], 1, fs[1], 1) print(fs[4]()) fs[1]() print(fs[4]()) print(fs[3]())
print(debug.upvalueid(fs[4], 1) == debug.upvalueid(fs[1], 1))
local env = setmetatable({}, { __index = _G })
local function uses() return z end
debug.setupvalue(uses, 1, env) env.z = "env" print(uses(), z)
_ENV = setmetatable({}, { __index = _ENV })
for _, args in ipairs { { "getupvalue" }, { "getupvalue", 1 }, { "getupvalue", 1, 1 }, { "setupvalue", get, 1 },
  { "setupvalue", 1, 1, 1 }, { "upvalueid", 1, 1 }, { "upvalueid", get }, { "upvalueid", get, "x" },
  { "upvaluejoin", get, 9, get, 1 }, { "upvaluejoin", get, 1, get, 9 }, { "upvaluejoin", get, 1, print, 1 },
  { "upvaluejoin", string.gmatch("", ""), 1, get, 1 }, { "upvaluejoin", get, 1, string.gmatch("", ""), 1 } } do
  print(pcall(debug[args[1]], table.unpack(args, 2)))
end
