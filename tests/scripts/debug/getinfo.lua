-- debug.getinfo: every option, of levels, functions and other coroutines.
-- oracle: lua5.4
local function show(info)
  if type(info) ~= "table" then print(info) return end
  local keys = {}
  for k in pairs(info) do keys[#keys + 1] = k end
  table.sort(keys)
  local out = {}
  for _, k in ipairs(keys) do
    local v = info[k]
    if k == "activelines" then
      local lines = {}
      for line in pairs(v) do lines[#lines + 1] = line end
      table.sort(lines)
      v = "{" .. table.concat(lines, " ") .. "}"
    elseif type(v) == "function" or k == "source" or k == "short_src" then
      v = type(v)
    end
    out[#out + 1] = k .. "=" .. tostring(v)
  end
  print(table.concat(out, " "))
end

local function f(a, b, ...)
  local c = a

  return c, b, ...
end
local function g() return f end
for _, options in ipairs { "S", "l", "u", "n", "t", "r", "f", "L", "SlnutrfL", "" } do
  show(debug.getinfo(f, options))
  show(debug.getinfo(1, options))
  show(debug.getinfo(g, options))
end
show(debug.getinfo(f)) show(debug.getinfo(1)) show(debug.getinfo(2)) show(debug.getinfo(0, "n"))
show(debug.getinfo(math.sin, "Sut")) show(debug.getinfo(0, "St")) show(debug.getinfo(print, "L"))
show(debug.getinfo(3)) show(debug.getinfo(-1)) show(debug.getinfo(1 << 40))
print(debug.getinfo(f, "S").source:sub(1, 1), debug.getinfo(load("return 1"), "S").source)
print(debug.getinfo(load("", "=name"), "S").short_src, debug.getinfo(load("", "@a.lua"), "S").short_src)
print(debug.getinfo(load("x\n=1", "x\ny") or load("", "x\ny"), "S").short_src)
local stripped = load(string.dump(g, true))
show(debug.getinfo(stripped, "SluL")) print(debug.getinfo(stripped, "S").source)

-- names
local t = {}
local function name(...) local i = debug.getinfo(2, "nt") print(i.name, i.namewhat, i.istailcall, ...) end
function t.field() name() end
function t:method() name() end
function global() name() end
local function loc() name() end
local function up() loc() end
local function tail() return loc() end
t.field() t:method() global() loc() up() tail()
t[1] = loc t[1]();
(function() name() end)()
local mt = {}
for _, event in ipairs { "index", "newindex", "call", "add", "sub", "mul", "div", "mod", "pow", "idiv", "unm", "len",
  "concat", "eq", "lt", "le", "band", "bor", "bxor", "shl", "shr", "bnot", "close" } do
  mt["__" .. event] = function() name(event) return true end
end
local o, p = setmetatable({}, mt), setmetatable({}, mt)
local _ = o.x, o[1], o + 1, 1 - o, o * 2, o / o, o % 3, o ^ 2, o // 1, -o, #o, o .. "x"
_ = o == p, o < p, o <= p, o < 1, 1 <= o, o & 1, o | 1, o ~ 1, o << 1, o >> 1, ~o
o.x = 1 o[1] = 2 o(3)
do local c <close> = o end
local function returns() local c <close> = o return 1 end
returns()
for _ in function(_, i) name("iterator") if not i then return 1 end end do end
for _ in pairs(setmetatable({}, { __pairs = function() name("pairs") return next, {} end })) do end
table.sort({ 1, 2 }, function(a, b) name("comparator") return a < b end)
pcall(function() name("pcall") end)
coroutine.wrap(function() name("wrap") end)()
xpcall(function() error("x") end, function() name("handler") end)
xpcall(function() return nil + 1 end, function() name("handler 2") end)
string.gsub("x", "x", function() name("gsub") end)

-- other coroutines
local co = coroutine.create(function(x) local y = x coroutine.yield(y) error("dead") end)
show(debug.getinfo(co, 0)) show(debug.getinfo(co, f, "u"))
coroutine.resume(co, 5)
show(debug.getinfo(co, 0, "nSl")) show(debug.getinfo(co, 1, "nSltu")) show(debug.getinfo(co, 2))
coroutine.resume(co)
show(debug.getinfo(co, 0, "nS")) show(debug.getinfo(co, 1, "nSl")) show(debug.getinfo(co, 2))
local outer = coroutine.running()
coroutine.wrap(function()
  show(debug.getinfo(outer, 0, "nS")) show(debug.getinfo(outer, 1, "Sl"))
  show(debug.getinfo(1, "S")) show(debug.getinfo(2))
end)()
-- errors
print(pcall(debug.getinfo)) print(pcall(debug.getinfo, {})) print(pcall(debug.getinfo, 1, "X"))
print(pcall(debug.getinfo, 1, ">S")) print(pcall(debug.getinfo, 1, {})) print(pcall(debug.getinfo, "x"))
print(pcall(debug.getinfo, co)) print(pcall(debug.getinfo, co, 0, "?")) print(pcall(debug.getinfo, 1.5))
print(debug.getinfo(99, "X"))
