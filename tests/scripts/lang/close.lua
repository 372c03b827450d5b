-- To-be-closed variables: order, errors, break, goto, return values, yields inside handlers.
-- oracle: lua5.4
local function closer(name, fail)
  return setmetatable({}, { __close = function(_, err)
    print("close " .. name, type(err) == "table" and "table" or err)
    if fail then error(fail, 0) end
  end })
end
do local a <close> = closer "a" local b <close> = closer "b" local n <close> = nil print("body") end
local function results() local x <close> = closer "x" return 1, 2, 3 end
print(results())
local function many(...) local x <close> = closer "v" return ... end
print(many(1, nil, 3, nil)) print(select("#", many(table.unpack({}, 1, 100))))
for i = 1, 3 do local c <close> = closer("loop" .. i) if i == 2 then break end end
do
  local i = 0
  ::top::
  local c <close> = closer("goto" .. i)
  i = i + 1
  if i < 3 then goto top end
end
print(pcall(function() local a <close> = closer "e1" local b <close> = closer("e2", "second") error("first", 0) end))
print(pcall(function() local a <close> = closer("r1", "from r1") return "never" end))
print(pcall(function() local a <close> = 42 end))
print(pcall(function() local a <close> = closer "before" local b <close> = {} end))
local function iter()
  local i = 0
  return function() i = i + 1 if i <= 3 then return i end end, nil, nil, closer "iterator"
end
for i in iter() do print("turn", i) if i == 2 then break end end
for i in iter() do end
local co = coroutine.wrap(function()
  local y <close> = setmetatable({}, { __close = function(_, e) print("closing", coroutine.yield("in close"), e) end })
  local p, q = pcall(function()
    local z <close> = setmetatable({}, { __close = function(_, e) print("unwind", coroutine.yield("in unwind"), e) end })
    error("oops", 0)
  end)
  print(p, q)
  return "result"
end)
print(co()) print(co("one")) print(co("two"))
local c2 = coroutine.create(function() local a <close> = closer "suspended" coroutine.yield(1) end)
coroutine.resume(c2)
print(coroutine.close(c2), coroutine.status(c2))
local c3 = coroutine.create(function() local a <close> = closer("bad", "close error") coroutine.yield(1) end)
coroutine.resume(c3)
print(coroutine.close(c3)) print(coroutine.close(c3), coroutine.status(c3))
print(coroutine.close(coroutine.create(print)))
local w = coroutine.wrap(function() local a <close> = closer "wrapped" error({}) end)
print(select("#", pcall(w)))
