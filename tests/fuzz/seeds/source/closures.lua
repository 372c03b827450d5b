local a, b = 1, 2
local function f(x) a = a + x return function() b = b + a return b, x end end
local g = {}
for i = 1, 3 do local j = i g[i] = function() j = j + i return j end end
local function r(n) if n > 0 then return r(n - 1) end return f end
h = f(3)
return r(2)(1), g[1]
