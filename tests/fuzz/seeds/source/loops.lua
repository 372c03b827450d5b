local t = {}
for i = 1, 3 do t[i] = i end
for i = 3.0, 1, -0.5 do t[#t + 1] = i end
for k, v in pairs(t) do t[k] = v + 1 end
local n = 0
while n < 5 do n = n + 1 if n == 3 then goto done end end
::done::
repeat local m = n n = n - 1 until m < 2
return t, n
