-- Library coroutine.
-- oracle: lua5.4
local co = coroutine.create(function(a, b)
  print("start", a, b)
  local c = coroutine.yield(a + b)
  print("got", c, coroutine.isyieldable(), select(2, coroutine.running()))
  local d, e = coroutine.yield()
  print("got", d, e)
  return "end", nil, 3
end)
print(coroutine.status(co), coroutine.resume(co, 1, 2))
print(coroutine.status(co), coroutine.resume(co, "x"))
print(coroutine.resume(co, 7, 8))
print(coroutine.status(co), coroutine.resume(co))

local outer
outer = coroutine.create(function()
  local inner = coroutine.create(function() return coroutine.status(outer) end)
  print(coroutine.resume(inner))
  print(coroutine.status(coroutine.running()))
  print(coroutine.resume(outer))
end)
coroutine.resume(outer)

local gen = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end)
print(gen(), gen(), gen(), gen())
print(pcall(gen))
local fails = coroutine.wrap(function() error("inside") end)
print(pcall(fails))
local raises = coroutine.wrap(function() error({code = 5}) end)
print(select(2, pcall(raises)).code)

print(coroutine.isyieldable(), select(2, coroutine.running()))
print(pcall(coroutine.create, 1))
print(pcall(coroutine.status, 1))
print(pcall(coroutine.wrap, 1))
print(pcall(coroutine.resume, 1))
print(pcall(coroutine.yield))

-- through pcall, metamethods, iterators and __close
local through = coroutine.wrap(function()
  print(pcall(function() coroutine.yield("in pcall") error("after") end))
  local t = setmetatable({}, {__add = function(_, v) return coroutine.yield("in __add") + v end})
  print(t + 1)
  for v in function() return coroutine.yield("in iterator") end do print("loop", v) end
  do local c <close> = setmetatable({}, {__close = function() coroutine.yield("in __close") end}) end
  return "done"
end)
print(through())
print(through())
print(through(41))
print(through("v"))
print(through(nil))
print(through())

-- close
local closed = coroutine.create(function()
  local x <close> = setmetatable({}, {__close = function(_, e) print("closing", e) end})
  coroutine.yield()
end)
coroutine.resume(closed)
print(coroutine.close(closed), coroutine.status(closed))
local bad = coroutine.create(function()
  local x <close> = setmetatable({}, {__close = function() error("in close", 0) end})
  coroutine.yield()
end)
coroutine.resume(bad)
print(coroutine.close(bad))
print(coroutine.close(coroutine.create(print)))
