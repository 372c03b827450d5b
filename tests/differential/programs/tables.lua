-- Tables and the functions on them. (Manual: 6.1, 6.6.)

-- program: insert and remove
local function show(f) print(pcall(f)) end
show(function()
  return (function()
    local t = {1, 2}
    table.insert(t, 3)
    table.insert(t, 1, 0)
    return table.concat(t, ",")
  end)()
end)
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
show(function()
  return (function() local t = {3, 1, 2} table.sort(t) return table.concat(t, ",") end)()
end)
show(function()
  return (function()
    local t = {3, 1, 2}
    table.sort(t, function(a, b) return a > b end)
    return table.concat(t, ",")
  end)()
end)
show(function() return table.sort({1, "x"}) end)
show(function() return table.sort({1, 2, 3, 4, 5}, function() return true end) end)
show(function() return table.sort({{}, {}}) end)
show(function() return table.sort({3, 2, 1}, 5) end)
show(function() return table.sort({3, 2, nil, 1}) end)
show(function()
  return (function() local t = {"b", "a", "C"} table.sort(t) return table.concat(t) end)()
end)
show(function() return table.sort(5) end)
show(function()
  return (function()
    local t = {}
    for i = 1, 100 do t[i] = (i * 37) % 101 end
    table.sort(t)
    return table.concat(t, ",")
  end)()
end)

