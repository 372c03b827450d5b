-- Coroutines: values, states, errors, closing, yields across everything. (Manual: 2.6, 6.2.)

-- program: yield and resume
local co = coroutine.create(function(a, b)
  print(a, b)
  local c = coroutine.yield(a + b)
  print(c)
  local d, e = coroutine.yield()
  print(d, e)
  return "end", 1
end)
print(coroutine.resume(co, 1, 2))
print(coroutine.status(co))
print(coroutine.resume(co, "x"))
print(coroutine.resume(co, 1, 2))
print(coroutine.status(co), coroutine.resume(co))

-- program: errors
local co = coroutine.create(function() error("e") end)
print(coroutine.resume(co))
print(coroutine.status(co))
print(coroutine.resume(co))
print(coroutine.close(co))
local co = coroutine.create(function() error({}) end)
print(select("#", coroutine.resume(co)))

-- program: wrap
local f = coroutine.wrap(function() coroutine.yield(1) error("w") end)
print(f()) print(pcall(f)) print(pcall(f))
local g = coroutine.wrap(function() error({}, 0) end)
print(select("#", pcall(g))) print(pcall(coroutine.wrap))
print(pcall(coroutine.create, 5))

-- program: status of all kinds
local co
co = coroutine.create(function()
  print(coroutine.status(co))
  local inner = coroutine.create(function() print(coroutine.status(co)) end)
  coroutine.resume(inner)
  print(coroutine.status(inner))
end)
print(coroutine.status(co))
coroutine.resume(co)
print(coroutine.status(co)) print(pcall(coroutine.status))

-- program: running, isyieldable
print(select(2, coroutine.running()), coroutine.isyieldable())
coroutine.wrap(function() print(select(2, coroutine.running()), coroutine.isyieldable()) end)()
print(pcall(coroutine.yield))
print(coroutine.isyieldable(coroutine.create(print)))

-- program: resume itself and the main one
local co
co = coroutine.create(function() return coroutine.resume(co) end)
print(coroutine.resume(co))
print(coroutine.resume(coroutine.running())) print(pcall(coroutine.resume, 5))
local w
w = coroutine.wrap(function() return pcall(w) end)
print(w())

-- program: close
local function c(n) return setmetatable({}, {__close = function(_, e) print("close", n, e) end}) end
local co = coroutine.create(function() local a <close> = c(1) coroutine.yield() end)
coroutine.resume(co)
print(coroutine.close(co), coroutine.status(co))
print(coroutine.close(coroutine.create(print)))
local co = coroutine.create(function()
  local a <close> = setmetatable({}, {__close = function() error("in close", 0) end})
  coroutine.yield()
end)
coroutine.resume(co)
print(coroutine.close(co)) print(pcall(coroutine.close, coroutine.running()))

-- program: yield across pcall, metamethods, iterators, sort
local function y(...) return coroutine.yield(...) end
local co = coroutine.wrap(function()
  print(pcall(function() y("p") error("x", 0) end))
  local t = setmetatable({}, {__add = function() return y("add") end, __index = function(_, k)
    return y(k)
  end, __call = function(_, ...) return y(...) end, __lt = function() return y("lt") end,
    __eq = function()
    return y("eq")
  end, __concat = function() return y("cat") end, __len = function() return y("len") end})
  print(t + 1, t.k, t(5), t < t, t .. "x", #t)
  for i in function(_, i) return y("it") end do print(i) end
  print(pcall(table.sort, {2, 1}, function() y() end))
  print(pcall(string.gsub, "a", "a", function() y() end))
  return "done"
end)
local r = co()
while r ~= "done" do io.write(tostring(r), " ") r = co(r ~= "it" and 1 or nil) end

-- program: yield in close
local co = coroutine.wrap(function()
  do
    local x <close> = setmetatable({}, {__close = function() coroutine.yield("closing") end})
    coroutine.yield("body")
  end
  return "end"
end)
print(co(), co(), co())

-- program: a generator
local function gen(n)
  return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end)
end
for v in gen(3) do io.write(v, " ") end
print()

-- program: error through nested coroutines
local ok, m = pcall(coroutine.wrap(function() coroutine.wrap(function() error("inner") end)() end))
print(ok, m)

-- program: many nested coroutines
local function nest(n)
  if n == 0 then return "bottom" end
  return coroutine.wrap(nest)(n - 1)
end
print(pcall(nest, 100))
local ok, m = pcall(nest, 250)
print(ok, m:match("C stack overflow"))

