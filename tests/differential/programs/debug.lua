-- The debug library: what it says of functions, variables and calls. (Manual: 6.10.)

-- program: getinfo of a Lua function
local function f(a, b, ...) local c = a return c end
local i = debug.getinfo(f)
for _, k in ipairs {"source", "short_src", "what", "currentline", "linedefined", "lastlinedefined",
    "nups", "nparams", "isvararg", "name", "namewhat", "istailcall", "ftransfer", "ntransfer",
    "activelines"} do
  print(k, i[k])
end
print(i.func == f, debug.getinfo(f, "f").func == f, debug.getinfo(f, "f").source)
local lines = {}
for l in pairs(debug.getinfo(f, "L").activelines) do lines[#lines + 1] = l end
table.sort(lines)
print(table.concat(lines, " "))

-- program: getinfo of a C function
local i = debug.getinfo(print)
for _, k in ipairs {"source", "short_src", "what", "currentline", "linedefined", "lastlinedefined",
    "nparams", "isvararg", "name", "namewhat", "istailcall", "activelines"} do
  print(k, i[k])
end
print(debug.getinfo(print, "L").activelines, debug.getinfo(print, "u").nparams)

-- program: getinfo by level
local function inner()
  for level = 0, 5 do
    local i = debug.getinfo(level, "nSl")
    print(level, i and i.name, i and i.namewhat, i and i.what, i and i.currentline,
      i and i.short_src)
  end
end
local function outer() inner() end
outer()

-- program: getinfo of what it cannot find
print(debug.getinfo(100), debug.getinfo(-1), pcall(debug.getinfo))
print(pcall(debug.getinfo, "x")) print(pcall(debug.getinfo, 1, "X"))
print(pcall(debug.getinfo, 1, ">S")) print(pcall(debug.getinfo, {}))
print(pcall(debug.getinfo, 1, 5)) print(pcall(debug.getinfo, 1.5))
print(pcall(debug.getinfo, print, "q"))
print(next(debug.getinfo(1, "")))
print(debug.getinfo(2^31) == nil)

-- program: getinfo names how a function was called
local function where()
  local i = debug.getinfo(2, "n")
  return i.namewhat .. " " .. tostring(i.name)
end
local t = {field = function() return (where()) end}
function t:method() return (where()) end
function global() return (where()) end
local function localf() return (where()) end
local function up() return (localf()) end
print(t.field(), t:method(), global(), localf(), up(), t["field"](), (t.field)())
local mt = {}
for _, event in ipairs {"add", "sub", "index", "newindex", "call", "concat", "len", "eq", "lt",
    "le", "unm", "bnot"} do
  mt["__" .. event] = function() io.write(event, ": ", where(), "\n") end
end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
local _ = a + b, a - b, a.x, a .. b, #a, a == b, a < b, a <= b, -a, ~a
a.x = 1
a()
for _ in function() print(where()) end do end
do local c <close> = setmetatable({}, {__close = function() print(where()) end}) end
print(pcall(where), (function() return (where()) end)())

-- program: getinfo and tail calls
local function leaf() return debug.getinfo(1, "t").istailcall, debug.getinfo(2, "nS").what end
local function tail() return leaf() end
local function plain() local a, b = leaf() return a, b end
print(tail())
print(plain())
print((tail()))

-- program: getlocal
local function f(a, b, ...)
  local c = 3
  do local d = 4 end
  for i = 1, 1 do for level = 1, 10 do print(level, debug.getlocal(1, level)) end end
  for n = -1, -4, -1 do print(n, debug.getlocal(1, n)) end
end
f(1, 2, "v1", "v2")
for n = 1, 4 do print(debug.getlocal(f, n)) end
print(debug.getlocal(print, 1), pcall(debug.getlocal, 100, 1))
print(pcall(debug.getlocal, 1)) print(pcall(debug.getlocal))
print(pcall(debug.getlocal, 1, "x"))

-- program: setlocal
local function f(a, ...)
  local b, c = 2, 3
  print(debug.setlocal(1, 1, "A"), debug.setlocal(1, 2, "B"), debug.setlocal(1, 3, nil),
    debug.setlocal(1, 40, 1))
  print(debug.setlocal(1, -1, "V"), debug.setlocal(1, -2, "W"))
  print(a, b, c, ...)
end
f(1, "v")
print(pcall(debug.setlocal, 100, 1, 1)) print(pcall(debug.setlocal, 1, 1))
print(pcall(debug.setlocal, print, 1, 1))

-- program: locals of another coroutine
local co = coroutine.create(function(a, ...) local b = 2 coroutine.yield() return a, b, ... end)
coroutine.resume(co, 1, "v")
for n = 1, 3 do print(debug.getlocal(co, 1, n)) end
print(debug.getlocal(co, 1, -1), debug.getlocal(co, 0, 1), pcall(debug.getlocal, co, 5, 1))
print(debug.setlocal(co, 1, 1, "new"), debug.setlocal(co, 1, 2, "newer"),
  debug.setlocal(co, 1, -1, "newest"))
print(coroutine.resume(co))

-- program: getupvalue and setupvalue
local a, b = 1, 2
local function f() a = a + 1 return a, b, print end
for n = 0, 4 do print(n, (debug.getupvalue(f, n)), n < 3 and select(2, debug.getupvalue(f, n))) end
print(debug.setupvalue(f, 1, 10), a, f())
print(debug.setupvalue(f, 9, 1), debug.getupvalue(string.rep, 1), debug.setupvalue(print, 1, 1))
print(pcall(debug.getupvalue, 5, 1)) print(pcall(debug.getupvalue, f))
print(pcall(debug.setupvalue, f, 1))
print(debug.getupvalue(load("return x"), 1) , debug.getupvalue(load(string.dump(f, true)), 1))

-- program: upvalueid and upvaluejoin
local a, b = 1, 2
local function f() a = a + 0 return a end
local function g() b = b + 0 return b end
local function h() a = a + 1 return a end
print(debug.upvalueid(f, 1) == debug.upvalueid(h, 1), debug.upvalueid(f, 1) == debug.upvalueid(g,
  1))
debug.upvaluejoin(f, 1, g, 1)
print(f(), debug.upvalueid(f, 1) == debug.upvalueid(g, 1), h(), f(), type(debug.upvalueid(f, 1)))
print(pcall(debug.upvalueid, f, 5)) print(pcall(debug.upvalueid, print, 1))
print(pcall(debug.upvalueid, f, 0)) print(pcall(debug.upvaluejoin, f, 5, g, 1))
print(pcall(debug.upvaluejoin, f, 1, g, 5))
print(pcall(debug.upvaluejoin, print, 1, g, 1))
print(pcall(debug.upvaluejoin, f, 1, print, 1))
print(pcall(debug.upvaluejoin, f, 1, 2, 1)) print(pcall(debug.upvalueid, 5, 1))
print(pcall(debug.upvaluejoin))

-- program: metatables through debug
local t = setmetatable({}, {__metatable = "locked"})
print(getmetatable(t), type(debug.getmetatable(t)), debug.getmetatable(t).__metatable)
print(debug.setmetatable(t, nil) == t, getmetatable(t))
print(debug.setmetatable(10, {__index = function(n, k) return n .. k end}), (5).x, (2.5).y,
  pcall(function()
  return (1)()
end))
debug.setmetatable(10, nil)
debug.setmetatable(nil, {__index = function(_, k) return "nil." .. k end, __call = function()
  return "called nil"
end})
local n
print(n.x, n(), pcall(function() n.x = 1 end))
debug.setmetatable(nil, nil)
debug.setmetatable(print, {__index = {name = "a function"}, __concat = function() return "cat" end})
print(print.name, print .. "x", coroutine.create(print) ~= nil)
debug.setmetatable(print, nil)
debug.setmetatable(true, {__tostring = function(b) return b and "yes" or "no" end,
  __len = function()
  return 7
end})
print(tostring(true), tostring(false), #true) print(pcall(debug.setmetatable, 1))
print(pcall(debug.setmetatable, 1, 5)) print(pcall(debug.getmetatable))

-- program: user values, registry
print(debug.getuservalue(io.stdout), debug.getuservalue(io.stdout, 2), debug.getuservalue(5))
print(pcall(debug.setuservalue, 5, 1)) print(pcall(debug.setuservalue, io.stdout))
print(pcall(debug.getuservalue))
print(type(debug.getregistry()), debug.getregistry()._LOADED == package.loaded,
  debug.getregistry()[2] == _G)

-- program: traceback arguments
print(debug.traceback("message"))
print(debug.traceback("message", 0))
print(debug.traceback("message", 1))
print(debug.traceback("message", 2))
print(debug.traceback("message", 50))
print(debug.traceback(nil))
print(debug.traceback(nil, 1))
print(debug.traceback(5))
print(debug.traceback({}) ~= nil, type(debug.traceback(print)), debug.traceback(true))
print(debug.traceback()) print(pcall(debug.traceback, "x", "y"))
print(pcall(debug.traceback, "x", 1.5))
print(debug.traceback("line one\nline two", 1))

-- program: traceback names
local t = {}
function t.field() print(debug.traceback("field")) end
function t:method() t.field() end
function global() t:method() end
local function localf() global() end
local function upvalue() localf() end
upvalue()
string.gsub("x", "x", function() print(debug.traceback("in gsub")) end)
pcall(function() print(debug.traceback("in pcall")) end)
table.sort({2, 1}, function(a, b) print(debug.traceback("in sort")) return a < b end)
local mt = setmetatable({}, {__index = function() print(debug.traceback("index")) end,
  __add = function()
  print(debug.traceback("add"))
end})
local _ = mt.x, mt + 1
for _ in function() print(debug.traceback("iterator")) end do end
load("print(debug.traceback('chunk'))", "=chunk")()
load("print(debug.traceback('text'))")()
local function tail() return t.field() end
tail()
string.format("%s", setmetatable({}, {__tostring = function()
  print(debug.traceback("tostring"))
  return ""
end}))

-- program: a long traceback has a gap
local function f(n)
  if n == 0 then print(debug.traceback("deep")) else f(n - 1) end
  return n
end
f(15)
f(19)
f(20)
f(21)
f(22)
f(100)
local function g(n)
  if n == 0 then print(debug.traceback("deep", 5)) else g(n - 1) end
  return n
end
g(30)

-- program: traceback of coroutines
local co = coroutine.create(function(x)
  local function inner() coroutine.yield(x) error("after") end
  inner()
end)
print(debug.traceback(co))
print(debug.traceback(co, "fresh"))
coroutine.resume(co, 1)
print(debug.traceback(co))
print(debug.traceback(co, "suspended"))
print(debug.traceback(co, nil, 1))
print(debug.traceback(co, "m", 2))
print(coroutine.resume(co))
print(debug.traceback(co))
print(debug.traceback(co, "dead"))
local co = coroutine.create(function() end)
coroutine.resume(co)
print(debug.traceback(co, "finished"))
coroutine.wrap(function() print(debug.traceback("inside wrap")) end)()

-- program: line hooks
local lines = {}
local function work(n)
  local sum = 0
  for i = 1, n do
    sum = sum + i
  end
  if sum > 3 then
    sum = 0
  end
  return sum
end
debug.sethook(function(event, line) lines[#lines + 1] = event .. " " .. line end, "l")
work(2)
debug.sethook()
print(table.concat(lines, "\n"))

-- program: call and return hooks
local events = {}
local function leaf(x) return x end
local function tail(x) return leaf(x) end
debug.sethook(function(event)
  local i = debug.getinfo(2, "nS")
  events[#events + 1] = event .. " " .. i.what .. " " .. tostring(i.name)
end, "cr")
leaf(1)
tail(2)
math.abs(-1)
pcall(error)
debug.sethook()
print(table.concat(events, "\n"))

-- program: gethook, count hooks, errors in hooks
local function h() end
print(debug.gethook())
debug.sethook(h, "crl", 5)
local f, mask, count = debug.gethook()
debug.sethook()
print(f == h, mask, count, debug.gethook())
debug.sethook(h, "")
print(debug.gethook())
local n = 0
debug.sethook(function(event) n = n + 1 if event ~= "count" then n = -1e9 end end, "", 100)
for i = 1, 10000 do end
debug.sethook()
print(n > 50)
print(pcall(function()
  debug.sethook(function() error("from the hook", 0) end, "", 1)
  local x = 1
  for i = 1, 10 do x = x + i end
end))
debug.sethook()
print(pcall(debug.sethook, 5, "l")) print(pcall(debug.sethook, h))
print(debug.gethook())

-- program: hooks belong to one coroutine
local seen = {}
local co = coroutine.create(function()
  local a = 1
  coroutine.yield()
  local b = 2
end)
debug.sethook(co, function(event, line) seen[#seen + 1] = line end, "l")
local x = 1
coroutine.resume(co) coroutine.resume(co)
print(table.concat(seen, " "), debug.gethook(), debug.gethook(co) ~= nil)

-- program: transferred values in hooks
local function f(a, b) return a + b, "second" end
debug.sethook(function(event)
  local i = debug.getinfo(2, "rS")
  if i.what ~= "Lua" then return end
  local values = {}
  for n = i.ftransfer, i.ftransfer + i.ntransfer - 1 do
    values[#values + 1] = tostring(select(2, debug.getlocal(2, n)))
  end
  print(event, i.ntransfer, table.concat(values, " "))
end, "cr")
f(1, 2)
debug.sethook()
