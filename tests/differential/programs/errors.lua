-- Errors caught and uncaught: objects, levels, handlers, messages. (Manual: 2.3, 6.1.)

-- program: uncaught error in a function
local function inner() error("boom") end
local function outer() inner() end
outer()

-- program: uncaught error of a field function
local t = {}
function t.f()
  local x = nil
  ;
  return x.y
end
t.f()

-- program: uncaught error in a method
local t = {}
function t:m() error({}) end
t:m()

-- program: uncaught error in a global function
function global() error("g", 2) end
global()

-- program: uncaught error with __tostring
error(setmetatable({}, {__tostring = function() return "as text" end}))

-- program: uncaught nil
error()

-- program: uncaught number
error(42)

-- program: uncaught true
error(true)

-- program: uncaught function
error(print)

-- program: uncaught in a coroutine wrap
local f = coroutine.wrap(function() error("in co") end)
f()

-- program: uncaught in a metamethod
local t = setmetatable({}, {__add = function(a, b) return a.x.y end})
print(t + 1)

-- program: uncaught in sort
table.sort({3, 2, 1}, function(a, b) error("cmp") end)

-- program: uncaught in gsub
("abc"):gsub(".", function(c) error("in gsub " .. c) end)

-- program: uncaught tail call
local function f() error("tail") end
local function g() return f() end
g()

-- program: uncaught deep recursion traceback
local function f(n) if n == 0 then error("deep") end f(n - 1) end
f(30)

-- program: uncaught argument error
string.rep()

-- program: uncaught method argument error
("x"):rep({})

-- program: uncaught in require
package.preload.m = function() error("in module") end
require "m"

-- program: uncaught in load
load("error('loaded')", "=name")()

-- program: uncaught in dofile
local f = io.open("x.lua", "w") f:write("\n\nerror('file')") f:close() dofile("x.lua")

-- program: assert
print(pcall(assert, false)) print(pcall(assert, nil, "m"))
print(pcall(assert, false, {} ~= nil)) print(pcall(assert))
print(assert(1, 2, 3)) print(select("#", pcall(assert, false, nil)))

-- program: error levels
local function f(l) error("m", l) end
local function g(l) f(l) end
for l = 0, 4 do print(pcall(g, l)) end
print(pcall(error)) print(pcall(error, nil)) print(pcall(error, {}, 2))

-- program: xpcall
print(xpcall(function(...) return ... end, print, 1, 2))
print(xpcall(error, function(m) return m .. "!" end, "x")) print(pcall(xpcall))
print(pcall(xpcall, print)) print(xpcall(error, function(m) error("again") end, "x"))
print(select("#", xpcall(function() return nil, nil end, print)))

-- program: pcall
print(pcall()) print(pcall(pcall, error, 1)) print(pcall(5)) print(pcall(nil))
print(pcall(setmetatable({}, {__call = function(_, a) return a end}), 3))

-- program: deep recursion
local function f() return 1 + f() end local ok, m = pcall(f)
print(ok, (m:gsub("\n.*", ""):match("stack overflow")))

-- program: error objects of every type
for _, value in ipairs {1, 1.5, "text", true, {}, print, coroutine.create(print), io.stdout} do
  local ok, e = pcall(error, value)
  print(ok, type(e), e == value)
  ok, e = pcall(error, value, 2)
  print(ok, type(e), e == value)
end
print(pcall(error, nil)) print(pcall(error, false)) print(select("#", pcall(error)))

-- program: levels of error
local function at(level) error("message", level) end
local function outer(level) at(level) return 1 end
for _, level in ipairs {0, 1, 2, 3, 4, 50, -1} do print(level, pcall(outer, level)) end
print(pcall(error, "x", "2")) print(pcall(error, "x", 1.5)) print(pcall(error, "x", {}))
print(pcall(error, "", 1)) print(pcall(function() error("in a chunk") end))
print(pcall(load("error('m')", "=c"))) print(pcall(load("\n\nerror('m', 1)", "@f.lua")))
print(pcall(string.gsub, "x", "x", function() error("level 2 is gsub", 2) end))
print(pcall(coroutine.wrap(function() error("level 2 of a coroutine", 2) end)))

