-- luajit: yes
-- String keys that are constants of the code: reading and writing the fields of one record.
local p = {count = 0, left = 0, right = 1, step = 3}
for i = 1, 12000000 do
  p.count = p.count + p.step
  p.left, p.right = p.right, p.left + 1
  if p.right > 1000 then p.right = 0 end
end
print(string.format("%d %d %d", p.count, p.left, p.right))
