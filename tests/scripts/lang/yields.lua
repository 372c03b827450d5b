-- Yields across pcall, metamethods, iterators; wrap in for; errors in coroutines; status.
-- oracle: lua5.4
local yield, wrap = coroutine.yield, coroutine.wrap
local co = wrap(function()
  print(pcall(function() local r = yield("p1") error("E" .. r, 0) end))
  print(xpcall(function() return yield("p2"), "more" end, print))
  return "end"
end)
print(co()) print(co("a")) print(co("b"))
local mt = {}
for _, e in ipairs { "add", "lt", "le", "eq", "concat", "unm", "len", "index", "call", "sub" } do
  mt["__" .. e] = function(x, y) return yield(e) end
end
mt.__newindex = function(t, k, v) yield("newindex") rawset(t, k, v) end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
co = wrap(function()
  print(a + 1, 2 - a, a < b, a <= b, a > b, a == b, a ~= b, a .. "x", "p" .. "q" .. a .. "r", -a, #a, a.field, a(1))
  a.k = 5
  print(rawget(a, "k"))
  if a < 1 then print("yes") else print("no") end
  while a == b do print("loop") end
  return "done"
end)
local n, r = 0, co()
while r ~= "done" do n = n + 1 io.write(r, " ") r = co((n % 3 ~= 0 or r == "concat") and n) end
print(n)
local function range(k) return wrap(function() for i = 1, k do yield(i, i * i) end end) end
for i, sq in range(4) do io.write(i, ":", sq, " ") end print()
local function iter(s, c) local v = yield("it") if c < 3 then return c + 1, v end end
co = wrap(function() for i, v in iter, nil, 0 do print(i, v) end return "over" end)
r = co() while r ~= "over" do r = co("v") end
co = coroutine.create(function() error({ code = 7 }) end)
local ok, e = coroutine.resume(co)
print(ok, e.code, coroutine.status(co), coroutine.resume(co))
print(pcall(wrap(function() error("in wrap") end)))
print(coroutine.resume(coroutine.running())) print(pcall(yield, 1))
print(select("#", coroutine.resume(coroutine.create(function(...) return ... end), 1, nil, nil)))
co = coroutine.create(function() table.sort({ 3, 2, 1 }, function(x, y) yield() return x < y end) end)
print(coroutine.resume(co))
co = coroutine.create(function() return string.gsub("abc", ".", function(c) yield(c) end) end)
print(coroutine.resume(co))
-- many at once, and deep nesting
local all = {}
for i = 1, 1000 do all[i] = wrap(function(x) for k = 1, 5 do x = x + yield(x) end return x end) end
local sum = 0
for k = 1, 5 do for i = 1, 1000 do sum = sum + all[i](i) end end
print(sum)
local function nest(d) if d == 0 then return yield("bottom") end return wrap(function() return nest(d - 1) end)() end
print(wrap(function() return nest(50) end)())
local function count_to(k) local ok, m = pcall(function() local function g() return wrap(g)() end g() end) return ok, (m:match("C stack overflow")) end
print(count_to())
