-- luajit: yes
-- string.byte, string.char and string.sub, a character at a time.
local text = string.rep("The quick brown fox jumps over the lazy dog. ", 40)
local sum, vowels = 0, 0
for _ = 1, 4500 do
  for i = 1, #text do
    sum = (sum * 31 + text:byte(i)) % 65521
    if i % 4 == 0 then
      local c = text:sub(i, i)
      if c == "o" or c == "e" or c == "u" then vowels = vowels + 1 end
      if i % 64 == 0 then sum = sum + #string.char(sum % 256) end
    end
  end
end
print(string.format("%d %d", sum, vowels))
