-- Statements and expressions: loops, goto, assignments, varargs, methods. (Manual: 3.3 and 3.4.)

-- program: numeric for loops: kinds of numbers, directions, edges
local loops = { '0, 3', '3, 0, -1', '1, 0', '1.0, 3', '1, 3.5', '1, 2, 0.5',
  'math.maxinteger - 1, math.maxinteger', 'math.mininteger + 1, math.mininteger, -1',
  '1, math.huge, 2^62', '1, -math.huge, -1 << 62', '-1, -math.huge, math.mininteger', '1, 0/0',
  '0/0, 1', '1, 2, math.huge', '"1", 2', '1, "2"', '1, 2, "1"', '1, 2, 0', '1, 2, 0.0',
  'math.maxinteger, math.maxinteger + 1.0', '0.1, 1, 0.3', '1, nil', '{}, 1', '3, 1, 1', '1, 1, -1',
  '-3, -1', '1, 3.999', '3, 1.5, -1', 'math.mininteger, math.maxinteger, math.maxinteger',
  'math.maxinteger, math.mininteger, math.mininteger' }
for _, head in ipairs(loops) do
  local body = "local n = 0 for i = " .. head .. [[ do
    n = n + 1
    io.write(tostring(i), " ", math.type(i), " ")
    if n > 5 then break end
  end return n]]
  print(head, pcall(load(body, "=loop")))
end

-- program: the control variable is a copy
for i = 1, 3 do local j = i i = i * 10 io.write(j, " ", i, "\n") end

-- program: closures of loop variables
local t = {}
for i = 1, 3 do t[i] = function() i = i + 1 return i end end
print(t[1](), t[1](), t[2](), t[3]())

-- program: closures in while with break
local t, i = {}, 0
while true do
  local j = i
  t[#t + 1] = function() j = j + 1 return j end
  i = i + 1
  if i == 3 then break end
end
print(t[1](), t[1](), t[2](), t[3]())

-- program: repeat sees the body's locals
local n = 0 repeat local done = n >= 2 n = n + 1 until done print(n)

-- program: goto continue
for i = 1, 5 do
  if i % 2 == 0 then goto continue end
  io.write(i, " ")
  ::continue::
end
print()

-- program: goto backwards makes fresh locals
local t = {}
do
  local k = 0
  ::top::
  local x = k
  t[#t + 1] = function() return x end
  k = k + 1
  if k < 3 then goto top end
end
print(t[1](), t[2](), t[3]())

-- program: multiple assignment order
local i, t = 1, {}
i, t[i] = i + 1, 20
print(i, t[1], t[2])
local a, b, c = (function() return 1, 2, 3 end)()
print(a, b, c)
a, b = b, a
print(a, b)
local x, y = ((function() return 1, 2 end)())
print(x, y)

-- program: varargs
local function f(...) local a, b = ... return select("#", ...), a, b, ... end
print(f())
print(f(nil))
print(f(1, nil))
print((f(1, 2)))

-- program: select
print(select("#"))
print(select("#", nil, nil))
print(select(2, 1, 2, 3))
print(select(-1, 1, 2, 3))
print(select(-3, 1, 2, 3)) print(pcall(select, 0)) print(pcall(select, -4, 1, 2, 3))
print(pcall(select, "x"))
print(select(5, 1))

-- program: integer keys and float keys are one
local t = {}
t[1] = "a"
t[1.0] = "b"
t[2^53] = "c"
print(t[1], #t, t[2^53 | 0], next({[3.0] = 1}), math.type(next({[3.0] = 1})))

-- program: method definitions
local o = {n = 1}
function o:inc(k) self.n = self.n + k return self end
print(o:inc(2):inc(3).n)
local t = {a = {b = {}}}
function t.a.b.f(x) return x end
function t.a.b:g() return self == t.a.b end
print(t.a.b.f(5), t.a.b:g())

-- program: order of evaluation in calls, constructors and assignments
local function say(x) io.write(tostring(x), " ") return x end
local t = {say(1), say(2), [say("k")] = say("v"), say(3)}
print(#t)
local function f(...) return select("#", ...) end
print(f(say(1), say(2), say(3)), say(1) + say(2) * say(3), say(2) ^ say(3) ^ say(0))
local a = {}
a[say(1)], a[say(2)] = say("x"), say("y")
print(a[1], a[2], say(nil) and say(1), say(false) or say(2), say(1) and say(nil) or say(3))
print(say("a") .. say("b") .. say("c"), say(1) < say(2), say(2) > say(1), not say(nil))

-- program: adjusting of results
local function none() end
local function two() return 1, 2 end
local function three() return 1, nil, 3 end
print(none(), two(), three())
print((two()), (none()), ({two(), two()})[3], #{two(), two()}, #{two(), (two())})
local a, b, c, d = two(), three()
print(a, b, c, d, select("#", none()), select("#", (none())), select("#", three(), three()))
local x, y <const>, z = two()
print(x, y, z, #{n = two()}, two() + 1, -two(), two() .. "", ({two(), nil})[2])

-- program: varargs in every place
local function f(...)
  local a, b = ...
  local t, n = {...}, select("#", ...)
  local function inner() return n end
  return inner(), #{n = ...}, (...), a, b, ..., (select(-1, 0, ...))
end
print(f())
print(f(nil))
print(f(1, 2, 3)) print(pcall(load("return ..."), 1, 2))
print((function(...) return ... end)(1, nil))
print(select("#", table.unpack({}, 1, 250)), (function(...) return select("#",
  ...) end)(table.unpack({}, 1, 250)))

-- program: numeric loops near the ends of the integers
local function count(a, b, c)
  local n, last = 0, nil
  for i = a, b, c do
    n, last = n + 1, i
    if n > 9 then break end
  end
  return n, last
end
local max, min = math.maxinteger, math.mininteger
print(count(max - 2, max, 1))
print(count(min + 2, min, -1))
print(count(max, max, 1))
print(count(max, min, max))
print(count(1, max, max))
print(count(-1, min, min))
print(count(min, max, max))
print(count(max - 1, math.huge, 1))
print(count(min, -math.huge, -1))
print(count(1, 3.9, 1))
print(count(3, 1.1, -1))
print(count(1, -0.5, -1))
print(count(0, 2^70, 2^40 | 0))
print(count(1.0, 2, 0.25))
print(count(1, 2, 0.5))
print(count(0, 1, 1e-320))
print(count(1e308, 1/0, 1e308))
print(count(2^53, 2^53 + 4, 1.0))

-- program: goto
do
  local i = 1
  ::top::
  if i <= 3 then
    io.write(i, " ")
    i = i + 1
    goto top
  end
  print()
end
for i = 1, 3 do
  for j = 1, 3 do
    if j == 2 then goto next_i end
    io.write(i, ":", j, " ")
  end
  ::next_i::
end
print()
do
  goto skip
  ;
  local x
  ;
  ::skip::
end
while true do do goto out end end
::out::
print("out")
local fs = {}
do
  local k = 1
  ::again::
  local v = k
  fs[k] = function() v = v + 1 return v end
  k = k + 1
  if k <= 2 then goto again end
end
print(fs[1](), fs[1](), fs[2]())
