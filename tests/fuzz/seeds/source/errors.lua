local function f(t) return t.x.y end
e1 = pcall(f, {})
e2 = pcall(function() return undefined_global() end)
e3 = pcall(function() local s = "a" return s + 1 end)
e4 = pcall(function() return {} < {} end)
e5 = xpcall(function() error{} end, function(m) return m end)
return pcall(error, "x", 2)
