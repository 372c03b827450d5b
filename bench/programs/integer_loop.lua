-- luajit: no
-- Integer arithmetic in a loop: + - * // % and comparisons.
local sum, odd = 0, 0
for i = 1, 27000000 do
  sum = (sum + i * 7) % 1000003
  if sum % 2 == 1 then odd = odd + i // 3 end
end
print(sum, odd)
