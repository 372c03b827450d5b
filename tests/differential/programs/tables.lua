-- program: insert and remove
local function show(f) print(pcall(f)) end
show(function() return (function() local t = {1, 2} table.insert(t, 3) table.insert(t, 1, 0) return table.concat(t, ",") end)() end)
show(function() return table.insert({}, 2, 1) end)
show(function() return table.insert({1}, 0, 1) end)
show(function() return table.insert({1}) end)
show(function() return table.insert({1}, 1, 2, 3) end)
show(function() return table.insert(5, 1) end)
show(function() return table.insert({}, "x", 1) end)
show(function() return table.remove({}) end)
show(function() return table.remove({1, 2, 3}) end)
show(function() return table.remove({1, 2, 3}, 1) end)
show(function() return table.remove({1, 2, 3}, 4) end)
show(function() return table.remove({1, 2, 3}, 5) end)
show(function() return table.remove({}, 0) end)
show(function() return table.remove({}, 1) end)
show(function() return table.remove({}, -1) end)
show(function() return table.remove({n = 1}, 0) end)
show(function() return table.remove(5) end)

-- program: unpack and pack
local function show(f) print(pcall(f)) end
show(function() return table.unpack({1, 2, 3}) end)
show(function() return table.unpack({1, 2, 3}, 2) end)
show(function() return table.unpack({1, 2, 3}, 2, 3) end)
show(function() return table.unpack({}, 1, 3) end)
show(function() return table.unpack({1, 2}, 3) end)
show(function() return table.unpack({}, 1, 1e8) end)
show(function() return table.unpack({}, math.mininteger, math.maxinteger) end)
show(function() return table.unpack({}, math.maxinteger, math.maxinteger) end)
show(function() return table.unpack(5) end)
show(function() return table.pack().n end)
show(function() return table.pack(nil, nil).n end)
show(function() return table.unpack({1, 2}, -1, 1) end)

-- program: move
local function show(f) print(pcall(f)) end
show(function() return table.concat(table.move({1, 2, 3}, 1, 3, 2), ",") end)
show(function() return table.concat(table.move({1, 2, 3}, 2, 3, 1), ",") end)
show(function() return table.concat(table.move({1, 2, 3}, 1, 3, 1, {}), ",") end)
show(function() return table.concat(table.move({1, 2, 3}, 1, 0, 5), ",") end)
show(function() return table.move({}, 1, math.maxinteger, 2) end)
show(function() return table.move({}, -1, math.maxinteger, 2) end)
show(function() return table.move({}, 1, 2) end)
show(function() return table.move(1, 1, 2, 3) end)
show(function() return table.move({}, 1, 2, 3, 4) end)

-- program: sort
local function show(f) print(pcall(f)) end
show(function() return (function() local t = {3, 1, 2} table.sort(t) return table.concat(t, ",") end)() end)
show(function() return (function() local t = {3, 1, 2} table.sort(t, function(a, b) return a > b end) return table.concat(t, ",") end)() end)
show(function() return table.sort({1, "x"}) end)
show(function() return table.sort({1, 2, 3, 4, 5}, function() return true end) end)
show(function() return table.sort({{}, {}}) end)
show(function() return table.sort({3, 2, 1}, 5) end)
show(function() return table.sort({3, 2, nil, 1}) end)
show(function() return (function() local t = {"b", "a", "C"} table.sort(t) return table.concat(t) end)() end)
show(function() return table.sort(5) end)
show(function() return (function() local t = {} for i = 1, 100 do t[i] = (i * 37) % 101 end table.sort(t) return table.concat(t, ",") end)() end)

-- program: next, pairs, ipairs
local function show(f) print(pcall(f)) end
show(function() return next({}) end)
show(function() return next({5}) end)
show(function() return next({}, "nokey") end)
show(function() return next(5) end)
show(function() return (function() local n = 0 for k, v in pairs({1, 2, x = 3}) do n = n + v end return n end)() end)
show(function() return pairs() end)
show(function() return pairs(nil) end)
show(function() return ipairs() end)
show(function() return ipairs(nil) end)
show(function() return (function() local t = {} for i, v in ipairs({1, 2, nil, 4}) do t[#t + 1] = v end return #t end)() end)
show(function() return (function() for i, v in ipairs(setmetatable({}, {__index = function(_, i) if i < 4 then return i * 2 end end})) do io.write(i, "=", v, " ") end end)() end)
show(function() return (function() for k, v in pairs(setmetatable({}, {__pairs = function(t) return function(_, k) if not k then return 1, 2 end end, t, nil end})) do return k, v end end)() end)

-- program: raw access
local function show(f) print(pcall(f)) end
show(function() return rawget({a = 1}, "a") end)
show(function() return rawset({}, "a", 1).a end)
show(function() return rawset({}, nil, 1) end)
show(function() return rawset({}, 0/0, 1) end)
show(function() return rawlen({1, 2}) end)
show(function() return rawlen("abc") end)
show(function() return rawlen(5) end)
show(function() return rawequal("a", "a") end)
show(function() return rawequal({}, {}) end)
show(function() return rawequal(1) end)
show(function() return rawget(5, 1) end)
show(function() return rawget({}) end)

