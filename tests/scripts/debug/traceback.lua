-- debug.traceback: format, levels, skipped levels, other coroutines, messages that are no text.
-- oracle: lua5.4
local function clean(s) return (s:gsub("[^%s:]*/", "")) end
local function f() return (clean(debug.traceback("m"))) end
print(f())
print(clean(debug.traceback())) print(clean(debug.traceback("m", 0))) print(clean(debug.traceback("m", 2)))
print(clean(debug.traceback("m", 9))) print(clean(debug.traceback("m", -1))) print(clean(debug.traceback("")))
print(clean(debug.traceback(12))) print(clean(debug.traceback(nil, 1)))
print(debug.traceback(print) == print, debug.traceback(true), debug.traceback({}) ~= nil)
local function deep(n, l) if n == 0 then return (debug.traceback("deep", l)) end return (deep(n - 1, l)) end
for _, n in ipairs { 1, 10, 17, 18, 19, 20, 30, 100 } do
  for _, l in ipairs { 0, 1, 5 } do
    local s = deep(n, l)
    print(n, l, select(2, s:gsub("\n", "\n")), s:match("%.%.%.[^\n]*"))
  end
end
print(clean(deep(30, 1)))
local t = { m = function(self) return (clean(debug.traceback())) end }
print(t:m()) print((t.m()))
function Global() return (clean(debug.traceback())) end
print(Global())
print((select(2, pcall(function() return (clean(debug.traceback())) end))))
print(clean(select(2, xpcall(function() local x = nil; x() end, debug.traceback))))
print(clean(select(2, xpcall(function() error("e") end, function(m) return debug.traceback(m, 1) end))))
print(clean(select(2, xpcall(function() string.rep() end, debug.traceback))))
print(clean(select(2, xpcall(function() return {} + 1 end, function(m) return (debug.traceback(m)) end))))
print(clean(select(2, xpcall(string.rep, debug.traceback))))
local function tail() return f() end
local function tail2() return (tail()) end
print(tail2()) print((function() return tail() end)())
print(clean(setmetatable({}, { __index = function() return (debug.traceback()) end }).x))
print(clean(setmetatable({}, { __add = function() return (debug.traceback()) end }) + 1))
for s in function(_, c) if not c then return (debug.traceback()) end end do print(clean(s)) end
do local c <close> = setmetatable({}, { __close = function() print(clean(debug.traceback())) end }) end
pcall(function()
  local c <close> = setmetatable({}, { __close = function() print(clean(debug.traceback())) end })
  error("x")
end)
table.sort({ 1, 2 }, function(a, b) print(clean(debug.traceback())) return a < b end)
local co = coroutine.create(function(n) local function r(i) if i == 0 then coroutine.yield() error("e") end r(i - 1) end r(n) end)
print(clean(debug.traceback(co))) coroutine.resume(co, 2)
print(clean(debug.traceback(co))) print(clean(debug.traceback(co, "msg", 1))) print(clean(debug.traceback(co, nil, 9)))
print(debug.traceback(co, print) == print)
print(coroutine.status(co), (coroutine.resume(co))) print(clean(debug.traceback(co, "dead")))
local main = coroutine.running()
coroutine.wrap(function() print(clean(debug.traceback())) print(clean(debug.traceback(main))) end)()
local finished = coroutine.create(function() end) coroutine.resume(finished) print(debug.traceback(finished))
print(clean(load("return debug.traceback()", "=chunk")())) print(clean(load("local t = debug.traceback() return t", "a text")()))
print((load(string.dump(load("local t = debug.traceback() return t"), true))()))
print(pcall(debug.traceback, "m", "x")) print(pcall(debug.traceback, co, "m", {}))
