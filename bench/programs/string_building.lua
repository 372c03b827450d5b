-- luajit: yes
-- Building long strings from pieces with table.concat.
local length = 0
for round = 1, 12 do
  local pieces = {}
  for i = 1, 120000 do pieces[#pieces + 1] = "item " .. i .. "," end
  length = length + #table.concat(pieces)
end
print(string.format("%d", length))
