-- Recursion of every kind ends in an error that can be caught, and the program goes on. lua5.4 says
-- "C stack overflow" also of metamethods and of pcall in pcall; ours need no C stack, so there the
-- error is "stack overflow" and both count as the same.
-- oracle: lua5.4
-- timeout: 60
local function kind(e)
  e = tostring(e)
  return e:find("stack overflow", 1, true) and "stack overflow"
    or e:find("error in error handling", 1, true) and "error in error handling"
    or e:find("loop", 1, true) and "loop" or e
end
local function try(name, f, ...)
  local ok, e = pcall(f, ...)
  print(name, ok, kind(e))
end

local function down() return 1 + down() end
try("function", down)                      -- expect: function	false	stack overflow
local function wide(...) return 1 + wide(1, ...) end
try("varargs", wide)                       -- expect: varargs	false	stack overflow

local t = setmetatable({}, {})
local mt = getmetatable(t)
mt.__add = function(a, b) return a + b end
try("__add", function() return t + 1 end)  -- expect: __add	false	stack overflow
mt.__index = function(s, k) return s[k] end
try("__index", function() return t.x end)  -- expect: __index	false	stack overflow
mt.__newindex = function(s, k, v) s[k] = v end
try("__newindex", function() t.x = 1 end)  -- expect: __newindex	false	stack overflow
mt.__eq = function(a, b) return a == b end
try("__eq", function() return t == setmetatable({}, mt) end)  -- expect: __eq	false	stack overflow
mt.__concat = function(a, b) return a .. b end
try("__concat", function() return t .. "x" end)  -- expect: __concat	false	stack overflow
mt.__tostring = function(s) return tostring(s) end
try("__tostring", tostring, t)             -- expect: __tostring	false	stack overflow
mt.__len = function(s) return #s end
try("__len", function() return #t end)     -- expect: __len	false	stack overflow

local loop = {}
setmetatable(loop, {__index = loop, __newindex = loop})
try("__index loop", function() return loop.x end)   -- expect: __index loop	false	loop
try("__newindex loop", function() loop.x = 1 end)   -- expect: __newindex loop	false	loop

local function gsub_down() return (("x"):gsub("x", gsub_down)) end
try("gsub", gsub_down)                     -- expect: gsub	false	stack overflow
local function sort_down() table.sort({1, 2, 3}, sort_down) end
try("sort", sort_down)                     -- expect: sort	false	stack overflow
local function load_down() return load(load_down) end
print("load", (pcall(load_down)))          -- expect: load	true
local function resume_down()
  local ok, e = coroutine.resume(coroutine.create(resume_down))
  if not ok then error(e, 0) end
end
try("coroutines", resume_down)             -- expect: coroutines	false	stack overflow
local function wrap_down() coroutine.wrap(wrap_down)() end
try("wrap", wrap_down)                     -- expect: wrap	false	stack overflow
local function close_down() local c <close> = setmetatable({}, {__close = close_down}) end
try("__close", close_down)                 -- expect: __close	false	stack overflow

local levels = 0
local function pcall_down() levels = levels + 1 local ok = pcall(pcall_down) return ok end
print("pcall", (pcall(pcall_down)), levels > 150)       -- expect: pcall	true	true
local function handler(e) return handler(e) .. "" end
print("handler", (xpcall(error, handler, "x")))         -- expect: handler	false
print("handler that fails", xpcall(error, error, "x"))
-- expect: handler that fails	false	error in error handling
print("still here", 1 + 1)                 -- expect: still here	2
