local a, b = 7, 2.5
local c = a + b - 3 * 4 / 2 % 5 ^ 2 // 1
local d = a & 3 | 4 ~ 5 << 1 >> 2
local e, f, g = -a, ~a, not b
local h = a .. b .. "x" .. #"yz"
local i = a < b and a <= 3 or a > 4 or b >= 1 or a == 7 or b ~= 2
local j = 10 - a local k = 2 << a
return c, d, e, f, g, h, i, j, k, a // 0.0, a + 1, a - 1, a % -3
