-- luajit: yes
-- Allocation: small records, a few thousand of them alive at a time.
local ring, size = {}, 4096
local sum = 0
for i = 1, 2500000 do
  local p = {x = i, y = i + 1, z = i % 7}
  local slot = i % size + 1
  local old = ring[slot]
  if old then sum = (sum + old.x + old.z) % 1000003 end
  ring[slot] = p
end
print(string.format("%d", sum))
