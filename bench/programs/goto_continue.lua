-- luajit: no
-- Branches: nested loops with goto, integer division and bit tests (Collatz lengths).
local longest, start = 0, 0
for n = 1, 300000 do
  local x, length = n, 1
  ::again::
  if x ~= 1 then
    if x & 1 == 0 then x = x >> 1 else x = 3 * x + 1 end
    length = length + 1
    goto again
  end
  if length > longest then longest, start = length, n end
end
print(longest, start)
