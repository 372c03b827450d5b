-- collectgarbage's options.
-- oracle: lua5.4
print(collectgarbage(), collectgarbage("collect"), collectgarbage(nil))
print(type(collectgarbage("count")), math.type(collectgarbage("count")))
print(collectgarbage("isrunning"), collectgarbage("stop"), collectgarbage("isrunning"))
print(collectgarbage("restart"), collectgarbage("isrunning"))
print(collectgarbage("incremental"), collectgarbage("incremental", 100, 200, 10))
print(collectgarbage("generational"), collectgarbage("generational", 20, 100))
print(collectgarbage("incremental"))
print(collectgarbage("incremental", 0, 0), collectgarbage("setpause", 150), collectgarbage("setpause", 200))
print(collectgarbage("setstepmul", 300), collectgarbage("setstepmul", 100))
print(pcall(collectgarbage, "no such thing"))
print(pcall(collectgarbage, 12))
print(pcall(collectgarbage, {}))
print(pcall(collectgarbage, "setpause", {}))
local before = collectgarbage("count")
local t = {}
for i = 1, 10000 do t[i] = {} end
print(collectgarbage("count") > before + 100)
t = nil
repeat until collectgarbage("step", 1000)
print(collectgarbage("count") < before + 100)
