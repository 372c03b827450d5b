-- program: setmetatable and getmetatable
local function show(f) print(pcall(f)) end
show(function() return setmetatable({}, nil) ~= nil end)
show(function() return setmetatable(5, {}) end)
show(function() return setmetatable({}, 5) end)
show(function() return setmetatable({}) end)
show(function() return getmetatable(setmetatable({}, {__metatable = "locked"})) end)
show(function() return setmetatable(setmetatable({}, {__metatable = 1}), {}) end)
show(function() return getmetatable("").__index == string end)
show(function() return getmetatable() end)
show(function() return getmetatable(5) end)

-- program: __add: t + 1
local t = setmetatable({}, {__add = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t + 1 end))
local t = setmetatable({}, {__add = 5})
print(pcall(function() return t + 1 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t + 1 end))
local t = {}
print(pcall(function() return t + 1 end))

-- program: __add: 1 + t
local t = setmetatable({}, {__add = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return 1 + t end))
local t = setmetatable({}, {__add = 5})
print(pcall(function() return 1 + t end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return 1 + t end))
local t = {}
print(pcall(function() return 1 + t end))

-- program: __sub: t - 1
local t = setmetatable({}, {__sub = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t - 1 end))
local t = setmetatable({}, {__sub = 5})
print(pcall(function() return t - 1 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t - 1 end))
local t = {}
print(pcall(function() return t - 1 end))

-- program: __mul: t * 2
local t = setmetatable({}, {__mul = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t * 2 end))
local t = setmetatable({}, {__mul = 5})
print(pcall(function() return t * 2 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t * 2 end))
local t = {}
print(pcall(function() return t * 2 end))

-- program: __div: t / 2
local t = setmetatable({}, {__div = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t / 2 end))
local t = setmetatable({}, {__div = 5})
print(pcall(function() return t / 2 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t / 2 end))
local t = {}
print(pcall(function() return t / 2 end))

-- program: __mod: t % 2
local t = setmetatable({}, {__mod = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t % 2 end))
local t = setmetatable({}, {__mod = 5})
print(pcall(function() return t % 2 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t % 2 end))
local t = {}
print(pcall(function() return t % 2 end))

-- program: __pow: t ^ 2
local t = setmetatable({}, {__pow = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t ^ 2 end))
local t = setmetatable({}, {__pow = 5})
print(pcall(function() return t ^ 2 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t ^ 2 end))
local t = {}
print(pcall(function() return t ^ 2 end))

-- program: __unm: -t
local t = setmetatable({}, {__unm = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return -t end))
local t = setmetatable({}, {__unm = 5})
print(pcall(function() return -t end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return -t end))
local t = {}
print(pcall(function() return -t end))

