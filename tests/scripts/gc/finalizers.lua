-- __gc: order, resurrection, what a finalizer sees, errors, what is refused within one.
-- oracle: lua5.4
collectgarbage("stop")  -- only where it is called for: the stress build collects at every allocation
local log = {}
local function note(text) log[#log + 1] = text end
local function flush()
  print(table.concat(log, " "))
  log = {}
end

for i = 1, 5 do setmetatable({}, {__gc = function() note(i) end}) end
collectgarbage()
flush()

-- An object comes back, and its finalizer is not called again unless it is set anew.
local kept
do
  local x = setmetatable({name = "x"}, {__gc = function(o) note(o.name) kept = o end})
  x = nil
end
collectgarbage()
print(kept.name)
local mt = getmetatable(kept)
kept = nil
collectgarbage()
print(kept)
kept = setmetatable({name = "again"}, mt)
kept = nil
collectgarbage()
setmetatable(kept, mt)
kept = nil
collectgarbage()
flush()

-- __gc has to be in the metatable when it is set; its value may change later.
local late = {}
setmetatable({}, late)
late.__gc = function() note("never") end
local early = {__gc = true}
setmetatable({}, early)
early.__gc = function() note("changed") end
collectgarbage()
flush()

-- Weak values go before the finalizer runs, weak keys after it.
local values, keys = setmetatable({}, {__mode = "v"}), setmetatable({}, {__mode = "k"})
do
  local o = setmetatable({}, {__gc = function(o) note(tostring(values[1])) note(keys[o]) end})
  values[1], keys[o] = o, "still"
end
collectgarbage()
flush()
collectgarbage()
print(next(keys))

-- What a finalizer reaches is alive, finalized or not.
do
  local inner = setmetatable({text = "inner"}, {__gc = function(o) note("f:" .. o.text) end})
  setmetatable({inner = inner}, {__gc = function(o) note("sees:" .. o.inner.text) end})
end
collectgarbage()
flush()

-- Not within a finalizer: collectgarbage, yield. Errors do not reach the program.
setmetatable({}, {__gc = function() note(tostring(collectgarbage())) note(tostring(collectgarbage("count"))) end})
collectgarbage()
local co = coroutine.wrap(function()
  setmetatable({}, {__gc = function() note(select(2, pcall(coroutine.yield, 1))) end})
  setmetatable({}, {__gc = function() error("lost") end})
  setmetatable({}, {__gc = 42})
  collectgarbage()
  return "done"
end)
print(co())
flush()

-- Automatic collections call them too, between two instructions, registers unharmed.
local called = 0
local function gc() called = called + 1 return 1, 2, 3 end
local meta = {__gc = gc}
local sum = 0
for i = 1, 100000 do
  setmetatable({}, meta)
  sum = sum + i * (function(...) return select("#", ...) end)(i, i)
end
print(called > 0, sum)

-- At the end: the last set first, and they may make new objects, which are not finalized.
A = setmetatable({}, {__gc = function() print("end 1") end})
B = setmetatable({}, {__gc = function()
  setmetatable({}, {__gc = function() print("never") end})
  print("end 2", A ~= nil)
end})
C = setmetatable({}, {__gc = function() error("ignored") end})
