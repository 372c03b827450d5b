-- `x = ...` where x is captured, or a parameter beside a captured one: the one register that VARARG
-- fills was taken for a range, and the chunk refused.
-- oracle: lua5.4
local function one(a, b, ...) b = (...) return (function() return a end)(), b end
print(one(1, 2, 3, 4))
local function itself(a, b, ...)
  local function get() return a end
  a = ...
  return get(), b
end
print(itself(1, 2, 3, 4))
local function kept(a, b, ...)
  local function get() return a, b end
  b = ...
  local c
  c = ...
  local d = function() return c end
  return d(), get()
end
print(kept(1, 2, 3, 4))
print(kept(1, 2))
local function all(a, b, c, ...)
  local get = function() return b end
  a = nil c = nil
  a, c = ...
  return a, get(), c
end
print(all(1, 2, 3, 4, 5))
local function nils(a, b, c, ...)
  a = nil b = nil c = nil
  local get = function() return b end
  c = #{...}
  return a, get(), c
end
print(nils(1, 2, 3, 4, 5))
local function in_loop(a, ...)
  local fs = {}
  for i = 1, 3 do
    local x = ...
    x = (select(i, ...))
    fs[i] = function() return x, a end
    a = ...
  end
  return fs[1](), fs[2](), fs[3]()
end
print(in_loop("a", 1, 2, 3))
local function later(...)
  local x, y
  local get = function() return x, y end
  x = ...
  y = (select(2, ...))
  return get()
end
print(later(1, 2, 3))
local function recursive(...)
  local function f(n) if n == 0 then return f end return f(n - 1) end
  local g = f
  f = ...
  return g(0)
end
print(recursive("x"))
