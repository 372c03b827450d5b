-- table.sort: each kind of element, comparators, inconsistent orders, errors in between.
local function fails(message, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and tostring(err):find(message, 1, true), tostring(err))
end
local function is_sorted(t, less)
  less = less or function(a, b) return a < b end
  for i = 2, #t do if less(t[i], t[i - 1]) then return false end end
  return true
end
local state = 12345
local function random(n) state = (state * 1103515245 + 12345) & 0x7fffffff return state % n + 1 end

for _, n in ipairs {0, 1, 2, 3, 4, 5, 10, 99, 100, 101, 1000, 5000} do
  local makers = {
    integers = function() return random(n) end,
    floats = function() return random(n) / 7 end,
    mixed = function() local r = random(n) return r % 2 == 0 and r or r + 0.5 end,
    strings = function() return ("k"):rep(random(3)) .. random(n) end,
    ascending = (function() local i = 0 return function() i = i + 1 return i end end)(),
    equal = function() return 7 end,
  }
  for name, make in pairs(makers) do
    local t, count = {}, {}
    for i = 1, n do t[i] = make() count[t[i]] = (count[t[i]] or 0) + 1 end
    local u = table.move(t, 1, n, 1, {})
    table.sort(t)
    assert(#t == n and is_sorted(t), name)
    for i = 1, n do count[t[i]] = count[t[i]] - 1 end
    for _, c in pairs(count) do assert(c == 0, name) end
    table.sort(u, function(a, b) return a > b end)
    assert(is_sorted(u, function(a, b) return a > b end), name)
    for i = 1, n do assert(u[i] == t[n + 1 - i], name) end
  end
end

-- large integers against floats are compared exactly
local edge = {2^53, math.maxinteger, -2^63, 2^53 | 0, (2^53 | 0) + 1, math.mininteger, 2^63, -0.0, 0}
table.sort(edge)
assert(is_sorted(edge) and edge[#edge] == 2^63 and edge[#edge - 1] == math.maxinteger)
local words = {"b", "B", "a\0b", "a", "", "a\0a", "\200", "aa"}
table.sort(words)
assert(table.concat(words, "|") == "|a|a\0a|a\0b|aa|B|b|\200" or is_sorted(words))

-- metamethods
local mt = {}
mt.__lt = function(a, b) return a.v < b.v end
local objects = {}
for i = 1, 300 do objects[i] = setmetatable({v = random(1000)}, mt) end
table.sort(objects)
assert(is_sorted(objects))
local store = {5, 3, 9, 1}
local proxy = setmetatable({}, {__len = function() return #store end, __index = store, __newindex = store})
table.sort(proxy)
assert(table.concat(store, ",") == "1,3,5,9")

-- orders that are none end with an error or some order, and lose nothing
local t = {}
for i = 1, 200 do t[i] = i end
pcall(table.sort, t, function() return true end)
fails("invalid order function for sorting", table.sort, {1, 2, 3, 4, 5}, function() return true end)
local nan = 0 / 0
pcall(table.sort, {nan, 1, nan, 3, 2, nan, 5})
fails("attempt to compare", table.sort, {1, "x", 2})
fails("attempt to compare two table values", table.sort, {{}, {}})
fails("attempt to compare", table.sort, {3, nil, 1, 5, 7, nil, 9, n = 7} and {1, {}, 2})
fails("stop", table.sort, {3, 2, 1}, function() error("stop") end)
fails("bad argument #2 to 'sort' (function expected, got number)", function() table.sort({1, 2}, 1) end)
fails("bad argument #1 to 'sort' (table expected, got nil)", function() table.sort(nil) end)
fails("array too big", table.sort, setmetatable({}, {__len = function() return math.maxinteger end}))

-- a comparator that grows the table and makes garbage
local grown = {}
for i = 1, 300 do grown[i] = random(300) end
table.sort(grown, function(a, b)
  grown[#grown + 1] = nil
  grown["k" .. a] = {a, b}
  return a < b
end)
assert(is_sorted(grown))
-- and one inside a coroutine
local co = coroutine.wrap(function()
  local c = {3, 1, 2}
  table.sort(c, function(a, b) return a < b end)
  return table.concat(c)
end)
assert(co() == "123")
fails("attempt to yield across a C-call boundary",
      coroutine.wrap(function() table.sort({2, 1}, function() coroutine.yield() end) end))
print("ok")  -- expect: ok
