-- debug.getmetatable, setmetatable, getregistry, uservalues, setcstacklimit.
-- oracle: lua5.4
local mt = { __index = { v = 1 }, __metatable = "hidden", __name = "My" }
local t = setmetatable({}, mt)
print(getmetatable(t), debug.getmetatable(t) == mt, debug.getmetatable({}), debug.getmetatable(1))
print(debug.setmetatable(t, nil) == t, debug.getmetatable(t), pcall(debug.getmetatable))
print(debug.getmetatable("").__index == string, debug.getmetatable(io.stdout).__name)
-- basic types
debug.setmetatable(10, { __index = function(n, k) return k .. n end, __call = function(n, x) return n + x end,
  __len = function(n) return n // 1 end })
print((5).abc, (2.5).x, (3)(4), #7, getmetatable(1.5) == getmetatable(2))
debug.setmetatable(10, nil) print(pcall(function() return (5).abc end))
debug.setmetatable(nil, { __index = function(_, k) return "nil." .. tostring(k) end, __add = function(a, b) return "added" end,
  __tostring = function() return "NIL" end, __concat = function(a, b) return "cat" end, __lt = function() return true end,
  __unm = function() return "minus" end, __call = function(_, x) return x end, __name = "NOTHING" })
local none
print(none.x, none.y.z, none + 1, 1 + none, tostring(nil), none .. "x", none < 1, -none, none(6), undefined.z)
print(pcall(function() return none & 1 end)) print(pcall(function() none.x = 1 end))
print(pcall(string.rep)) print(pcall(string.rep, nil))
debug.setmetatable(nil, nil) print(pcall(function() return none.x end))
debug.setmetatable(true, { __index = { yes = 1 }, __eq = function() return true end, __band = function() return "and" end })
print((true).yes, (false).yes, true == false, true & 1, getmetatable(true) == getmetatable(false))
debug.setmetatable(true, nil)
debug.setmetatable(print, { __index = { curry = function(f, a) return function(...) return f(a, ...) end end },
  __concat = function(f, g) return function(...) return g(f(...)) end end })
print(math.max:curry(5)(3), (math.abs .. function(x) return x * 2 end)(-4), getmetatable(print) == getmetatable(function() end))
debug.setmetatable(print, nil)
local co = coroutine.create(print)
debug.setmetatable(co, { __index = coroutine, __close = function() print("closed") end })
print(co:status()) do local c <close> = co end debug.setmetatable(co, nil) print(debug.getmetatable(co))
local old = debug.getmetatable("")
debug.setmetatable("", { __index = function(s, i) return s .. i end }) print(("x")[1], ("x").y)
debug.setmetatable("", nil) print(pcall(function() return ("x"):len() end)) debug.setmetatable("", old) print(("x"):len())
print(pcall(debug.setmetatable, 1)) print(pcall(debug.setmetatable, 1, 2)) print(pcall(debug.setmetatable, {}, "x"))
-- registry
local r = debug.getregistry()
print(type(r), r == debug.getregistry(), r._LOADED == package.loaded, r._PRELOAD == package.preload, r[2] == _G,
  type(r[1]), type(r["FILE*"]))
-- user values: files have none
print(debug.getuservalue(io.stdout)) print(debug.getuservalue(io.stdout, 2)) print(debug.getuservalue(1))
print(debug.setuservalue(io.stdout, 1)) print(pcall(debug.setuservalue, 1, 2)) print(pcall(debug.setuservalue, io.stdout))
print(debug.setcstacklimit(10), pcall(debug.setcstacklimit))
local names = {}
for name in pairs(debug) do names[#names + 1] = name end
table.sort(names) print(table.concat(names, " "))
