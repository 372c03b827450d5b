-- What a program does to itself, many levels deep, or with functions that break their promise: an
-- error or the right result, as lua5.4, never a crash.
-- oracle: lua5.4
-- timeout: 60
local function nested(level)
  if level == 0 then coroutine.yield("bottom") error("thrown", 0) end
  local ok, e = pcall(nested, level - 1)
  assert(not ok)
  error(e .. (level % 50 == 0 and level or ""), 0)
end
local co = coroutine.create(nested)
print(coroutine.resume(co, 180))
print(coroutine.resume(co))
local function in_coroutines(level)
  if level == 0 then return "reached" end
  return coroutine.wrap(function()
    local ok, r = pcall(in_coroutines, level - 1)
    coroutine.yield(ok and r or error(r, 0))
  end)()
end
print(in_coroutines(90))

local t = {}
for i = 1, 1000 do t[i] = i * 7919 % 1000 end
for _, order in ipairs {
  function() return true end,
  function(a, b) return a <= b end,
  function(a, b) return a ~= b end,
  function() return math.random() < 0.5 end,
} do
  print((select(2, pcall(table.sort, {table.unpack(t)}, order)) or "sorted") ~= nil)
end
print(pcall(table.sort, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, function() return true end))
print(pcall(table.sort, {3, 1, "x"}))
print(pcall(table.sort, setmetatable({}, {__len = function() return 1 << 40 end})))
print(pcall(table.sort, {1, 2, 3}, function() error("thrown", 0) end))

print(pcall(string.find, ("a"):rep(300000), (".-"):rep(300000) .. "b"))
print(pcall(string.match, ("x"):rep(250), ("(x)"):rep(250)))
print(pcall(string.find, ("("):rep(3000), "%b()"))
print(pcall(string.rep, "x", -1))
print(pcall(string.rep, "xx", 1 << 62, "y"))
print(pcall(string.rep, "", 1 << 40, "xx") )
print(pcall(string.format, "%1000d", 1))
print(pcall(string.format, ("%d"):rep(300)))
print(pcall(table.concat, {1, 2, {}, 3}))
print(pcall(table.unpack, {}, 1, 1e8))
print(pcall(table.unpack, {}, math.mininteger, math.maxinteger))
print(pcall(select, -1))
print(pcall(string.byte, ("x"):rep(1e7), 1, -1))
print(pcall(string.char, 256))
print(pcall(utf8.char, 1 << 31))
print(pcall(utf8.codepoint, ("x"):rep(1e7), 1, -1))
print(pcall(setmetatable({}, {__call = setmetatable({}, {__call = function(...) return select("#", ...) end})})))
local chain = function(...) return select("#", ...) end
for _ = 1, 100 do chain = setmetatable({}, {__call = chain}) end
print(pcall(chain))
local index = {}
for _ = 1, 1990 do index = setmetatable({}, {__index = index}) end
print(pcall(function() return index.x end))
for _ = 1, 20 do index = setmetatable({}, {__index = index}) end
print(pcall(function() return index.x end))

-- Finalizers that make finalizers, that collect, that fail and that recurse.
local made = 0
local mt = {}
mt.__gc = function()
  made = made + 1
  if made < 100 then setmetatable({}, mt) collectgarbage() end
  local function down() return 1 + down() end
  if made % 20 == 0 then pcall(down) end
end
setmetatable({}, mt)
for _ = 1, 110 do collectgarbage() end
print(made)
setmetatable({}, {__gc = function() local function down() return 1 + down() end down() end})
collectgarbage()
local list
for i = 1, 30000 do list = setmetatable({list}, {__gc = function() end}) end
list = nil
collectgarbage()
collectgarbage()
local deep = {}
for i = 1, 300000 do deep = {deep} end
collectgarbage()
print(type(deep))
-- At the end: each object's finalizer once; what one makes then has none.
local last = setmetatable({}, {__gc = function() setmetatable({}, mt) io.write("last\n") end})
