-- luajit: yes
-- Substrings as keys: counting runs of letters in a random sequence.
local letters, pieces, x = {"a", "c", "g", "t"}, {}, 42
for i = 1, 900000 do
  x = (x * 3877 + 29573) % 139968
  pieces[i] = letters[x % 4 + 1]
end
local sequence = table.concat(pieces)
local sum = 0
for length = 1, 12, 2 do
  local counts = {}
  for i = 1, #sequence - length + 1 do
    local key = sequence:sub(i, i + length - 1)
    counts[key] = (counts[key] or 0) + 1
  end
  local distinct, most = 0, 0
  for _, count in pairs(counts) do
    distinct = distinct + 1
    if count > most then most = count end
  end
  sum = sum + distinct * 3 + most
end
print(string.format("%d", sum))
