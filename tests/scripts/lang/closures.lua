-- Captured variables: reassigned ones live in cells, others are shared values; every loop turn and
-- every new scope makes fresh ones.
-- oracle: lua5.4
local function counter()
  local n = 0
  return function() n = n + 1 return n end, function() return n end
end
local up, get = counter()
up() up()
print(get(), select(2, counter())())

local fs = {}
for i = 1, 3 do
  local j = i * 10
  fs[#fs + 1] = function(d) i = i + (d or 0) j = j + 1 return i, j end
end
print(fs[1](5), fs[1](), fs[2](), fs[3]())

local gs = {}
for _, v in ipairs { "a", "b" } do gs[#gs + 1] = function(x) if x then v = x end return v end end
gs[1]("z")
print(gs[1](), gs[2]())

local k = 0
local hs = {}
while k < 3 do
  k = k + 1
  local own = k
  hs[k] = function() own = own + 100 return own end
  if k == 2 then goto continue end
  own = own * 2
  ::continue::
end
print(hs[1](), hs[2](), hs[3](), hs[1]())

-- a jump back over the declaration makes a new variable
do
  local list, n = {}, 0
  ::again::
  local x = n
  list[#list + 1] = function() x = x + 1 return x end
  n = n + 1
  if n < 3 then goto again end
  print(list[1](), list[1](), list[2](), list[3]())
end

repeat
  local done = 2
  local check = function() done = done - 1 return done < 2 end
until check()

-- parameters, recursion, self-reference, nesting
local function outer(a, b)
  local function inner() a = a .. b return function() b = b .. "!" return a, b end end
  return inner(), inner
end
local deep, inner = outer("x", "y")
print(deep(), inner()(), deep())
local function fact(n) if n < 2 then return 1 end return n * fact(n - 1) end
print(fact(20))
local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
print(even(10001), odd(10001))

-- conditional writes to a captured variable
local function logic(p, q)
  local v
  local read = function() return v end
  v = p or q
  local first = read()
  v = p == q
  local second = read()
  v = nil
  local w
  v, w = q, p
  return first, second, read(), w
end
print(logic(nil, 2)) print(logic(1, 1)) print(logic(false, false))

-- varargs and multiple results into captured variables
local function va(...)
  local a, b, c = ...
  local set = function(x) a, b, c = x, x, x end
  local before = table.concat({ tostring(a), tostring(b), tostring(c) }, ",")
  set(7)
  return before, a, b, c
end
print(va(1)) print(va(1, 2, 3, 4))
