-- require and the package library: searchers, paths, preloads, loaded values. (Manual: 6.3.)

-- program: preload
package.preload.m = function(...) print(...) return {v = 1} end
print(require("m").v, select(2, require("m")))
print(package.loaded.m.v, require("m") == require("m"))
package.preload.n = function() end
print(require "n")
print(package.loaded.n)
package.preload.f = function() return false end
print(require "f")
print(package.loaded.f)
print(require "f")
package.preload.s = function(name) package.loaded[name] = "set inside" end
print(require "s")
package.preload.b = function(name) package.loaded[name] = "set inside" return "returned" end
print(require "b", package.loaded.b)
package.preload.i = function() return nil, "second" end
print(require "i")
package.preload.x = 5
print(pcall(require, "x"))
package.preload.e = function() error("broken", 0) end
print(pcall(require, "e"), package.loaded.e) print(pcall(require, "e"))
package.preload.t = function() error({code = 3}) end
print(type(select(2, pcall(require, "t"))))

-- program: files
local function write(name, text)
  local f = assert(io.open(name, "w"))
  f:write(text)
  f:close()
end
package.path = "./?.lua;./?/init.lua"
write("mod.lua", "print(...) return {name = ...}")
print(require "mod", require("mod").name)
package.loaded.mod = nil
print(require("mod") ~= nil)
os.execute("mkdir -p pack/sub")
write("pack/init.lua", "return 'init ' .. ...")
write("pack/sub/leaf.lua", "return select('#', ...), ...")
print(require "pack")
print(require "pack.sub.leaf")
print(require "pack/sub/leaf")
write("bad.lua", "x =")
print(pcall(require, "bad"))
write("fail.lua", "local t = nil\nt.x = 1")
print(pcall(require, "fail"))
write("none.lua", "")
print(require "none")
write("loop_a.lua", "return require 'loop_b'")
write("loop_b.lua", "return package.loaded.loop_a == nil")
print(require "loop_a")

-- program: modules that are not found
package.path, package.cpath = "./?.lua;/nowhere/?.lua", "./?.so"
print(pcall(require, "absent")) print(pcall(require, "a.b.c")) print(pcall(require, ""))
print(pcall(require, "a-b"))
package.path, package.cpath = "", ""
print(pcall(require, "absent"))
package.path = "one"
print(pcall(require, "absent"))
package.path = "?;?"
print(pcall(require, "absent"))
package.path = ";;"
print(pcall(require, "absent"))

-- program: wrong arguments of require
print(pcall(require)) print(pcall(require, nil)) print(pcall(require, {}))
print(pcall(require, true))
package.path, package.cpath = "?", "?"
print(pcall(require, 5))

-- program: package fields of the wrong type
package.path = 5 print(pcall(require, "x")) package.path = nil print(pcall(require,
  "x")) package.path = {} print(pcall(require, "x"))
package.path, package.cpath = "", nil print(pcall(require, "x"))
package.path, package.cpath = "", "" package.searchers = nil print(pcall(require,
  "x")) package.searchers = "s" print(pcall(require, "x"))

-- program: searchers
local count = #package.searchers
package.path, package.cpath = "", ""
package.searchers[count + 1] = function(name)
  print("asked for", name)
  return "\n\tno luck with " .. name
end
print(pcall(require, "one"))
package.searchers[count + 1] = function(name)
  return function(...) print(...) return "value" end, "extra"
end
print(require "two")
print(package.loaded.two)
package.searchers[count + 1] = function(name) return function(...) return select("#", ...) end end
print(require "three")
package.searchers[count + 1] = function() end
print(pcall(require, "four"))
package.searchers[count + 1] = function() return nil end
print(pcall(require, "five"))
package.searchers[count + 1] = function() return 5 end
print(pcall(require, "six"))
package.searchers[count + 1] = function() error("searcher failed", 0) end
print(pcall(require, "seven"))
package.searchers = {function(name) return print, name .. "!" end}
print(require "eight")
package.searchers = {}
print(pcall(require, "nine"))
package.searchers = {5}
print(pcall(require, "ten"))

-- program: the searchers called directly
package.preload.p = function() end
print(package.searchers[1]("p") == package.preload.p, select(2, package.searchers[1]("p")))
print(package.searchers[1]("absent"))
package.path = "./?.lua"
local f = io.open("q.lua", "w")
f:write("return 'q'")
f:close()
local loader, where = package.searchers[2]("q")
print(type(loader), where, loader("q", where))
print(package.searchers[2]("absent"))
package.cpath = "./?.so"
print(package.searchers[3]("absent"))
print(package.searchers[4]("absent"))
print(package.searchers[4]("a.b")) print(pcall(package.searchers[1]))
print(pcall(package.searchers[2], {}))

-- program: searchpath
for _, n in ipairs {"here.txt", "dir.txt"} do local f = io.open(n, "w") f:close() end
print(package.searchpath("here", "./?.txt"))
print(package.searchpath("here", "?.lua;?.txt;x"))
print(package.searchpath("no", "./?.txt;?;x?y?z"))
print(package.searchpath("a.b", "./?.lua"))
print(package.searchpath("a.b", "?", ".", "-"))
print(package.searchpath("a-b", "?", "-", "+"))
print(package.searchpath("a.b", "?", ""))
print(package.searchpath("x", ""))
print(package.searchpath("", "?"))
print(package.searchpath("a..b", "?", "..", "_"))
print(package.searchpath("a.b", "?", ".", ""))
print(package.searchpath("x", ";;"))
print(package.searchpath("x", "?;"))
print(package.searchpath("x", "no mark")) print(pcall(package.searchpath, "x"))
print(pcall(package.searchpath, {}, "?")) print(pcall(package.searchpath, "x", "?", {}))
print(package.searchpath(5, "?.none"))

-- program: the tables of package
local names = {}
for k, v in pairs(package) do names[#names + 1] = k .. "=" .. type(v) end
table.sort(names)
print(table.concat(names, " "))
print(package.config)
for _, lib in ipairs {"_G", "string", "table", "math", "io", "os", "coroutine", "utf8", "debug",
    "package"} do
  print(lib, package.loaded[lib] == (lib == "_G" and _G or _G[lib]),
    require(lib) == package.loaded[lib])
end
package.loaded.string = "replaced"
print(require "string", ("x"):rep(2))
package.loaded.math = nil
package.path, package.cpath = "", ""
package.loaded.made = 5
print(require "made")
package.loaded.off = false
print(pcall(require, "off"))

-- program: other tables in place of package.loaded and preload
local real = package.loaded
package.loaded = {}
package.preload = {fake = print}
package.path, package.cpath = "", ""
print(require "string" == string, pcall(require, "fake"))
real.late = "kept"
print(require "late")
