-- luajit: yes
-- Global variables and library functions looked up by name each time.
total = 0
function bump(n) total = total + n end
for i = 1, 7000000 do
  bump(math.floor(i / 2) % 3)
  if total > math.huge then total = 0 end
end
print(string.format("%d", total))
