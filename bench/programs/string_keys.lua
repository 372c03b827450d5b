-- luajit: yes
-- String keys made at run time: counting words of a synthetic text.
local words = {}
for i = 1, 2000 do words[i] = "word" .. (i * 7919 % 2003) end
local counts = {}
local x = 12345
for _ = 1, 9000000 do
  x = (x * 1105 + 12345) % 65536
  local word = words[x % 2000 + 1]
  counts[word] = (counts[word] or 0) + 1
end
local distinct, most = 0, 0
for _, count in pairs(counts) do
  distinct = distinct + 1
  if count > most then most = count end
end
print(string.format("%d %d", distinct, most))
