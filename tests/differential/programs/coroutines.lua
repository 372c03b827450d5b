-- program: yield and resume
local co = coroutine.create(function(a, b) print(a, b) local c = coroutine.yield(a + b) print(c) local d, e = coroutine.yield() print(d, e) return "end", 1 end) print(coroutine.resume(co, 1, 2)) print(coroutine.status(co)) print(coroutine.resume(co, "x")) print(coroutine.resume(co, 1, 2)) print(coroutine.status(co), coroutine.resume(co))

-- program: errors
local co = coroutine.create(function() error("e") end) print(coroutine.resume(co)) print(coroutine.status(co)) print(coroutine.resume(co)) print(coroutine.close(co)) local co = coroutine.create(function() error({}) end) print(select("#", coroutine.resume(co)))

-- program: wrap
local f = coroutine.wrap(function() coroutine.yield(1) error("w") end) print(f()) print(pcall(f)) print(pcall(f)) local g = coroutine.wrap(function() error({}, 0) end) print(select("#", pcall(g))) print(pcall(coroutine.wrap)) print(pcall(coroutine.create, 5))

-- program: status of all kinds
local co co = coroutine.create(function() print(coroutine.status(co)) local inner = coroutine.create(function() print(coroutine.status(co)) end) coroutine.resume(inner) print(coroutine.status(inner)) end) print(coroutine.status(co)) coroutine.resume(co) print(coroutine.status(co)) print(pcall(coroutine.status))

-- program: running, isyieldable
print(select(2, coroutine.running()), coroutine.isyieldable()) coroutine.wrap(function() print(select(2, coroutine.running()), coroutine.isyieldable()) end)() print(pcall(coroutine.yield)) print(coroutine.isyieldable(coroutine.create(print)))

-- program: resume itself and the main one
local co co = coroutine.create(function() return coroutine.resume(co) end) print(coroutine.resume(co)) print(coroutine.resume(coroutine.running())) print(pcall(coroutine.resume, 5)) local w w = coroutine.wrap(function() return pcall(w) end) print(w())

-- program: close
local function c(n) return setmetatable({}, {__close = function(_, e) print("close", n, e) end}) end local co = coroutine.create(function() local a <close> = c(1) coroutine.yield() end) coroutine.resume(co) print(coroutine.close(co), coroutine.status(co)) print(coroutine.close(coroutine.create(print))) local co = coroutine.create(function() local a <close> = setmetatable({}, {__close = function() error("in close", 0) end}) coroutine.yield() end) coroutine.resume(co) print(coroutine.close(co)) print(pcall(coroutine.close, coroutine.running()))

-- program: yield across pcall, metamethods, iterators, sort
local function y(...) return coroutine.yield(...) end local co = coroutine.wrap(function() print(pcall(function() y("p") error("x", 0) end)) local t = setmetatable({}, {__add = function() return y("add") end, __index = function(_, k) return y(k) end, __call = function(_, ...) return y(...) end, __lt = function() return y("lt") end, __eq = function() return y("eq") end, __concat = function() return y("cat") end, __len = function() return y("len") end}) print(t + 1, t.k, t(5), t < t, t .. "x", #t) for i in function(_, i) return y("it") end do print(i) end print(pcall(table.sort, {2, 1}, function() y() end)) print(pcall(string.gsub, "a", "a", function() y() end)) return "done" end) local r = co() while r ~= "done" do io.write(tostring(r), " ") r = co(r ~= "it" and 1 or nil) end

-- program: yield in close
local co = coroutine.wrap(function() do local x <close> = setmetatable({}, {__close = function() coroutine.yield("closing") end}) coroutine.yield("body") end return "end" end) print(co(), co(), co())

-- program: a generator
local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end for v in gen(3) do io.write(v, " ") end print()

-- program: error through nested coroutines
local ok, m = pcall(coroutine.wrap(function() coroutine.wrap(function() error("inner") end)() end)) print(ok, m)

-- program: many nested coroutines
local function nest(n) if n == 0 then return "bottom" end return coroutine.wrap(nest)(n - 1) end print(pcall(nest, 100)) local ok, m = pcall(nest, 250) print(ok, m:match("C stack overflow"))