-- program: message handlers
print(xpcall(function() error("x", 0) end, function(m) return m .. " handled", "second" end))
print(xpcall(function() error({}) end, type))
print(xpcall(function() local x = nil; x() end, function(m) return #m end))
print(xpcall(function(...) return select("#", ...), ... end, print, nil, nil))
print(xpcall(error, print, "to print"))
print(xpcall(function() error() end, function(m) return m == nil end))
print(xpcall(function() error("x", 0) end, function() end)) print(pcall(xpcall))
print(pcall(xpcall, print)) print(xpcall(5, function(m) return "handled " .. m end))
print(xpcall(nil, print)) print(xpcall(function() error("a") end, 5))
print(xpcall(function() error("a") end, nil))

-- program: handlers that fail
print(xpcall(error, function() error("again", 0) end, "x"))
local n = 0
print(xpcall(error, function(m) n = n + 1 if n < 3 then error("again", 0) end return m .. n end,
  "x"))
print(xpcall(error, function(m) return m.x.y end, "x"))
print(pcall(xpcall, error, function() error("nested", 0) end, "x"))
print(xpcall(function() return xpcall(error, function() error("inner handler", 0) end, "x") end,
  function(m)
  return "outer " .. tostring(m)
end))

-- program: handlers see the stack of the error
local function inner() error("deep") end
local function outer() inner() end
print(xpcall(outer, debug.traceback))
print(xpcall(outer, function(m) return debug.getinfo(3, "n").name end))
print(xpcall(function() local t = nil; t.x = 1 end, function(m) return debug.traceback(m, 2) end))
print(xpcall(string.rep, debug.traceback))
print(xpcall(function() string.rep() end, debug.traceback))

-- program: pcall and xpcall nest
local function nest(n)
  if n == 0 then error("bottom", 0) end
  return pcall(nest, n - 1)
end
print(nest(5))
print(select("#", nest(50))) print(pcall(pcall)) print(pcall(pcall, pcall))
print(pcall(pcall, pcall, error)) print(pcall(xpcall, pcall, print, error, "e"))
print(xpcall(pcall, print, error, 5)) print(xpcall(xpcall, print, error, print, 5))
print(pcall(select, -1)) print(pcall(pcall, nil))
print(pcall(error, pcall) == false, select(2, pcall(error, pcall)) == pcall)

-- program: a handler that yields
print(coroutine.wrap(function()
  return xpcall(error, function(m) return coroutine.isyieldable() end, "x")
end)())
print(coroutine.wrap(function()
  return xpcall(error, function(m) return pcall(coroutine.yield, 1) end, "x")
end)())

-- program: messages of calls
local t = {}
t.inner = {}
local up
for _, f in ipairs { function() local l; l() end, function() t.x() end, function() t.x.y() end,
    function()
  t:m()
end, function() t.inner:m() end, function() undefined() end, function() undefined.x() end,
  function()
  up()
end, function() (1)() end, function() ("x")() end, function() t[1]() end, function()
  t["a b"]()
end, function() t[up]() end, function() (t.x or t.y)() end, function() t.inner.f.g() end, function()
  ("x"):nope()
end, function() up:x() end, function() (5):x() end, function()
local l = {}; l.a.b.c = 1 end, function()
  return #up
end, function() return -t end, function() return t .. "x" end, function() return up .. "x" end,
  function()
  return t < t
end, function() return t < 1 end, function() return "x" < 1 end, function() return nil > 1 end,
  function()
  return {} <= {}
end, function() return 1 < "2" end, function() for i = 1, t do end end, function()
  for _ in 5 do end
end, function() for _ in nil do end end, function() for _ in t do end end, function()
  up.x = 1
end, function() up[1] = 1 end, function() t[nil] = 1 end, function() t[0/0] = 1 end, function()
  return up.x
end, function() return up[up] end, function() return 1 + t end, function() return "a" + 1 end,
  function()
  return "a" | 1
end, function() return 1.5 | 1 end, function() return 2^64 & 1 end, function()
  return "1.5" | 1
end, function() return {} | 1 end, function() return 1 // 0 end, function() return 1 % 0 end,
  function()
  return t.x + 1
end, function() return undefined + 1 end, function() return t.inner.x * 2 end, function()
  return 2 ^ {}
end, function() return -"x" end, function() return ~1.5 end, function() return 1 .. {} .. 2 end,
  function()
  return t.x .. t.y
end, function() return math.huge // 1 | 0 end, function() return 1 < t.x end, } do
  print(pcall(f))
end

-- program: argument errors of methods and fields
for _, f in ipairs { function() ("x"):rep() end, function() ("x").rep() end, function()
  string.rep("x", {})
end, function() ("x"):rep({}) end, function() io.stdout.write() end, function()
  io.stdout.write(5)
end, function() io.stdout:seek("bad") end, function() io.stdout.seek({}, 1) end, function()
  local r = string.rep
  ;
  r()
end, function() local t = {f = math.floor}; t.f("x") end, function()
  local t = {f = math.floor}
  ;
  t:f()
end, function() setmetatable(1, {}) end, function() ipairs() end, function() next({}, 1) end,
  function()
  select(0)
end, function() tonumber("1", 99) end, function() tonumber(1, 10) end, function()
  rawset({}, nil, 1)
end, function() rawlen(1) end, function() table.concat({{}}) end, function() utf8.char(-1) end,
  function()
  string.char(256)
end, function() math.random(0, -1) end, function() os.time({}) end, function()
  os.date("%Ez")
end, function() coroutine.resume(1) end, function() coroutine.wrap(1) end, function()
  require()
end, function() load({}) end, function() collectgarbage("x") end, function() assert() end,
  function()
  assert(false)
end, function() assert(nil, "m") end, function() assert(false, {1}) end, function()
  table.insert({}, 5, 5)
end, function() table.unpack({}, 1, 1e9) end, function() ("x"):bad() end, } do
  print(pcall(f))
end

-- program: values in errors of metamethods
local function trap(name)
  return setmetatable({}, {[name] = function() error(name .. " failed", 2) end})
end
print(pcall(function() return trap("__index").x end))
print(pcall(function() trap("__newindex").x = 1 end))
print(pcall(function() return trap("__add") + 1 end))
print(pcall(function() return #trap("__len") end))
print(pcall(function() return trap("__concat") .. "" end))
print(pcall(function() return trap("__call")() end))
print(pcall(function() return trap("__lt") < 1 end))
print(pcall(function() return trap("__eq") == trap("__eq") end))
print(pcall(tostring, trap("__tostring")))

-- program: uncaught message of several lines
error("line one\nline two\n", 0)

-- program: uncaught table without __tostring
error({code = 2})

-- program: uncaught __tostring that gives no string
error(setmetatable({}, {__tostring = function() return {} end}))

-- program: uncaught userdata
error(io.stdout)

-- program: uncaught coroutine
error(coroutine.create(print))

-- program: uncaught error in a nested coroutine
local function body()
  local x = nil
  ;
  x.field = 1
end
coroutine.wrap(function() coroutine.wrap(body)() end)()

-- program: uncaught error in __index
local t = setmetatable({}, {__index = function(t, k) error("no field " .. k, 2) end})
print(t.missing)

-- program: uncaught error in xpcall's handler
print(xpcall(error, function(m) error("handler") end, "x"))
error("the end", 2)

-- program: uncaught error through pcall and error again
local ok, e = pcall(error, "original")
error(e, 0)

-- program: uncaught assert
assert(io.open("none.txt"))

-- program: uncaught assert with a table
assert(false, {"not a string"})

-- program: uncaught assert without a message
assert(nil)

-- program: uncaught error two hundred calls deep
local function f(n) if n == 0 then local x = {} + 1 end local r = f(n - 1) return r end
f(200)

-- program: uncaught error in an iterator
for k in function(s, v) error("iterator " .. tostring(v)) end, nil, 5 do end

-- program: uncaught error in a chunk of another name
load("\n\nlocal function named() error('in named') end\nnamed()", "@other.lua")()

-- program: uncaught error in a hook
debug.sethook(function() debug.sethook() error("hooked") end, "l")
local x = 1

-- program: uncaught error of require
require("no.such.module")

-- program: uncaught error in a required file
local f = io.open("broken.lua", "w") f:write("local x = = 1") f:close()
require("broken")

-- program: uncaught error inside a required file
local f = io.open("failing.lua", "w") f:write("local t = nil\nreturn t.x") f:close()
require("failing")

-- program: uncaught error in tostring
local t = setmetatable({}, {__tostring = function() error("unprintable") end})
print("a line before")
print(t)

-- program: uncaught stack overflow
local function f() return f() + 1 end
local ok, m = pcall(f)
print((m:gsub("^(.-overflow).*", "%1")))
error((m:gsub("^(.-overflow).*", "%1")), 0)