-- program: __idiv: t // 2
local t = setmetatable({}, {__idiv = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t // 2 end))
local t = setmetatable({}, {__idiv = 5})
print(pcall(function() return t // 2 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t // 2 end))
local t = {}
print(pcall(function() return t // 2 end))

-- program: __band: t & 1
local t = setmetatable({}, {__band = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t & 1 end))
local t = setmetatable({}, {__band = 5})
print(pcall(function() return t & 1 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t & 1 end))
local t = {}
print(pcall(function() return t & 1 end))

-- program: __bor: 1 | t
local t = setmetatable({}, {__bor = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return 1 | t end))
local t = setmetatable({}, {__bor = 5})
print(pcall(function() return 1 | t end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return 1 | t end))
local t = {}
print(pcall(function() return 1 | t end))

-- program: __bxor: t ~ 1
local t = setmetatable({}, {__bxor = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t ~ 1 end))
local t = setmetatable({}, {__bxor = 5})
print(pcall(function() return t ~ 1 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t ~ 1 end))
local t = {}
print(pcall(function() return t ~ 1 end))

-- program: __shl: t << 1
local t = setmetatable({}, {__shl = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t << 1 end))
local t = setmetatable({}, {__shl = 5})
print(pcall(function() return t << 1 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t << 1 end))
local t = {}
print(pcall(function() return t << 1 end))

-- program: __shr: 1 >> t
local t = setmetatable({}, {__shr = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return 1 >> t end))
local t = setmetatable({}, {__shr = 5})
print(pcall(function() return 1 >> t end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return 1 >> t end))
local t = {}
print(pcall(function() return 1 >> t end))

-- program: __bnot: ~t
local t = setmetatable({}, {__bnot = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return ~t end))
local t = setmetatable({}, {__bnot = 5})
print(pcall(function() return ~t end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return ~t end))
local t = {}
print(pcall(function() return ~t end))

-- program: __concat: t .. "x"
local t = setmetatable({}, {__concat = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t .. "x" end))
local t = setmetatable({}, {__concat = 5})
print(pcall(function() return t .. "x" end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t .. "x" end))
local t = {}
print(pcall(function() return t .. "x" end))

-- program: __concat: 1 .. t
local t = setmetatable({}, {__concat = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return 1 .. t end))
local t = setmetatable({}, {__concat = 5})
print(pcall(function() return 1 .. t end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return 1 .. t end))
local t = {}
print(pcall(function() return 1 .. t end))

-- program: __len: #t
local t = setmetatable({}, {__len = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return #t end))
local t = setmetatable({}, {__len = 5})
print(pcall(function() return #t end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return #t end))
local t = {}
print(pcall(function() return #t end))

-- program: __eq: t == setmetatable({}, getmetatable(t))
local t = setmetatable({}, {__eq = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t == setmetatable({}, getmetatable(t)) end))
local t = setmetatable({}, {__eq = 5})
print(pcall(function() return t == setmetatable({}, getmetatable(t)) end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t == setmetatable({}, getmetatable(t)) end))
local t = {}
print(pcall(function() return t == setmetatable({}, getmetatable(t)) end))

-- program: __lt: t < 1
local t = setmetatable({}, {__lt = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t < 1 end))
local t = setmetatable({}, {__lt = 5})
print(pcall(function() return t < 1 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t < 1 end))
local t = {}
print(pcall(function() return t < 1 end))

-- program: __lt: 1 < t
local t = setmetatable({}, {__lt = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return 1 < t end))
local t = setmetatable({}, {__lt = 5})
print(pcall(function() return 1 < t end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return 1 < t end))
local t = {}
print(pcall(function() return 1 < t end))

-- program: __le: t <= 1
local t = setmetatable({}, {__le = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t <= 1 end))
local t = setmetatable({}, {__le = 5})
print(pcall(function() return t <= 1 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t <= 1 end))
local t = {}
print(pcall(function() return t <= 1 end))

-- program: __le: t >= 1
local t = setmetatable({}, {__le = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t >= 1 end))
local t = setmetatable({}, {__le = 5})
print(pcall(function() return t >= 1 end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t >= 1 end))
local t = {}
print(pcall(function() return t >= 1 end))

-- program: __call: t(1, 2)
local t = setmetatable({}, {__call = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t(1, 2) end))
local t = setmetatable({}, {__call = 5})
print(pcall(function() return t(1, 2) end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t(1, 2) end))
local t = {}
print(pcall(function() return t(1, 2) end))

-- program: __index: t.x
local t = setmetatable({}, {__index = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return t.x end))
local t = setmetatable({}, {__index = 5})
print(pcall(function() return t.x end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return t.x end))
local t = {}
print(pcall(function() return t.x end))

-- program: __newindex: (function() t.x = 1 end)()
local t = setmetatable({}, {__newindex = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return (function() t.x = 1 end)() end))
local t = setmetatable({}, {__newindex = 5})
print(pcall(function() return (function() t.x = 1 end)() end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return (function() t.x = 1 end)() end))
local t = {}
print(pcall(function() return (function() t.x = 1 end)() end))

-- program: __tostring: tostring(t)
local t = setmetatable({}, {__tostring = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return tostring(t) end))
local t = setmetatable({}, {__tostring = 5})
print(pcall(function() return tostring(t) end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return 1 end))
local t = {}
print(pcall(function() return 1 end))

-- program: __name: tostring(t):match("^%a+")
local t = setmetatable({}, {__name = function(...) print(select("#", ...), type((...)), type((select(2, ...)))) return "r", 2 end})
print(pcall(function() return tostring(t):match("^%a+") end))
local t = setmetatable({}, {__name = 5})
print(pcall(function() return tostring(t):match("^%a+") end))
local t = setmetatable({}, {__name = "My.Type"})
print(pcall(function() return 1 end))
local t = {}
print(pcall(function() return 1 end))

-- program: __index chains
local a = setmetatable({}, {__index = setmetatable({x = 1}, {__index = function(_, k) return k .. "!" end})}) print(a.x, a.y, rawget(a, "x")) local loop = {} setmetatable(loop, {__index = loop}) print(pcall(function() return loop.x end)) local n = setmetatable({}, {__newindex = a}) n.q = 5 print(rawget(n, "q"), rawget(a, "q"))

-- program: __gc and __mode are accepted
setmetatable({}, {__gc = true, __mode = "k"}) print(collectgarbage("count") > 0, collectgarbage() == 0, collectgarbage("isrunning"))

-- program: __tostring must give a string
print(pcall(tostring, setmetatable({}, {__tostring = function() return 5 end}))) print(pcall(tostring, setmetatable({}, {__tostring = 5}))) print(pcall(print, setmetatable({}, {__tostring = function() return nil end})))

-- program: __name in messages
local t = setmetatable({}, {__name = "My.Type"}) print((tostring(t):gsub("0x%x+", "ADDR"))) print(pcall(function() return t + 1 end)) print(pcall(string.rep, t)) print(pcall(function() return t < t end)) print(pcall(function() return #t, t() end)) print(pcall(ipairs)) print(pcall(math.floor, t))

-- program: without __le, __lt with swapped operands, negated
local t = setmetatable({}, {__lt = function(a, b) print(type(a), type(b)) return coroutine.isyieldable() and coroutine.yield() end})
local u = {}
print(t <= t, t <= u, u <= t, t >= u, t <= 1, t >= 1, 1 <= t, t > 1.5, t >= 1.5, t <= 1.5)
local co = coroutine.wrap(function() print(t <= u, not (t >= u)) if u <= t then print "le" else print "not le" end end)
co() co(true) co(false) co(true)
print(pcall(function() return u <= {} end))