-- program: next, pairs, ipairs
local function show(f) print(pcall(f)) end
show(function() return next({}) end)
show(function() return next({5}) end)
show(function() return next({}, "nokey") end)
show(function() return next(5) end)
show(function()
  return (function() local n = 0 for k, v in pairs({1, 2, x = 3}) do n = n + v end return n end)()
end)
show(function() return pairs() end)
show(function() return pairs(nil) end)
show(function() return ipairs() end)
show(function() return ipairs(nil) end)
show(function()
  return (function()
    local t = {}
    for i, v in ipairs({1, 2, nil, 4}) do t[#t + 1] = v end
    return #t
  end)()
end)
show(function()
  return (function()
    for i, v in ipairs(setmetatable({}, {__index = function(_, i)
      if i < 4 then return i * 2 end
    end})) do
      io.write(i, "=", v, " ")
    end
  end)()
end)
show(function()
  return (function()
    for k, v in pairs(setmetatable({}, {__pairs = function(t)
      return function(_, k) if not k then return 1, 2 end end, t, nil
    end})) do
      return k, v
    end
  end)()
end)

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

-- program: insert and remove at every position
for position = -1, 5 do
  local t = {1, 2, 3}
  print(position, pcall(table.insert, t, position, "x"))
  print(table.concat(t, ","))
  t = {1, 2, 3}
  print(position, pcall(table.remove, t, position))
  print(table.concat(t, ","))
end
for _, p in ipairs {1.0, "2", 1.5, "x", {}, math.maxinteger, math.mininteger} do
  print(pcall(table.insert, {1, 2, 3}, p, 0)) print(pcall(table.remove, {1, 2, 3}, p))
end
print(pcall(table.insert, {}, 1, 2, 3)) print(pcall(table.insert, {}))
print(pcall(table.insert)) print(pcall(table.insert, nil, 1))
print(pcall(table.insert, {}, nil, 1))
print(select("#", table.insert({}, 1)), select("#", table.remove({})))
print(pcall(table.insert, {1, 2}, nil))

-- program: functions of table use metamethods
local function proxy(t, log)
  return setmetatable({}, {__index = function(_, k)
    log[#log + 1] = "get " .. tostring(k)
    return t[k]
  end, __newindex = function(_, k, v)
    log[#log + 1] = "set " .. tostring(k) .. "=" .. tostring(v)
    t[k] = v
  end, __len = function() log[#log + 1] = "len" return #t end})
end
for _, call in ipairs {function(p) table.insert(p, "x") end, function(p)
  table.insert(p, 2, "x")
end, function(p) return table.remove(p) end, function(p) return table.remove(p, 1) end, function(p)
  return table.concat(p, "-")
end, function(p) return table.unpack(p) end, function(p) table.sort(p) end, function(p)
  table.move(p, 1, 3, 2)
end, function(p) table.move(p, 2, 3, 1) end, function(p) return #table.move(p, 1, 2, 1, {}) end,
  function(p)
  return #table.pack(p)
end, function(p) return next(p) end, function(p)
  return rawlen(p), #p, rawget(p, 1), rawequal(p, p)
end} do
  local log = {}
  print(pcall(call, proxy({"c", "a", "b"}, log)))
  print(table.concat(log, ", "))
end
print(pcall(table.insert, setmetatable({}, {__len = function() return "x" end}), 1))
print(pcall(table.insert, setmetatable({}, {__len = function() return 1.5 end}), 1))
print(pcall(table.concat, setmetatable({}, {__len = function() return 2 end,
  __index = function(_, i)
  return "v" .. i
end}), ","))
print(pcall(table.unpack, setmetatable({}, {__len = function() return 1e8 end})))
print(pcall(table.insert, 5, 1))
print(pcall(table.insert, setmetatable({}, {__len = function() return math.maxinteger end}), 1))
print(pcall(table.concat, "abc")) print(pcall(table.remove, io.stdout))

-- program: values that are no tables but act like them
debug.setmetatable("", {__index = function(s, i)
  if type(i) == "number" then return s:byte(i) end
  return string[i]
end, __newindex = function() end, __len = function(s) return 3 end})
print(pcall(table.concat, "abc", ",")) print(pcall(table.unpack, "abc"))
print(pcall(table.remove, "abc")) print(pcall(table.sort, "abc"))
print(pcall(table.move, "abc", 1, 3, 1, {}))

-- program: move
local function try(...)
  local ok, t = pcall(table.move, ...)
  if not ok then return print(ok, t) end
  local all = {}
  for i = 1, 8 do all[i] = tostring(t[i]) end
  print(ok, table.concat(all, ","))
end
local function five() return {1, 2, 3, 4, 5} end
for from = 1, 3 do
  for to = 1, 4 do try(five(), from, from + 2, to) try(five(), from, from + 2, to, {}) end
end
try(five(), 3, 2, 1)
try(five(), 1, 5, 1)
try(five(), 1, 0, 1, five())
try(five(), -1, 1, 1)
try({}, math.maxinteger, math.maxinteger, 1)
try({}, math.mininteger, math.maxinteger, 1)
try({}, 1, math.maxinteger, 2)
try({}, 1, 3, math.maxinteger)
try({}, math.maxinteger - 1, math.maxinteger, math.maxinteger - 2)
try({}, 0, math.maxinteger, 1)
print(pcall(table.move)) print(pcall(table.move, {}, 1, 2))
print(pcall(table.move, {}, "x", 2, 3)) print(pcall(table.move, {}, 1.5, 2, 3))
print(pcall(table.move, {}, 1, 2, 3, 5)) print(pcall(table.move, 5, 1, 2, 3))
print(pcall(table.move, setmetatable({}, {__index = error}), 1, 1, 1))
local t = {1, 2, 3}
print(table.move(t, 1, 3, 2) == t, table.move(t, 2, 3, 1) == t, table.move({1}, 1, 1, 1, t) == t)

-- program: unpack and pack
print(table.unpack({1, 2, 3}, -1, 1))
print(table.unpack({1, 2, 3}, 2, "3"))
print(table.unpack({}, 1, 0))
print(select("#", table.unpack({}, 1, 200)))
print(table.unpack({1, 2}, 1.0, 2.0)) print(pcall(table.unpack, {}, 1.5))
print(pcall(table.unpack, {}, "x")) print(pcall(table.unpack))
print(pcall(table.unpack, {}, 1, 1e7)) print(pcall(table.unpack, {}, math.mininteger, 0))
print(pcall(table.unpack, {}, 0, math.maxinteger))
print(table.unpack({}, math.maxinteger, math.mininteger))
print(table.unpack({[math.maxinteger] = "last"}, math.maxinteger))
print(table.unpack({[math.mininteger] = "first"}, math.mininteger, math.mininteger))
local p = table.pack(nil, 2, nil)
print(p.n, #p >= 0, p[2])
print(table.pack().n, table.pack(table.unpack({1, nil, 3}, 1, 3)).n,
  table.unpack(table.pack(1, nil, 3), 1, 3))

-- program: concat
for _, a in ipairs {{{}}, {{1, 2, 3}}, {{1, 2.5, "x"}, "-"}, {{1, 2, 3}, ", ", 2},
    {{1, 2, 3}, ", ", 2, 3}, {{1, 2, 3}, ", ", 3, 2}, {{1, {}, 3}}, {{1, true}}, {{1, 2}, 0},
    {{"a"}, {}}, {{1, 2}, ",", 0}, {{1, 2}, ",", 1, 3}, {{1, 2}, ",", "1", "2"}, {{1, 2}, ",", 1.5},
    {{print}}, {{[5] = "five"}, ",", 5, 5}, {{"a\0b", "c"}, "\0"}, {5}, {}} do
  print(pcall(table.concat, table.unpack(a)))
end
print(#table.concat(setmetatable({}, {__index = function() return "ab" end}), ",", 1, 1000))
print(table.concat({[math.maxinteger] = "x"}, "", math.maxinteger, math.maxinteger))
print(pcall(table.concat, {1, 2, nil, 4}, ",", 1, 4))

-- program: sort
local function try(t, f)
  local ok, e = pcall(table.sort, t, f)
  if ok then
    for i = 1, #t do t[i] = tostring(t[i]) end
    e = table.concat(t, " ")
  end
  print(ok, e)
end
try({3, 1, 2})
try({})
try({1})
try({2, 1})
try({"b", "a", "B", "A", "aa", ""})
try({1.5, 1, -1, 2^53, -0.0, 0})
try({3, 1, 2}, function(a, b) return a > b end)
try({1, "x"})
try({{}, {}})
try({1, 2, nil, 3})
try({true, false})
try({3, 2, 1}, 5)
try({3, 2, 1}, nil)
try({3, 2, 1}, function() error("in order", 0) end)
try({5, 5, 5, 5}, function(a, b) return a < b end)
local log = {}
try({3, 2, 1, 4}, function(a, b) log[#log + 1] = a .. "<" .. b return a < b end)
print(table.concat(log, " "))
local t = {}
for i = 1, 200 do t[i] = (i * 7919) % 211 end
try(t)
for i = 1, 200 do t[i] = (i * 7919) % 13 end
try(t, function(a, b) return tonumber(a) > tonumber(b) end)
local mt = {__lt = function(a, b) return a.n < b.n end, __tostring = function(o)
  return "o" .. o.n
end}
local t = {}
for i = 1, 20 do t[i] = setmetatable({n = (i * 7) % 20}, mt) end
try(t)
print(pcall(table.sort)) print(pcall(table.sort, 5))
print(pcall(table.sort, setmetatable({}, {__len = function() return math.maxinteger end})))
print(pcall(table.sort, setmetatable({}, {__len = function() return 2^31 end})))

-- program: sort with an invalid order function
for _, n in ipairs {2, 3, 4, 5, 10, 50, 100} do
  for name, f in pairs {always = function() return true end} do
    local t = {}
    for i = 1, n do t[i] = i end
    print(n, name, pcall(table.sort, t, f))
  end
  local t = {}
  for i = 1, n do t[i] = i end
  print(n, "<=", pcall(table.sort, t, function(a, b) return a <= b end))
  for i = 1, n do t[i] = 7 end
  print(n, "equal <=", pcall(table.sort, t, function(a, b) return a <= b end))
  for i = 1, n do t[i] = i end
  print(n, "never", pcall(table.sort, t, function() return false end))
end

-- program: next and pairs
local t = {10, 20, 30, n = 1}
print(next({}), next({5}), next(t, 1), pcall(next, t, "none"), pcall(next))
print(pcall(next, 5))
print(next(t, 3) == "n", next(t, "n")) print(pcall(next, {}, 1))
print(pcall(next, {1}, nil))
local keys = {}
for k in pairs({10, 20, 30, a = 1, b = 2, [2.5] = 3, [true] = 4}) do
  keys[#keys + 1] = tostring(k)
end
table.sort(keys)
print(table.concat(keys, " "))
for k, v in next, {7} do print(k, v) end
print(pcall(pairs)) print(pcall(pairs, nil)) print(pcall(pairs, 5))
local a, b, c = pairs({})
print(a == next, type(b), c)
print(select("#", pairs(setmetatable({}, {__pairs = function() return 1, 2, 3, 4 end}))))
print(pcall(function() for k in pairs(setmetatable({}, {__pairs = 5})) do end end))
for k, v in pairs("x" and {"only"}) do print(k, v) end
local t = {}
for i = 1, 10 do t[i] = i t["k" .. i] = i end
for k, v in pairs(t) do t[k] = nil end
print(next(t))
t = {1, 2, 3, 4}
for k in pairs(t) do t[k] = t[k] * 2 end
print(table.concat(t, " "))

-- program: ipairs
for i, v in ipairs({1, 2, nil, 4}) do io.write(i, "=", v, " ") end
print()
for i, v in ipairs(setmetatable({},
    {__index = function(_, i) if i < 4 then return i * i end end})) do
  io.write(i, "=", v, " ")
end
print() print(pcall(ipairs)) print(pcall(ipairs, nil))
print(pcall(function() for i in ipairs(5) do end end))
local f, s, c = ipairs({})
print(type(f), type(s), c)
for i, v in ipairs({false, 1}) do io.write(i, " ", tostring(v), " ") end
print()
for i, v in ipairs("abc" and {}) do print("never") end
print(ipairs({5})({5}, 0)) print(pcall(ipairs({}), {}, "x"))
local t = {1, 2, 3}
for i, v in ipairs(t) do
  if i < 6 then t[i + 3] = v end
  io.write(v, " ")
end
print()

-- program: length and borders
print(#{}, #{1, 2, 3}, #{n = 1}, #{1, 2, 3, nil}, #{nil}, #"abc", #"")
local t = {}
for i = 1, 100 do t[i] = i end
print(#t)
for i = 100, 51, -1 do t[i] = nil end
print(#t)
t[#t + 1] = "x"
print(#t, t[51]) print(rawlen({1, 2}), rawlen("abc"), pcall(rawlen, 5))
print(pcall(rawlen))
print(#setmetatable({1, 2}, {__len = function() return "anything" end}),
  rawlen(setmetatable({1, 2}, {__len = function()
  return 9
end})))

-- program: keys
local t = {}
t[1], t[1.0], t["1"], t[2^53], t[-0.0], t[0] = "a", "b", "c", "d", "e", "f"
print(t[1], t["1"], t[2^53 | 0], t[0], t[-0.0]) print(pcall(function() t[nil] = 1 end))
print(pcall(function() t[0/0] = 1 end))
print(t[nil], t[0/0]) print(pcall(rawset, t, nil, 1)) print(pcall(rawset, t, 0/0, 1))
t[1/0], t[-1/0] = "inf", "-inf"
print(t[math.huge], t[-math.huge])
local f, c, u = print, coroutine.create(print), io.stdout
t[f], t[c], t[u], t[true], t[false], t[t] = 1, 2, 3, 4, 5, 6
print(t[f], t[c], t[u], t[true], t[false], t[t])
print(({[1] = "a", [1.5] = "b", ["x y"] = "c", [print] = "d"})[print], ({1, 2, [2] = "later"})[2])
