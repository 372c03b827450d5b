-- Metatables: each event with a function, with a value that is none, and without. (Manual: 2.4.)

-- program: each event: a metamethod, one that cannot be called, a name, no metatable
local cases = { {"__add", 't + 1'}, {"__add", '1 + t'}, {"__sub", 't - 1'}, {"__mul", 't * 2'},
  {"__div", 't / 2'}, {"__mod", 't % 2'}, {"__pow", 't ^ 2'}, {"__unm", '-t'}, {"__idiv", 't // 2'},
  {"__band", 't & 1'}, {"__bor", '1 | t'}, {"__bxor", 't ~ 1'}, {"__shl", 't << 1'},
  {"__shr", '1 >> t'}, {"__bnot", '~t'}, {"__concat", 't .. "x"'}, {"__concat", '1 .. t'},
  {"__len", '#t'}, {"__eq", 't == setmetatable({}, getmetatable(t))'}, {"__lt", 't < 1'},
  {"__lt", '1 < t'}, {"__le", 't <= 1'}, {"__le", 't >= 1'}, {"__call", 't(1, 2)'},
  {"__index", 't.x'}, {"__newindex", '(function() t.x = 1 end)()'}, {"__tostring", 'tostring(t)'},
  {"__name", 'tostring(t):match("^%a+")'}, }
for _, case in ipairs(cases) do
  local event, expression = case[1], case[2]
  local function try(metatable)
    local object = metatable and setmetatable({}, metatable) or {}
    local body = load("local t = ... return function() return " .. expression .. " end", "=case")
    print(event, expression, pcall(body(object)))
  end
  try {[event] = function(...)
    print(select("#", ...), type((...)), type((select(2, ...))))
    return "r", 2
  end}
  try {[event] = 5}
  try {__name = "My.Type"}
  try(nil)
end

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

-- program: __index chains
local a = setmetatable({}, {__index = setmetatable({x = 1}, {__index = function(_, k)
  return k .. "!"
end})})
print(a.x, a.y, rawget(a, "x"))
local loop = {}
setmetatable(loop, {__index = loop})
print(pcall(function() return loop.x end))
local n = setmetatable({}, {__newindex = a})
n.q = 5
print(rawget(n, "q"), rawget(a, "q"))

-- program: __gc and __mode are accepted
setmetatable({}, {__gc = true, __mode = "k"})
print(collectgarbage("count") > 0, collectgarbage() == 0, collectgarbage("isrunning"))

-- program: __tostring must give a string
print(pcall(tostring, setmetatable({}, {__tostring = function() return 5 end})))
print(pcall(tostring, setmetatable({}, {__tostring = 5})))
print(pcall(print, setmetatable({}, {__tostring = function() return nil end})))

