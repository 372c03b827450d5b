-- Errors caught and uncaught: objects, levels, handlers, messages. (Manual: 2.3, 6.1.)

-- program: uncaught error in a function
local function inner() error("boom") end
local function outer() inner() end
outer()

-- program: uncaught error of a field function
local t = {}
function t.f() local x = nil; return x.y end
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
print(pcall(assert, false)) print(pcall(assert, nil, "m")) print(pcall(assert, false, {} ~= nil)) print(pcall(assert)) print(assert(1, 2, 3)) print(select("#", pcall(assert, false, nil)))

-- program: error levels
local function f(l) error("m", l) end
local function g(l) f(l) end
for l = 0, 4 do print(pcall(g, l)) end print(pcall(error)) print(pcall(error, nil)) print(pcall(error, {}, 2))

-- program: xpcall
print(xpcall(function(...) return ... end, print, 1, 2)) print(xpcall(error, function(m) return m .. "!" end, "x")) print(pcall(xpcall)) print(pcall(xpcall, print)) print(xpcall(error, function(m) error("again") end, "x")) print(select("#", xpcall(function() return nil, nil end, print)))

-- program: pcall
print(pcall()) print(pcall(pcall, error, 1)) print(pcall(5)) print(pcall(nil)) print(pcall(setmetatable({}, {__call = function(_, a) return a end}), 3))

-- program: deep recursion
local function f() return 1 + f() end local ok, m = pcall(f) print(ok, (m:gsub("\n.*", ""):match("stack overflow")))
