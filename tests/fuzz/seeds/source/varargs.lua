local function f(...)
  local a, b = ...
  local t = {a, b, ...}
  return select("#", ...), t, ...
end
local function g(...) return f(1, ...) end
return g(f(2, 3))