-- program: __name in messages
local t = setmetatable({}, {__name = "My.Type"})
print((tostring(t):gsub("0x%x+", "ADDR"))) print(pcall(function() return t + 1 end))
print(pcall(string.rep, t)) print(pcall(function() return t < t end))
print(pcall(function() return #t, t() end)) print(pcall(ipairs))
print(pcall(math.floor, t))

-- program: without __le, __lt with swapped operands, negated
local t = setmetatable({}, {__lt = function(a, b)
  print(type(a), type(b))
  return coroutine.isyieldable() and coroutine.yield()
end})
local u = {}
print(t <= t, t <= u, u <= t, t >= u, t <= 1, t >= 1, 1 <= t, t > 1.5, t >= 1.5, t <= 1.5)
local co = coroutine.wrap(function()
  print(t <= u, not (t >= u))
  if u <= t then print "le" else print "not le" end
end)
co()
co(true)
co(false)
co(true)
print(pcall(function() return u <= {} end))

-- program: __index as table, function and chain
local base = {a = 1, b = 2}
local middle = setmetatable({b = 3}, {__index = base})
local top = setmetatable({}, {__index = middle})
print(top.a, top.b, top.c, rawget(top, "a"))
local calls = {}
local f = setmetatable({}, {__index = function(t, k)
  calls[#calls + 1] = k
  return t ~= nil and k
end})
print(f.x, f[1], f[nil], f[f] == f, #calls, f[false])
print(pcall(function() return setmetatable({}, {__index = 5}).x end))
print(setmetatable({}, {__index = "str"}).len == string.len)
local loop = {}
setmetatable(loop, {__index = loop})
print(pcall(function() return loop.x end))
print((setmetatable({}, {__index = function() return 1, 2, 3 end}).x))

-- program: __newindex as table, function and chain
local store = {}
local t = setmetatable({}, {__newindex = store})
t.a = 1
print(rawget(t, "a"), store.a)
rawset(t, "b", 2)
t.b = 3
print(t.b, store.b)
local log = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, v * 2) end})
log.x, log.y = 1, 2
log.x = 10
print(log.x, log.y)
local deep = setmetatable({}, {__newindex = setmetatable({}, {__newindex = store})})
deep.far = "away"
print(store.far, pcall(function() setmetatable({}, {__newindex = 5}).x = 1 end))
local loop = {}
setmetatable(loop, {__newindex = loop})
print(pcall(function() loop.x = 1 end))
print(pcall(function() setmetatable({}, {__newindex = {}})[nil] = 1 end))

-- program: __call chains
local function make(n)
  if n == 0 then return print end
  return setmetatable({}, {__call = make(n - 1)})
end
local ok = pcall(make(1), "x")
print(ok, select("#", (function(...) return ... end)(1, 2)))
local c = setmetatable({}, {__call = function(self, ...) return select("#", ...), ... end})
print(c(), c(nil), c(1, 2), (c(1)))
print(pcall(setmetatable({}, {__call = {}})), pcall(setmetatable({}, {__call = c})))
local function tail(...) return c(...) end
print(tail(1, 2, 3))
for a, b in c, 1, 2 do print(a, b) break end

-- program: __eq is asked only for two tables or two userdata that are not the same
local n = 0
local mt = {__eq = function(a, b) n = n + 1 return "true" end}
local a, b = setmetatable({}, mt), setmetatable({}, mt)
print(a == b, a ~= b, a == a, a == {}, {} == a, a == 1, a == "x", a == nil, n, rawequal(a, b))
print(({[a] = 1})[b], setmetatable({}, {__eq = function() return nil end}) == {})

-- program: __lt and __le with mixed operands
local mt = {}
function mt.__lt(a, b) print("lt", type(a), type(b)) return 1 end
function mt.__le(a, b) print("le", type(a), type(b)) return nil end
local t = setmetatable({}, mt)
print(t < 1, 1 < t, t > "x", t <= 1, 1 >= t, t <= t, not (t < t))
print(pcall(function() return {} < t, {} < {} end))

-- program: __concat and __len with what surrounds them
local mt = {__concat = function(a, b)
  return (type(a) == "table" and "T" or a) .. "|" .. (type(b) == "table" and "T" or b)
end}
local t = setmetatable({}, mt)
print(t .. t, "a" .. t, t .. "b", 1 .. t, t .. 2.5, "a" .. "b" .. t .. "c" .. "d", t .. "x" .. t)
print(pcall(function() return t .. nil end), pcall(function() return {} .. "x" end))
print(#setmetatable({1, 2}, {__len = function(a, b) return "len", rawequal(a, b) end}))

-- program: __metatable hides and protects
local t = setmetatable({}, {__metatable = false})
print(getmetatable(t), pcall(setmetatable, t, {}))
print(getmetatable("x").__name, getmetatable("x").__index == string, pcall(setmetatable, "x", {}))
local u = setmetatable({}, {__metatable = nil})
print(type(getmetatable(u)), setmetatable(u, nil) == u, getmetatable(u))
