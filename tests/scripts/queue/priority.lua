-- PriorityQueue: the smallest item first; what is smaller; what cannot be compared.
local queue = require "queue"
local threading = require "threading"
local errors = require "errors"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"
local PriorityQueue = queue.PriorityQueue

local function show(item)
  if type(item) ~= "table" then return tostring(item) end
  local parts = {}
  for i = 1, #item do parts[i] = show(item[i]) end
  return "{" .. table.concat(parts, ",") .. "}"
end
local function drain(q)
  local items = {}
  while not q:empty() do items[#items + 1] = show(q:get()) end
  return table.concat(items, " ")
end
local function sorted(...)
  local q = PriorityQueue()
  for _, item in ipairs{...} do q:put(item) end
  return drain(q)
end

-- Numbers and strings, as `<` orders them.
print(sorted(5, 3, 8, 1, 9, 2))  -- expect: 1 2 3 5 8 9
print(sorted(2.5, 2, -1, 1e300, -math.huge, 0))  -- expect: -inf -1 0 2 2.5 1e+300
print(sorted("pear", "apple", "", "Apple", "fig"))  -- expect:  Apple apple fig pear
print(sorted(1, 1, 1, 0, 0))  -- expect: 0 0 1 1 1
local random = {}
local q = PriorityQueue()
local state = 12345
for i = 1, 2000 do
  state = (state * 1103515245 + 12345) % 2147483648
  random[i] = state // 1000 % 700
  q:put(random[i])
end
table.sort(random)
for i = 1, 2000 do assert(q:get() == random[i]) end
-- Put and got in turns.
for i = 1000, 1, -1 do
  q:put(i)
  q:put(i + 0.5)
  assert(q:get() == i)
end
for i = 1, 1000 do assert(q:get() == i + 0.5) end

-- Sequences: the first elements that differ decide, a prefix is smaller, as Python's tuples.
print(sorted({2, "b"}, {1, "z"}, {2, "a"}, {1, "a"}))  -- expect: {1,a} {1,z} {2,a} {2,b}
print(sorted({1, 2}, {1}, {}, {1, 2, 0}, {0, 9, 9}))  -- expect: {} {0,9,9} {1} {1,2} {1,2,0}
print(sorted({1, {2, 3}}, {1, {2}}, {1, {1, 9}}))  -- expect: {1,{1,9}} {1,{2}} {1,{2,3}}
-- Equal inner sequences that are two tables: what follows them decides.
print(sorted({1, {2}, 9}, {1, {2}, 3}, {1, {2}, 5}))  -- expect: {1,{2},3} {1,{2},5} {1,{2},9}
print(sorted({1, 1.0, "b"}, {1.0, 1, "a"}))  -- expect: {1.0,1,a} {1,1.0,b}
-- Equal first elements never reach the second if it cannot be compared, unless both are there.
local same = {}
q:put({1, same})
q:put({1, same})  -- the same object is equal
q:get()
q:get()
local packed = PriorityQueue()
packed:put(table.pack(2, "x"))
packed:put(table.pack(1, "y"))
packed:put(table.pack())
print(drain(packed))  -- expect: {} {1,y} {2,x}

-- Objects with __lt, however they hide their metatable.
local Task = {}
Task.__index = Task
Task.__lt = function(a, b) return a.priority < b.priority end
local function task(priority, name) return setmetatable({priority = priority, name = name}, Task) end
for _, hidden in ipairs{false, true} do
  Task.__metatable = hidden and "hidden" or nil
  q:put(task(3, "c"))
  q:put(task(1, "a"))
  q:put(task(2, "b"))
  print(q:get().name, q:get().name, q:get().name)  -- expect: a	b	c
end
-- expect: a	b	c
-- In sequences too; and mixed with numbers where __lt can do that.
q:put({1, task(2, "second")})
q:put({1, task(1, "first")})
print(q:get()[2].name, q:get()[2].name)  -- expect: first	second
local Bound = setmetatable({}, {__lt = function(a, b)
  local function n(v) return type(v) == "number" and v or 5 end
  return n(a) < n(b)
end})
for _, item in ipairs{7, Bound, 3} do q:put(item) end
print(q:get(), q:get() == Bound, q:get())  -- expect: 3	true	7

-- What cannot be compared is a TypeError. A put that fails has put nothing.
local function incomparable(a, b)
  local each = PriorityQueue()
  each:put(a)
  crew.try(each.put, each, b)
  assert(each:qsize() == 1 and each.unfinished_tasks == 1)
  assert(rawequal(each:get(), a) or a ~= a)
  each:task_done()
  each:join()
end
incomparable(1, "1")  -- expect: TypeError: '<' not supported between instances of 'string' and 'number'
incomparable("1", 1)  -- expect: TypeError: '<' not supported between instances of 'number' and 'string'
incomparable(nil, 1)  -- expect: TypeError: '<' not supported between instances of 'number' and 'nil'
incomparable(nil, nil)  -- expect: TypeError: '<' not supported between instances of 'nil' and 'nil'
incomparable(true, false)  -- expect: TypeError: '<' not supported between instances of 'boolean' and 'boolean'
incomparable({1}, 1)  -- expect: TypeError: '<' not supported between instances of 'number' and 'table'
incomparable({1, "a"}, {1, 2})  -- expect: TypeError: '<' not supported between instances of 'number' and 'string'
incomparable({1, print}, {1, pcall})  -- expect: TypeError: '<' not supported between instances of 'function' and 'function'
incomparable({name = "a"}, {name = "b"})  -- expect: TypeError: '<' not supported between instances of 'table' and 'table'
incomparable({1, {name = "a"}}, {1, {name = "b"}})  -- expect: TypeError: '<' not supported between instances of 'table' and 'table'
incomparable(setmetatable({1}, {}), setmetatable({2}, {}))  -- expect: TypeError: '<' not supported between instances of 'table' and 'table'
incomparable(threading.Lock(), threading.Lock())  -- expect: TypeError: '<' not supported between instances of 'userdata' and 'userdata'
-- Alone, anything is an item.
local only = PriorityQueue()
for _, item in ipairs{true, print, {name = "a"}, {timeout = 1}, only} do
  only:put(item)
  assert(rawequal(only:get(), item))
end
only:put(nil)
print(only:qsize(), select("#", only:get()), only:empty())  -- expect: 1	1	true

-- A comparison that raises, in put and in get: nothing changes, and later it works.
local moody, mood = {}, "calm"
moody.__lt = function(a, b)
  if mood == "raise" then error("no mood", 0) end
  if mood == "yield" then coroutine.yield("yielded") end
  return a[1] < b[1]
end
local function object(n) return setmetatable({n}, moody) end
for i = 9, 1, -1 do q:put(object(i)) end
mood = "raise"
crew.try(q.put, q, object(0))  -- expect: no mood
crew.try(q.get, q)  -- expect: no mood
crew.try(q.get_nowait, q)  -- expect: no mood
print(q:qsize())  -- expect: 9
mood = "calm"
q:put(object(0))
local order = {}
for i = 1, 10 do order[i] = q:get()[1] end
print(table.concat(order, " "), q:empty())  -- expect: 0 1 2 3 4 5 6 7 8 9	true

-- A comparison that yields, in a coroutine.
mood = "yield"
local yields = 0
local co = coroutine.wrap(function()
  for i = 5, 1, -1 do q:put(object(i)) end
  local items = {}
  for i = 1, 5 do items[i] = q:get()[1] end
  return table.concat(items, " ")
end)
local result
repeat
  result = co()
  yields = yields + 1
until result ~= "yielded"
print(result, yields > 10)  -- expect: 1 2 3 4 5	true

-- A comparison that fails for one waiter leaves the item and the room to the next.
mood = "calm"
local full = PriorityQueue(2)
full:put(1)
full:put(2)
local outcome = {}
local putters = crew.start(4, function(i)
  local ok, e = pcall(full.put, full, i % 2 == 0 and "incomparable" or i + 2)
  outcome[i] = ok or errors.is(e, errors.TypeError)
end)
local got = {full:get()}
for i = 2, 3 do
  crew.until_true(function() return full:qsize() == 2 end)
  got[i] = full:get()
end
putters:join()
got[4] = full:get()
table.sort(got)
print(table.concat(got, " "), outcome[1] and outcome[2] and outcome[3] and outcome[4])  -- expect: 1 2 3 5	true

-- Many threads: each gets its items in order, as long as nobody puts.
local shared, runs = PriorityQueue(), {}
crew.run(4, function(me) for i = 1, 300 do shared:put({i % 50, me, i}) end end)
crew.run(4, function(me)
  local mine = {}
  for i = 1, 300 do mine[i] = shared:get() end
  runs[me] = mine
end)
local count = 0
for me = 1, 4 do
  for i = 2, 300 do assert(runs[me][i - 1][1] <= runs[me][i][1]) end
  count = count + #runs[me]
end
print(count, shared:empty())  -- expect: 1200	true
