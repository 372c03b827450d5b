-- luajit: yes
-- Float arithmetic in a loop: a Leibniz sum and a running product.
local sum, sign, product = 0.0, 1.0, 1.0
for i = 1, 35000000 do
  sum = sum + sign / (2.0 * i - 1.0)
  sign = -sign
  product = product * 1.0000001
end
print(string.format("%.9f %.9f", sum * 4, product))