-- program: values through resume and yield
local co = coroutine.create(function(...)
  print(select("#", ...), ...)
  print(select("#", coroutine.yield()), coroutine.yield(nil, nil))
  return nil, 1, nil
end)
print(coroutine.resume(co, nil, 2, nil))
print(coroutine.resume(co, 1, nil))
print(coroutine.resume(co))
print(select("#", coroutine.resume(co, "back")))
local co = coroutine.wrap(function(...)
  local t = {...}
  while true do t = {coroutine.yield(table.unpack(t))} end
end)
print(co())
print(co(1, 2, 3))
print(select("#", co(table.unpack({}, 1, 100))))

-- program: wrong arguments
for _, name in ipairs {"create", "wrap", "resume", "status", "close", "isyieldable"} do
  print(name, pcall(coroutine[name])) print(name, pcall(coroutine[name], 5))
  print(name, pcall(coroutine[name], {})) print(name, pcall(coroutine[name], nil))
end
print(pcall(coroutine.running, 1))
print(type(coroutine.create(print)), (tostring(coroutine.create(print)):gsub("0x%x+", "ADDRESS")))

-- program: close in every state
local co = coroutine.create(print)
print(coroutine.close(co), coroutine.status(co), coroutine.resume(co))
print(coroutine.close(co))
co = coroutine.create(function() error("failed") end)
coroutine.resume(co)
print(coroutine.close(co))
print(coroutine.close(co), coroutine.status(co))
co = coroutine.create(function() error({}) end)
coroutine.resume(co)
print(select("#", coroutine.close(co)), coroutine.close(co))
co = coroutine.wrap(function() print(pcall(coroutine.close, coroutine.running())) end)
co()
print(pcall(coroutine.close, (coroutine.running())))
local outer
outer = coroutine.create(function()
  local inner = coroutine.create(function() print(pcall(coroutine.close, outer)) end)
  coroutine.resume(inner)
end)
coroutine.resume(outer)
print(coroutine.status(outer))

-- program: close runs pending closing variables
local function c(n, fails)
  return setmetatable({}, {__close = function(_, e)
    print(n, e)
    if fails then error(n .. " failed", 0) end
  end})
end
local function suspended(...)
  local list = {...}
  local co = coroutine.create(function()
    local a <close> = list[1]
    local b <close> = list[2]
    local d <close> = list[3]
    coroutine.yield()
  end)
  coroutine.resume(co)
  return co
end
print(coroutine.close(suspended(c(1), c(2), c(3))))
print(coroutine.close(suspended(c(1), c(2, true), c(3))))
print(coroutine.close(suspended(c(1, true), c(2, true), c(3, true))))
local co = suspended(c("again", true))
print(coroutine.close(co))
print(coroutine.close(co), coroutine.status(co), coroutine.resume(co))

-- program: close that meets a yield
local co = coroutine.create(function()
  local a <close> = setmetatable({}, {__close = function()
    print(pcall(coroutine.yield, "in close"))
  end})
  coroutine.yield()
end)
coroutine.resume(co)
print(coroutine.close(co))
local co = coroutine.create(function()
  pcall(function()
    local a <close> = setmetatable({}, {__close = function(_, e) print("in pcall", e) end})
    coroutine.yield()
  end)
  print("not reached")
end)
coroutine.resume(co)
print(coroutine.close(co))

-- program: wrap closes on errors
local f = coroutine.wrap(function()
  local a <close> = setmetatable({}, {__close = function(_, e) print("closing", e) end})
  coroutine.yield(1)
  error("oops", 0)
end)
print(f()) print(pcall(f)) print(pcall(f))
local f = coroutine.wrap(function()
  local a <close> = setmetatable({}, {__close = function(_, e) error("second", 0) end})
  error("first", 0)
end)
print(pcall(f))
local f = coroutine.wrap(function() error("with position") end)
print(pcall(f))
local f = coroutine.wrap(function() error({code = 1}) end)
local ok, e = pcall(f)
print(ok, type(e), e.code)
local f = coroutine.wrap(function() return 1 end)
f()
print(pcall(f)) print(pcall(coroutine.wrap(function() local x = nil; x() end)))
print(pcall(coroutine.wrap(error), "plain", 2)) print(pcall(coroutine.wrap(string.rep)))

-- program: coroutines of C functions
local co = coroutine.create(print)
print(coroutine.resume(co, 1, 2))
print(coroutine.resume(coroutine.create(error), "message"))
print(coroutine.resume(coroutine.create(coroutine.yield), 1, 2))
print(coroutine.resume(coroutine.create(pcall), error, "e"))
print(coroutine.resume(coroutine.create(select), "#", 1, 2))
print(coroutine.resume(coroutine.create(string.rep)))
local co = coroutine.create(coroutine.yield)
print(coroutine.resume(co, "a"))
print(coroutine.resume(co, "b", "c"))
print(coroutine.status(co))
local co = coroutine.wrap(pcall)
print(co(coroutine.yield, 1))
print(co(2))

