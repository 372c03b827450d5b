-- luajit: no
-- 64-bit integers: a generator and a hash, with the full range of shifts and products.
local x, hash = 88172645463325252, 0xcbf29ce484222325
for i = 1, 25000000 do
  x = x ~ (x << 13)
  x = x ~ (x >> 7)
  x = x ~ (x << 17)
  hash = (hash ~ (x & 0xff)) * 0x100000001b3
end
print(string.format("%016x %016x", x, hash))
