-- Garbage collection as a program sees it: options, finalizers, weak tables. (Manual: 2.5, 6.1.)

-- program: collectgarbage options
print(collectgarbage())
print(collectgarbage("collect"))
print(math.type(collectgarbage("count")), collectgarbage("count") > 1)
print(collectgarbage("isrunning"), collectgarbage("stop"), collectgarbage("isrunning"),
  collectgarbage("restart"), collectgarbage("isrunning"))
print(collectgarbage("incremental"), collectgarbage("generational"), collectgarbage("generational"),
  collectgarbage("incremental"), collectgarbage("incremental"))
for _, o in ipairs {"x", "", "Collect", "collect "} do print(pcall(collectgarbage, o)) end
print(pcall(collectgarbage, 5)) print(pcall(collectgarbage, {}))
print(pcall(collectgarbage, "step", "x")) print(pcall(collectgarbage, nil))

-- program: finalizers run after a collection, in reverse order
collectgarbage("stop")  -- the stress build collects at every allocation
for i = 1, 4 do setmetatable({}, {__gc = function() io.write(i, " ") end}) end
collectgarbage()
print()
collectgarbage()
print("none again")

-- program: a finalizer's argument and results
local mt = {__gc = function(...)
  print(select("#", ...), type((...)), (...).name)
  return "ignored"
end}
setmetatable({name = "object"}, mt)
collectgarbage()

-- program: resurrection
local saved
local mt = {__gc = function(o) saved = o o.times = (o.times or 0) + 1 end}
setmetatable({name = "phoenix"}, mt)
collectgarbage()
print(saved.name, saved.times)
saved = nil
collectgarbage()
print(saved)
local again
mt.__gc = function(o) again = o o.times = (o.times or 0) + 1 setmetatable(o, mt) end
setmetatable({}, mt)
collectgarbage()
print(again.times)
again = nil
collectgarbage()
print(again.times)
mt.__gc = nil

-- program: __gc must be there when the metatable is set
local mt = {}
local o = setmetatable({}, mt)
mt.__gc = function() print("never called") end
o = nil
collectgarbage()
print("not marked")
mt = {__gc = true}
o = setmetatable({}, mt)
mt.__gc = function() print("called later") end
o = nil
collectgarbage()
mt = {__gc = function() print("old") end}
o = setmetatable({}, mt)
mt.__gc = function() print("the new one") end
o = nil
collectgarbage()
mt = {__gc = function() print("removed") end}
o = setmetatable({}, mt)
mt.__gc = nil
o = nil
collectgarbage()
print("nothing")
mt = {__gc = 5}
setmetatable({}, mt)
collectgarbage()
setmetatable(setmetatable({}, {__gc = function() print("lost with its metatable") end}), nil)
collectgarbage()
print("end")

-- program: errors in finalizers are warnings
warn("@on")
setmetatable({}, {__gc = function() error("in gc") end})
setmetatable({}, {__gc = function() error({}) end})
setmetatable({}, {__gc = function() error("no position", 0) end})
setmetatable({}, {__gc = function() print("called all the same") end})
collectgarbage()
print("after")

-- program: an object is finalized after those that use it
local a = setmetatable({name = "a"}, {__gc = function(o) print(o.name, o.b and o.b.name) end})
a.b = setmetatable({name = "b"}, {__gc = function(o) print(o.name) end})
a = nil
collectgarbage()
local cycle = setmetatable({name = "c1"}, {__gc = function(o) print(o.name, o.other.name) end})
cycle.other = setmetatable({name = "c2", other = cycle}, getmetatable(cycle))
cycle = nil
collectgarbage()

-- program: weak values
local t = setmetatable({}, {__mode = "v"})
local kept = {}
t[1], t[2], t.x, t.y, t.s, t.n, t.f = kept, {}, kept, {}, "string", 5, print
collectgarbage()
print(t[1] == kept, t[2], t.x == kept, t.y, t.s, t.n, t.f == print)
kept = nil
collectgarbage()
print(t[1], t.x, next(t) ~= nil)

