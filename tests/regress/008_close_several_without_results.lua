-- A function that returns nothing called its __close handlers where its variables were.
-- oracle: lua5.4
local function closer(name) return setmetatable({}, { __close = function(_, e) print(name, e) end }) end
local function f()
  local a <close> = closer "a"
  local b <close> = closer "b"
  local c <close> = closer "c"
end
f()
print(pcall(function()
  local a <close> = closer "a"
  local b <close> = setmetatable({}, { __close = function() error("b", 0) end })
end))
local gone = setmetatable({}, { __close = print })
print(pcall(function() local x <close> = gone getmetatable(gone).__close = nil end))
