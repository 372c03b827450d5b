-- table.insert and table.remove at the end are single steps: five threads lose and double nothing.
local threading = require "threading"
local list, threads, popped = {}, {}, {}
for i = 1, 5 do
  local mine = {}
  popped[i] = mine
  threads[i] = threading.Thread{target = function()
    for n = 1, 2000 do
      table.insert(list, i * 100000 + n)
      if n % 4 == 0 then mine[#mine + 1] = table.remove(list) end
    end
  end}
end
for _, t in ipairs(threads) do t:start() end
for _, t in ipairs(threads) do t:join() end
local seen, count = {}, 0
local function see(v) if not seen[v] then seen[v] = true count = count + 1 end end
local length = #list
for _, v in ipairs(list) do see(v) end
for _, mine in ipairs(popped) do
  length = length + #mine
  for _, v in ipairs(mine) do see(v) end
end
print(length, count)   -- expect: 10000	10000
