-- luajit: yes
-- table.insert and table.remove: a stack, and a short queue from the front.
local insert, remove = table.insert, table.remove
local stack, queue, sum = {}, {}, 0
for i = 1, 4500000 do
  insert(stack, i)
  if i % 3 == 0 then sum = sum + remove(stack) - remove(stack) end
end
for i = 1, 500000 do
  insert(queue, i)
  if #queue > 40 then sum = sum + remove(queue, 1) % 3 end
end
print(string.format("%d %d", sum, #stack))
