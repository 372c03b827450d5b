-- The basic functions. (Manual: 6.1.)

-- program: load
local function show(f) print(pcall(f)) end
show(function() return load("return 1")() end)
show(function() return load("x =") end)
show(function() return load("return ...")(5) end)
show(function() return load(function() return nil end)() end)
show(function() return load(5) end)
show(function() return load("return x", "n", "t", {x = 7})() end)
show(function() return load("x", "=name") end)
show(function() return load("x", "@file") end)
show(function() return load("x\ny", "line one\nline two") end)
show(function() return load("\27Lua") end)
show(function() return load("return 1", "n", "b") end)
show(function() return load(string.dump(function() return 5 end))() end)
show(function() return load(string.dump(function() return 5 end), "n", "t") end)
show(function()
  return (function()
    local n = 3
    return load(function() n = n - 1 if n > 0 then return 5 end end)
  end)()
end)
show(function() return load(function() error("reader") end) end)
show(function() return load("return 1", "n", "q") end)
show(function() return load() end)
show(function() return load("return _ENV", "n", "t", nil)() end)
show(function() return load(("x"):rep(100) .. " = = 1") end)
show(function() return load("error(\"long\")", ("n"):rep(100))() end)

-- program: load piece by piece
local parts = {"return ", "1 ", "+ 2", nil}
local i = 0
print(load(function() i = i + 1 return parts[i] end)())
local n = 0
print(load(function()
  n = n + 1
  if n == 1 then return "return 5" elseif n == 2 then return "" end
  return " + 1"
end)())

-- program: loadfile and dofile
local f = io.open("a.lua", "w")
f:write("#!shebang\nreturn ..., 5, y")
f:close()
print(loadfile("a.lua")(1))
print(loadfile("a.lua", "t", {y = 9})(2))
print(dofile("a.lua"))
print(loadfile("none.lua")) print(pcall(dofile, "none.lua"))
print(loadfile("a.lua", "b"))
f = io.open("b.lua", "w")
f:write("x = ")
f:close()
print(loadfile("b.lua")) print(pcall(dofile, "b.lua"))

-- program: environments
local e = {print = print}
local f = load("x = 1 print(x)", "c", "t", e)
f()
print(x, e.x)
local _ENV = {print = print}
y = 5
print(y, _ENV.y)
do
  local _ENV <const> = {print = print}
  z = 1
  print(z)
end
print(z)

-- program: _G
print(_G._G == _G, _VERSION, _G.print == print)
_G.newglobal = 5
print(newglobal)
setmetatable(_G, {__index = function(_, k) return "no " .. k end})
print(undefinedname)

-- program: collectgarbage
local function show(f) print(pcall(f)) end
show(function() return collectgarbage("nope") end)
show(function() return math.type(collectgarbage("count")) end)
show(function() return collectgarbage("stop") end)
show(function() return collectgarbage("isrunning") end)
show(function() return collectgarbage("restart") end)
show(function() return collectgarbage("isrunning") end)
show(function() return collectgarbage("collect") end)
show(function() return collectgarbage("generational") end)
show(function() return collectgarbage("incremental") end)
show(function() return collectgarbage(5) end)

-- program: print
print()
print(nil, true, 1, 1.0, "x")
print(1e100, -0.0, 2^53)
io.write(1, 2.5, "x\n")
print(("x"):rep(3), #"abc")

-- program: warn
warn("@on")
warn("a", "b")
warn("@off")
warn("c")
warn("@on")
warn("@unknown")
warn("d")
print(pcall(warn)) print(pcall(warn, {}))

-- program: type
for _, v in ipairs({1, "x", {}, print, true, coroutine.create(print), io.stdout}) do
  io.write(type(v), " ")
end
print(type(nil)) print(pcall(type))

-- program: require
package.preload.m = function(...) print(...) return {v = 1} end
print(require("m").v, select(2, require("m")))
print(package.loaded.m.v) print(pcall(require, "no.such.module"))
package.preload.n = function() end
print(require "n")
print(package.loaded.n)
package.preload.f = function() return false end
print(require "f") print(pcall(require))

-- program: require of files
local f = io.open("mod.lua", "w")
f:write("print(...) return 5")
f:close()
package.path = "./?.lua"
print(require "mod")
print(package.searchpath("mod", package.path))
print(package.searchpath("a.b", "./?.lua;./?/x.lua"))
print(package.searchpath("a-b", "?", "-", "+"))
f = io.open("bad.lua", "w")
f:write("x =")
f:close()
print(pcall(require, "bad"))
print(package.config)

-- program: package tables
print(package.loaded._G == _G, package.loaded.string == string, type(package.searchers),
  type(package.preload), type(package.cpath))
package.searchers = 5
print(pcall(require, "x"))
