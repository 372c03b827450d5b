local function f(p, ...)
  local q = ...
  local function g() p = p + 1 q = p return p, q end
  return g
end
k = f(1, 2)
return k
