-- To-be-closed variables: when, in which order and with which errors. (Manual: 3.3.8.)

-- program: to-be-closed variables in order
local function c(n) return setmetatable({}, {__close = function(_, e) print("close", n, e) end}) end
do
  local a <close> = c(1)
  local b <close> = c(2)
  local n <close> = nil
  local f <close> = false
  print("body")
end
print(pcall(function() local a <close> = c(3) error("x", 0) end))

-- program: an error in __close replaces the error
local function c(n)
  return setmetatable({}, {__close = function(_, e) print(n, e) error(n, 0) end})
end
print(pcall(function() local a <close> = c("a") local b <close> = c("b") error("first", 0) end))

-- program: close on break, goto, return
local function c(n) return setmetatable({}, {__close = function() print("close", n) end}) end
for i = 1, 2 do
  local x <close> = c(i)
  if i == 1 then goto next end
  break
  ::next::
end
print((function() local y <close> = c("r") return "result" end)())

-- program: close value of a generic for
local function it(s, i) if i < 3 then return i + 1 end end
for i in it, nil, 0, setmetatable({}, {__close = function() print "closed" end}) do
  if i == 2 then break end
end
print(pcall(function() for i in it, nil, 0, 5 do end end))

-- program: values that can be closed
print(pcall(function() local x <close> = 5 end))
print(pcall(function() local x <close> = {} end))
print(pcall(function() local x <close> = "s" end))
print(pcall(function() local x <close> = setmetatable({}, {__close = 5}) end))
print(pcall(function() local x <close> = true end))
print(pcall(function() local x <close> = print end))
print(pcall(function() local x <close> = nil local y <close> = false return "fine" end))
print(pcall(function() local named <close> = io.stdout.nothing; local other <close> = 42 end))

-- program: arguments of __close
local function c(n)
  return setmetatable({}, {__close = function(...) print(n, select("#", ...), select(2, ...)) end})
end
do local a <close> = c("normal") end
pcall(function() local a <close> = c("error") error("message", 0) end)
pcall(function() local a <close> = c("nil error") error(nil) end)
pcall(function()
  local a <close> = c("table error")
  error(setmetatable({}, {__tostring = function() return "object" end}))
end)
print((function() local a <close> = c("return") return "value", 2 end)())
coroutine.close((function()
  local co = coroutine.create(function()
    local a <close> = c("closed coroutine")
    coroutine.yield()
  end)
  coroutine.resume(co)
  return co
end)())

-- program: errors in several __close
local function c(n, fails)
  return setmetatable({}, {__close = function(_, e)
    print(n, e)
    if fails then error(n .. " failed", 0) end
  end})
end
print(pcall(function()
  local a <close> = c("a")
  local b <close> = c("b", true)
  local d <close> = c("d")
  error("body", 0)
end))
print(pcall(function()
  local a <close> = c("a", true)
  local b <close> = c("b", true)
  return "result"
end))
print(pcall(function() local a <close> = c("a", true) local b <close> = c("b") end))
print(pcall(function() for i = 1, 3 do local a <close> = c(i, i == 2) end end))
print(select("#", pcall(function()
  local a <close> = setmetatable({}, {__close = function() error(nil) end})
end)))

-- program: the metamethod is looked up when the variable dies
local mt = {__close = function() print("first") end}
do local a <close> = setmetatable({}, mt) mt.__close = function() print("second") end end
print(pcall(function()
  local a <close> = setmetatable({}, {__close = print})
  getmetatable(a).__close = nil
end))
print(pcall(function()
  local a <close> = setmetatable({}, {__close = print})
  setmetatable(a, nil)
end))
print(pcall(function()
  local a <close> = setmetatable({}, {__close = print})
  getmetatable(a).__close = 5
  error("body", 0)
end))
do
  local a <close> = setmetatable({}, {__close = setmetatable({}, {__call = function(self, v, e)
    print("callable", v ~= nil, e)
  end})})
end

-- program: results survive closing
local function c(f) return setmetatable({}, {__close = f}) end
local function many()
  local a <close> = c(function() local x, y, z = 1, 2, 3 return x, y, z end)
  return 1, nil, 3, nil
