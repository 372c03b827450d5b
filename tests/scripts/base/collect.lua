-- collectgarbage: the options with simple results.
-- oracle: lua5.4
print(collectgarbage(), collectgarbage("collect"))
print(math.type(collectgarbage("count")), collectgarbage("count") > 0)
print(collectgarbage("isrunning"), collectgarbage("stop"), collectgarbage("isrunning"))
print(collectgarbage("restart"), collectgarbage("isrunning"))
print(collectgarbage("generational"), collectgarbage("incremental"))
print(pcall(collectgarbage, "no such option"))
local before = collectgarbage("count")
do
  local list = {}
  for i = 1, 20000 do list[i] = {i} end
end
collectgarbage()
collectgarbage()
print(collectgarbage("count") < before + 500)
