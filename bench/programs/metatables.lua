-- luajit: yes
-- Metamethods: __add, __mul, __eq, __index as function and as table, __newindex, __call.
local Vector = {}
Vector.__index = Vector
local function vector(x, y) return setmetatable({x = x, y = y}, Vector) end
Vector.__add = function(a, b) return vector(a.x + b.x, a.y + b.y) end
Vector.__mul = function(a, k) return vector(a.x * k, a.y * k) end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Vector.__call = function(self, k) return self.x * k + self.y end
function Vector:length2() return self.x * self.x + self.y * self.y end
local written = 0
local proxy = setmetatable({}, {
  __index = function(_, key) return key * 2 end,
  __newindex = function() written = written + 1 end,
})
local sum, unit = 0, vector(1, 2)
for i = 1, 700000 do
  local v = unit + vector(i % 5, 1) * 2
  if v == unit then sum = sum + 1 end
  sum = (sum + v:length2() + v(3) + proxy[i]) % 1000003
  proxy[i] = sum
end
print(string.format("%d %d", sum, written))