-- program: yields across pcall and xpcall
local co = coroutine.wrap(function()
  print(pcall(coroutine.yield, 1))
  print(pcall(function() coroutine.yield(2) error("after yield", 0) end))
  print(xpcall(function(x) local y = coroutine.yield(x) error(y, 0) end, function(m)
    return "handled " .. m
  end, 3))
  print(select("#", pcall(pcall, pcall, coroutine.yield, 4)))
  return "end"
end)
print(co())
print(co("a"))
print(co("b"))
print(co("c"))
print(co())

-- program: yields in library callbacks that cannot
local function try(f, ...) print(coroutine.wrap(function(...) return pcall(f, ...) end)(...)) end
try(table.sort, {3, 2, 1}, coroutine.yield)
try(string.gsub, "abc", ".", coroutine.yield)
try(load, coroutine.yield)
try(tostring, setmetatable({}, {__tostring = coroutine.yield}))
try(table.concat, setmetatable({}, {__len = coroutine.yield}))
try(table.unpack, setmetatable({}, {__index = coroutine.yield}), 1, 2)
try(next, {}, nil)
try(require, "x" .. 1 == "y" and "" or "coroutine")

-- program: yields in metamethods keep what is around them
local mt = {}
for _, e in ipairs {"add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor",
    "shl", "shr", "bnot", "concat", "len", "eq", "lt", "le", "index", "call"} do
  mt["__" .. e] = function(...) return coroutine.yield(e, select("#", ...)) end
end
mt.__newindex = function(_, k, v) coroutine.yield("newindex " .. k, v) end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
local co = coroutine.wrap(function()
  local x = "kept"
  local r = {a + b, a - 1, 2 * a, a / b, a % b, a ^ b, -a, a // b, a & b, 1 | a, a ~ b, a << 1,
    a >> 1, ~a, a .. "s", "s" .. a .. b, #a, a == b, a ~= b, a < b, a <= b, a > b, a >= b, a.field,
    a[1], a(1, 2), not (a < b)}
  a.x = 1
  a[1] = 2
  if a < b then x = x .. "!" end
  while a == b do x = x .. "?" break end
  return "done", #r, x, table.unpack(r, 1, #r)
end)
local function show(...)
  local t = table.pack(...)
  for i = 1, t.n do t[i] = tostring(t[i]) end
  print(table.concat(t, " "))
  return ...
end
local e = show(co())
local n = 0
while e ~= "done" do n = n + 1 e = show(co(n % 3 ~= 0 and n or nil)) end

-- program: yields in iterators and closures of loops
local co = coroutine.wrap(function()
  for k, v in function(s, c) return coroutine.yield(s, c) end, "state", "start" do print(k, v) end
  for i = coroutine.yield("from"), coroutine.yield("to"), coroutine.yield("step") do
    coroutine.yield(i)
  end
  return "end"
end)
print(co())
print(co("k1", "v1"))
print(co("k2"))
print(co(nil))
print(co(1))
print(co(5))
print(co(2))
print(co())
print(co())
print(co())

-- program: deep stacks in coroutines
local function depth(n)
  if n == 0 then return coroutine.yield("bottom") end
  return 1 + depth(n - 1)
end
local co = coroutine.wrap(depth)
print(co(5000))
print(co(0))
local co = coroutine.create(function() local function f() return f() + 1 end return f() end)
local ok, m = coroutine.resume(co)
print(ok, m:match("stack overflow"), coroutine.status(co))

-- program: producers and filters
local function producer(n)
  return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end)
end
local function filter(p, source)
  return coroutine.wrap(function() for v in source do if p(v) then coroutine.yield(v) end end end)
end
local odd = filter(function(v) return v % 2 == 1 end, producer(10))
local big = filter(function(v) return v > 4 end, odd)
for v in big do io.write(v, " ") end
print()
local function permute(a, n)
  n = n or #a
  if n <= 1 then
    coroutine.yield(table.concat(a))
  else
    for i = 1, n do
      a[n], a[i] = a[i], a[n]
      permute(a, n - 1)
      a[n], a[i] = a[i], a[n]
    end
  end
end
for p in coroutine.wrap(function() permute {"a", "b", "c"} end) do io.write(p, " ") end
print()
