-- dofile and pairs may yield: what they call is called in their place.
-- oracle: lua5.4
local name = os.tmpname()
local f = io.open(name, "w")
f:write("local a = coroutine.yield(1) local b = coroutine.yield(a) return a, b, 3")
f:close()
local co = coroutine.wrap(function() return dofile(name) end)
print(co())
print(co("x"))
print(co("y"))
os.remove(name)

local mt = {__pairs = function(t)
  local state = coroutine.yield("pairs")
  return next, t.inner, nil, state, 5
end}
co = coroutine.wrap(function()
  local t = setmetatable({inner = {10, 20}}, mt)
  for k, v in pairs(t) do coroutine.yield(k, v) end
  return select("#", pairs(t))
end)
for _ = 1, 5 do print(co()) end
print(select("#", pairs(setmetatable({}, {__pairs = function() end}))))
print(pcall(pairs, setmetatable({}, {__pairs = function() error("x", 0) end})))
print(pcall(pairs, setmetatable({}, {__pairs = 3})))
print(pcall(dofile, "/no/such/file"))
