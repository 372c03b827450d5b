-- Calls: parameters, varargs, results, tail calls, deep recursion, callable objects.
-- oracle: lua5.4
local function f(a, b, c) return a, b, c end
print(f()) print(f(1)) print(f(1, 2, 3, 4)) print((f(1, 2)))
local function v(...) return select("#", ...), ... end
print(v()) print(v(nil, nil)) print(v(f(1, 2, 3))) print(v(f(1, 2), f(3, 4)))
local function w(a, ...) local x, y = ... return a, x, y, select("#", ...) end
print(w()) print(w(1)) print(w(1, 2)) print(w(1, 2, 3, 4))
local t = { f(1, 2), f(3, 4), v(5) }
print(#t, table.unpack(t))
print(#{ v(table.unpack({}, 1, 200)) })
local function loop(n, acc) if n == 0 then return acc end return loop(n - 1, acc + n) end
print(loop(1000000, 0))
local function varloop(n, ...) if n == 0 then return select("#", ...), ... end return varloop(n - 1, ...) end
print(varloop(100000, 1, nil, 3))
local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
print(deep(15000))
print(pcall(function() local function r() return 1 + r() end return r() end))
local obj = setmetatable({}, { __call = function(self, ...) return self ~= nil, select("#", ...), (...) ~= nil end })
print(obj(1, nil)) print(pcall(obj, 2)) print((obj()))
local chain = setmetatable({}, { __call = obj })
print(select(2, chain("x")))
local function tail(...) return obj(...) end
print(tail(9))
print(pcall(pcall)) print(pcall(pcall, error, "e")) print(pcall(error))
print(select("#", table.unpack({}, 1, 50)), (string.rep("a", 3)))
print(string.format("%s %s", f("p", "q")), math.max(f(3, 9, 4)))
local many = {}
for i = 1, 250 do many[i] = i end
print(select("#", table.unpack(many)), (select(250, table.unpack(many))))
local s = "x"
print(s:rep(3), ("%d"):format(7), #s:upper())
local m = { n = 0 }
function m:add(k) self.n = self.n + k return self end
print(m:add(1):add(2):add(3).n)
