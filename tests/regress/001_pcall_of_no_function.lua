-- pcall and xpcall of something that cannot be called: the error has no frame of its own, and it
-- went past the pcall to the next one outside.
-- oracle: lua5.4
print(pcall(1))
print(pcall(pcall, nil))
print(xpcall({}, function(m) return "handled: " .. m end))
print(pcall(function() print(pcall(nil)) error("outer", 0) end))
local co = coroutine.wrap(function() print(pcall("x")) return "end" end)
print(co())
