-- luajit: no
-- utf8: encoding and decoding code points.
local parts = {}
for i = 1, 3000 do parts[i] = utf8.char(0x40 + i * 17 % 0x3000) end
local text = table.concat(parts)
local sum = 0
for _ = 1, 3500 do
  for at, code in utf8.codes(text) do sum = (sum * 31 + code + at) % 1000003 end
  sum = sum + utf8.len(text)
end
print(sum)