end
print(many())
print(select("#", many()))
print((function(...) local a <close> = c(function() end) return ... end)(1, nil, nil))
print(#{(function() local a <close> = c(collectgarbage) return "s" .. 1, {} end)()})
print((function()
  local a <close> = c(function() end)
  return (function() return "not a tail call", debug.getinfo(1, "t").istailcall end)()
end)())

-- program: goto, break and continue close
local function c(n)
  return setmetatable({}, {__close = function() io.write("close ", n, " ") end})
end
for i = 1, 3 do
  local a <close> = c(i)
  if i == 2 then goto continue end
  io.write("body ", i, " ")
  ::continue::
end
print()
do
  local i = 0
  ::again::
  do
    local a <close> = c(i)
    i = i + 1
    if i < 3 then goto again end
  end
end
print()
while true do
  local a <close> = c("while")
  do local b <close> = c("inner") break end
end
print()
repeat
  local a <close> = c("repeat")
  local done = true
until done
print()
for _ in (function() local n = 0 return function() n = n + 1 return n < 3 and n or nil end end)() do
  local a <close> = c("for")
end
print()

-- program: the fourth value of a generic for
local function c(n) return setmetatable({}, {__close = function(_, e) print("close", n, e) end}) end
local function up_to(n, closing)
  return function(_, i) i = i + 1 if i <= n then return i end end, nil, 0, closing
end
for i in up_to(2, c("ends")) do print(i) end
for i in up_to(3, c("break")) do if i == 2 then break end end
print((function()
  for i in up_to(3, c("return")) do if i == 2 then return "from the loop" end end
end)())
print(pcall(function() for i in up_to(3, c("error")) do error("at " .. i, 0) end end))
print(pcall(function() for i in up_to(3, {}) do end end))
print(pcall(function() for i in up_to(3, "x") do end end))
for i in up_to(1, nil) do end
for i in up_to(1, false) do end
print(pcall(function() for i in nil, nil, nil, c("never called") do end end))
for i in up_to(1, c("goto")) do goto out end
::out::
for i in up_to(2, c("outer")) do for j in up_to(1, c("inner")) do end end

-- program: closing variables are constant and can be captured
print(load("local x <close> = nil; x = 1"))
print(load("local x <close>, y <close> = nil, nil"))
local f
do
  local a <close> = setmetatable({n = 1}, {__close = function(a) a.n = "closed" end})
  f = function() return a.n end
  print(f())
end
print(f())
local log = {}
for i = 1, 3 do local a <close> = setmetatable({}, {__close = function() log[#log + 1] = i end}) end
print(table.concat(log, " "))

-- program: yields in __close
local function c(n)
  return setmetatable({}, {__close = function(_, e) coroutine.yield("closing " .. n, e) end})
end
local function drain(f)
  local co = coroutine.create(f)
  while coroutine.status(co) ~= "dead" do print(coroutine.resume(co)) end
end
drain(function() local a <close> = c("a") local b <close> = c("b") return "result", 2 end)
drain(function() local a <close> = c("a") local b <close> = c("b") error("oops", 0) end)
drain(function()
  for i = 1, 2 do
    local a <close> = c(i)
    if i == 2 then break end
  end
  return "after"
end)
drain(function()
  print(pcall(function() local a <close> = c("p") error("inside", 0) end))
  return "done"
end)
drain(function()
  for _ in function(_, i) return i == nil and 1 or nil end, nil, nil, c("for") do end
  return "after for"
end)

-- program: deep nesting of closing variables
local order = {}
local function nest(n)
  if n == 0 then return "bottom" end
  local a <close> = setmetatable({}, {__close = function() order[#order + 1] = n end})
  return nest(n - 1)
end
print(nest(50), #order, order[1], order[50])
local ok, e = pcall(function()
  local function f(n)
    local a <close> = setmetatable({}, {__close = function(_, e) error(e + 1, 0) end})
    if n == 0 then error(0, 0) end
    f(n - 1)
  end
  f(30)
end)
print(ok, e)

-- program: files close as variables
local f
do
  local g <close> = assert(io.open("x.txt", "w"))
  f = g
  g:write("text")
  print(io.type(f))
end
print(io.type(f), io.open("x.txt"):read("a"))
print(pcall(function() local g <close> = io.open("x.txt") error("with a file", 0) end))
do local g <close> = f end
print(pcall(function() for l in io.lines("x.txt") do error(l, 0) end end))
