-- luajit: yes
-- Linked lists: building, reversing and walking.
local sum = 0
for round = 1, 18 do
  local head
  for i = 1, 120000 do head = {value = i, next = head} end
  local reversed
  while head do
    local following = head.next
    head.next = reversed
    reversed = head
    head = following
  end
  local node, at = reversed, 0
  while node do
    at = at + 1
    sum = (sum + node.value * (at % 3) + round) % 1000003
    node = node.next
  end
end
print(string.format("%d", sum))
