local mt = {}
for _, n in ipairs{"add", "sub", "concat", "call", "unm", "len", "band", "shl"} do
  mt["__" .. n] = function(x, y) return n end
end
mt.__index = function(t, k) return k end
mt.__newindex = function(t, k, v) rawset(t, k, v) end
mt.__eq = function() return true end
mt.__lt = function() return true end
mt.__le = function() return false end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
a.x = a.y
return a + 1, 1 - b, a .. "s", a(1), -a, #a, a & 1, 1 << a, a == b, a < b, a <= b, a < 1, a:m(2)
