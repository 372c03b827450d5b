-- debug.getlocal and setlocal: scopes, parameters, extra arguments, temporaries, captured variables.
-- oracle: lua5.4
local function all(level)
  local out = {}
  for i = 1, 40 do
    local n, v = debug.getlocal(level + 1, i)
    if not n then break end
    out[#out + 1] = n .. "=" .. (type(v) == "function" and "f" or tostring(v))
  end
  print(table.concat(out, " "))
end
local function f(a, b, ...)
  all(1)
  local c = a
  do local d = 1 all(1) end
  local e = 5
  for i = 1, 1 do all(1) end
  for k, v in pairs { 7 } do local n = debug.getlocal(1, 6) print(n) end
  print(debug.getlocal(1, -1)) print(debug.getlocal(1, -2)) print(debug.getlocal(1, -3))
  print(debug.setlocal(1, -2, "changed"), ...)
  print(debug.setlocal(1, 1, "new a"), a, debug.setlocal(1, 100, 1), debug.setlocal(1, -9, 1))
end
f(1, 2, 3, 4)
print(debug.getlocal(f, 1), debug.getlocal(f, 2), debug.getlocal(f, 3), debug.getlocal(print, 1))
print(debug.getlocal(f, 0), debug.getlocal(f, -1))

-- captured, reassigned: in a cell
local function counter()
  local n = 0
  local function inc() n = n + 1 return n end
  inc()
  print(debug.getlocal(1, 1))
  print(debug.setlocal(1, 1, 10), n, inc(), n)
  local name, value = debug.getlocal(1, 1) print(name, value)
end
counter()
-- captured, never reassigned: in its register and in a shared cell
local function shared(p)
  local a = 12
  local get = function() return a, p end
  print(a, get())
  print(debug.setlocal(1, 2, 13), a, get())
  print(debug.setlocal(1, 1, "p!"), p, get())
  print(debug.setupvalue(get, 1, 14), a, get())
  print(debug.setupvalue(get, 2, 15), p, get())
  local late = function() return a end
  print(late(), debug.setupvalue(late, 1, 16), a, get())
end
shared("p")
local function set_before_closure()
  local a = 1
  debug.setlocal(1, 1, 2)
  return a, (function() return a end)()
end
print(set_before_closure())
local function loops()
  local fs = {}
  for i = 1, 3 do
    local k = i * 10
    fs[i] = function() return i, k end
    if i > 1 then debug.setupvalue(fs[i - 1], 2, "old") debug.setupvalue(fs[i], 2, "now") end
    print(i, k, fs[i]())
  end
  print(fs[1]()) print(fs[2]()) print(fs[3]())
end
loops()
local function recursive()
  local function r(n) if n == 0 then return "end" end return r(n - 1) end
  print(r(3), debug.setlocal(1, 1, function() return "replaced" end), r(3))
end
recursive()
local function outer_of()
  local v = 1
  local function get() return v end
  local function inner() debug.setlocal(2, 1, "from inside") return v, get() end
  local x, y = inner()
  print(v, x, y)
end
outer_of()

-- temporaries
local function tmp() print(select(2, debug.getlocal(2, 3)), debug.getlocal(2, 4)) debug.setlocal(2, 3, 10) return 20 end
local function sum(a, b) return (a + 1) + tmp() end
print(sum(0, 0))
print(debug.getlocal(0, 1)) print(debug.getlocal(0, 2)) print(debug.getlocal(0, 3)) print(debug.getlocal(0, 0))

-- coroutines
local co = coroutine.create(function(x, ...) local y = coroutine.yield(x) return x, y, ... end)
print(pcall(debug.getlocal, co, 0, 1))
coroutine.resume(co, 10, 20)
print(debug.getlocal(co, 1, 1)) print(debug.getlocal(co, 1, 2)) print(debug.getlocal(co, 1, -1))
print(debug.getlocal(co, 0, 1)) print(debug.getlocal(co, f, 1))
print(debug.setlocal(co, 1, 1, "x!"), debug.setlocal(co, 1, -1, "extra!"), debug.setlocal(co, 1, 9, 0))
print(coroutine.resume(co, "y!"))
print(pcall(debug.getlocal, co, 0, 1))
local dead = coroutine.create(function(a) local b = a * 2 error("e") end)
coroutine.resume(dead, 21)
print(debug.getlocal(dead, 1, 1)) print(debug.getlocal(dead, 1, 2))
-- errors
print(pcall(debug.getlocal)) print(pcall(debug.getlocal, 1)) print(pcall(debug.getlocal, 50, 1))
print(pcall(debug.getlocal, {}, 1)) print(pcall(debug.setlocal, 1, 1)) print(pcall(debug.setlocal, -1, 1, 1))
print(pcall(debug.setlocal, 1)) print(pcall(debug.setlocal, 99, 1, 1)) print(pcall(debug.setlocal, print, 1, 1))
