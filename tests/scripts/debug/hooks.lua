-- debug.sethook and gethook: lines, calls, returns, counts; per coroutine; errors in hooks.
-- oracle: lua5.4
local function trace(mask, fn, ...)
  local events = {}
  debug.sethook(function(e, line) events[#events + 1] = line and e .. line or e end, mask)
  fn(...)
  debug.sethook()
  table.remove(events) -- of sethook itself
  return table.concat(events, " ")
end
local function lines(text)
  local f = assert(load(text, "=t"))
  local seen = {}
  debug.sethook(function(_, line)
    if debug.getinfo(2, "S").short_src == "t" then seen[#seen + 1] = line end
  end, "l")
  f()
  debug.sethook()
  print(table.concat(seen, " "))
end
lines "local x = 1\nlocal y = 2\nreturn x"
lines "for i = 1, 3 do\nlocal z = i\nend"
lines "for i = 1, 3 do local z = i end"
lines "local i = 0\nwhile i < 3 do\n i = i + 1\nend\nreturn"
lines "local i = 0 repeat i = i + 1 until i == 3"
lines "for k, v in pairs { 1, 2 } do\n local x = k .. v\nend"
lines "for k, v in pairs { 1, 2 } do end"
lines "for k, v in next, { 1, 2 } do\nend\n"
lines "local function f()\n return 1\nend\nf()\nf()\nlocal x = f() + f()"
lines "local t = {\n 1,\n 2,\n f = function()\n end }\nt.f()\n"
lines "local a <const> = 1\ngoto x\ndo return end\n::x::\nlocal b = a"
lines "if nil then\n x = 1\nelse\n x = 2\nend"
lines "local fs = {}\nfor i = 1, 2 do\n local j = i\n fs[i] = function() j = j + 1 return i end\n if i == 1 then goto continue end\n fs[i]()\n ::continue::\nend"
lines "local x <close> = setmetatable({}, { __close = function()\n return 1\n end })\nlocal y = 1\nreturn y"
lines "pcall(function()\n error('x')\nend)\nlocal z = 1"
lines "local s = ''\nfor w in ('a b'):gmatch('%a') do\n s = s .. w\nend"
lines "return (function(...)\n local a = ...\n return a\nend)(1,\n2)"

local function add(a, b) return a + b end
local function vararg(...) return ... end
local function tail(n) if n == 0 then return "end" end return tail(n - 1) end
local meta = setmetatable({}, { __index = function() return 1 end, __add = add and function() return 2 end })
print(trace("cr", add, 1, 2))
print(trace("c", vararg, 1, 2))
print(trace("cr", tail, 2))
print(trace("cr", math.sin, 1))
print(trace("cr", function() return meta.x, meta + 1 end))
print(trace("cr", pcall, error, "e"))
print(trace("cr", function() for _ in pairs { 1 } do end end))
print(trace("cr", function() for _ in ipairs { 1 } do end end))
print(trace("cr", function() table.sort({ 2, 1 }, function(a, b) return a < b end) end))
print(trace("cr", function() local x <close> = setmetatable({}, { __close = function() end }) return 1 end))
print(trace("cr", function() return setmetatable({}, { __call = add and function() end })() end))
print(trace("cr", function() string.gsub("ab", "%a", string.upper) end))
local wrap = coroutine.wrap(function() coroutine.yield() end)
print(trace("cr", function() wrap() wrap() end))

-- what a hook sees of the function
local function sees(a, b, ...) local c = a .. b return c, ... end
local on = false
debug.sethook(function(event)
  if not on then return end
  local i = debug.getinfo(2, "nSrfu")
  local passed = {}
  for n = i.ftransfer, i.ftransfer + i.ntransfer - 1 do local v = select(2, debug.getlocal(2, n))
    passed[#passed + 1] = type(v) == "function" and "function" or tostring(v)
  end
  on = false
  print(event, i.name, i.what, i.func == sees, i.func == select, table.concat(passed, ","))
  on = true
end, "cr")
on = true sees("x", "y", 1, 2) on = false
on = true select(2, "a", "b", "c") on = false
on = true pcall(select, "#", 1) on = false
debug.sethook()

-- counts
local n = 0
for _, count in ipairs { 1, 2, 7, 100 } do
  debug.sethook(function(e, line) assert(e == "count" and line == nil) n = n + 1 end, "", count)
  local s = 0
  for i = 1, 1000 do s = s + i end
  local f, mask, c = debug.gethook()
  debug.sethook()
  print(count, math.abs(n - 2000 / count) < 20, mask == "", c, type(f)) n = 0
end

-- gethook
print(debug.gethook())
local function hook() end
debug.sethook(hook, "crl", 5) local f, m, c = debug.gethook() debug.sethook() print(f == hook, m, c)
debug.sethook(hook, "") print(debug.gethook()) debug.sethook(hook, "xyz", -4) print(debug.gethook())
debug.sethook(hook, "l") debug.sethook(nil, "l") print(debug.gethook())

-- per coroutine
local seen = {}
local co = coroutine.create(function(x)
  local a = 1
  coroutine.yield(a)
  return x
end)
debug.sethook(co, function(e, line) seen[#seen + 1] = line and line - 89 or e end, "lcr")
print(debug.gethook() == nil, select(2, debug.gethook(co)))
coroutine.resume(co, 1) coroutine.resume(co) print(#seen > 0, coroutine.status(co))
debug.sethook(hook, "l")
local inherits = coroutine.create(function() print(debug.gethook()) return 1 end)
print(debug.gethook(inherits))
debug.sethook()
print(debug.gethook(inherits)) print(coroutine.resume(inherits))
local inside = coroutine.wrap(function() debug.sethook(hook, "l") coroutine.yield() return select(2, debug.gethook()) end)
inside() print(debug.gethook()) print(inside())
local main = coroutine.running()
coroutine.wrap(function() debug.sethook(main, hook, "c") print(debug.gethook()) end)()
print(select(2, debug.gethook())) debug.sethook()

-- errors and yields in hooks
local function failing(text) return function() debug.sethook() error(text, 0) end end
for _, mask in ipairs { "l", "r", "c" } do
  print(pcall(function()
    debug.sethook(failing("in hook " .. mask), mask)
    local x = tostring(1)
    return x
  end))
end
print(pcall(function() debug.sethook(failing "count", "", 3) while true do end end))
print(coroutine.resume(coroutine.create(function()
  debug.sethook(function() coroutine.yield(1) end, "l")
  local x = 1
end)))
local depth = 0
debug.sethook(function() depth = depth + 1 local function inner() return 1 end inner() pcall(error) end, "c")
print(depth) debug.sethook() print(depth)
-- values in flight
local function three() return 1, 2, 3 end
debug.sethook(function() local a, b, c, d, e = 9, 9, 9, 9, 9 return a end, "crl", 1)
local t = { three(), three(), table.unpack({ 4, 5, 6 }) }
local s = (" "):rep(2) .. select("#", three(), three()) .. #t
local l = 0
for i, v in ipairs(t) do l = l + v end
debug.sethook()
print(s, l, #t)
-- changing what runs
debug.sethook(function() debug.setlocal(2, 1, "hooked") debug.sethook() end, "c")
print((function(x) return x end)("plain"))
for _, args in ipairs { { 1 }, { hook }, { hook, 1 }, { 1, "c" }, { hook, "c", "x" }, { hook, {} }, { co, 1, "c" } } do
  print(pcall(debug.sethook, table.unpack(args)))
end
debug.sethook()
print(type(debug.getregistry()._HOOKKEY), getmetatable(debug.getregistry()._HOOKKEY).__mode)