-- program: weak keys
local t = setmetatable({}, {__mode = "k"})
local kept = {}
t[kept], t[{}], t.s, t[1], t[print] = 1, 2, 3, {}, 5
collectgarbage()
local n = 0
for k, v in pairs(t) do n = n + 1 end
print(n, t[kept], t.s, t[1] ~= nil, t[print])
kept = nil
collectgarbage()
n = 0
for _ in pairs(t) do n = n + 1 end
print(n)

-- program: ephemerons
local t = setmetatable({}, {__mode = "k"})
do local k = {} t[k] = {k} end
do local a, b = {}, {} t[a], t[b] = b, a end
collectgarbage()
print(next(t))
local root = {}
local k = root
for i = 1, 10 do
  local n = {}
  t[k] = n
  k = n
end
k = nil
collectgarbage()
local n = 0
k = root
while t[k] do k = t[k] n = n + 1 end
print(n)
root, k = nil, nil
collectgarbage()
print(next(t))

-- program: weak keys and values
local t = setmetatable({}, {__mode = "kv"})
local a, b = {}, {}
t[a], t[b], t[{}], t[1] = b, {}, a, {}
collectgarbage()
print(t[a] == b, t[b], t[1])
local n = 0
for _ in pairs(t) do n = n + 1 end
print(n)
for _, mode in ipairs {"", "x", "K", "vk", "kxv"} do
  local w = setmetatable({}, {__mode = mode})
  w[1] = {}
  w[{}] = 1
  collectgarbage()
  local n = 0
  for _ in pairs(w) do n = n + 1 end
  print(mode, n)
end
local w = setmetatable({{}}, {__mode = 5})
collectgarbage()
print(#w)

-- program: weak tables and finalizers
local values, keys = setmetatable({}, {__mode = "v"}), setmetatable({}, {__mode = "k"})
do
  local o = setmetatable({name = "o"}, {__gc = function(o) print(values[1], keys[o]) end})
  values[1], keys[o] = o, "still there for keys"
end
collectgarbage()
collectgarbage()
print(values[1], next(keys))

-- program: closures, coroutines and strings are collected or kept
local t = setmetatable({}, {__mode = "v"})
t.closure, t.coroutine, t.string = (function() local x = {} return function() return x end end)(),
  coroutine.create(function() end), ("x"):rep(100)
local up = {}
t.upvalue = up
local function keeps() return up end
up = up
collectgarbage()
print(t.closure, t.coroutine, t.string ~= nil, t.upvalue == keeps())
local co = coroutine.create(function()
  local inside = {}
  t.inside = inside
  coroutine.yield()
  return inside
end)
coroutine.resume(co)
collectgarbage()
print(t.inside ~= nil)
coroutine.resume(co)
co = nil
collectgarbage()
print(t.inside)

-- program: a coroutine that is dropped is not closed
local co = coroutine.create(function()
  local x <close> = setmetatable({}, {__close = function() print("never") end})
  coroutine.yield()
end)
coroutine.resume(co)
co = nil
collectgarbage()
print("dropped")

-- program: finalizers see a working world
setmetatable({}, {__gc = function()
  local t = {}
  for i = 1, 100 do t[i] = {i} end
  print(#t, pcall(error, "x", 0)) print(coroutine.isyieldable(), pcall(coroutine.yield))
end})
collectgarbage()
setmetatable({}, {__gc = function()
  print(coroutine.wrap(function() coroutine.yield("from a finalizer") end)())
end})
collectgarbage()
setmetatable({}, {__gc = function() print(collectgarbage("count") > 0) end})
collectgarbage()

-- program: collecting within a finalizer
setmetatable({}, {__gc = function()
  print("outer", collectgarbage())
  setmetatable({}, {__gc = function() print("inner") end})
end})
collectgarbage()
collectgarbage()
print("end")

-- program: files are closed when collected
do local f = io.open("gc.txt", "w") f:write("flushed by its finalizer") end
collectgarbage()
print(io.open("gc.txt"):read("a"))
print(type(getmetatable(io.stdout).__gc), getmetatable(io.stdout).__gc(io.open("gc.txt")))

-- program: memory goes back
local before = collectgarbage("count")
local t = {}
for i = 1, 20000 do t[i] = {i} end
local full = collectgarbage("count")
t = nil
collectgarbage()
collectgarbage()
print(full > before + 500, collectgarbage("count") < full - 500)
