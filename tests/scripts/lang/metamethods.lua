-- Every metamethod, with Lua functions and natives as handlers, on both sides.
-- oracle: lua5.4
local log = {}
local function op(name) return function(a, b)
  log[#log + 1] = name .. "(" .. type(a) .. " " .. tostring(type(a) == "table" and a.n or a) .. "," ..
    tostring(type(b) == "table" and b.n or b) .. "," .. tostring(math.type(b)) .. ")"
  return name
end end
local mt = {}
for _, e in ipairs { "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl",
                     "shr", "unm", "bnot", "concat", "lt", "le" } do mt["__" .. e] = op(e) end
local a = setmetatable({ n = "A" }, mt)
local b = setmetatable({ n = "B" }, mt)
local _ = { a + b, a - 1, 2 * a, a / 2.5, a % 3, 2 ^ a, a // 1, a & 1, 1 | a, a ~ b, a << 1, 1 << a,
            a >> 2, 300 >> a, -a, ~a, a .. "x", "x" .. a, a .. b, 1 .. a, a + 1.0, a - 100000, 1.5 - a,
            a < b, a <= b, a < 1, 1 < a, a > 2, a >= 2.0, 5.0 <= a, a < 5.0, not (a < 1) }
for i, v in ipairs(log) do print(i, v) end
for i = 24, 32 do io.write(tostring(_[i]), " ") end print()
-- concatenation of several operands, some with metamethods
local c = setmetatable({}, { __concat = function(x, y)
  return (type(x) == "table" and "T" or x) .. "+" .. (type(y) == "table" and "T" or y) end })
print(1 .. "a" .. c .. "b" .. 2, c .. "x" .. "y", "x" .. "y" .. c)
-- eq only between two tables, len, index chains, newindex chains
local e = { __eq = function() return true end, __len = function() return 42 end }
local x, y = setmetatable({}, e), setmetatable({}, e)
print(x == y, x ~= y, x == 1, rawequal(x, y), #x, rawlen(x))
local base = { who = "base", f = function(self) return self.who end }
local mid = setmetatable({ who2 = "mid" }, { __index = base })
local leaf = setmetatable({ own = 1 }, { __index = mid })
print(leaf.own, leaf.who2, leaf.who, leaf.nothing, leaf:f())
base.who = nil
print(leaf.who)
local dyn = setmetatable({}, { __index = function(t, k) return k .. "?" end })
print(dyn.abc, dyn[1], dyn["x y"], rawget(dyn, "abc"))
local store = {}
local proxy = setmetatable({}, { __newindex = function(t, k, v) store[k] = v end, __index = store })
proxy.a = 1 proxy[1] = "one" proxy.a = 2
print(proxy.a, proxy[1], rawget(proxy, "a"), next(proxy))
local redirect = setmetatable({}, { __newindex = store })
redirect.z = 26
print(store.z, rawget(redirect, "z"))
rawset(proxy, "a", "raw") proxy.a = "direct"
print(proxy.a, store.a)
-- values that are no tables
print(("x").len == string.len, pcall(function() return (1).x end), pcall(function() return ("x").y.z end))
print(getmetatable("").__index == string, #"abc", ("abc"):len())
print(pcall(setmetatable, setmetatable({}, { __metatable = "locked" }), {}))
print(getmetatable(setmetatable({}, { __metatable = "locked" })))
print(tostring(setmetatable({}, { __tostring = function() return "me" end })))
print((tostring(setmetatable({}, { __name = "My.Type" })):gsub("0x%x+", "PTR")))
-- handlers of comparison for mixed types, and their errors
print(pcall(function() return {} < {} end)) print(pcall(function() return {} < 1 end))
print(pcall(function() return "a" < 1 end)) print(pcall(function() return nil <= nil end))
local loopy = setmetatable({}, {}) getmetatable(loopy).__index = loopy
print(pcall(function() return loopy.x end))
for k, v in pairs(setmetatable({}, { __pairs = function(t) return function(_, k) if not k then return 1, 2 end end, t, nil end })) do print(k, v) end
